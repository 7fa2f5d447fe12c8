// The check of a large derivative: a few points, at each the contract, the noise of the entries, and the projections.
#include "large.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <tuple>

#include "group_testing.hpp"
#include "progress.hpp"
#include "random.hpp"

namespace clino {
namespace {

/// Of points that are sampled; given ones are all looked at.
constexpr int default_points = 2;
/// Gradients at inputs moved by a few ulps, the median of whose changes is an entry's noise.
constexpr int moves = 3;
/// Relative noise, in units of the format's roundoff, beyond which an entry weighs less: it cancels from larger terms.
constexpr double most_noise = 16;
/// How much heavier than the median entry a small one may weigh, with duals and with differences.
constexpr double heaviest_exactly = 0x1p40, heaviest_differenced = 0x1p6;

class Clock {
 public:
  explicit Clock(std::optional<double> budget) : budget_(budget), start_(std::chrono::steady_clock::now()) {}
  bool spent() const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    return budget_ && passed.count() > *budget_;
  }

 private:
  std::optional<double> budget_;
  std::chrono::steady_clock::time_point start_;
};

class LargeCheck {
 public:
  LargeCheck(const Inquiry& q, const Function& truth, Entries kind)
      : q_(q),
        truth_(truth),
        kind_(kind),
        n_(static_cast<std::size_t>(q.inputs())),
        seconds_(static_cast<std::size_t>(q.seconds())),
        random_(hash("large", q.plan.seed)),
        clock_(q.plan.budget),
        progress_(q.plan.progress, q.derivative) {
    v_.derivative = q.derivative;
    v_.function = q.subject.text();
    v_.format = q.format;
    v_.inputs = n_;
    v_.entries = q.names.size();
    v_.projected.emplace();
    v_.projected->probes = std::numeric_limits<int>::max();
  }

  Verification run() {
    const std::vector<Spot> places = spots();
    promise(places);
    for (std::size_t p = 0; p < places.size(); ++p) {
      place_ = places[p].why + ", point " + std::to_string(p + 1) + " of " + std::to_string(places.size());
      if (clock_.spent()) {
        v_.left_out.push_back("point " + std::to_string(p + 1) + " of " + std::to_string(places.size()) +
                              ": out of budget");
        continue;
      }
      visit(places[p]);
      progress_.tell(static_cast<double>(p + 1) / static_cast<double>(places.size()));
    }
    conclude();
    return std::move(v_);
  }

 private:
  std::vector<Spot> spots() {
    std::vector<Spot> all;
    for (const Point& x : q_.plan.at) all.push_back(complete(x, "given"));
    const int sampled = q_.plan.domain.empty() ? 0 : q_.plan.points.value_or(all.empty() ? default_points : 0);
    for (int k = 0; k < sampled; ++k) {
      Point x(n_);
      int tries = 0;
      do {
        for (std::size_t i = 0; i < n_; ++i) x[i] = drawn(interval_of(q_.plan.domain, i));
      } while (q_.plan.accepts && !q_.plan.accepts(x) && ++tries < 100);
      all.push_back(complete(std::move(x), "drawn with seed " + std::to_string(q_.plan.seed)));
    }
    return all;
  }
  double drawn(const Interval& d) {
    return std::clamp(round_to(q_.format, d.lo + (d.hi - d.lo) * random_.unit()), d.lo, d.hi);
  }
  /// With a second vector where one is wanted and none was given.
  Spot complete(Point x, std::string why) {
    for (double& xi : x) xi = round_to(q_.format, xi);
    while (x.size() < n_ + seconds_) x.push_back(drawn(q_.plan.seconds));
    return {std::move(x), std::move(why)};
  }

  void promise(std::span<const Spot> places) {
    if (clock_.spent()) return;
    progress_.say("contract");
    try {
      v_.promises = check_promises(q_, places.first(std::min<std::size_t>(places.size(), 2)));
    } catch (const std::exception& error) {
      v_.notes.push_back(std::string("the contract could not be checked: it throws: ") + error.what());
    }
  }

  std::vector<double> ask(Point all) const {
    std::vector<double> out(q_.names.size(), 0.0);
    q_.claim.fill(std::span(all).first(n_), std::span(all).subspan(n_), out);
    for (double& y : out) y = round_to(q_.format, y);
    return out;
  }

