// One case in one format: every engine at every point, what goes wrong, where it begins, and the plainest example.
#include "survey.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "clino/check.hpp"
#include "evidence.hpp"
#include "judge_target.hpp"

namespace clino {
namespace {

std::size_t index(Verdict v) { return static_cast<std::size_t>(v); }

/// A finding is what the reader is shown; verdicts without one need no second opinion.
bool rests_on_the_reference(const NumberResult& n) {
  return n.existence == Existence::exists && n.judgement.level != Level::ok && n.judgement.verdict != Verdict::failed &&
         n.judgement.verdict != Verdict::unsupported;
}

}  // namespace

Survey::Survey(const Case& c, const Format& format, const CheckOptions& options)
    : case_(c), format_(format), options_(options), samples_(sample(c, format, options)) {
  witnesses_.reserve(samples_.size());
  constexpr int most_endless = 2;  // each costs what thousands of others do
  int endless = 0;
  for (const PointResult& p : samples_) {
    witnesses_.push_back(witness(c, p.x, format, options));
    endless += witnesses_.back().endless ? 1 : 0;
    if (endless == most_endless) break;
  }
  endless_ = endless > 0;
  untried_ = samples_.size() - witnesses_.size();
  samples_.resize(witnesses_.size());
  audits_.resize(samples_.size());
}

std::string reference_text(const Case& c) {
  if (!c.reference) return {};
  return c.reference->text().empty() ? "C++" : c.reference->text();
}

UnitResult Survey::run(const Engine& engine) {
  UnitResult unit{.case_name = case_.name,
                  .function = case_.function.text(),
                  .engine = engine.info().name,
                  .format = std::string(format_.name),
                  .gradient = engine.info().mode == Mode::analytic && case_.gradient ? case_.gradient->text() : "",
                  .reference = reference_text(case_),
                  .variables = case_.function.variables(),
                  .domain = case_.domain,
                  .mechanism = case_.mechanism,
                  .lesson = case_.lesson,
                  .stable = case_.stable,
                  .source = case_.source,
                  .tags = case_.tags};
  for (std::size_t k = 0; k < samples_.size(); ++k) {
    PointResult p = judge_point(case_, engine, witnesses_[k], format_, options_);
    p.why = samples_[k].why;
    p.in_domain = samples_[k].in_domain;
    cross_examine(witnesses_[k], audits_[k], p, k % 16 == 0 ? Extent::everything : Extent::findings);
    count(unit, p);
    unit.points.push_back(std::move(p));
  }
  if (!endless_) hunt(unit, engine);
  if (unit.points.empty()) {
    unit.failure = "no point of the working range was found";
    return unit;
  }
  std::ranges::sort(unit.supplied);
  add_notes(unit);
  if (!options_.exemplars) return unit;
  if (case_.function.shape().inputs == 1 && !endless_) find_ranges(unit, engine);
  find_exemplars(unit, engine);
  return unit;
}

/// The rule-free audit is asked about every finding and at every sixteenth point (its first 16 inputs); where it sides
/// against the reference nothing is claimed.
void Survey::cross_examine(const Witness& w, Audits& audits, PointResult& p, Extent extent) const {
  if (!w.failure.empty() || w.reference.trace.nodes.empty()) return;
  const auto examine = [&](NumberResult& n, const Certified& truth) {
    const bool in_sample =
        extent == Extent::everything && n.existence == Existence::exists && std::max(n.input, 0) < 16;
    if (!rests_on_the_reference(n) && !in_sample) return;
    const Literals literals = case_.reference ? Literals::real : options_.literals;
    const Target target{n.output, n.input};
    auto [entry, fresh] = audits.try_emplace({n.output, n.input});
    if (fresh) entry->second = audit(w.reference.trace, w.x, format_, target, {.literals = literals});
    const Audit& a = entry->second;
    clino::cross_examine(n, a, truth, 10 * a.error + 1e-12 * std::fabs(truth.high));
  };
  for (std::size_t j = 0; j < p.values.size(); ++j) examine(p.values[j], w.reference.values[j]);
  for (std::size_t i = 0; i < p.partials.size(); ++i) examine(p.partials[i], w.reference.partials[i]);
}

void Survey::count(UnitResult& unit, const PointResult& p) const {
  for (const NumberResult& n : p.partials) ++(p.in_domain ? unit.counts : unit.outside)[index(n.judgement.verdict)];
  for (const std::string& name : p.supplied)
    if (std::ranges::find(unit.supplied, name) == unit.supplied.end()) unit.supplied.push_back(name);
  if (!p.in_domain) return;
  for (const NumberResult& n : p.values) {
    ++unit.value_counts[index(n.judgement.verdict)];
    unit.value_level = std::max(unit.value_level, n.judgement.level);
  }
  for (const NumberResult& n : p.partials) unit.level = std::max(unit.level, n.judgement.level);
}

/// The user's own compiled path against the recorded program, and what engines and differences had to say in passing.
void Survey::add_notes(UnitResult& unit) const {
  if (format_.id == FormatId::binary64 && case_.function.traceable()) {
    for (const Witness& w : witnesses_) {
      if (!w.failure.empty()) continue;
      const std::vector<double> y = case_.function.run(w.x);
      if (std::ranges::equal(y, w.plain, [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }))
        continue;
      unit.notes.push_back("your build contracts or reorders: compiled it gives " + to_decimal(binary64, y[0]) +
                           ", operation by operation " + to_decimal(binary64, w.plain[0]) + " at " +
                           render_point(unit.variables, w.x, format_));
      break;
    }
  }
  if (untried_ > 0)
    unit.notes.push_back(std::to_string(untried_) + " more points were not tried, for the function does not end");
  const auto differs = std::ranges::count_if(witnesses_, [](const Witness& w) { return !w.reference.flipped.empty(); });
  if (differs > 0)
    unit.notes.push_back("at " + std::to_string(differs) +
                         " points a comparison is decided otherwise than in real arithmetic");
}

Judgement Survey::look(const Engine& engine, const Point& x, Target target) const {
  CheckOptions options = options_;
  options.estimates = options_.estimates && !case_.function.traceable();  // a black box is judged by nothing else
  return judge_target(case_, engine, witness(case_, x, format_, options), format_, options, target).judgement;
}

std::string render_point(const std::vector<std::string>& variables, std::span<const double> x, const Format& format) {
  std::string text;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i > 0) text += ", ";
    if (i == 6 && x.size() > 8) return text + "... (" + std::to_string(x.size()) + " inputs)";
    text += (i < variables.size() ? variables[i] : "x" + std::to_string(i)) + " = " + to_decimal(format, x[i]);
  }
  return text;
}

UnitResult check_unit(const Case& c, const Engine& engine, const Format& format, const CheckOptions& options) {
  return Survey(c, format, options).run(engine);
}

void check_units(const Case& c, std::span<const std::string> engine_names, const Format& format,
                 const CheckOptions& options, const std::function<void(const std::string&)>& begin,
                 const std::function<void(UnitResult)>& done) {
  std::optional<Survey> survey;
  for (const std::string& name : engine_names) {
    const bool custom = name == "custom";
    if (custom && !c.gradient) continue;
    const Engine* engine = custom ? nullptr : find_engine(name);
    if (!custom && engine == nullptr) throw std::invalid_argument("no engine is called '" + name + "'");
    if (!survey) survey.emplace(c, format, options);  // before `begin`: what all share is no engine's fault
    begin(name);
    const std::unique_ptr<Engine> own = custom ? custom_engine(c.function, *c.gradient) : nullptr;
    done(survey->run(custom ? *own : *engine));
  }
}

}  // namespace clino
