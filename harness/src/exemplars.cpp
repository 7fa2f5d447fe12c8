// The points a reader is shown: for each kind of finding the plainest input, diagnosed, and the worst one sampled.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "clino/simplest.hpp"
#include "evidence.hpp"
#include "shrink.hpp"
#include "survey.hpp"

namespace clino {
namespace {

const NumberResult* number(const PointResult& p, Target t, int inputs) {
  const auto& list = t.input < 0 ? p.values : p.partials;
  const auto at = static_cast<std::size_t>(t.input < 0 ? t.output : t.output * inputs + t.input);
  return at < list.size() ? &list[at] : nullptr;
}

/// Whether someone chose the point, rather than the harness.
bool chosen(const PointResult& p) {
  for (const char* own : {"sampled", "threshold", "edge", "special value", "tie", "search"})
    if (p.why.starts_with(own)) return false;
  return !p.why.empty();
}

/// A point that the case's author chose comes first; then what is plainest.
auto rank(const PointResult& p, const Format& format) { return std::pair(!chosen(p), plainness(p.x, format)); }

/// A number of a point.
struct Found {
  const PointResult* point;
  Target target;
};

/// What one exemplar stands for: a verdict, and which of its ranges or, with several inputs, whose fault it is.
using Group = std::pair<int, int>;

Group group_of(const UnitResult& unit, const PointResult& p, const NumberResult& n) {
  int range = -1 - static_cast<int>(n.judgement.blame);
  if (n.input >= 0 && p.x.size() == 1)
    for (std::size_t r = 0; r < unit.ranges.size(); ++r)
      if (unit.ranges[r].output == n.output && unit.ranges[r].first <= p.x[0] && p.x[0] <= unit.ranges[r].last)
        range = static_cast<int>(r);
  return {static_cast<int>(n.judgement.verdict), range};
}

std::optional<Op> culprit_op(const Diagnosis& d) {
  const auto step = std::ranges::find_if(d.steps, [&](const Step& s) { return d.culprit && s.node == *d.culprit; });
  return step == d.steps.end() ? std::nullopt : std::optional(step->op);
}

/// Whether two exemplars are one finding seen twice: the same number goes wrong by the same mechanism in the same
/// operation. A reader is shown the plainer one.
bool same_story(const PointResult& a, const PointResult& b, int inputs) {
  if (!a.target || !b.target || a.target->output != b.target->output || a.target->input != b.target->input) return false;
  if (a.why != b.why || a.diagnosis.has_value() != b.diagnosis.has_value()) return false;
  const Judgement &j = number(a, *a.target, inputs)->judgement, &k = number(b, *b.target, inputs)->judgement;
  if (j.verdict != k.verdict || j.level != k.level || j.blame != k.blame) return false;
  if (!a.diagnosis) return a.x == b.x;
  return a.diagnosis->fault == b.diagnosis->fault && a.diagnosis->mechanism == b.diagnosis->mechanism &&
         culprit_op(*a.diagnosis) == culprit_op(*b.diagnosis);
}

}  // namespace

void Survey::find_exemplars(UnitResult& unit, const Engine& engine) const {
  constexpr std::size_t most_exemplars = 10;
  std::map<Group, Found> plain;
  std::optional<Found> worst;  // by bits lost, among the inaccurate
  double most_lost = 0;
  for (const PointResult& p : unit.points) {
    if (!p.in_domain) continue;
    for (const auto* list : {&p.partials, &p.values})
      for (const NumberResult& n : *list) {
        if (n.judgement.level == Level::ok) continue;
        const Found found{&p, {n.output, n.input}};
        const auto [slot, fresh] = plain.try_emplace(group_of(unit, p, n), found);
        // A value stands for its verdict only where no partial does.
        const bool promoted = slot->second.target.input < 0 && n.input >= 0;
        const bool demoted = slot->second.target.input >= 0 && n.input < 0;
        if (!fresh && !demoted && (promoted || rank(p, format_) < rank(*slot->second.point, format_)))
          slot->second = found;
        if (n.input >= 0 && n.judgement.verdict == Verdict::inaccurate && n.judgement.bits_lost > most_lost) {
          worst = found;
          most_lost = n.judgement.bits_lost;
        }
      }
  }
  for (const auto& [group, found] : plain) {
    if (unit.exemplars.size() >= most_exemplars) break;
    const auto verdict = static_cast<Verdict>(group.first);
    if (verdict == Verdict::failed) {  // nothing to shrink or to diagnose, and it may be slow to see again
      unit.exemplars.push_back(*found.point);
      unit.exemplars.back().why = "plainest";
      unit.exemplars.back().target = found.target;
      continue;
    }
    add_exemplar(unit, engine, plainest(unit, engine, *found.point, found.target, verdict), found.target, "plainest");
  }
  const auto shown = [&](const PointResult& p) { return p.x == worst->point->x; };
  if (worst && std::ranges::none_of(unit.exemplars, shown))
    add_exemplar(unit, engine, worst->point->x, worst->target, "worst sampled");
}

/// Shrinks a failing point while verdict and blame of the target stay.
Point Survey::plainest(const UnitResult& unit, const Engine& engine, const PointResult& start, Target target,
                       Verdict verdict) const {
  constexpr int most_inputs = 16;
  const int inputs = case_.function.shape().inputs;
  if (chosen(start) || inputs > most_inputs) return start.x;
  const Judgement& first = number(start, target, inputs)->judgement;
  const StillFails still_fails = [&](const Point& x) {
    if (case_.accepts && !case_.accepts(x)) return false;
    const Judgement j = look(engine, x, target);
    return j.verdict == verdict && j.level >= first.level && j.blame == first.blame;
  };
  Point best = start.x;
  if (inputs == 1 && target.input == 0)
    for (const Range& r : unit.ranges)
      if (r.output == target.output && r.verdict == verdict && r.first <= best[0] && best[0] <= r.last) {
        const Point x{round_to(format_, simplest_between(r.first, r.last))};
        if (plainness(x, format_) < plainness(best, format_) && still_fails(x)) best = x;
      }
  return shrink(best, format_, case_.domain, still_fails);
}

/// What plain differences would have told of a partial that goes wrong and can be compared.
std::optional<StepSeries> Survey::differences_at(const PointResult& p, Target target) const {
  const NumberResult* n = target.input < 0 ? nullptr : number(p, target, case_.function.shape().inputs);
  if (n == nullptr || n->existence != Existence::exists || !std::isfinite(n->reference)) return std::nullopt;
  StepSeries series = step_series({.function = case_.function,
                                   .x = p.x,
                                   .output = target.output,
                                   .input = target.input,
                                   .format = format_,
                                   .domain = case_.domain[static_cast<std::size_t>(target.input)]});
  if (series.slopes.empty()) return std::nullopt;
  return series;
}

void Survey::add_exemplar(UnitResult& unit, const Engine& engine, const Point& x, Target target,
                          std::string why) const {
  const Witness w = witness(case_, x, format_, options_);
  PointResult shown = judge_point(case_, engine, w, format_, options_);
  shown.why = std::move(why);
  shown.target = target;
  if (w.failure.empty() && case_.function.traceable()) {
    const NumberResult* n = number(shown, target, case_.function.shape().inputs);
    if (n != nullptr && n->judgement.verdict != Verdict::failed && n->judgement.verdict != Verdict::unsupported) {
      shown.diagnosis = diagnose_number(case_, engine, w.x, format_, *n);
      if (engine.info().mode == Mode::analytic && target.input >= 0)
        shown.autodiff = partial_by(*find_engine("eigen"), w.trace, w.x, format_, target);
    }
  }
  if (shown.why == "plainest") shown.differences = differences_at(shown, target);
  for (PointResult& known : unit.exemplars)
    if (same_story(known, shown, case_.function.shape().inputs)) {
      if (plainness(shown.x, format_) < plainness(known.x, format_) && !chosen(known)) known = std::move(shown);
      return;
    }
  unit.exemplars.push_back(std::move(shown));
}

}  // namespace clino
