#include "stairs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace clino {

namespace {

/// |f(b) - f(a)| of neighbouring numbers as far as it exceeds twice what their own neighbours differ by.
double excess(const std::function<double(double)>& f, double a, double b, const Format& format) {
  const double fa = f(a), fb = f(b);
  const double ahead = a < b ? next_up(format, b) : next_down(format, b);
  const double behind = a < b ? next_down(format, a) : next_up(format, a);
  const double usual = std::max(std::fabs(f(ahead) - fb), std::fabs(fa - f(behind)));
  return std::max(std::fabs(fb - fa) - 2 * usual, 0.0);
}

/// Halves [a, b] until its ends are neighbours; `first_half(a, m, b)` says which half to keep.
template <class FirstHalf>
std::pair<double, double> bisect(double a, double b, const Format& format, FirstHalf first_half) {
  for (int i = 0; i < 2 * format.precision; ++i) {
    const double m = round_to(format, a + (b - a) / 2);
    if (m == a || m == b) break;
    (first_half(a, m, b) ? b : a) = m;
  }
  return {a, b};
}

}  // namespace

double jump_between(const std::function<double(double)>& f, double from, double to, double slope,
                    const Format& format) {
  const auto departure = [&](double a, double b) { return std::fabs(f(b) - f(a) - slope * (b - a)); };
  const auto [a, b] =
      bisect(from, to, format, [&](double l, double m, double r) { return departure(l, m) >= departure(m, r); });
  return excess(f, a, b, format);
}

double jump_at_edge(const std::function<double(double)>& f, double from, double to, double flat, const Format& format) {
  const auto [a, b] = bisect(from, to, format, [&](double, double m, double) { return f(m) != flat; });
  return excess(f, a, b, format);
}

}  // namespace clino
