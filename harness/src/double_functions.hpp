/// Operations on balls of binary64 with their first partials: the kernels' error bounds, and what an operand's radius
/// adds. Where a domain, a side of a kink or a kernel's range is not certain the radius is infinite.
#pragma once
#include "double_ball.hpp"
#include "double_kernels.hpp"

namespace clino::double_ball {

/// One operation: its value and its partials in up to two operands.
struct Lift {
  DoubleBall y, da{}, db{};
};

inline constexpr DoubleBall one{1, 0};
/// The constants, rounded once.
inline constexpr DoubleBall ln2{0x1.62e42fefa39efp-1, 0x1p-54}, ln10{0x1.26bb1bbb55516p+1, 0x1p-52},
    half_pi{0x1.921fb54442d18p+0, 0x1p-53}, inverse_root_pi{0x1.20dd750429b6dp-1, 0x1p-54};

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
  return where(a.m + a.r <= -707, {0x1p-1020, 0x1p-1020}, known);
}

/// |expm1(a + h) - expm1(a)| <= e^a (e^r - 1) <= 1.5 (r + r^2) for |a| <= 0.34
inline DoubleBall exponential_minus_one(DoubleBall a) {
  const double y = double_kernels::expm1_kernel(a.m);
  const DoubleBall near = approximate(y, double_kernels::kernel_error, 1.5 * growth(a.r), a.r > 0);
  const bool small = (std::fabs(a.m) <= 0.34) & (a.r <= 0.0625);
  return where(small, near, subtract(exponential(a), one));
}

/// |log(a + h) - log(a)| <= r / (a - r)
inline DoubleBall logarithm(DoubleBall a) {
  const double y = double_kernels::log_kernel(a.m), low = low_end(a);
  return only_if((low > 0) & (a.m >= 0x1p-1022), approximate(y, double_kernels::kernel_error, a.r / low, a.r > 0));
}

inline DoubleBall logarithm_of_one_plus(DoubleBall a) {
  const DoubleBall t = add(one, a);
  const double y = double_kernels::log1p_kernel(a.m);
  const DoubleBall near = approximate(y, double_kernels::kernel_error, a.r / low_end(t), a.r > 0);
  return where((std::fabs(a.m) <= 0.25) & (a.r <= 0.0625), near, logarithm(t));
}

/// Both have slopes of at most 1.
struct SineCosine {
  DoubleBall sine, cosine;
};
inline SineCosine sine_cosine(DoubleBall a) {
  const double_kernels::Reduced t = double_kernels::reduce_by_half_pi(a.m);
  const double spread = a.r + t.error, s = double_kernels::sin_kernel(t.h), c = double_kernels::cos_kernel(t.h);
  const bool inside = std::fabs(a.m) <= 0x1p19;
  const DoubleBall sine = only_if(inside, approximate(s, double_kernels::kernel_error, spread, spread > 0));
  const DoubleBall cosine = only_if(inside, approximate(c, double_kernels::kernel_error, spread, true));
  const bool swapped = (t.quadrant & 1) != 0;
  const DoubleBall p = where(swapped, cosine, sine), q = where(swapped, sine, cosine);
  return {where((t.quadrant & 2) != 0, negative(p), p), where(((t.quadrant + 1) & 2) != 0, negative(q), q)};
}

/// tanh|a| = -w/(2 + w), w = expm1(-2|a|): no overflow and no cancellation.
inline DoubleBall hyperbolic_tangent(DoubleBall a) {
  const DoubleBall w = exponential_minus_one(scaled(magnitude(a), -2)), t = divide(negative(w), add({2, 0}, w));
  return where(a.m < 0, negative(t), t);
}
/// sech(a)^2 = 4 w/(1 + w)^2, w = exp(-2|a|): keeps its relative error in the tails.
inline DoubleBall sech_squared(DoubleBall a) {
  const DoubleBall w = exponential(scaled(magnitude(a), -2));
  return scaled(divide(w, square(add(one, w))), 4);
}

