// One question asked at every place.
#include "verify.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "clino/diagnose.hpp"
#include "clino/engine.hpp"
#include "evidence.hpp"
#include "shrink.hpp"

namespace clino {
namespace {

bool decided(Verdict v) { return v != Verdict::undecided && v != Verdict::unsupported && v != Verdict::failed; }

/// Louder first, then what is shorter to type.
auto loudness(const Discrepancy& d, const Format& format) {
  std::size_t characters = 0;
  for (const double x : d.x) characters += to_decimal(format, x).size();
  return std::tuple(-static_cast<int>(d.number.judgement.level), d.why != "given", characters);
}
double loss(const Discrepancy& d) { return d.number.judgement.bits_lost; }

class Verifier {
 public:
  Verifier(const Inquiry& q, std::size_t rows) : q_(q), rows_(rows) {
    v_.derivative = q.derivative;
    v_.function = q.subject.text();
    v_.format = q.format;
    v_.variables = q.variables.listed();
    v_.inputs = static_cast<std::size_t>(q.inputs());
    v_.entries = q.targets.size();
  }

  Verification run() {
    for (const Spot& place : spots(q_)) visit(place);
    ask_again();
    if (same_failures_.outcome == Outcome::broken || !quiet_.empty()) promise();
    conclude();
    return std::move(v_);
  }

 private:
  void visit(const Spot& place) {
    const Look look(q_, place.x, !q_.program.traceable());
    ++v_.points;
    const bool f = !look.function_threw().empty(), g = !look.derivative_threw().empty();
    if (f || g) return note_throw(place, look, f, g);
    quiet_.push_back(place);
    Answers s{place.x, {}, {}, {}};
    for (std::size_t k = 0; k < look.numbers().size(); ++k) {
      const NumberResult& n = look.numbers()[k];
      ++v_.counts[static_cast<std::size_t>(n.judgement.verdict)];
      v_.level = std::max(v_.level, n.judgement.level);
      const bool off = n.judgement.level >= Level::warning;
      s.given.push_back(n.computed);
      s.truth.push_back(n.existence == Existence::exists ? n.reference : n.estimate ? n.estimate->value : NAN);
      s.off.push_back(off);
      if (n.judgement.verdict == Verdict::undecided) undecided_ = n.judgement.reason;
      if (n.judgement.verdict == Verdict::subgradient) note_convention(n);
      if (n.judgement.level >= Level::note && decided(n.judgement.verdict))
        keep({q_.names[k], k, place.x, place.why, n});
    }
    samples_.push_back(std::move(s));
  }

  /// A derivative that is only run may remember: all points once more, backwards.
  void ask_again() {
    const bool skipped = std::ranges::find(q_.plan.skipped, Contract::stateless) != q_.plan.skipped.end();
    for (std::size_t p = samples_.size(); p-- > 0 && !q_.claim.flat.traceable() && !skipped;) {
      std::vector<double> again;
      try {
        again = given_at(q_, samples_[p].x);
      } catch (const std::exception& error) {
        stateless_.text = std::string("asked again it throws: ") + error.what();
      }
      for (std::size_t k = 0; k < again.size() && stateless_.text.empty(); ++k) {
        const double before = samples_[p].given[k];
        if (before == again[k] || (std::isnan(before) && std::isnan(again[k]))) continue;
        stateless_.text = q_.names[k] + " is " + to_decimal(q_.format, before) +
                          ", asked again after calls elsewhere " + to_decimal(q_.format, again[k]) + " at " +
                          q_.variables[0] + " = " + to_decimal(q_.format, samples_[p].x[0]);
      }
      if (stateless_.text.empty()) continue;
      stateless_.outcome = Outcome::broken;
      return;
    }
  }

