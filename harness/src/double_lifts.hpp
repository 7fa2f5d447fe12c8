/// Operations on balls with their first partials, for balls of binary64 and of double-double alike. Where a domain, a
/// side of a kink or a kernel's range is not certain the radius is infinite.
#pragma once
#include "double_ball.hpp"
#include "double_functions.hpp"

namespace clino::double_ball {

/// One operation: its value and its partials in up to two operands.
template <class Ball>
struct Lift {
  Ball y, da{}, db{};
};

template <class Ball>
inline bool certainly_nonzero(Ball a) {
  return low_end(magnitude(a)) > 0;
}
/// -1 or 1 times a ball.
template <class Ball>
inline Ball signed_as(double side, Ball a) {
  return where(side < 0, negative(a), a);
}

/// tanh|a| = -w/(2 + w), w = expm1(-2|a|): no overflow and no cancellation.
template <class Ball>
Ball hyperbolic_tangent(Ball a) {
  const Ball w = exponential_minus_one(scaled(magnitude(a), -2));
  return signed_as(a.m, divide(negative(w), add(exact<Ball>(2), w)));
}
/// sech(a)^2 = 4 w/(1 + w)^2, w = exp(-2|a|): keeps its relative error in the tails.
template <class Ball>
Ball sech_squared(Ball a) {
  const Ball w = exponential(scaled(magnitude(a), -2));
  return scaled(divide(w, square(add(exact<Ball>(1), w))), 4);
}
/// sinh|a| = (t + t/(1 + t))/2, t = expm1|a|
template <class Ball>
Ball hyperbolic_sine(Ball a) {
  const Ball t = exponential_minus_one(magnitude(a));
  return signed_as(a.m, scaled(add(t, divide(t, add(exact<Ball>(1), t))), 0.5));
}
template <class Ball>
Ball hyperbolic_cosine(Ball a) {
  const Ball t = exponential(magnitude(a));
  return scaled(add(t, reciprocal(t)), 0.5);
}

/// atan|a|: above 1 pi/2 - atan(1/a).
template <class Ball>
Ball arctangent(Ball a) {
  const bool large = std::fabs(a.m) > 1;
  const Ball below_one = arctangent_below_one(where(large, reciprocal(magnitude(a)), magnitude(a)));
  const Ball above_one = subtract(scaled(constant<Ball>(tables::pi), 0.5), below_one);
  return signed_as(a.m, where(large, above_one, below_one));
}
/// atan2(y, x) away from its cut: sign(y) pi/2 - atan(x/y) where |y| > |x|, else atan(y/x), with sign(y) pi for x < 0.
template <class Ball>
Ball angle(Ball y, Ball x) {
  const Ball pi = signed_as(y.m, constant<Ball>(tables::pi));
  const bool steep = std::fabs(y.m) > std::fabs(x.m);
  const Ball t = arctangent(where(steep, divide(x, y), divide(y, x)));
  const bool known = certainly_nonzero(y) | (!steep & (x.m > 0) & certainly_nonzero(x));
  const Ball behind = where(x.m < 0, add(t, pi), t);
  return only_if(known, where(steep, subtract(scaled(pi, 0.5), t), behind));
}
/// (1 - a)(1 + a), which does not cancel.
template <class Ball>
Ball one_minus_square(Ball a) {
  return multiply(subtract(exact<Ball>(1), a), add(exact<Ball>(1), a));
}

template <class Ball>
Lift<Ball> lift_sqrt(Ball a) {
  const Ball y = square_root(a);
  return {y, reciprocal(scaled(y, 2))};
}
template <class Ball>
Lift<Ball> lift_exp(Ball a) {
  const Ball y = exponential(a);
  return {y, y};
}
template <class Ball>
Lift<Ball> lift_exp2(Ball a) {
  const Ball log_2 = constant<Ball>(tables::log_2), y = exponential(multiply(a, log_2));
  return {y, multiply(y, log_2)};
}
template <class Ball>
Lift<Ball> lift_expm1(Ball a) {
  return {exponential_minus_one(a), exponential(a)};
}
template <class Ball>
Lift<Ball> lift_log(Ball a) {
  return {logarithm(a), reciprocal(a)};
}
template <class Ball>
Lift<Ball> lift_log_in_base(Ball a, DoubleDouble log_base) {
  const Ball base = constant<Ball>(log_base);
  return {divide(logarithm(a), base), reciprocal(multiply(a, base))};
}
template <class Ball>
Lift<Ball> lift_log1p(Ball a) {
  return {logarithm_of_one_plus(a), reciprocal(add(exact<Ball>(1), a))};
}
template <class Ball>
Lift<Ball> lift_sin(Ball a) {
  const SineCosine<Ball> t = sine_cosine(a);
  return {t.sine, t.cosine};
}
template <class Ball>
Lift<Ball> lift_cos(Ball a) {
  const SineCosine<Ball> t = sine_cosine(a);
  return {t.cosine, negative(t.sine)};
}
/// 1 - cos(a) = 2 sin(a/2)^2, sin(a) = 2 sin(a/2) cos(a/2)
template <class Ball>
Lift<Ball> lift_versine(Ball a) {
  const SineCosine<Ball> t = sine_cosine(scaled(a, 0.5));
  return {scaled(square(t.sine), 2), scaled(multiply(t.sine, t.cosine), 2)};
}
template <class Ball>
Lift<Ball> lift_tan(Ball a) {
  const SineCosine<Ball> t = sine_cosine(a);
  const Ball y = divide(t.sine, t.cosine);
  return {y, add(exact<Ball>(1), square(y))};
}
template <class Ball>
Lift<Ball> lift_sinh(Ball a) {
  return {hyperbolic_sine(a), hyperbolic_cosine(a)};
}
template <class Ball>
Lift<Ball> lift_cosh(Ball a) {
  return {hyperbolic_cosine(a), hyperbolic_sine(a)};
}
template <class Ball>
Lift<Ball> lift_tanh(Ball a) {
  return {hyperbolic_tangent(a), sech_squared(a)};
}
template <class Ball>
Ball sign(Ball a) {
  return only_if(certainly_nonzero(a), exact<Ball>(a.m < 0 ? -1.0 : 1.0));
}
template <class Ball>
Lift<Ball> lift_abs(Ball a) {
  return {only_if(certainly_nonzero(a), magnitude(a)), sign(a)};
}
/// cbrt|a| = exp(log|a| / 3); partial cbrt(a) / (3 a).
template <class Ball>
Lift<Ball> lift_cbrt(Ball a) {
  const Ball y = signed_as(a.m, exponential(divide(logarithm(magnitude(a)), exact<Ball>(3))));
  return {y, divide(y, multiply(exact<Ball>(3), a))};
}

template <class Ball>
Lift<Ball> lift_div(Ball a, Ball b) {  // (a/b) ~ a/b - (a/b)/b db
  const Ball inverse = reciprocal(b), y = multiply(a, inverse);
  return {y, inverse, negative(multiply(y, inverse))};
}
template <class Ball>
Lift<Ball> lift_hypot(Ball a, Ball b) {
  const Ball y = square_root(add(square(a), square(b))), inverse = reciprocal(y);
  return {y, multiply(a, inverse), multiply(b, inverse)};
}
/// a^b = exp(b log a) for a > 0; partials b a^b/a and a^b log a.
template <class Ball>
Lift<Ball> lift_pow(Ball a, Ball b) {
  const Ball l = logarithm(a), y = exponential(multiply(b, l));
  return {y, multiply(b, divide(y, a)), multiply(y, l)};
}

template <class Ball>
Lift<Ball> lift_atan(Ball a) {
  return {arctangent(a), reciprocal(add(exact<Ball>(1), square(a)))};
}
template <class Ball>
Lift<Ball> lift_atan2(Ball y, Ball x) {
  const Ball inverse = reciprocal(add(square(x), square(y)));
  return {angle(y, x), multiply(x, inverse), negative(multiply(y, inverse))};
}
template <class Ball>
Lift<Ball> lift_asin(Ball a) {
  const Ball s = square_root(one_minus_square(a));
  return {angle(a, s), reciprocal(s)};
}
template <class Ball>
Lift<Ball> lift_acos(Ball a) {
  const Ball s = square_root(one_minus_square(a));
  return {angle(s, a), negative(reciprocal(s))};
}
/// asinh|a| = log1p(|a| + a^2/(1 + sqrt(1 + a^2)))
template <class Ball>
Lift<Ball> lift_asinh(Ball a) {
  const Ball one = exact<Ball>(1), s = square(a), root = square_root(add(one, s));
  const Ball y = logarithm_of_one_plus(add(magnitude(a), divide(s, add(one, root))));
  return {signed_as(a.m, y), reciprocal(root)};
}
/// acosh(a) = log1p(t + sqrt(t (t + 2))), t = a - 1
template <class Ball>
Lift<Ball> lift_acosh(Ball a) {
  const Ball t = subtract(a, exact<Ball>(1)), root = square_root(multiply(t, add(t, exact<Ball>(2))));
  return {logarithm_of_one_plus(add(t, root)), reciprocal(root)};
}
/// atanh|a| = log1p(2 |a|/(1 - |a|))/2
template <class Ball>
Lift<Ball> lift_atanh(Ball a) {
  const Ball m = magnitude(a), quotient = divide(scaled(m, 2), subtract(exact<Ball>(1), m));
  return {signed_as(a.m, scaled(logarithm_of_one_plus(quotient), 0.5)), reciprocal(one_minus_square(a))};
}

/// erf' = 2/sqrt(pi) exp(-a^2) over the whole ball bounds what the radius adds.
template <class Ball>
struct SlopedErrorFunctions {
  Ball erf, erfc, slope;
};
template <class Ball>
SlopedErrorFunctions<Ball> sloped_error_functions(Ball a) {
  const Ball slope = multiply(constant<Ball>(tables::two_over_root_pi), exponential(negative(square(a))));
  const double spread = (std::fabs(slope.m) + slope.r) * a.r * (1 + 0x1p-50);
  const ErrorFunctions<Ball> f = error_functions(magnitude(a));
  return {widened(f.erf, spread), widened(f.erfc, spread), slope};
}
template <class Ball>
Lift<Ball> lift_erf(Ball a) {
  const SlopedErrorFunctions<Ball> f = sloped_error_functions(a);
  return {signed_as(a.m, f.erf), f.slope};
}
template <class Ball>
Lift<Ball> lift_erfc(Ball a) {  // erfc(-x) = 1 + erf(x)
  const SlopedErrorFunctions<Ball> f = sloped_error_functions(a);
  return {where(a.m < 0, add(exact<Ball>(1), f.erf), f.erfc), negative(f.slope)};
}

/// a^n, n > 0, by squaring; its derivative is asked for as n a^(n-1).
template <class Ball>
Ball power(Ball a, int n) {
  Ball y = exact<Ball>(1);
  for (bool first = true; n > 0; n /= 2, a = square(a)) {
    if (n % 2 == 0) continue;
    y = first ? a : multiply(y, a);
    first = false;
  }
  return y;
}
template <class Ball>
Lift<Ball> lift_integer_power(Ball a, int n) {
  const int size = n < 0 ? -n : n;
  const Ball y = power(a, size), lower = n == 1 ? exact<Ball>(1) : power(a, n > 0 ? n - 1 : size + 1);
  return {n > 0 ? y : reciprocal(y), multiply(exact<Ball>(n), n > 0 ? lower : reciprocal(lower))};
}

/// Between two integers, and not at either.
template <class Ball>
Ball lower_integer(Ball a) {
  const double f = std::floor(a.m);
  const Ball from = subtract(a, exact<Ball>(f)), to = subtract(exact<Ball>(f + 1), a);
  return only_if((low_end(from) > 0) & (low_end(to) > 0) & (std::fabs(a.m) < 0x1p51), exact<Ball>(f));
}
template <class Ball>
Ball upper_integer(Ball a) {
  return negative(lower_integer(negative(a)));
}
/// Towards 0; not at an integer.
template <class Ball>
Ball truncated(Ball a) {
  return where(a.m < 0, upper_integer(a), lower_integer(a));
}
/// Not halfway.
template <class Ball>
Ball nearest_integer(Ball a) {
  return lower_integer(add(a, exact<Ball>(0.5)));
}

}  // namespace clino::double_ball