  void visit(const Spot& place) {
    const std::span<const double> x = std::span(place.x).first(n_), s = std::span(place.x).subspan(n_);
    try {
      const bool sum = kind_ == Entries::weighted;
      Directional reference(truth_, x, sum ? s : std::span<const double>{}, q_.format, q_.plan.domain);
      v_.projected->route = reference.route();
      GivenEntries given{
          .rows = kind_ == Entries::matrix ? reference.rows() : 1, .columns = n_, .entries = ask(place.x)};
      ++v_.points;
      given_ = given.entries;
      if (kind_ == Entries::outputs) return compare_outputs(reference, place, s);
      measure(given, place.x, reference.differences());
      leave_out_non_finite(given, reference, x);
      search(given, reference, x);
    } catch (const std::exception& error) {
      count(Verdict::failed, v_.entries);
      threw_ = error.what();
    }
  }

  /// |g(x moved by an ulp or two) - g(x)| for each entry: the median of three, at least an ulp. Zeros stay zeros.
  std::vector<double> noise_of(const Point& all, const std::vector<double>& entries) {
    std::array<std::vector<double>, moves> changes;
    for (std::vector<double>& change : changes) {
      Point moved = all;
      for (std::size_t i = 0; i < n_; ++i) {
        if (moved[i] == 0) continue;
        const std::uint64_t bits = random_.bits();
        moved[i] = round_to(
            q_.format, moved[i] + ((bits & 1u) != 0 ? 1 : -1) * ((bits & 2u) != 0 ? 1 : 2) * ulp(q_.format, moved[i]));
        if (!q_.plan.domain.empty()) {
          const Interval& d = interval_of(q_.plan.domain, i);
          moved[i] = std::clamp(moved[i], d.lo, d.hi);
        }
      }
      change = ask(std::move(moved));
      for (std::size_t k = 0; k < change.size(); ++k) change[k] = std::fabs(change[k] - entries[k]);
    }
    for (std::size_t k = 0; k < entries.size(); ++k) {
      double &a = changes[0][k], b = changes[1][k], c = changes[2][k];
      const double middle = std::max(std::min(a, b), std::min(std::max(a, b), c));
      a = std::isfinite(middle) ? std::max(middle, ulp(q_.format, entries[k])) : ulp(q_.format, entries[k]);
    }
    return std::move(changes[0]);
  }

