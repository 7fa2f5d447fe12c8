#include "stairs.hpp"

#include <algorithm>
#include <cmath>

namespace clino {

namespace {

struct Place {
  double x, y;
};

/// |f(b) - f(a)| of neighbouring numbers as far as it exceeds twice what their own neighbours differ by.
double excess(const std::function<double(double)>& f, Place a, Place b, const Format& format) {
  const double ahead = a.x < b.x ? next_up(format, b.x) : next_down(format, b.x);
  const double behind = a.x < b.x ? next_down(format, a.x) : next_up(format, a.x);
  const double usual = std::max(std::fabs(f(ahead) - b.y), std::fabs(a.y - f(behind)));
  return std::max(std::fabs(b.y - a.y) - 2 * usual, 0.0);
}

/// Halves [from, to] until its ends are neighbours, one evaluation a time; `in_first(a, m, b)` says which half to keep.
/// Returns their excess.
template <class InFirst>
double bisect(const std::function<double(double)>& f, double from, double to, const Format& format, InFirst in_first) {
  Place a{from, f(from)}, b{to, f(to)};
  for (int i = 0; i < 2 * format.precision; ++i) {
    const double x = round_to(format, a.x + (b.x - a.x) / 2);
    if (x == a.x || x == b.x) break;
    const Place m{x, f(x)};
    (in_first(a, m, b) ? b : a) = m;
  }
  return excess(f, a, b, format);
}

}  // namespace

double jump_between(const std::function<double(double)>& f, double from, double to, double slope,
                    const Format& format) {
  const auto departure = [slope](Place a, Place b) { return std::fabs(b.y - a.y - slope * (b.x - a.x)); };
  return bisect(f, from, to, format, [&](Place a, Place m, Place b) { return departure(a, m) >= departure(m, b); });
}

double jump_at_edge(const std::function<double(double)>& f, double from, double to, double flat, const Format& format) {
  return bisect(f, from, to, format, [flat](Place, Place m, Place) { return m.y != flat; });
}

}  // namespace clino
