/// Balls of binary64: midpoint and radius, computed in round to nearest, every radius a proved bound.
///
/// u = 2^-53. Residuals of sums, products, quotients and roots are exact numbers that binary64 can compute (Dekker
/// 1971; Boldo, Daumas, Computing 2003), so that what is exact has radius 0 and ties can be decided. A radius is a sum
/// of at most eight rounded products of non-negative numbers: times 1 + 16 u it is above its exact value. Residuals and
/// products that may underflow are covered by an absolute term. An infinite or NaN radius says that nothing is known.
///
/// Straight-line code on plain numbers, for loops that a compiler turns into vector instructions. It wants round to
/// nearest and gradual underflow (`FloatingPointScope`).
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace clino {
namespace double_ball {

/// Every number within `r` of `m`.
struct DoubleBall {
  double m = 0, r = 0;
};

inline constexpr double unknown = std::numeric_limits<double>::infinity();
/// (1 + u)^8 < 1 + 16 u: eight roundings of non-negative numbers.
inline constexpr double upwards = 1 + 0x1p-49;
/// Results smaller than `least` may have lost 2^-1074 a few times, in residuals and radii: `tiny` covers that.
inline constexpr double least = 0x1p-900, tiny = 0x1p-1060;

/// The absolute term of a radius: 0 where nothing can have underflowed.
inline double slack(bool inexact, bool small) { return (inexact | small) ? tiny : 0.0; }
/// A number as a ball: `exact<DoubleBall>(2)`.
template <class Ball>
inline Ball exact(double x) {
  return {.m = x};
}
inline DoubleBall where(bool condition, DoubleBall a, DoubleBall b) {
  return {condition ? a.m : b.m, condition ? a.r : b.r};
}
/// Unknown unless the condition holds.
inline DoubleBall only_if(bool condition, DoubleBall a) { return {a.m, condition ? a.r : unknown}; }
/// A lower bound of a.m - a.r, below 0 only where that is.
inline double low_end(DoubleBall a) { return (a.m - a.r) * (1 - 0x1p-51); }

/// a + b = s + e exactly (Knuth 1969).
struct Sum {
  double s, e;
};
inline Sum two_sum(double a, double b) {
  const double s = a + b, t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

/// x.s, or its neighbour on the side of x.e, whichever has an odd last bit: rounding that to fewer bits rounds x.s +
/// x.e (Boldo, Melquiond, Emulation of a FMA and correctly rounded sums, IEEE TC 2008).
inline double to_odd(Sum x) {
  const auto bits = std::bit_cast<std::int64_t>(x.s);
  const std::int64_t step = (x.e > 0) == (x.s > 0) ? 1 : -1;
  return std::bit_cast<double>(bits + (((x.e != 0) & ((bits & 1) == 0)) ? step : 0));
}

inline DoubleBall negative(DoubleBall a) { return {-a.m, a.r}; }
inline DoubleBall magnitude(DoubleBall a) { return {std::fabs(a.m), a.r}; }
/// A power of two times a ball.
inline DoubleBall scaled(DoubleBall a, double power) {
  return {a.m * power, a.r * std::fabs(power) * upwards + slack(a.r > 0, (std::fabs(a.m) < least) & (a.m != 0))};
}
/// Widened by an absolute bound.
inline DoubleBall widened(DoubleBall a, double by) { return {a.m, (a.r + by) * upwards}; }

inline DoubleBall add(DoubleBall a, DoubleBall b) {
  const Sum t = two_sum(a.m, b.m);
  return {t.s, (std::fabs(t.e) + (a.r + b.r)) * upwards};
}

/// |a' b' - m| <= |a b - m| + |a| r_b + |b| r_a + r_a r_b
inline DoubleBall multiply(DoubleBall a, DoubleBall b) {
  const double m = a.m * b.m, e = std::fma(a.m, b.m, -m);
  const double spread = std::fabs(a.m) * b.r + (std::fabs(b.m) + b.r) * a.r;
  const bool small = (std::fabs(m) < least) & (a.m != 0) & (b.m != 0);
  return {m, (std::fabs(e) + spread) * upwards + slack(a.r + b.r > 0, small)};
}

/// The same with a number.
inline DoubleBall add(DoubleBall a, double b) {
  const Sum t = two_sum(a.m, b);
  return {t.s, (std::fabs(t.e) + a.r) * upwards};
}
inline DoubleBall multiply(DoubleBall a, double b) {
  const double m = a.m * b;
  const bool small = (std::fabs(m) < least) & (a.m != 0) & (b != 0);
  return {m, (std::fabs(std::fma(a.m, b, -m)) + std::fabs(b) * a.r) * upwards + slack(a.r > 0, small)};
}

/// |1/b' - y| = |1 - y b'| / |b'| <= (|1 - y b| + |y| r_b) / (|b| - r_b), 1/(|b| - r_b) <= |y| (1 + 2 u) (1 + 2 rho)
/// for rho = r_b |y| <= 0.49. The residual is exact (Boldo, Daumas).
inline DoubleBall reciprocal(DoubleBall b) {
  const double y = 1 / b.m, size = std::fabs(y), rho = b.r * size;
  const double above = std::fabs(std::fma(-y, b.m, 1)) + rho + (b.r > 0 ? tiny : 0.0);
  const bool inside = (size >= 0x1p-960) & (size <= 0x1p960) & (rho <= 0.49);
  return only_if(inside, {y, above * size * (1 + 2 * rho) * upwards + slack(above > 0, false)});
}

/// |sqrt(a') - s| = |a' - s^2| / (sqrt(a') + s) <= (|a - s^2| + r_a) / s, on balls above 0
inline DoubleBall square_root(DoubleBall a) {
  const double s = std::sqrt(a.m), e = std::fma(-s, s, a.m);
  const double above = std::fabs(e) + a.r + (a.m < least ? 0x1p-1073 : 0.0);
  return only_if(low_end(a) > 0, {s, above / s * upwards + slack(a.r > 0, false)});
}

template <class Ball>
inline Ball subtract(Ball a, Ball b) {
  return add(a, negative(b));
}
template <class Ball>
inline Ball divide(Ball a, Ball b) {
  return multiply(a, reciprocal(b));
}
template <class Ball>
inline Ball square(Ball a) {
  return multiply(a, a);
}

}  // namespace double_ball

using double_ball::DoubleBall;

}  // namespace clino
