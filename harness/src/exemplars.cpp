// The points a reader is shown: for each kind of finding the plainest input, diagnosed, and the worst one sampled.
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "clino/simplest.hpp"
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
  for (const char* own : {"sampled", "threshold", "edge", "special value", "tie"})
    if (p.why.starts_with(own)) return false;
  return !p.why.empty();
}

/// A point that the case's author chose comes first; then what is shortest to type; then the least exponents.
auto plainness(const PointResult& p, const Format& format) {
  std::size_t characters = 0;
  double size = 0;
  for (const double x : p.x) {
    characters += to_decimal(format, x).size();
    size += x == 0 ? 0 : std::fabs(std::log10(std::fabs(x)));
  }
  return std::tuple(!chosen(p), characters, size);
}

double rounded_to_digits(double x, int digits) {
  if (x == 0) return 0;
  const int e = static_cast<int>(std::floor(std::log10(std::fabs(x)))) - digits + 1;
  const double half = 0.5 * std::pow(10.0, e);
  return x > 0 ? simplest_between(std::max(x - half, std::numeric_limits<double>::min()), x + half)
               : simplest_between(x - half, std::min(x + half, -std::numeric_limits<double>::min()));
}

}  // namespace

namespace {

/// A number of a point.
struct Found {
  const PointResult* point;
  Target target;
};

/// What one exemplar stands for: a verdict, and which of its ranges (-1 where there are none).
using Group = std::pair<int, int>;

Group group_of(const UnitResult& unit, const PointResult& p, const NumberResult& n) {
  int range = -1;
  if (n.input >= 0 && p.x.size() == 1)
    for (std::size_t r = 0; r < unit.ranges.size(); ++r)
      if (unit.ranges[r].output == n.output && unit.ranges[r].first <= p.x[0] && p.x[0] <= unit.ranges[r].last)
        range = static_cast<int>(r);
  return {static_cast<int>(n.judgement.verdict), range};
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
        if (!fresh && !demoted && (promoted || plainness(p, format_) < plainness(*slot->second.point, format_)))
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
    add_exemplar(unit, engine, plainest(unit, engine, *found.point, found.target, verdict), found.target, "plainest");
  }
  const auto shown = [&](const PointResult& p) { return p.x == worst->point->x; };
  if (worst && std::ranges::none_of(unit.exemplars, shown))
    add_exemplar(unit, engine, *worst->point, worst->target, "worst sampled");
}

/// Shrinks a failing point while the verdict on the target stays.
PointResult Survey::plainest(const UnitResult& unit, const Engine& engine, const PointResult& start, Target target,
                             Verdict verdict) const {
  const int inputs = case_.function.shape().inputs;
  const Level level = number(start, target, inputs)->judgement.level;
  PointResult best = start;
  if (chosen(start)) return best;
  const auto attempt = [&](Point x) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = round_to(format_, x[i]);
      if (!(x[i] >= case_.domain[i].lo && x[i] <= case_.domain[i].hi)) return false;
    }
    PointResult p = look(engine, x);
    const NumberResult* n = number(p, target, inputs);
    if (n == nullptr || n->judgement.verdict != verdict || n->judgement.level < level) return false;
    if (plainness(p, format_) >= plainness(best, format_)) return false;
    best = std::move(p);
    return true;
  };
  if (inputs == 1 && target.input == 0)
    for (const Range& r : unit.ranges)
      if (r.output == target.output && r.verdict == verdict && r.first <= start.x[0] && start.x[0] <= r.last)
        attempt({simplest_between(r.first, r.last)});
  if (verdict == Verdict::failed || inputs > 16) return best;
  for (std::size_t i = 0; i < best.x.size(); ++i)
    for (int digits = 1; digits <= 4; ++digits) {
      Point x = best.x;
      x[i] = rounded_to_digits(start.x[i], digits);
      if (x[i] == best.x[i] || attempt(x)) break;
    }
  return best;
}

void Survey::add_exemplar(UnitResult& unit, const Engine& engine, const PointResult& p, Target target,
                          std::string why) const {
  const Witness w = witness(case_, p.x, format_, options_);
  PointResult shown = judge_point(case_, engine, w, format_, options_);
  shown.why = std::move(why);
  shown.target = target;
  if (w.failure.empty() && case_.function.traceable()) {
    const NumberResult* n = number(shown, target, case_.function.shape().inputs);
    if (n != nullptr && n->judgement.verdict != Verdict::failed && n->judgement.verdict != Verdict::unsupported)
      shown.diagnosis = diagnose(engine, w.trace, w.x, format_, target, case_.function.variables());
  }
  unit.exemplars.push_back(std::move(shown));
}

}  // namespace clino
