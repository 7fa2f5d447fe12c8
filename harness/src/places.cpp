#include "places.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "draw.hpp"
#include "probe.hpp"

namespace clino {
namespace {

/// Inputs that are moved alone; beyond these only all at once.
constexpr std::size_t most_inputs = 8;
constexpr std::size_t most_pairs = 8;

/// What the inputs that are not moved have.
Point centre_of(const Case& c) {
  if (!c.points.empty() && in_working_range(c, c.points.front().x)) return c.points.front().x;
  Point centre;
  for (const Interval& d : c.domain) centre.push_back(std::midpoint(d.lo, d.hi));
  return centre;
}

bool within(double x, const Interval& d) { return x >= d.lo && x <= d.hi; }

Point with(Point p, std::size_t input, double x) {
  p[input] = x;
  return p;
}

}  // namespace

std::vector<SpecialPoint> edges(const Case& c, const Format& f) {
  const std::string why = "edge of the working range";
  std::vector<SpecialPoint> all;
  const Point centre = centre_of(c);
  for (std::size_t i = 0; i < std::min(c.domain.size(), most_inputs); ++i) {
    const Interval r = in_format(c.domain[i], f);
    for (const double x : {r.lo, next_up(f, r.lo), next_down(f, r.hi), r.hi})
      if (within(x, r)) all.push_back({with(centre, i, x), why});
  }
  Point low, high;
  for (const Interval& d : c.domain) {
    low.push_back(in_format(d, f).lo);
    high.push_back(in_format(d, f).hi);
  }
  all.push_back({std::move(low), why});
  all.push_back({std::move(high), why});
  return all;
}

std::vector<SpecialPoint> special_values_of(const Case& c, const Format& f) {
  std::vector<SpecialPoint> all;
  const Point centre = centre_of(c);
  for (const double x : special_values(f)) {
    if (std::ranges::all_of(c.domain, [&](const Interval& d) { return within(x, d); }))
      all.push_back({Point(c.domain.size(), x), "special value"});
    // Alone: all of them for two inputs, the ones that stand for a whole number for more.
    if (c.domain.size() < 2 || (c.domain.size() > 2 && x != std::trunc(x))) continue;
    for (std::size_t i = 0; i < std::min(c.domain.size(), most_inputs); ++i)
      if (within(x, c.domain[i])) all.push_back({with(centre, i, x), "special value of an input"});
  }
  return all;
}

std::vector<SpecialPoint> ties(const Case& c, const Format& f) {
  if (c.domain.size() < 2) return {};
  std::vector<SpecialPoint> all;
  double lo = c.domain.front().lo, hi = c.domain.front().hi;
  for (const Interval& d : c.domain) {
    lo = std::max(lo, d.lo);
    hi = std::min(hi, d.hi);
  }
  if (lo <= hi)
    for (const double t : {0.25, 0.5, 0.75})
      all.push_back({Point(c.domain.size(), lo * (1 - t) + hi * t), "tie of all inputs"});
  const Point centre = centre_of(c);
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < c.domain.size(); ++i)
    for (std::size_t j = i + 1; j < c.domain.size() && pairs < most_pairs; ++j, ++pairs) {
      const double x = round_to(f, centre[i]);
      for (const double y : {x, next_down(f, x), next_up(f, x), -x})
        if (within(y, c.domain[j])) all.push_back({with(centre, j, y), "tie of two inputs"});
    }
  return all;
}

}  // namespace clino