  void note_throw(const Spot& place, const Look& look, bool f, bool g) {
    (f && g ? both_threw_ : one_threw_) += 1;
    v_.counts[static_cast<std::size_t>(Verdict::failed)] += static_cast<std::int64_t>(v_.entries);
    const std::string what = f ? look.function_threw() : look.derivative_threw();
    last_thrown_ = what;
    if (f && g) return;
    const bool skipped = std::ranges::find(q_.plan.skipped, Contract::same_failures) != q_.plan.skipped.end();
    if (same_failures_.outcome == Outcome::broken || skipped) return;
    std::string at;
    for (std::size_t i = 0; i < place.x.size() && i < 4; ++i)
      at += (i > 0 ? ", " : "") + q_.variables[i] + " = " + to_decimal(q_.format, place.x[i]);
    same_failures_ = {Contract::same_failures, Outcome::broken,
                      std::string(f ? "the function" : "the derivative") + " throws (" + what + "), the " +
                          (f ? "derivative" : "function") + " does not at " + at};
  }

  void note_convention(const NumberResult& n) {
    const auto same = [&](double a) { return std::fabs(n.computed - a) <= 8 * ulp(q_.format, a); };
    ++conventions_[same(n.left)                     ? "the slope from the left"
                   : same(n.right)                  ? "the slope from the right"
                   : same(0.5 * (n.left + n.right)) ? "the mean of the slopes"
                                                    : "something between the slopes"];
  }

  /// The plainest finding of each entry, and the one that loses most.
  void keep(Discrepancy d) {
    const auto [slot, fresh] = kept_.try_emplace(d.entry, d, d);
    if (fresh) return;
    if (loudness(d, q_.format) < loudness(slot->second.first, q_.format)) slot->second.first = d;
    if (loss(d) > loss(slot->second.second)) slot->second.second = d;
  }

  void promise() {
    try {
      v_.promises = check_promises(q_.as_given ? *q_.as_given : q_, quiet_);
    } catch (const std::exception& error) {
      v_.notes.push_back(std::string("the contract could not be checked: it throws: ") + error.what());
    }
    for (const Promise& seen : {same_failures_, stateless_}) {
      if (seen.outcome != Outcome::broken) continue;
      const auto p = std::ranges::find(v_.promises, seen.contract, &Promise::contract);
      if (p == v_.promises.end())
        v_.promises.push_back(seen);
      else
        *p = seen;
    }
  }

  void conclude() {
    rank();
    if (v_.level >= Level::warning) v_.pattern = guess_pattern(samples_, rows_, q_);
    for (const auto& [text, count] : conventions_)
      v_.convention += (v_.convention.empty() ? "" : ", ") + text + " (" + std::to_string(count) + ")";
    std::int64_t told = 0;
    for (const Verdict verdict : verdicts())
      if (decided(verdict)) told += v_.counts[static_cast<std::size_t>(verdict)];
    const auto undecided = v_.counts[static_cast<std::size_t>(Verdict::undecided)];
    if (undecided > 0) v_.notes.push_back(std::to_string(undecided) + " undecided: " + undecided_);
    if (both_threw_ > 0)
      v_.notes.push_back("at " + std::to_string(both_threw_) +
                         " points function and derivative throw: " + last_thrown_);
    if (v_.points == 0)
      v_.failure = "no point was tried";
    else if (told == 0)
      v_.failure = "nothing could be compared" + (undecided > 0          ? ": " + undecided_
                                                  : last_thrown_.empty() ? ""
                                                                         : ": " + last_thrown_);
  }

  /// Shrinks the plainest finding and puts it first, then the worst of each entry.
  void rank() {
    constexpr std::size_t most = 5;
    std::vector<Discrepancy> worst;
    const Discrepancy* plainest = nullptr;
    for (const auto& [entry, found] : kept_) {
      if (plainest == nullptr || loudness(found.first, q_.format) < loudness(*plainest, q_.format))
        plainest = &found.first;
      worst.push_back(found.second);
    }
    if (plainest == nullptr) return;
    v_.worst.push_back(shown(shrunk(*plainest)));
    diagnose_it(v_.worst.front());
    ask_autodiff(v_.worst.front());
    std::ranges::stable_sort(worst, [](const Discrepancy& a, const Discrepancy& b) {
      return std::tuple(a.number.judgement.level, loss(a)) > std::tuple(b.number.judgement.level, loss(b));
    });
    for (Discrepancy& d : worst)
      if (v_.worst.size() < most && d.entry != plainest->entry) v_.worst.push_back(std::move(d));
  }