/// sinh|a| = (t + t/(1 + t))/2, t = expm1|a|
inline DoubleBall hyperbolic_sine(DoubleBall a) {
  const DoubleBall t = exponential_minus_one(magnitude(a)), s = scaled(add(t, divide(t, add(one, t))), 0.5);
  return where(a.m < 0, negative(s), s);
}
inline DoubleBall hyperbolic_cosine(DoubleBall a) {
  const DoubleBall t = exponential(magnitude(a));
  return scaled(add(t, reciprocal(t)), 0.5);
}

inline Lift lift_sqrt(DoubleBall a) {
  const DoubleBall y = square_root(a);
  return {y, divide({0.5, 0}, y)};
}
inline Lift lift_exp(DoubleBall a) {
  const DoubleBall y = exponential(a);
  return {y, y};
}
inline Lift lift_exp2(DoubleBall a) {
  const DoubleBall y = exponential(multiply(a, ln2));
  return {y, multiply(y, ln2)};
}
inline Lift lift_expm1(DoubleBall a) { return {exponential_minus_one(a), exponential(a)}; }
inline Lift lift_log(DoubleBall a) { return {logarithm(a), reciprocal(a)}; }
inline Lift lift_log_in_base(DoubleBall a, DoubleBall log_base) {
  return {divide(logarithm(a), log_base), reciprocal(multiply(a, log_base))};
}
inline Lift lift_log1p(DoubleBall a) { return {logarithm_of_one_plus(a), reciprocal(add(one, a))}; }
inline Lift lift_sin(DoubleBall a) {
  const SineCosine t = sine_cosine(a);
  return {t.sine, t.cosine};
}
inline Lift lift_cos(DoubleBall a) {
  const SineCosine t = sine_cosine(a);
  return {t.cosine, negative(t.sine)};
}
inline Lift lift_tan(DoubleBall a) {
  const SineCosine t = sine_cosine(a);
  const DoubleBall y = divide(t.sine, t.cosine);
  return {y, add(one, square(y))};
}
inline Lift lift_sinh(DoubleBall a) { return {hyperbolic_sine(a), hyperbolic_cosine(a)}; }
inline Lift lift_cosh(DoubleBall a) { return {hyperbolic_cosine(a), hyperbolic_sine(a)}; }
inline Lift lift_tanh(DoubleBall a) { return {hyperbolic_tangent(a), sech_squared(a)}; }
inline DoubleBall sign(DoubleBall a) { return only_if(std::fabs(a.m) > a.r, exact(a.m < 0 ? -1.0 : 1.0)); }
inline Lift lift_abs(DoubleBall a) {
  const DoubleBall s = sign(a);
  return {{std::fabs(a.m), a.r + s.r}, s};
}
/// cbrt|a| = exp(log|a| / 3); partial cbrt(a) / (3 a).
inline Lift lift_cbrt(DoubleBall a) {
  const DoubleBall root = exponential(divide(logarithm(magnitude(a)), exact(3))),
                   y = where(a.m < 0, negative(root), root);
  return {y, divide(y, multiply(exact(3), a))};
}

inline Lift lift_div(DoubleBall a, DoubleBall b) {  // (a/b) ~ a/b - (a/b)/b db
  const DoubleBall y = divide(a, b);
  return {y, reciprocal(b), negative(divide(y, b))};
}
inline Lift lift_hypot(DoubleBall a, DoubleBall b) {
  const DoubleBall y = square_root(add(square(a), square(b)));
  return {y, divide(a, y), divide(b, y)};
}
/// a^b = exp(b log a) for a > 0; partials b a^b/a and a^b log a.
inline Lift lift_pow(DoubleBall a, DoubleBall b) {
  const DoubleBall l = logarithm(a), y = exponential(multiply(b, l));
  return {y, multiply(b, divide(y, a)), multiply(y, l)};
}

}  // namespace clino::double_ball
