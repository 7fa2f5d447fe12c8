/// Exponentials, logarithms and hyperbolic functions on balls. The partials keep their relative enclosure in the tails.
#include <algorithm>

#include "ball_rules.hpp"

namespace clino::rules {
namespace {

/// Bits at which Arb finds the exponential of a number as large as this one: it gives up beyond 2^max(128, 2 bits).
/// That is an exponent of a few thousand bits at most, so that no sequence of exponentials takes for ever.
slong room_for(arb_srcptr a, slong p) {
  constexpr slong largest_exponent = 2048;
  arf_srcptr m = arb_midref(a);
  if (arf_is_special(m) || COEFF_IS_MPZ(ARF_EXP(m)) || ARF_EXP(m) <= 128 || ARF_EXP(m) > largest_exponent) return p;
  return std::max<slong>(p, ARF_EXP(m) / 2 + 1);
}

/// exp and expm1 with `room_for` their operand, rounded to p bits.
void exponential_of(arb_ptr y, arb_srcptr a, slong p) {
  const slong room = room_for(a, p);
  arb_exp(y, a, room);
  if (room > p) arb_set_round(y, y, p);
}
void exponential_minus_1(arb_ptr y, arb_srcptr a, slong p) {
  const slong room = room_for(a, p);
  arb_expm1(y, a, room);
  if (room > p) arb_set_round(y, y, p);
}

void set_reciprocal(arb_ptr d, arb_srcptr t, slong p) {
  if (d) arb_inv(d, t, p);
}

/// 2^n exactly for integers, else exp(a log 2).
Local exp2_rule(const BallStep& s) {
  arb_srcptr a = s.x[0];
  constexpr slong largest_exponent_bits = 4096;  // 2^n holds n as an integer of this many bits
  if (arb_is_exact(a) && arb_is_int(a)) {
    if (arf_abs_bound_lt_2exp_si(arb_midref(a)) > largest_exponent_bits) return unclear("exp2 of a number too large");
    FmpzValue n;
    arf_get_fmpz(n, arb_midref(a), ARF_RND_DOWN);
    arb_one(s.y);
    arb_mul_2exp_fmpz(s.y, s.y, n);
  } else {
    ArbValue t;
    arb_const_log2(t, s.precision);
    arb_mul(t, t, a, s.precision);
    exponential_of(s.y, t, s.precision);
  }
  if (s.d[0]) {  // 2^(a + h) ~ 2^a (1 + h log 2)
    arb_const_log2(s.d[0], s.precision);
    arb_mul(s.d[0], s.d[0], s.y, s.precision);
  }
  return smooth_step;
}

/// Sets `y` to k when `a` is exactly base^k (base 2 or 10).
bool exact_logarithm(arb_ptr y, arb_srcptr a, int base) {
  if (!arb_is_exact(a)) return false;
  if (base == 2) {
    if (arf_bits(arb_midref(a)) != 1) return false;
    FmpzValue k;
    fmpz_sub_ui(k, ARF_EXPREF(arb_midref(a)), 1);
    arb_set_fmpz(y, k);
    return true;
  }
  if (!arb_is_int(a)) return false;  // negative powers of 10 are not binary fractions
  FmpzValue k;
  if (!arb_get_unique_fmpz(k, y) || fmpz_sgn(k) < 0 || fmpz_cmp_ui(k, 5000) > 0) return false;
  ArbValue power;
  arb_set_ui(power, 10);
  arb_pow_fmpz(power, power, k, ARF_PREC_EXACT);
  if (!arb_equal(power, a)) return false;
  arb_set_fmpz(y, k);
  return true;
}

/// log_b(a + h) ~ log_b(a) + h / (a log b)
Local log_rule(const BallStep& s) {
  arb_srcptr a = s.x[0];
  const slong p = s.precision;
  if (is_negative(a)) return undefined("logarithm of a negative number");
  if (arb_is_zero(a)) return undefined("logarithm of 0");
  if (!is_positive(a)) return unclear("whether the operand of a logarithm is positive");
  arb_log(s.y, a, p);
  if (s.op == Op::log) {
    set_reciprocal(s.d[0], a, p);
    return smooth_step;
  }
  const int base = s.op == Op::log2 ? 2 : 10;
  ArbValue scale;
  arb_log_ui(scale, static_cast<ulong>(base), p);
  arb_div(s.y, s.y, scale, p);
  exact_logarithm(s.y, a, base);
  if (s.d[0]) {
    arb_mul(scale, scale, a, p);
    arb_inv(s.d[0], scale, p);
  }
  return smooth_step;
}

Local log1p_rule(const BallStep& s) {
  ArbValue t;
  arb_add_ui(t, s.x[0], 1, s.precision);
  if (is_negative(t)) return undefined("log1p below -1");
  if (arb_is_zero(t)) return undefined("log1p of -1");
  if (!is_positive(t)) return unclear("whether the operand of log1p is above -1");
  arb_log1p(s.y, s.x[0], s.precision);
  set_reciprocal(s.d[0], t, s.precision);
  return smooth_step;
}

/// tanh(a) and sech(a)^2 from one exponential: with w = exp(-2a) they are (1 - w)/(1 + w) and 4 w/(1 + w)^2; expm1
/// gives 1 - w near 0, where it would cancel.
void tanh_of_narrow(const BallStep& s) {
  const slong p = s.precision;
  const bool negative = arf_sgn(arb_midref(s.x[0])) < 0;  // tanh(a) = -tanh(-a)
  ArbValue t, w, sum;
  arb_mul_2exp_si(t, s.x[0], 1);
  if (!negative) arb_neg(t, t);
  if (arf_cmpabs_2exp_si(arb_midref(s.x[0]), 0) < 0) {
    exponential_minus_1(t, t, p);  // w - 1
    arb_add_ui(w, t, 1, p);
  } else {
    exponential_of(w, t, p);
    arb_sub_ui(t, w, 1, p);
  }
  arb_add_ui(sum, w, 1, p);
  arb_div(s.y, t, sum, p);
  if (!negative) arb_neg(s.y, s.y);
  arb_sqr(sum, sum, p);
  arb_div(s.d[0], w, sum, p);
  arb_mul_2exp_si(s.d[0], s.d[0], 2);
}

/// tanh(a + h) ~ tanh(a) + h sech(a)^2   (1 - tanh^2 loses everything in the tails)
Local tanh_rule(const BallStep& s) {
  if (s.d[0] && is_narrow(s.x[0])) {
    tanh_of_narrow(s);
    return smooth_step;
  }
  arb_tanh(s.y, s.x[0], s.precision);
  if (s.d[0]) {
    arb_sech(s.d[0], s.x[0], s.precision);
    arb_sqr(s.d[0], s.d[0], s.precision);
  }
  return smooth_step;
}

Local hyperbolic(const BallStep& s) {
  if (s.op == Op::tanh) return tanh_rule(s);
  ArbValue sinh, cosh;
  arb_sinh_cosh(sinh, cosh, s.x[0], room_for(s.x[0], s.precision));
  if (s.d[0]) arb_swap(s.d[0], s.op == Op::sinh ? cosh : sinh);
  arb_swap(s.y, s.op == Op::sinh ? sinh : cosh);
  return smooth_step;
}

Local asinh_rule(const BallStep& s) {  // partial 1 / sqrt(1 + a^2)
  arb_asinh(s.y, s.x[0], s.precision);
  if (s.d[0]) {
    arb_sqr(s.d[0], s.x[0], s.precision);
    arb_add_ui(s.d[0], s.d[0], 1, s.precision);
    arb_rsqrt(s.d[0], s.d[0], s.precision);
  }
  return smooth_step;
}

Local acosh_rule(const BallStep& s) {  // partial 1 / sqrt((a - 1)(a + 1))
  ArbValue t;
  arb_sub_ui(t, s.x[0], 1, s.precision);
  if (is_negative(t)) return undefined("acosh below 1");
  if (arb_is_zero(t)) {
    arb_zero(s.y);
    return singular("acosh has infinite slope at 1");
  }
  if (!is_positive(t)) return unclear("whether the operand of acosh is above 1");
  arb_acosh(s.y, s.x[0], s.precision);
  if (s.d[0]) {
    arb_add_ui(s.d[0], s.x[0], 1, s.precision);
    arb_mul(s.d[0], s.d[0], t, s.precision);
    arb_rsqrt(s.d[0], s.d[0], s.precision);
  }
  return smooth_step;
}

Local atanh_rule(const BallStep& s) {  // partial 1 / ((1 - a)(1 + a))
  const ArbValue room = one_minus_abs(s.x[0], s.precision);
  if (is_negative(room)) return undefined("atanh outside [-1, 1]");
  if (arb_is_zero(room)) return undefined("atanh at 1 or -1");
  if (!is_positive(room)) return unclear("whether the operand of atanh lies in (-1, 1)");
  arb_atanh(s.y, s.x[0], s.precision);
  set_reciprocal(s.d[0], one_minus_square(s.x[0], s.precision), s.precision);
  return smooth_step;
}

}  // namespace

Local exponential(const BallStep& s) {
  switch (s.op) {
    case Op::exp:  // exp(a + h) ~ exp(a) (1 + h)
      exponential_of(s.y, s.x[0], s.precision);
      s.give(0, s.y);
      return smooth_step;
    case Op::expm1:  // partial exp(a), not expm1(a) + 1, which cancels for a << 0
      exponential_minus_1(s.y, s.x[0], s.precision);
      if (s.d[0]) exponential_of(s.d[0], s.x[0], s.precision);
      return smooth_step;
    case Op::exp2: return exp2_rule(s);
    case Op::log: case Op::log2: case Op::log10: return log_rule(s);
    case Op::log1p: return log1p_rule(s);
    case Op::asinh: return asinh_rule(s);
    case Op::acosh: return acosh_rule(s);
    case Op::atanh: return atanh_rule(s);
    default: return hyperbolic(s);
  }
}

}  // namespace clino::rules
