#include "stairs.hpp"

#include <algorithm>
#include <cmath>

namespace clino {

double jump_between(const std::function<double(double)>& f, double from, double to, double slope,
                    const Format& format) {
  double a = from, b = to, fa = f(a), fb = f(b);
  const auto departure = [slope](double width, double rise) { return std::fabs(rise - slope * width); };
  for (int i = 0; i < 2 * format.precision; ++i) {
    const double m = round_to(format, a + (b - a) / 2);
    if (m == a || m == b) break;
    const double fm = f(m);
    if (departure(m - a, fm - fa) >= departure(b - m, fb - fm)) {
      b = m;
      fb = fm;
    } else {
      a = m;
      fa = fm;
    }
  }
  const double ahead = from < to ? next_up(format, b) : next_down(format, b);
  const double behind = from < to ? next_down(format, a) : next_up(format, a);
  const double usual = std::max(std::fabs(f(ahead) - fb), std::fabs(fa - f(behind)));
  return std::max(std::fabs(fb - fa) - 2 * usual, 0.0);
}

}  // namespace clino
