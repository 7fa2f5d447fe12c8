/// Numbers of two binary64, high + low with high = RN(high + low): some 106 bits (Dekker 1971).
///
/// u = 2^-53. `add` and `multiply` are algorithms 6 and 11 of Joldes, Muller, Popescu (Tight and rigorous error bounds
/// for basic building blocks of double-word arithmetic, TOMS 2017): relative errors of at most 3 u^2 / (1 - 4 u) and
/// 5 u^2. The others are bounded where they stand. `unit` = 2^-102 = 16 u^2 is above them all.
#pragma once
#include <cmath>

#include "double_ball.hpp"

namespace clino::double_double {

using double_ball::Sum, double_ball::two_sum;

inline constexpr double unit = 0x1p-102;

struct DoubleDouble {
  double high = 0, low = 0;
};

/// a + b exactly, for |a| >= |b| or a = 0 (Dekker 1971).
inline DoubleDouble fast_two_sum(double a, double b) {
  const double s = a + b;
  return {s, b - (s - a)};
}
inline DoubleDouble sum_of(double a, double b) {
  const Sum s = two_sum(a, b);
  return {s.s, s.e};
}
inline DoubleDouble product_of(double a, double b) {
  const double p = a * b;
  return {p, std::fma(a, b, -p)};
}

inline DoubleDouble negative(DoubleDouble a) { return {-a.high, -a.low}; }
inline DoubleDouble where(bool condition, DoubleDouble a, DoubleDouble b) {
  return {condition ? a.high : b.high, condition ? a.low : b.low};
}
/// Times a power of two.
inline DoubleDouble scaled(DoubleDouble a, double power) { return {a.high * power, a.low * power}; }

inline DoubleDouble add(DoubleDouble a, DoubleDouble b) {
  const Sum s = two_sum(a.high, b.high), t = two_sum(a.low, b.low);
  const DoubleDouble v = fast_two_sum(s.s, s.e + t.s);
  return fast_two_sum(v.high, t.e + v.low);
}
/// Where |b| <= |a|/2, a != 0: two roundings of at most u (|s.e| + |a.low| + |b.low|) <= 3.1 u^2 |a| over |a + b| >=
/// |a|/2: 12.4 u^2. The same for 0 <= b <= a.
inline DoubleDouble add_smaller(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble s = fast_two_sum(a.high, b.high);
  return fast_two_sum(s.high, s.low + (a.low + b.low));
}
/// The same for b of one binary64: 4.1 u^2.
inline DoubleDouble add_smaller(DoubleDouble a, double b) {
  const DoubleDouble s = fast_two_sum(a.high, b);
  return fast_two_sum(s.high, s.low + a.low);
}
inline DoubleDouble multiply(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble p = product_of(a.high, b.high);
  return fast_two_sum(p.high, p.low + std::fma(a.low, b.high, a.high * b.low));
}
inline DoubleDouble multiply(DoubleDouble a, double b) {
  const DoubleDouble p = product_of(a.high, b);
  return fast_two_sum(p.high, std::fma(a.low, b, p.low));
}
/// q = a.high/b.high, then the remainder a - q b over b.high: a.high - q b.high is exact; two roundings of the rest, of
/// at most 2.1 u^2 |a|, and in the second quotient, of at most 2.1 u |a/b|, three relative errors of u and |b.low/b|.
/// Below 12 u^2.
inline DoubleDouble divide(DoubleDouble a, DoubleDouble b) {
  const double q = a.high / b.high, rest = std::fma(-q, b.low, std::fma(-q, b.high, a.high) + a.low);
  return fast_two_sum(q, rest / b.high);
}

}  // namespace clino::double_double

namespace clino {
using double_double::DoubleDouble;
}  // namespace clino
