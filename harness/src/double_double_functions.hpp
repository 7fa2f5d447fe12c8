/// Elementary functions on balls of double-double: the kernels' error bounds, and what an operand's radius adds.
#pragma once
#include "double_double_ball.hpp"
#include "double_double_kernels.hpp"
#include "double_functions.hpp"

namespace clino::double_ball {

template <>
inline DoubleDoubleBall constant(DoubleDouble c) {
  return {c.high, c.low, std::fabs(c.high) * 0x1p-105};
}

/// A number known to `error` relative, with what the operand's radius adds; `inexact` where that is not 0.
inline DoubleDoubleBall approximate(DoubleDouble y, double error, double spread, bool inexact) {
  const double size = std::fabs(y.high);
  return around(y, (size * (error * (1 + 0x1p-50)) + spread) * upwards + slack(inexact, (size < least) & (size != 0)));
}

/// exp(a + h) = exp(a) e^h. Below -619 - r the value lies between 0 and 2^-893.
inline DoubleDoubleBall exponential(DoubleDoubleBall a) {
  const DoubleDouble y = double_double::exp_kernel(middle(a));
  const DoubleDoubleBall inside =
      around(y, y.high * (double_double::kernel_error + growth(a.r)) * (1 + 0x1p-40) + tiny);
  const DoubleDoubleBall known = only_if((a.m >= -620) & (a.m <= 709) & (a.r <= 0.0625), inside);
  return where(a.m + a.r <= -619.5, DoubleDoubleBall{0x1p-894, 0, 0x1p-894}, known);
}

/// |expm1(a + h) - expm1(a)| <= e^a (e^r - 1) <= (1 + |expm1(a)|) (r + r^2)
inline DoubleDoubleBall exponential_minus_one(DoubleDoubleBall a) {
  const DoubleDouble y = double_double::expm1_kernel(middle(a));
  const double spread = (1 + std::fabs(y.high)) * growth(a.r);
  const DoubleDoubleBall inside = approximate(y, double_double::kernel_error, spread, a.r > 0);
  const DoubleDoubleBall known = only_if((a.m >= -620) & (a.m <= 709) & (a.r <= 0.0625), inside);
  return where(a.m + a.r <= -619.5, DoubleDoubleBall{-1, 0, 0x1p-893}, known);
}

/// |log(a + h) - log(a)| <= r / (a - r)
inline DoubleDoubleBall logarithm(DoubleDoubleBall a) {
  const DoubleDouble y = double_double::log_kernel(middle(a));
  const double low = low_end(a);
  return only_if((low > 0) & (a.m >= 0x1p-960) & (a.m <= 0x1p1000),
                 approximate(y, double_double::kernel_error, a.r / low, (a.r > 0) | (a.l != 0)));
}

inline DoubleDoubleBall logarithm_of_one_plus(DoubleDoubleBall a) {
  const DoubleDoubleBall t = add(exact<DoubleDoubleBall>(1), a);
  const DoubleDouble y = double_double::log1p_kernel(middle(a));
  const DoubleDoubleBall near = approximate(y, double_double::kernel_error, a.r / low_end(t), (a.r > 0) | (a.m != 0));
  return where((std::fabs(a.m) <= 0.0067) & (a.r <= 0.0625), near, logarithm(t));
}

/// x less a multiple of 2 pi, near 0, for 1 <= |x| < infinity (Payne, Hanek 1983): x = p 2^(e - 26) + q 2^(e - 52) with
/// integers p and q, of 27 and 26 bits, times what these powers leave beyond multiples of 2 pi, in three parts of 53
/// bits. Products of first and second parts are exact; those of third parts are below 2^-76, their roundings and what
/// the table leaves out below 2^-126.
inline DoubleDoubleBall modulo_turn(double x) {
  constexpr std::uint64_t low_half = (std::uint64_t{1} << 26) - 1;
  const auto bits = std::bit_cast<std::uint64_t>(x), e = ((bits >> 52) - 1023) & 1023;
  const double head = std::bit_cast<double>(bits & ~low_half), p = head * std::bit_cast<double>((1049 - e) << 52),
               q = (x - head) * std::bit_cast<double>((1075 - e) << 52);
  const auto product = [](double a, double b) { return around(double_double::product_of(a, b), 0); };
  const DoubleDoubleBall sum = add(product(p, tables::power_in_turn_0[e + 26]), product(q, tables::power_in_turn_0[e]));
  const double shifted = std::fma(sum.m, tables::inverse_turn[0], double_kernels::to_integer),
               n = double_kernels::to_integer - shifted;
  const DoubleDoubleBall first = add(sum, product(n, tables::turn[0])),
                         second = add(
                             add(product(p, tables::power_in_turn_1[e + 26]), product(q, tables::power_in_turn_1[e])),
                             product(n, tables::turn[1]));
  const double third = p * tables::power_in_turn_2[e + 26] + q * tables::power_in_turn_2[e] + n * tables::turn[2];
  return widened(add(add(first, second), third), 0x1p-126);
}
/// A ball less a multiple of 2 pi where it is far from 0: sines, cosines and tangents are the same.
inline DoubleDoubleBall modulo_turn(DoubleDoubleBall a) {
  const DoubleDoubleBall low = where(std::fabs(a.l) >= 1, modulo_turn(a.l), DoubleDoubleBall{a.l, 0, 0});
  return where(std::fabs(a.m) > 1024, widened(add(modulo_turn(a.m), low), a.r), a);
}
inline DoubleBall modulo_turn(DoubleBall a) {
  const DoubleDoubleBall y = modulo_turn(a.m);
  return where(std::fabs(a.m) > 1024, DoubleBall{y.m, (std::fabs(y.l) + y.r + a.r) * upwards}, a);
}

/// t = a - n pi/128: the products with the first three parts of pi/128 are exact, the rest is below 2^-163.
inline SineCosine<DoubleDoubleBall> sine_cosine(DoubleDoubleBall a) {
  const double shifted = std::fma(a.m, tables::inverse_circle_step[0], double_kernels::to_integer),
               n = shifted - double_kernels::to_integer;
  DoubleDoubleBall t{a.m, a.l, 0};
  for (const double part : tables::circle_step) t = subtract(t, around(double_double::product_of(n, part), 0));
  const double_double::SineCosine y =
      double_double::sine_cosine_kernel(middle(t), std::bit_cast<std::int64_t>(shifted) & 255);
  const double spread = (a.r + t.r + std::fabs(n) * 0x1p-163) * upwards;
  const bool inside = std::fabs(a.m) <= 0x1p35;
  return {only_if(inside, approximate(y.sine, double_double::kernel_error, spread, spread > 0)),
          only_if(inside, approximate(y.cosine, double_double::kernel_error, spread, true))};
}

/// atan(t) for 0 <= t <= 1. Its slope is at most 1.
inline DoubleDoubleBall arctangent_below_one(DoubleDoubleBall t) {
  return approximate(double_double::atan_kernel(middle(t)), double_double::kernel_error, t.r, t.r > 0);
}

/// erf and erfc of the midpoint, at 0 and above; erfc(24) < 2^-836.
inline ErrorFunctions<DoubleDoubleBall> error_functions(DoubleDoubleBall a) {
  const bool inside = a.m <= 24;
  const double_double::ErrorFunction f =
      double_double::error_function_parts(double_double::where(inside, middle(a), {}));
  const DoubleDouble y = double_double::add(f.entry, double_double::where(f.near, f.step, negative(f.step)));
  const DoubleDoubleBall one = exact<DoubleDoubleBall>(1),
                         known = approximate(y, f.near ? double_double::kernel_error : 0x1p-82, 0, true),
                         erfc = where(inside, known, DoubleDoubleBall{0x1p-837, 0, 0x1p-837}),
                         other = subtract(one, erfc);
  const bool near = f.near & inside;
  return {where(near, known, other), where(near, other, erfc)};
}

}  // namespace clino::double_ball
