#include "untaken.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "clino/evaluate.hpp"
#include "draw.hpp"
#include "operands.hpp"
#include "operation_budget.hpp"
#include "probe.hpp"

namespace clino {
namespace {

using Decisions = std::vector<bool>;

constexpr std::size_t most_decisions = 32;  // of a path; later ones are those of loops
constexpr int most_runs = 3000;
constexpr int drawn = 32;  // points at random, before a side is searched for

/// How far an input is from a side: the decisions that are still to come after the first that goes another way, and by
/// how much that one does.
struct Distance {
  std::size_t decisions;
  double margin;
  auto operator<=>(const Distance&) const = default;
  bool reached() const { return decisions == 0 && margin == 0; }
};

/// What must be added to an operand until the comparison is decided as wanted; never 0 where it is not.
double missing(const Branch& b, double x, double y) {
  constexpr double least = std::numeric_limits<double>::denorm_min();
  if (b.relation == Relation::equal && b.taken) return 1;
  const double d = std::fabs(x - y);
  return std::isnan(d) ? std::numeric_limits<double>::infinity() : std::max(d, least);
}

/// One program and the paths through it.
class Paths {
 public:
  Paths(const Function& f, const std::vector<Interval>& domain, const Format& format)
      : function_(f), format_(format), domain_(domain) {
    for (Interval& d : domain_) d = in_format(d, format);
  }

  /// The decisions at `x`, those after the first `most_decisions` left out.
  Decisions path(const Point& x) const {
    Decisions all;
    for (const Branch& b : function_.trace(x, options()).branches) {
      if (all.size() == most_decisions) break;
      all.push_back(b.taken);
    }
    return all;
  }

  Distance distance(const Point& x, const Decisions& side) {
    const Trace t = run(x);
    for (std::size_t i = 0; i < side.size(); ++i) {
      const std::size_t left = side.size() - 1 - i;
      if (i == t.branches.size()) return {left + 1, 0};
      const Branch& b = t.branches[i];
      if (b.taken == side[i]) continue;
      const std::vector<double> v = evaluate(t, x, format_);
      return {left, missing(b, computed_value(b.a, v, format_), computed_value(b.b, v, format_))};
    }
    return {0, 0};
  }

  /// The nearest input to the side that moving one input at a time leads to from `x`.
  Point approach(Point x, const Decisions& side) {
    Distance best = distance(x, side);
    for (bool closer = true; closer && !best.reached() && !spent();) {
      closer = false;
      for (std::size_t i = 0; i < std::min(x.size(), most_inputs) && !best.reached() && !spent(); ++i)
        if (const Distance d = move(x, i, side); d < best) best = d, closer = true;
    }
    return x;
  }

  bool spent() const { return runs_ >= most_runs; }

 private:
  static constexpr std::size_t most_inputs = 8;

  Trace run(const Point& x) {
    ++runs_;
    return function_.trace(x, options());
  }
  RecordingOptions options() const { return {.format = format_, .decisions = {}, .budget = operation_budget}; }

  /// Moves one input to the best of a grid in float order and an even one, then by golden section between its
  /// neighbours there. `x` moves only closer.
  Distance move(Point& x, std::size_t input, const Decisions& side) {
    const auto at = [&](std::int64_t position) {
      Point p = x;
      p[input] = from_ordinal(format_, position);
      return distance(p, side);
    };
    const std::vector<std::int64_t> grid = stations(x[input], domain_[input]);
    std::vector<Distance> seen;
    for (const std::int64_t s : grid) seen.push_back(at(s));
    const std::size_t k = static_cast<std::size_t>(std::ranges::min_element(seen) - seen.begin());
    std::int64_t best = grid[k];
    Distance least = seen[k];
    std::int64_t low = grid[k == 0 ? 0 : k - 1], high = grid[std::min(k + 1, grid.size() - 1)];
    while (high - low > 3 && !least.reached() && !spent()) {
      constexpr double golden = 0.3819660112501051;
      const auto part = static_cast<std::int64_t>(static_cast<double>(high - low) * golden);
      const std::int64_t a = low + part, b = high - part;
      const Distance at_a = at(a), at_b = at(b);
      if (at_a < least) best = a, least = at_a;
      if (at_b < least) best = b, least = at_b;
      (at_a <= at_b ? high : low) = at_a <= at_b ? b : a;
    }
    if (least < distance(x, side)) x[input] = from_ordinal(format_, best);
    return least;
  }

  std::vector<std::int64_t> stations(double here, const Interval& d) const {
    constexpr int steps = 12;
    const std::int64_t first = ordinal(format_, d.lo), last = ordinal(format_, d.hi);
    std::set<std::int64_t> all{ordinal(format_, here), first, last};
    for (int k = 1; k < steps; ++k) {
      const double share = static_cast<double>(k) / steps;
      all.insert(first + static_cast<std::int64_t>(static_cast<double>(last - first) * share));
      all.insert(ordinal(format_, round_to(format_, std::lerp(d.lo, d.hi, share))));
    }
    return {all.begin(), all.end()};
  }

  const Function& function_;
  Format format_;
  std::vector<Interval> domain_;
  int runs_ = 0;
};

/// The beginnings of paths that are known to be taken.
class Taken {
 public:
  void add(const Decisions& path) {
    for (std::size_t n = 1; n <= path.size(); ++n)
      all_.insert(Decisions(path.begin(), path.begin() + static_cast<long>(n)));
  }
  /// The shortest beginning that differs from a taken one in its last decision alone and was neither taken nor tried.
  std::optional<Decisions> next() {
    std::optional<Decisions> side = shortest();
    if (side) tried_.insert(*side);
    return side;
  }
  bool open() const { return shortest().has_value(); }

 private:
  std::optional<Decisions> shortest() const {
    std::optional<Decisions> best;
    for (Decisions side : all_) {
      side.back() = !side.back();
      if (all_.contains(side) || tried_.contains(side)) continue;
      if (!best || side.size() < best->size()) best = std::move(side);
    }
    return best;
  }

  std::set<Decisions> all_, tried_;
};

void add_sides(const Function& f, const Case& c, const Format& format, const std::vector<Point>& seen,
               std::vector<SpecialPoint>& found) {
  Paths paths(f, c.domain, format);
  Taken taken;
  std::map<Decisions, Point> starts;  // one for each path
  for (const Point& x : seen) starts.try_emplace(paths.path(x), x);
  const auto add = [&](const Decisions& path, const Point& x) {
    taken.add(path);
    starts.try_emplace(path, x);
    found.push_back({x, "a side of a branch that no other point takes"});
  };
  for (const auto& [path, x] : starts) taken.add(path);
  Random random(1);
  for (int k = 0; k < drawn && taken.open(); ++k) {
    const Point x = draw_point(c, format, random);
    if (const Decisions path = paths.path(x); !starts.contains(path)) add(path, x);
  }
  while (const std::optional<Decisions> side = paths.spent() ? std::nullopt : taken.next()) {
    const Point* nearest = nullptr;
    Distance least{};
    for (const auto& [path, x] : starts)
      if (const Distance d = paths.distance(x, *side); nearest == nullptr || d < least) nearest = &x, least = d;
    const Point x = paths.approach(*nearest, *side);
    if (!paths.distance(x, *side).reached()) continue;
    add(paths.path(x), x);
  }
}

}  // namespace

std::vector<SpecialPoint> untaken_sides(const Case& c, const Format& format, const std::vector<Point>& seen) {
  std::vector<SpecialPoint> found;
  for (const Function* f : recordable_programs(c)) add_sides(*f, c, format, seen, found);
  return found;
}

}  // namespace clino