  void measure(GivenEntries& given, const Point& all, bool differences) {
    progress_.say("noise of the entries");
    const std::vector<double> noise = noise_of(all, given.entries);
    std::vector<double> sizes(n_, 0.0), known;
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < given.rows; ++j) {
        const double size = std::fabs(given.entry(j, i));
        if (std::isfinite(size)) sizes[i] = std::max(sizes[i], size);
      }
    for (const double size : sizes)
      if (size > 0) known.push_back(size);
    double median = 1;
    if (!known.empty()) {
      std::ranges::nth_element(known, known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2));
      median = known[known.size() / 2];
    }
    const double least = median / (differences ? heaviest_differenced : heaviest_exactly);
    const double loud = most_noise * unit_roundoff(q_.format);
    for (std::size_t i = 0; i < n_; ++i) {
      double& w = sizes[i];
      w = w == 0 ? median : std::max(w, least);
      for (std::size_t j = 0; j < given.rows; ++j) w = std::max(w, noise[j * n_ + i] / loud);
      w = 1 / w;
    }
    given.weights = std::move(sizes);
    given.noise.resize(given.entries.size());
    for (std::size_t k = 0; k < given.entries.size(); ++k)
      given.noise[k] = static_cast<float>(noise[k] * given.weights[k % n_]);
  }

  /// NaN and infinities are looked at one by one, a few of them, and leave the sums.
  void leave_out_non_finite(GivenEntries& given, Directional& reference, std::span<const double> x) {
    constexpr std::size_t most = 4;
    std::size_t seen = 0;
    for (std::size_t k = 0; k < given.entries.size(); ++k) {
      if (std::isfinite(given.entries[k])) continue;
      const std::size_t row = k / n_, column = k % n_;
      if (++seen <= most) {
        std::vector<double> v(n_, 0.0);
        v[column] = 1;
        const Slope truth = reference.along(v)[row];
        const bool known = std::isfinite(truth.error);
        add({row, column, given.entries[k], known ? static_cast<double>(truth.value) : NAN, truth.error, 0},
            known ? Verdict::non_finite : Verdict::undecided, x);
      } else {
        count(Verdict::non_finite, 1);
      }
      given.weights[column] = 0;
    }
    if (seen > most) v_.notes.push_back(std::to_string(seen) + " entries are NaN or infinite");
  }

  void search(GivenEntries& given, Directional& reference, std::span<const double> x) {
    progress_.say("projections");
    const SearchOptions options{.format = q_.format,
                                .seed = random_.bits(),
                                .probes = q_.plan.probes,
                                .ulps = q_.plan.tolerance.ulps,
                                .stop = [&] {
                                  progress_.say(std::to_string(reference.asked()) + " directional derivatives");
                                  return clock_.spent();
                                }};
    const SearchResult r = search_large(reference, given, options);
    Projected& p = *v_.projected;
    p.directions += reference.asked();
    p.probes = std::min(p.probes, r.agreed);
    p.smallest = std::max(p.smallest, r.smallest);
    p.wrong += r.wrong.size();
    p.complete = p.complete && !r.many && !r.stopped;
    p.drawn += r.drawn;
    p.drawn_wrong += r.drawn_wrong;
    for (const EntryLook& e : r.wrong) add(e, e.given == 0 ? Verdict::underflow : Verdict::wrong, x);
    for (const EntryLook& e : r.inaccurate) add(e, Verdict::inaccurate, x);
    for (const EntryLook& e : r.unclear) add(e, Verdict::undecided, x);
    count(Verdict::subgradient, r.subgradient.size());
    const std::size_t told = r.wrong.size() + r.inaccurate.size() + r.unclear.size() + r.subgradient.size();
    const bool joint = r.agreed > 0;
    count(joint ? Verdict::accurate : Verdict::undecided, v_.entries - std::min(told, v_.entries));
    if (r.many && r.wrong.empty())
      v_.left_out.push_back("entries at kinks that follow a convention each: after " +
                            std::to_string(r.subgradient.size()) + " of them the rest was not looked for");
    else if (r.many)
      v_.left_out.push_back("of " + std::to_string(r.drawn) + " inputs drawn at random " +
                            std::to_string(r.drawn_wrong) + " have a wrong entry: the rest was not looked for");
    else if (r.stopped)
      v_.left_out.push_back("out of budget after " + std::to_string(r.agreed) + " of " +
                            std::to_string(q_.plan.probes) + " projections");
    else if (r.unexplained)
      v_.left_out.push_back("projections disagree beyond rounding, and no entry by itself tells why");
    else if (r.blind)
      v_.left_out.push_back("projections: the error bars of the reference drown an entry");
    if (!r.wrong.empty() && v_.pattern.empty()) v_.pattern = guess_large_pattern(r.wrong, given_, q_, n_);
  }

  /// One direction tells every output of a product with a tangent.
  void compare_outputs(Directional& reference, const Spot& place, std::span<const double> s) {
    const std::vector<double> noise = noise_of(place.x, given_);
    const std::vector<Slope> truth = reference.along(s);
    const auto sides = reference.sides(s);
    v_.projected->directions += reference.asked();
    for (std::size_t j = 0; j < truth.size(); ++j) {
      const EntryLook e{j, 0, given_[j], static_cast<double>(truth[j].value), truth[j].error, noise[j]};
      const double ulps = q_.plan.tolerance.ulps;
      const bool kink = sides && between(e, sides->first[j], sides->second[j], 1, q_.format, ulps);
      switch (kink ? Standing::subgradient : standing(e, q_.format, ulps)) {
        case Standing::accurate: count(Verdict::accurate, 1); break;
        case Standing::subgradient: count(Verdict::subgradient, 1); break;
        case Standing::inaccurate: add(e, Verdict::inaccurate, place.x); break;
        case Standing::unclear: add(e, Verdict::undecided, place.x); break;
        case Standing::wrong:
          add(e, std::isfinite(e.given) ? Verdict::wrong : Verdict::non_finite, place.x);
          ++v_.projected->wrong;
          break;
      }
    }
  }

  void count(Verdict verdict, std::size_t entries) {
    v_.counts[static_cast<std::size_t>(verdict)] += static_cast<std::int64_t>(entries);
  }

  void add(const EntryLook& e, Verdict verdict, std::span<const double> x) {
    count(verdict, 1);
    const bool finding = verdict == Verdict::wrong || verdict == Verdict::non_finite || verdict == Verdict::underflow;
    const bool allowed = q_.allowed(verdict);
    Judgement j{.verdict = verdict, .level = allowed ? Level::ok : finding ? Level::error : Level::note};
    if (verdict == Verdict::wrong || verdict == Verdict::inaccurate)
      j.error_ulps = std::fabs(e.given - e.truth) / ulp(q_.format, round_to(q_.format, e.truth));
    j.bits_lost = std::isnan(j.error_ulps) ? q_.format.precision : std::log2(std::max(1.0, j.error_ulps));
    v_.level = std::max(v_.level, j.level);
    if (verdict == Verdict::undecided) {
      undecided_ = "the error bar of the reference is too wide at " + q_.names[e.row * n_ + e.column];
      return;
    }
    constexpr std::size_t most = 4096;
    if (v_.worst.size() >= most) return;
    NumberResult number{.output = static_cast<int>(e.row),
                        .input = static_cast<int>(e.column),
                        .computed = e.given,
                        .reference = round_to(q_.format, e.truth),
                        .existence = Existence::undecided,
                        .estimate = Estimate{e.truth, e.error, 0, 0},
                        .judgement = std::move(j)};
    const std::size_t entry = kind_ == Entries::outputs ? e.row : e.row * n_ + e.column;
    Point at;
    if (kind_ != Entries::outputs) at.push_back(x[e.column]);
    v_.worst.push_back({q_.names[entry], entry, std::move(at), place_, std::move(number)});
  }

  void conclude() {
    Projected& p = *v_.projected;
    const bool projected = kind_ != Entries::outputs;
    if (v_.points == 0 || p.probes == std::numeric_limits<int>::max()) p.probes = 0;
    p.missed = projected ? std::exp2(-p.probes) : 0;
    std::ranges::stable_sort(v_.worst, [](const Discrepancy& a, const Discrepancy& b) {
      return std::tuple(a.number.judgement.level, a.number.judgement.bits_lost) >
             std::tuple(b.number.judgement.level, b.number.judgement.bits_lost);
    });
    const auto n_of = [&](Verdict v) { return v_.counts[static_cast<std::size_t>(v)]; };
    if (!undecided_.empty()) v_.notes.push_back(std::to_string(n_of(Verdict::undecided)) + " undecided: " + undecided_);
    const bool told = v_.level >= Level::warning || n_of(Verdict::accurate) + n_of(Verdict::inaccurate) > 0;
    if (!threw_.empty()) v_.notes.push_back("at some points it throws: " + threw_);
    if (v_.points == 0 && v_.left_out.empty())
      v_.failure = threw_.empty() ? "no point was tried" : "nothing could be compared: " + threw_;
    else if (!told)
      v_.failure = "nothing could be compared" + (!v_.left_out.empty() ? ": " + v_.left_out.front()
                                                  : undecided_.empty() ? ""
                                                                       : ": " + undecided_);
  }

  const Inquiry& q_;
  const Function& truth_;
  Entries kind_;
  std::size_t n_, seconds_;
  Random random_;
  Clock clock_;
  ProgressTeller progress_;
  Verification v_;
  std::vector<double> given_;
  std::string place_, threw_, undecided_;
};

}  // namespace

bool is_large(const Plan& plan, std::size_t inputs, std::size_t entries) {
  return std::max(inputs, entries) >= plan.projected_from;
}
bool is_large(const Inquiry& q) { return is_large(q.plan, static_cast<std::size_t>(q.inputs()), q.names.size()); }

Verification verify_large(const Inquiry& q, const Function& truth, Entries entries) {
  return LargeCheck(q, truth, entries).run();
}

}  // namespace clino
