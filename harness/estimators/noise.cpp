#include "noise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "clino/evaluate.hpp"
#include "roundings.hpp"
#include "variation.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Bound on the rounding error made by one operation. An overflow is off by any amount: `largest` stands for it.
double local_rounding(Op op, const Operands& at, const Format& format) {
  const double ulps = roundings(op, format) / 2;
  if (ulps == 0) return 0;
  if (std::isinf(at.value)) return largest(format);
  const bool sum = op == Op::add || op == Op::sub;
  if (sum && std::fabs(at.value) < smallest_normal(format)) return 0;  // sums that small are exact
  if (op == Op::mul && (at.x[0] == 0 || at.x[1] == 0)) return 0;
  return std::max(ulps * ulp(format, at.value), smallest_subnormal(binary64));  // half of that would be 0
}

/// (op(.., x_k + d, ..) - op(..)) / d in binary64, d about 2^-26 |x_k| and never more than a 64th of the extent.
/// An infinite operand stands for anything beyond `largest`: its partial is the effect of all of that.
double difference_partial(Op op, const Operands& at, int k, const Format& format) {
  const auto i = static_cast<std::size_t>(k);
  const double x = at.x[i];
  std::array<double, 3> moved = at.x;
  if (std::isinf(x)) {
    moved[i] = std::copysign(largest(format), x);
    return (at.value - compute(binary64, op, moved[0], moved[1], moved[2])) / moved[i];
  }
  const double scale = std::min(std::scalbn(std::fabs(x), -26), std::scalbn(extent(op, at, k), -6));
  const double d = std::max({scale, 4 * ulp(binary64, x), smallest_normal(binary64)});
  moved[i] = x + d;
  const double base = compute(binary64, op, at.x[0], at.x[1], at.x[2]);
  return (compute(binary64, op, moved[0], moved[1], moved[2]) - base) / (moved[i] - x);
}

/// d(op)/d(operand k): the rule for arithmetic, a difference for the rest.
double partial(Op op, const Operands& at, int k, const Format& format) {
  const auto& x = at.x;
  if (std::isinf(at.value)) return 0;  // covered by the overflow's own rounding error
  switch (op) {
    case Op::neg: return -1;
    case Op::add: return 1;
    case Op::sub: return k == 0 ? 1 : -1;
    case Op::mul: return x[k == 0 ? 1 : 0];
    case Op::fma: return k == 2 ? 1 : x[k == 0 ? 1 : 0];
    case Op::div:
      if (std::isfinite(x[1]) && x[1] != 0)
        return k == 0 ? 1 / x[1] : -at.value / x[1];
      else
        break;
    default: break;
  }
  return difference_partial(op, at, k, format);
}

}  // namespace

double running_noise(const Trace& trace, std::span<const double> values, NodeId output, const Format& format) {
  std::vector<double> adjoint(output + 1, 0.0);
  adjoint[output] = 1;
  double noise = 0;
  for (std::size_t i = output + 1; i-- > 0;) {
    const Node& n = trace.nodes[i];
    if (adjoint[i] == 0 || info(n.op).arity == 0) continue;
    const Operands at = operands(n, values, values[i], format);
    const double rounding = local_rounding(n.op, at, format);
    if (rounding != 0) noise += rounding * std::fabs(adjoint[i]);
    const std::array all{n.a, n.b, n.c};
    for (int k = 0; k < info(n.op).arity; ++k) {
      const Operand& o = all[static_cast<std::size_t>(k)];
      if (!o.is_literal()) adjoint[o.node] += adjoint[i] * partial(n.op, at, k, format);
    }
  }
  return std::isnan(noise) ? infinity : noise;
}

namespace {

constexpr int points = 7, aside = 17;
using Values = std::array<double, points>;

bool flat(const Values& y) {
  return std::all_of(y.begin(), y.end(), [&](double v) { return v == y[0]; });
}

/// Standard deviation of the noise from the differences of order 4, 5 and 6, the largest of the three:
/// sigma_m^2 = (m!)^2/(2m)! * mean of (difference of order m)^2, since white noise of variance s^2 gives
/// differences of variance (2m)!/(m!)^2 s^2, while a smooth function gives almost none.
double deviation(Values y) {
  constexpr std::array gamma{1.0, 1.0 / 2, 1.0 / 6, 1.0 / 20, 1.0 / 70, 1.0 / 252, 1.0 / 924};
  double worst = 0;
  for (std::size_t m = 1; m < points; ++m) {
    double sum = 0;
    for (std::size_t j = 0; j + m < points; ++j) {
      y[j] = y[j + 1] - y[j];
      sum += y[j] * y[j];
    }
    if (m >= 4) worst = std::max(worst, std::sqrt(gamma[m] * sum / static_cast<double>(points - m)));
  }
  return worst;
}

double size(const Values& y) {
  double worst = 0;
  for (double v : y) worst = std::max(worst, std::fabs(v));
  return worst;
}

/// Three deviations of seven values on one side of x, some way off: a kink, a jump or a root's cusp there is no noise.
/// Infinite when they are no smaller than the values, beyond what rounding the values to the format explains.
double table_noise(const std::function<double(double)>& f, double x, double d, const Format& format, bool& seen_flat) {
  Values y{};
  for (std::size_t j = 0; j < points; ++j) y[j] = f(round_to(format, x + d * static_cast<double>(j + aside)));
  if (!std::all_of(y.begin(), y.end(), [](double v) { return std::isfinite(v); })) return infinity;
  seen_flat = flat(y);
  const double sigma = deviation(y), most = size(y);
  return sigma <= std::max(std::scalbn(most, -8), 2 * ulp(format, most)) ? 3 * sigma : infinity;
}

}  // namespace

double observed_noise(const std::function<double(double)>& f, double x, double room_down, double room_up,
                      const Format& format) {
  // A multiple of the spacing, so that the points are numbers of the format.
  double noise = 0;
  for (double d = x == 0 ? unit_roundoff(format) : 4 * ulp(format, x);
       (points + aside) * d <= std::max(room_up, room_down); d *= 256) {
    noise = infinity;
    for (const double side : {1.0, -1.0}) {
      if ((points + aside) * d > (side > 0 ? room_up : room_down)) continue;
      bool is_flat = false;
      noise = std::min(noise, table_noise(f, x, side * d, format, is_flat));
      if (is_flat) continue;
      if (std::isfinite(noise)) return noise;
    }
  }
  return noise;
}

}  // namespace clino
