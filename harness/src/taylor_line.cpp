// Taylor's theorem at 0 with Lagrange's remainder: f(x) = sum of a_k x^k (k < n) + a_n(z) x^n for some z between 0 and
// x, where a_k(z) = f^(k)(z)/k!. Where a_0 and a_1 are exact, a_2 .. a_(n-1) are exactly 0, and the enclosure of a_n
// over all of [0, furthest] has one sign, the rest theta = a_n(z) x^n has that of a_n x^n and |theta| <= sup|a_n|
// furthest^n. f' is treated in the same way: b_k = (k + 1) a_(k+1). Example: x/(1+exp(-x)) = x/2 + x^2/4 - ..., where
// half of all subnormal x make x/2 a tie, and theta is some 2^-150 of it.
#include "taylor_line.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "double_ball.hpp"
#include "short_format.hpp"

namespace clino {
namespace {

using double_ball::Sum, double_ball::to_odd, double_ball::two_sum;

/// Coefficients looked at, those of the derivative one fewer.
constexpr slong length = 8;
constexpr slong precision = 128;

/// The number, if the ball is one of binary64.
std::optional<double> exact_number(arb_srcptr x) {
  if (!arb_is_exact(x) || arf_is_finite(arb_midref(x)) == 0) return std::nullopt;
  const double y = arf_get_d(arb_midref(x), ARF_RND_NEAR);
  return arf_equal_d(arb_midref(x), y) != 0 ? std::optional(y) : std::nullopt;
}

/// Coefficients at 0 and over [0, furthest]: n of each.
struct Expansions {
  std::vector<ArbValue> at_zero, over_run;
};

Sign sign_of(arb_srcptr x) {
  if (arb_is_zero(x) != 0) return Sign::zero;
  if (arb_is_positive(x) != 0) return Sign::positive;
  return arb_is_negative(x) != 0 ? Sign::negative : Sign::unknown;
}

/// sup|c| |x|^n, rounded up; never 0.
double bound_of(arb_srcptr c, double x, std::size_t n) {
  ArfValue top, power;
  arb_get_abs_ubound_arf(top, c, 64);
  arf_set_d(power, std::fabs(x));
  for (std::size_t k = 0; k < n; ++k) arf_mul(top, top, power, 64, ARF_RND_UP);
  return std::max(arf_get_d(top, ARF_RND_UP), 0x1p-1000);
}

std::optional<Line> line_of(const Expansions& e, double furthest) {
  const std::optional<double> b = exact_number(e.at_zero[0]), a = exact_number(e.at_zero[1]);
  if (!b) return std::nullopt;
  for (std::size_t n = a ? 2 : 1; n < e.over_run.size(); ++n) {
    const Sign sign = sign_of(e.over_run[n]);
    if (sign == Sign::zero) return Line{*b, a.value_or(0), Sign::zero, 0};
    if (sign != Sign::unknown) {
      const bool turned = furthest < 0 && n % 2 == 1;
      const bool positive = (sign == Sign::positive) != turned;
      return Line{*b, a.value_or(0), positive ? Sign::positive : Sign::negative, bound_of(e.over_run[n], furthest, n)};
    }
    if (!arb_is_zero(e.at_zero[n])) return std::nullopt;
  }
  return std::nullopt;
}

/// a x + b
std::optional<Sum> exact_line(const Line& line, double x) {
  constexpr double least = 0x1p-900;  // below it products may lose bits
  const double p = line.a * x;
  if (!std::isfinite(p) || (p != 0 && std::fabs(p) < least)) return std::nullopt;
  const double of_product = std::fma(line.a, x, -p);
  if (line.b == 0) return Sum{p, of_product};
  if (of_product != 0) return std::nullopt;
  return two_sum(line.b, p);
}

}  // namespace

Lines lines_at_zero(SeriesTape& tape, NodeId output, double furthest) {
  Expansions value, slope;
  const auto take = [&](std::vector<ArbValue>& of_value, std::vector<ArbValue>& of_slope) {
    for (slong k = 0; k < length; ++k) {
      ArbValue c;
      tape.coefficient(c, output, k);
      of_value.push_back(c);
      if (k == 0) continue;
      arb_mul_ui(c, c, static_cast<ulong>(k), precision);
      of_slope.push_back(std::move(c));
    }
  };
  ArbValue range(furthest / 2);  // from 0 to `furthest`: halves of numbers of the formats up to binary32 are exact
  arb_add_error(range, ArbValue(std::fabs(furthest / 2)));
  if (!tape.expand(range, length, precision)) return {};
  take(value.over_run, slope.over_run);
  if (!tape.expand(ArbValue(0.0), length, precision)) return {};
  take(value.at_zero, slope.at_zero);
  return {line_of(value, furthest), line_of(slope, furthest)};
}

std::optional<double> rounded(const Line& line, double x, const Format& format) {
  const std::optional<Sum> exact = exact_line(line, x);
  if (!exact || exact->s == 0) return std::nullopt;
  // Next to the line: the line, or where that is a number of binary64 those right beside it on the side of theta.
  const bool up = line.sign == Sign::positive;
  const bool beside = exact->e == 0 && line.sign != Sign::zero;
  const double near = round_short(format, to_odd(beside ? Sum{exact->s, up ? 1.0 : -1.0} : *exact));
  if (line.sign == Sign::zero) return near;
  // Furthest from it: theta = +-bound, rounded outwards. Rounding is monotone: it takes all between the two where they
  // go.
  const double rest = exact->e + (up ? line.bound : -line.bound), away = std::fabs(rest) * 0x1p-50;
  const double far = round_short(format, to_odd(two_sum(exact->s, up ? rest + away : rest - away)));
  return near == far ? std::optional(near) : std::nullopt;
}

}  // namespace clino
