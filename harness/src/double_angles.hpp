/// Inverse circular and hyperbolic functions on balls of binary64, with their partials.
#pragma once
#include "double_functions.hpp"

namespace clino::double_ball {

inline constexpr DoubleBall quarter_pi{0x1.921fb54442d18p-1, 0x1p-54}, pi{0x1.921fb54442d18p+1, 0x1p-52};

/// atan|a|, slope at most 1: above 1 pi/2 - atan(1/a); above sqrt(2) - 1 pi/4 + atan((a - 1)/(a + 1)).
inline DoubleBall arctangent(DoubleBall a) {
  const bool large = std::fabs(a.m) > 1;
  const DoubleBall t = where(large, reciprocal(magnitude(a)), magnitude(a));
  const bool upper = t.m > 0.4142;
  const DoubleBall z = where(upper, divide(subtract(t, one), add(t, one)), t);
  const DoubleBall series = approximate(double_kernels::atan_kernel(z.m), double_kernels::kernel_error, z.r, z.r > 0);
  const DoubleBall below_one = where(upper, add(quarter_pi, series), series);
  const DoubleBall y = where(large, subtract(half_pi, below_one), below_one);
  return where(a.m < 0, negative(y), y);
}

/// atan2(y, x) away from its cut: sign(y) pi/2 - atan(x/y) where |y| > |x|, else atan(y/x), with sign(y) pi for x < 0.
inline DoubleBall angle(DoubleBall y, DoubleBall x) {
  const bool steep = std::fabs(y.m) > std::fabs(x.m);
  const DoubleBall t = arctangent(where(steep, divide(x, y), divide(y, x)));
  const double side = y.m < 0 ? -1.0 : 1.0;
  const bool known = (std::fabs(y.m) > y.r) | (!steep & (x.m > x.r));
  const DoubleBall behind = where(x.m < 0, add(t, scaled(pi, side)), t);
  return only_if(known, where(steep, subtract(scaled(half_pi, side), t), behind));
}

/// (1 - a)(1 + a), which does not cancel.
inline DoubleBall one_minus_square(DoubleBall a) { return multiply(subtract(one, a), add(one, a)); }

inline Lift lift_atan(DoubleBall a) { return {arctangent(a), reciprocal(add(one, square(a)))}; }
inline Lift lift_atan2(DoubleBall y, DoubleBall x) {
  const DoubleBall s = add(square(x), square(y));
  return {angle(y, x), divide(x, s), negative(divide(y, s))};
}
inline Lift lift_asin(DoubleBall a) {
  const DoubleBall s = square_root(one_minus_square(a));
  return {angle(a, s), reciprocal(s)};
}
inline Lift lift_acos(DoubleBall a) {
  const DoubleBall s = square_root(one_minus_square(a));
  return {angle(s, a), negative(reciprocal(s))};
}

/// asinh|a| = log1p(|a| + a^2/(1 + sqrt(1 + a^2)))
inline Lift lift_asinh(DoubleBall a) {
  const DoubleBall s = square(a), root = square_root(add(one, s));
  const DoubleBall y = logarithm_of_one_plus(add(magnitude(a), divide(s, add(one, root))));
  return {where(a.m < 0, negative(y), y), reciprocal(root)};
}
/// acosh(a) = log1p(t + sqrt(t (t + 2))), t = a - 1
inline Lift lift_acosh(DoubleBall a) {
  const DoubleBall t = subtract(a, one), root = square_root(multiply(t, add(t, exact(2))));
  return {logarithm_of_one_plus(add(t, root)), reciprocal(root)};
}
/// atanh|a| = log1p(2 |a|/(1 - |a|))/2
inline Lift lift_atanh(DoubleBall a) {
  const DoubleBall m = magnitude(a), quotient = divide(scaled(m, 2), subtract(one, m));
  const DoubleBall y = scaled(logarithm_of_one_plus(quotient), 0.5);
  return {where(a.m < 0, negative(y), y), reciprocal(one_minus_square(a))};
}

}  // namespace clino::double_ball
