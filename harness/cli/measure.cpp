#include "measure.hpp"

#include <algorithm>
#include <cmath>

#include "exit_code.hpp"

namespace clino::cli {
namespace {

void diagnose_findings(const Case& c, UnitResult& unit, const Format& format) {
  const ChosenEngine engine(c, unit.engine);
  for (PointResult& p : unit.points) {
    const NumberResult& n = loudest(p);
    const Verdict v = n.judgement.verdict;
    if (n.judgement.level == Level::ok || v == Verdict::failed || v == Verdict::unsupported) continue;
    if (!c.function.traceable()) continue;
    p.target = Target{n.output, n.input};
    p.diagnosis = diagnose_number(c, *engine, p.x, format, n);
  }
}

/// Levels first, then partials before values.
int rank(const NumberResult& n) { return 2 * static_cast<int>(n.judgement.level) + (n.input >= 0 ? 1 : 0); }

double error_of(const NumberResult& n) { return std::isnan(n.judgement.error_ulps) ? -1 : n.judgement.error_ulps; }

}  // namespace

ChosenEngine::ChosenEngine(const Case& c, const std::string& name)
    : own_(name == "custom" ? custom_engine(c.function, *c.gradient) : nullptr),
      engine_(own_ ? own_.get() : find_engine(name)) {}

const NumberResult& loudest(const PointResult& p) {
  const NumberResult* best = nullptr;
  for (const auto* list : {&p.partials, &p.values})
    for (const NumberResult& n : *list)
      if (best == nullptr || rank(n) > rank(*best)) best = &n;
  return *best;
}

std::vector<UnitResult> measure_domain(const Case& c, const std::vector<std::string>& engines, const Format& format,
                                       const CheckOptions& options) {
  std::vector<UnitResult> units;
  check_units(
      c, engines, format, options, [](const std::string&) {},
      [&](UnitResult unit) { units.push_back(std::move(unit)); });
  return units;
}

std::vector<UnitResult> measure_points(const Case& c, const std::vector<std::string>& engines, const Format& format,
                                       CheckOptions options) {
  options.points = 0;
  options.outside_points = 0;
  options.exemplars = false;
  std::vector<UnitResult> units = measure_domain(c, engines, format, options);
  for (UnitResult& unit : units) diagnose_findings(c, unit, format);
  return units;
}

std::vector<View> views_of(const std::vector<UnitResult>& units, const Format& format) {
  std::vector<View> views;
  for (const PointResult& p : units.front().points) views.push_back({format, p.x, p.why, {}, {}});
  for (const UnitResult& unit : units)
    for (std::size_t k = 0; k < views.size(); ++k) {
      views[k].engines.push_back(unit.engine);
      views[k].answers.push_back(unit.points[k]);
    }
  return views;
}

Chosen plainest_point(const std::vector<UnitResult>& units) {
  const PointResult* failing = nullptr;
  const PointResult* worst = nullptr;
  double most = -2;
  for (const UnitResult& unit : units) {
    for (const PointResult& p : unit.exemplars)
      if (failing == nullptr || rank(loudest(p)) > rank(loudest(*failing))) failing = &p;
    for (const PointResult& p : unit.points)
      for (const NumberResult& n : p.partials)
        if (error_of(n) > most) {
          most = error_of(n);
          worst = &p;
        }
  }
  if (failing != nullptr) return {failing->x, "plainest " + std::string(name(loudest(*failing).judgement.verdict))};
  if (worst == nullptr) throw UsageError("no point of the working range was found: does its condition leave any?");
  return {worst->x, "largest error sampled"};
}

}  // namespace clino::cli
