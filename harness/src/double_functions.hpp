/// Elementary functions on balls of binary64: the kernels' error bounds, and what an operand's radius adds. Where a
/// domain or a kernel's range is not certain the radius is infinite.
#pragma once
#include "double_ball.hpp"
#include "double_double_tables.hpp"
#include "double_error_kernels.hpp"
#include "double_kernels.hpp"

namespace clino::double_ball {

/// A constant of the tables as a ball.
template <class Ball>
Ball constant(DoubleDouble c);
template <>
inline DoubleBall constant(DoubleDouble c) {
  return {c.high, std::fabs(c.high) * 0x1p-53};
}

/// A number known to `error` relative, with what the operand's radius adds; `inexact` where that is not 0.
inline DoubleBall approximate(double y, double error, double spread, bool inexact) {
  return {y, (std::fabs(y) * error + spread) * upwards + slack(inexact, (std::fabs(y) < least) & (y != 0))};
}

/// e^r - 1 <= r + r^2 for r <= 1
inline double growth(double r) { return r + r * r; }

/// exp(a + h) = exp(a) e^h. Below -707 - r the value lies between 0 and 2^-1019.
inline DoubleBall exponential(DoubleBall a) {
  const double y = double_kernels::exp_kernel(a.m);
  const DoubleBall inside{y, y * (double_kernels::kernel_error + growth(a.r)) * (1 + 0x1p-40) + tiny};
  const DoubleBall known = only_if((a.m >= -708) & (a.m <= 709) & (a.r <= 0.0625), inside);
  return where(a.m + a.r <= -707, DoubleBall{0x1p-1020, 0x1p-1020}, known);
}

/// |expm1(a + h) - expm1(a)| <= e^a (e^r - 1) <= 1.5 (r + r^2) for |a| <= 0.34
inline DoubleBall exponential_minus_one(DoubleBall a) {
  const double y = double_kernels::expm1_kernel(a.m);
  const DoubleBall near = approximate(y, double_kernels::kernel_error, 1.5 * growth(a.r), a.r > 0);
  const bool small = (std::fabs(a.m) <= 0.34) & (a.r <= 0.0625);
  return where(small, near, subtract(exponential(a), exact<DoubleBall>(1)));
}

/// |log(a + h) - log(a)| <= r / (a - r)
inline DoubleBall logarithm(DoubleBall a) {
  const double y = double_kernels::log_kernel(a.m), low = low_end(a);
  return only_if((low > 0) & (a.m >= 0x1p-1022), approximate(y, double_kernels::kernel_error, a.r / low, a.r > 0));
}

inline DoubleBall logarithm_of_one_plus(DoubleBall a) {
  const DoubleBall t = add(exact<DoubleBall>(1), a);
  const double y = double_kernels::log1p_kernel(a.m);
  const DoubleBall near = approximate(y, double_kernels::kernel_error, a.r / low_end(t), (a.r > 0) | (a.m != 0));
  return where((std::fabs(a.m) <= 0.25) & (a.r <= 0.0625), near, logarithm(t));
}

/// Both have slopes of at most 1.
template <class Ball>
struct SineCosine {
  Ball sine, cosine;
};
inline SineCosine<DoubleBall> sine_cosine(DoubleBall a) {
  const double_kernels::Reduced t = double_kernels::reduce_by_half_pi(a.m);
  const double spread = a.r + t.error, s = double_kernels::sin_kernel(t.h), c = double_kernels::cos_kernel(t.h);
  const bool inside = std::fabs(a.m) <= 0x1p19;
  const DoubleBall sine = only_if(inside, approximate(s, double_kernels::kernel_error, spread, spread > 0));
  const DoubleBall cosine = only_if(inside, approximate(c, double_kernels::kernel_error, spread, true));
  const bool swapped = (t.quadrant & 1) != 0;
  const DoubleBall p = where(swapped, cosine, sine), q = where(swapped, sine, cosine);
  return {where((t.quadrant & 2) != 0, negative(p), p), where(((t.quadrant + 1) & 2) != 0, negative(q), q)};
}

/// atan(t) for 0 <= t <= 1; above sqrt(2) - 1 as pi/4 + atan((t - 1)/(t + 1)). Its slope is at most 1.
inline DoubleBall arctangent_below_one(DoubleBall t) {
  const DoubleBall one = exact<DoubleBall>(1);
  const bool upper = t.m > 0.4142;
  const DoubleBall z = where(upper, divide(subtract(t, one), add(t, one)), t);
  const DoubleBall series = approximate(double_kernels::atan_kernel(z.m), double_kernels::kernel_error, z.r, z.r > 0);
  return where(upper, add(scaled(constant<DoubleBall>(tables::pi), 0.25), series), series);
}

/// erf, erfc at 0 and above: the kernels take the midpoint; e = 2/sqrt(pi) exp(-a^2) over the midpoint.
template <class Ball>
struct ErrorFunctions {
  Ball erf, erfc;
};
inline ErrorFunctions<DoubleBall> error_functions(DoubleBall a) {
  const DoubleBall x{a.m, 0}, one = exact<DoubleBall>(1), z = square(x);
  const DoubleBall e = multiply(constant<DoubleBall>(tables::two_over_root_pi), exponential(negative(z)));
  const double s = double_kernels::erf_series(z.m);
  const DoubleBall series{s, s * (double_kernels::erf_error + 2 * z.r) * upwards};  // s' < s, term by term
  const DoubleBall inner = multiply(x, multiply(e, series));
  const double_kernels::Enclosed f = double_kernels::erfc_fraction(x.m < 28 ? x.m : 28);  // beyond, e encloses 0
  const DoubleBall fraction{f.y, (f.error + f.y * double_kernels::erf_error) * upwards};
  const DoubleBall outer = scaled(divide(e, fraction), 0.5);
  const bool near = x.m <= 2;
  return {where(near, inner, subtract(one, outer)), where(near, subtract(one, inner), outer)};
}

}  // namespace clino::double_ball
