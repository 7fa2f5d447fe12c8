/// Balls whose midpoints are two binary64: the operations of `double_ball.hpp` with some 106 bits.
///
/// u = 2^-53. Sums are split into exact parts, and what a result leaves out is its radius; so are products of single
/// binary64. A radius is a sum of at most twelve rounded products of non-negative numbers: times 1 + 16 u it is above
/// its exact value. Every operation keeps |l| <= u |m|.
#pragma once
#include "double_double.hpp"

namespace clino::double_ball {

/// Every number within `r` of m + l.
struct DoubleDoubleBall {
  double m = 0, l = 0, r = 0;
};

inline DoubleDouble middle(DoubleDoubleBall a) { return {a.m, a.l}; }
inline DoubleDoubleBall around(DoubleDouble a, double r) { return {a.high, a.low, r}; }

inline DoubleDoubleBall where(bool condition, DoubleDoubleBall a, DoubleDoubleBall b) {
  return {condition ? a.m : b.m, condition ? a.l : b.l, condition ? a.r : b.r};
}
inline DoubleDoubleBall only_if(bool condition, DoubleDoubleBall a) { return {a.m, a.l, condition ? a.r : unknown}; }
/// A lower bound of a - a.r, below 0 only where that is: three roundings of at most u |a.m|, or r above it.
inline double low_end(DoubleDoubleBall a) {
  return ((a.m - a.r) - std::fabs(a.l) - std::fabs(a.m) * 0x1p-50) * (1 - 0x1p-51);
}

inline DoubleDoubleBall negative(DoubleDoubleBall a) { return {-a.m, -a.l, a.r}; }
inline DoubleDoubleBall magnitude(DoubleDoubleBall a) { return where(a.m < 0, negative(a), a); }
inline DoubleDoubleBall widened(DoubleDoubleBall a, double by) { return {a.m, a.l, (a.r + by) * upwards}; }
/// A power of two times a ball.
inline DoubleDoubleBall scaled(DoubleDoubleBall a, double power) {
  const bool small = (std::fabs(a.m) < least) & (a.m != 0);
  return {a.m * power, a.l * power, a.r * std::fabs(power) * upwards + slack((a.r > 0) | (a.l != 0), small)};
}

/// Algorithm 6 with both of its rounded sums taken exactly: c.e and w.e are left out.
inline DoubleDoubleBall add(DoubleDoubleBall a, DoubleDoubleBall b) {
  const Sum s = two_sum(a.m, b.m), t = two_sum(a.l, b.l), c = two_sum(s.e, t.s), v = two_sum(s.s, c.s),
            w = two_sum(t.e, v.e), z = two_sum(v.s, w.s);
  return {z.s, z.e, ((std::fabs(c.e) + std::fabs(w.e)) + (a.r + b.r)) * upwards};
}

/// The product of the middles: p exactly, the cross terms with errors of u |a.l b.m| and u |t|, their sum with d.e; a.l
/// b.l is left out. Spread as for one binary64, with |a| <= |m| (1 + u). Where |p| is normal what underflows is below
/// `tiny`.
inline DoubleDoubleBall multiply(DoubleDoubleBall a, DoubleDoubleBall b) {
  const DoubleDouble p = double_double::product_of(a.m, b.m);
  const double cross = a.l * b.m, t = std::fma(a.m, b.l, cross);
  const Sum d = two_sum(p.low, t);
  const DoubleDouble z = double_double::fast_two_sum(p.high, d.s);
  const double lost = (std::fabs(cross) + std::fabs(t)) * 0x1p-53 + std::fabs(a.l * b.l) + std::fabs(d.e);
  const double spread = std::fabs(a.m) * b.r + (std::fabs(b.m) + b.r) * a.r;
  const bool small = (std::fabs(p.high) < least) & (a.m != 0) & (b.m != 0);
  const bool inexact = (a.r + b.r > 0) | (a.l != 0) | (b.l != 0);
  return {z.high, z.low, (lost + spread) * upwards + slack(inexact, small)};
}

/// A number of one binary64: t.e alone is left out.
inline DoubleDoubleBall add(DoubleDoubleBall a, double b) {
  const Sum s = two_sum(a.m, b), t = two_sum(s.e, a.l), z = two_sum(s.s, t.s);
  return {z.s, z.e, (std::fabs(t.e) + a.r) * upwards};
}
inline DoubleDoubleBall multiply(DoubleDoubleBall a, double b) {
  const DoubleDouble p = double_double::product_of(a.m, b);
  const double cross = a.l * b;
  const Sum d = two_sum(p.low, cross);
  const DoubleDouble z = double_double::fast_two_sum(p.high, d.s);
  const bool small = (std::fabs(p.high) < least) & (a.m != 0) & (b != 0);
  return {z.high, z.low,
          (std::fabs(cross) * 0x1p-53 + std::fabs(d.e) + std::fabs(b) * a.r) * upwards +
              slack((a.r > 0) | (a.l != 0), small)};
}

/// y = 1/b.m, then y (1 - y b); |1/b' - q| = |1 - q b'| / |b'|, and 1 - q b is what two exact residuals leave but for u
/// |rest| (where b.l rounds) and |q.l b.l|.
inline DoubleDoubleBall reciprocal(DoubleDoubleBall b) {
  const double y = 1 / b.m, size = std::fabs(y), rest = std::fma(-y, b.l, std::fma(-y, b.m, 1)), correction = y * rest;
  const DoubleDouble q = double_double::fast_two_sum(y, correction);
  const double rho = (std::fabs(b.l) + b.r) * size * (1 + 0x1p-50);
  const double left = std::fabs(std::fma(-correction, b.m, rest)) + std::fabs(correction * b.l) +
                      (b.l != 0 ? std::fabs(rest) * 0x1p-53 : 0.0);
  const double above = left + size * b.r * (1 + 0x1p-50) + (((b.r > 0) | (b.l != 0)) ? tiny : 0.0);
  const bool inside = (size >= 0x1p-900) & (size <= 0x1p900) & (rho <= 0.49);
  return only_if(inside, {q.high, q.low, above * size * (1 + 2 * rho) * upwards + slack(above > 0, false)});
}

/// s = sqrt(a.m), then (a - s^2)/(2 s); |sqrt(a') - q| <= (|a - q^2| + r_a)/q, where a - q^2 = t - 2 s c - c^2; what
/// underflows there is below 2^-1072.
inline DoubleDoubleBall square_root(DoubleDoubleBall a) {
  const double s = std::sqrt(a.m), inverse = 0.5 / s;
  const Sum t = two_sum(std::fma(-s, s, a.m), a.l);
  const double c = t.s * inverse;
  const DoubleDouble q = double_double::fast_two_sum(s, c);
  const double left = std::fabs(std::fma(-2 * s, c, t.s)) + std::fabs(t.e) + c * c + (t.s != 0 ? 0x1p-1072 : 0.0);
  const bool inside = (low_end(a) > 0) & (a.m >= least);
  return only_if(inside, {q.high, q.low, (left + a.r) * (2 * inverse) * upwards + slack(left + a.r > 0, false)});
}

}  // namespace clino::double_ball

namespace clino {
using double_ball::DoubleDoubleBall;
}  // namespace clino