  /// With finite differences beside the entry.
  Discrepancy shown(Discrepancy d) const {
    const Look look(q_, d.x, true);
    if (d.entry >= look.numbers().size()) return d;
    const NumberResult& again = look.numbers()[d.entry];
    if (again.judgement.verdict == d.number.judgement.verdict)
      d.number = again;
    else
      d.number.estimate = again.estimate;  // it gives another answer when asked again; the first one is shown
    return d;
  }

  Discrepancy shrunk(Discrepancy d) const {
    constexpr std::size_t most_variables = 16;
    if (d.why == "given" || q_.plan.manifold || d.x.size() > most_variables) return d;
    const Point start = d.x;
    for (std::size_t i = 0; i < start.size(); ++i)
      for (int digits = 1; digits <= 4; ++digits) {
        Point x = d.x;
        x[i] = round_to(q_.format, rounded_to_digits(start[i], digits));
        if (x[i] == d.x[i]) break;
        if (!inside(x) || !same_finding(x, d)) continue;
        d.x = std::move(x);
        break;
      }
    return d;
  }
  bool inside(const Point& x) const {
    for (std::size_t i = 0; i < v_.inputs && !q_.plan.domain.empty(); ++i)
      if (!(x[i] >= q_.plan.domain[i].lo && x[i] <= q_.plan.domain[i].hi)) return false;
    return !q_.plan.accepts || q_.plan.accepts(std::span(x).first(v_.inputs));
  }
  bool same_finding(const Point& x, const Discrepancy& d) const {
    const Look look(q_, x, !q_.program.traceable());
    if (d.entry >= look.numbers().size()) return false;
    const Judgement& j = look.numbers()[d.entry].judgement;
    return j.verdict == d.number.judgement.verdict && j.level >= d.number.judgement.level;
  }

  /// What autodiff gives beside it.
  void ask_autodiff(const Discrepancy& d) {
    if (!q_.program.traceable()) return;
    try {
      Point x = d.x;
      x.resize(x.size() + static_cast<std::size_t>(q_.zeros), 0.0);
      const Trace trace = q_.program.trace(x, {.format = q_.format});
      v_.autodiff = partial_by(*find_engine("eigen"), trace, x, q_.format, q_.targets[d.entry]);
    } catch (const std::exception&) {
      v_.autodiff.reset();
    }
  }

  /// The operation at fault in the derivative's own program, where its formula is right.
  void diagnose_it(const Discrepancy& d) {
    const Verdict verdict = d.number.judgement.verdict;
    if (!q_.claim.flat.traceable() || verdict == Verdict::wrong || verdict == Verdict::kink || !decided(verdict))
      return;
    try {
      const Trace trace = q_.claim.flat.trace(d.x, {.format = q_.format});
      v_.diagnosis =
          diagnose(*find_engine("forward"), trace, d.x, q_.format, {static_cast<int>(d.entry), -1}, q_.variables.listed())
              .summary;
    } catch (const std::exception&) {
      v_.diagnosis.clear();
    }
  }

  const Inquiry& q_;
  std::size_t rows_;
  Verification v_;
  std::vector<Spot> quiet_;  // where neither throws
  std::vector<Answers> samples_;
  std::map<std::size_t, std::pair<Discrepancy, Discrepancy>> kept_;  // by entry: plainest, worst
  std::map<std::string, int> conventions_;
  Promise same_failures_{Contract::same_failures, Outcome::kept, {}};
  Promise stateless_{Contract::stateless, Outcome::kept, {}};
  int both_threw_ = 0, one_threw_ = 0;
  std::string last_thrown_, undecided_;
};

}  // namespace

Verification verify(const Inquiry& q, std::size_t rows) { return Verifier(q, rows).run(); }

}  // namespace clino
