/// Roots and powers on balls.
#include <bit>

#include "ball_rules.hpp"

namespace clino::rules {
namespace {

/// sqrt(a + h) ~ sqrt(a) + h / (2 sqrt(a))
Local sqrt_rule(const BallStep& s) {
  arb_srcptr a = s.x[0];
  if (is_negative(a)) return undefined("sqrt of a negative number");
  if (arb_is_zero(a)) {
    arb_zero(s.y);
    return singular("sqrt has infinite slope at 0");
  }
  if (!is_positive(a)) return unclear("whether the operand of sqrt is negative");
  arb_sqrt(s.y, a, s.precision);
  if (s.d[0]) {
    arb_inv(s.d[0], s.y, s.precision);
    arb_mul_2exp_si(s.d[0], s.d[0], -1);
  }
  return smooth_step;
}

/// Sets `y` to the exact cube root when there is one, so that cbrt(8) == 2 can be decided.
void snap_to_exact_root(arb_ptr y, arb_srcptr a) {
  if (!arb_is_exact(a) || arb_is_exact(y)) return;
  const slong bits = arb_bits(a) / 3 + 2;  // an exact root has a third of the cube's bits
  ArbValue root, cube;
  arf_set_round(arb_midref(static_cast<arb_ptr>(root)), arb_midref(y), bits, ARF_RND_NEAR);
  arb_pow_ui(cube, root, 3, ARF_PREC_EXACT);
  if (arb_equal(cube, a)) arb_swap(y, root);
}

/// cbrt(a + h) ~ cbrt(a) + h / (3 cbrt(a)^2)
Local cbrt_rule(const BallStep& s) {
  arb_srcptr a = s.x[0];
  if (arb_is_zero(a)) {
    arb_zero(s.y);
    return singular("cbrt has infinite slope at 0");
  }
  ArbValue magnitude;
  if (contains_zero(a)) {  // |a| <= r, so |cbrt(a)| <= cbrt(r)
    arb_get_abs_ubound_arf(arb_midref(static_cast<arb_ptr>(magnitude)), a, s.precision);
    arb_root_ui(magnitude, magnitude, 3, s.precision);
    arb_get_mag(arb_radref(s.y), magnitude);
    arf_zero(arb_midref(s.y));
    return maybe_singular("whether the operand of cbrt is 0");
  }
  arb_abs(magnitude, a);
  arb_root_ui(s.y, magnitude, 3, s.precision);
  snap_to_exact_root(s.y, magnitude);
  if (s.d[0]) {
    arb_sqr(s.d[0], s.y, s.precision);
    arb_mul_ui(s.d[0], s.d[0], 3, s.precision);
    arb_inv(s.d[0], s.d[0], s.precision);
  }
  if (is_negative(a)) arb_neg(s.y, s.y);
  return smooth_step;
}

/// d(a^b)/da = b a^(b - 1), for a that is not a singular base.
void pow_base_partial(const BallStep& s) {
  arb_ptr da = s.d[0];
  if (da == nullptr) return;
  if (arb_is_zero(s.x[1])) return arb_zero(da);
  ArbValue exponent;
  arb_sub_ui(exponent, s.x[1], 1, s.precision);
  arb_pow(da, s.x[0], exponent, s.precision);
  arb_mul(da, da, s.x[1], s.precision);
}

/// Whether the odd part is 1 modulo 8, as that of every square is.
bool may_be_square(arf_srcptr x) {
  mp_srcptr limbs;
  mp_size_t size;
  ARF_GET_MPN_READONLY(limbs, size, x);
  const mp_limb_t odd = limbs[0] >> std::countr_zero(limbs[0]);  // Arb keeps no limb that is 0 at the end
  return size > 1 || (odd & 7) == 1;
}

/// Sets `y` to a^(m/2^k) where that is exact: a is a perfect 2^k-th power. 2^-80 to the power 1.875 is 2^-150, half the
/// smallest subnormal of binary32: a tie that no precision would show.
void snap_to_exact_power(arb_ptr y, arb_srcptr a, arb_srcptr b) {
  constexpr slong largest_result = 20'000;  // bits
  if (arb_is_exact(y) || !arb_is_exact(a) || !arb_is_exact(b) || arb_is_int(b)) return;
  if (!may_be_square(arb_midref(a))) return;
  FmpzValue m, exponent;
  arf_get_fmpz_2exp(m, exponent, arb_midref(b));
  if (!fmpz_fits_si(m) || fmpz_cmp_si(exponent, -60) < 0) return;
  ArbValue root;
  arb_set(root, a);
  for (slong k = -fmpz_get_si(exponent); k > 0; --k) {
    const slong bits = arb_bits(root) + 2;  // an exact root has half the bits
    arb_sqrt(root, root, bits);
    if (!arb_is_exact(root)) return;
  }
  const bool short_enough = fmpz_cmpabs(m, FmpzValue(largest_result / arb_bits(root))) <= 0;
  if (!short_enough || (fmpz_sgn(m) < 0 && arb_bits(root) > 1)) return;
  arb_pow_fmpz(y, root, m, fmpz_sgn(m) < 0 ? 64 : ARF_PREC_EXACT);
}

/// a > 0: a^b = exp(b log a). Over a wide ball b a^(b - 1) is tighter than b a^b / a.
Local pow_of_positive(const BallStep& s) {
  arb_srcptr a = s.x[0], b = s.x[1];
  const slong p = s.precision;
  const bool root = arb_is_exact(b) && arf_is_int_2exp_si(arb_midref(b), -1);  // Arb knows exact powers of these
  ArbValue log_a;
  if (!root || s.d[1]) arb_log(log_a, a, p);
  if (root) {
    arb_pow(s.y, a, b, p);
  } else {
    arb_mul(s.y, b, log_a, p);
    arb_exp(s.y, s.y, p);
    snap_to_exact_power(s.y, a, b);
  }
  if (s.d[0] && !root && is_narrow(a)) {
    arb_mul(s.d[0], b, s.y, p);
    arb_div(s.d[0], s.d[0], a, p);
  } else {
    pow_base_partial(s);
  }
  if (s.d[1]) arb_mul(s.d[1], log_a, s.y, p);
  return smooth_step;
}

/// a = 0: 0^b = 0 for b > 0 and 0^0 = 1, as in C.
Local pow_of_zero(const BallStep& s) {
  arb_srcptr b = s.x[1];
  if (is_negative(b)) return undefined("0 to a negative power");
  if (arb_is_zero(b)) {
    arb_one(s.y);
    if (s.d[0]) arb_zero(s.d[0]);  // a^0 = 1 for every a
    return {.smooth = {Certainty::yes, Certainty::no, Certainty::yes}, .reason = "0^b jumps at b = 0"};
  }
  if (!is_positive(b)) return unclear("whether an exponent of 0 is positive");
  arb_zero(s.y);
  if (s.d[1]) arb_zero(s.d[1]);  // 0^b = 0 for every b > 0
  if (arb_is_exact(b) && arb_is_int(b)) {
    pow_base_partial(s);
    return smooth_step;
  }
  return {.smooth = {Certainty::no, Certainty::yes, Certainty::yes}, .reason = "a fractional power at 0"};
}

/// An exact integer exponent: a^n is a polynomial or its reciprocal; off the integers there is no value for a < 0.
Local pow_of_integer(const BallStep& s) {
  if (contains_zero(s.x[0]) && is_negative(s.x[1])) return unclear("whether the base of a power is 0");
  arb_pow(s.y, s.x[0], s.x[1], s.precision);
  pow_base_partial(s);
  const Certainty in_exponent = is_negative(s.x[0]) ? Certainty::no : Certainty::unclear;
  return {.smooth = {Certainty::yes, in_exponent, Certainty::yes},
          .reason = "a negative base has no power off the integers"};
}

Local pow_rule(const BallStep& s) {
  arb_srcptr a = s.x[0], b = s.x[1];
  if (is_positive(a)) return pow_of_positive(s);
  if (arb_is_zero(a)) return pow_of_zero(s);
  if (arb_is_exact(b) && arb_is_int(b)) return pow_of_integer(s);
  if (is_negative(a) && !arb_contains_int(b)) return undefined("a fractional power of a negative number");
  return unclear("whether the base of a power is negative");
}

/// hypot(a, b): partials a/y and b/y
Local hypot_rule(const BallStep& s) {
  arb_srcptr a = s.x[0], b = s.x[1];
  arb_hypot(s.y, a, b, s.precision);
  if (arb_is_zero(a) && arb_is_zero(b)) return singular("hypot has a kink at (0, 0)");
  if (contains_zero(a) && contains_zero(b)) return maybe_singular("whether the operands of hypot are 0");
  if (s.d[0]) arb_div(s.d[0], a, s.y, s.precision);
  if (s.d[1]) arb_div(s.d[1], b, s.y, s.precision);
  return smooth_step;
}

}  // namespace

Local power(const BallStep& s) {
  switch (s.op) {
    case Op::sqrt: return sqrt_rule(s);
    case Op::cbrt: return cbrt_rule(s);
    case Op::pow: return pow_rule(s);
    default: return hypot_rule(s);
  }
}

}  // namespace clino::rules
