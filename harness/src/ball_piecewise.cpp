/// Functions with kinks and jumps on balls: abs, min, max, the roundings, sign, masks and select.
#include "ball_rules.hpp"

namespace clino::rules {
namespace {

/// The order of two balls, where it is certain.
enum class Order : std::uint8_t { less, equal, greater, unclear };
Order order(arb_srcptr a, arb_srcptr b) {
  if (arb_lt(a, b)) return Order::less;
  if (arb_gt(a, b)) return Order::greater;
  return a == b || (arb_is_exact(a) && arb_equal(a, b)) ? Order::equal : Order::unclear;
}

void set_partials(const BallStep& s, int da, int db) {
  if (s.d[0]) arb_set_si(s.d[0], da);
  if (s.d[1]) arb_set_si(s.d[1], db);
}

Local abs_rule(const BallStep& s) {
  arb_abs(s.y, s.x[0]);
  if (arb_is_zero(s.x[0])) return singular("abs has a kink at 0");
  if (contains_zero(s.x[0])) return maybe_singular("whether the operand of abs is 0");
  set_partials(s, is_positive(s.x[0]) ? 1 : -1, 0);
  return smooth_step;
}

Local extremum(const BallStep& s) {
  arb_srcptr a = s.x[0], b = s.x[1];
  const Order o = order(a, b);
  const bool first = s.op == Op::min ? o == Order::less : o == Order::greater;
  if (o == Order::unclear) {
    s.op == Op::min ? arb_min(s.y, a, b, s.precision) : arb_max(s.y, a, b, s.precision);
    return maybe_singular("which operand of min or max is larger");
  }
  arb_set(s.y, first ? a : b);
  if (o == Order::equal && a != b) return singular(s.op == Op::min ? "min of equal numbers" : "max of equal numbers");
  set_partials(s, first ? 1 : 0, first ? 0 : 1);
  return smooth_step;
}

/// The rounding of one number, exactly.
void round_arf(arf_ptr y, arf_srcptr x, Op op) {
  switch (op) {
    case Op::floor: arf_floor(y, x); return;
    case Op::ceil: arf_ceil(y, x); return;
    case Op::trunc: arf_sgn(x) < 0 ? arf_ceil(y, x) : arf_floor(y, x); return;
    default: break;
  }
  if (arf_is_int(x)) return arf_set(y, x);
  // round half away from zero: sign(x) floor(|x| + 1/2); the sum of a fraction and 1/2 is exact (and as long as the
  // exponent of a tiny one is large)
  if (arf_cmpabs_2exp_si(x, -1) < 0) return arf_zero(y);
  ArfValue half;
  arf_set_si_2exp_si(half, 1, -1);
  const int sign = arf_sgn(x);
  arf_abs(y, x);
  arf_add(y, y, half, ARF_PREC_EXACT, ARF_RND_DOWN);
  arf_floor(y, y);
  if (sign < 0) arf_neg(y, y);
}

/// Whether the rounding jumps at exactly this number.
bool jumps_at(arf_srcptr x, Op op) {
  if (op != Op::round) return arf_is_int(x) && !(op == Op::trunc && arf_is_zero(x));  // trunc is 0 on (-1, 1)
  ArfValue twice;
  arf_mul_2exp_si(twice, x, 1);
  return arf_is_int(twice) && !arf_is_int(x);
}

Local rounding(const BallStep& s) {
  arb_srcptr x = s.x[0];
  set_partials(s, 0, 0);
  if (arb_is_exact(x)) {
    arb_zero(s.y);
    round_arf(arb_midref(s.y), arb_midref(x), s.op);
    if (jumps_at(arb_midref(x), s.op)) return singular("a rounding jumps here");
    return {.flat = true};
  }
  ArfValue lower, upper, low, high;
  arb_get_lbound_arf(lower, x, s.precision + arb_bits(x));
  arb_get_ubound_arf(upper, x, s.precision + arb_bits(x));
  round_arf(low, lower, s.op);
  round_arf(high, upper, s.op);
  if (!arf_equal(low, high) || jumps_at(lower, s.op) || jumps_at(upper, s.op)) {
    arb_set_interval_arf(s.y, low, high, s.precision);
    return maybe_singular("to which integer a number is rounded");
  }
  arb_set_arf(s.y, low);
  return {.flat = true};
}

Local sign_rule(const BallStep& s) {
  set_partials(s, 0, 0);
  arb_sgn(s.y, s.x[0]);
  if (arb_is_zero(s.x[0])) return singular("sign jumps at 0");
  if (contains_zero(s.x[0])) return maybe_singular("the sign of a number");
  return {.flat = true};
}

Local mask(const BallStep& s) {
  set_partials(s, 0, 0);
  const Order o = order(s.x[0], s.x[1]);
  if (o == Order::unclear) {  // somewhere in [0, 1]
    arb_set_d(s.y, 0.5);
    mag_set_ui_2exp_si(arb_radref(s.y), 1, -1);
    return maybe_singular("which operand of a comparison is larger");
  }
  const bool holds = s.op == Op::less ? o == Order::less : s.op == Op::equal ? o == Order::equal : o != Order::greater;
  arb_set_ui(s.y, holds ? 1 : 0);
  if (o == Order::equal && s.x[0] != s.x[1]) return singular("a comparison of equal numbers jumps");
  return {.flat = true};
}

/// select(c, a, b) is a where c != 0, else b; the operand that is not chosen need not exist.
Local select_rule(const BallStep& s) {
  arb_srcptr c = s.x[0];
  const bool nonzero = !contains_zero(c), zero = arb_is_zero(c);
  if (!arb_is_finite(c) || (!nonzero && !zero)) return unclear("whether the condition of select is 0");
  const std::size_t chosen = nonzero ? 1 : 2;
  if (!arb_is_finite(s.x[chosen]) && !is_infinite(s.x[chosen])) return unclear("what an operand is");
  arb_set(s.y, s.x[chosen]);
  if (s.d[0]) arb_zero(s.d[0]);
  if (s.d[1]) arb_set_ui(s.d[1], nonzero ? 1 : 0);
  if (s.d[2]) arb_set_ui(s.d[2], nonzero ? 0 : 1);
  // Around a condition that is exactly 0 the other operand may be chosen.
  return {.smooth = {zero ? Certainty::no : Certainty::yes, Certainty::yes, Certainty::yes},
          .reason = zero ? "select changes where its condition is 0" : ""};
}

}  // namespace

Local piecewise(const BallStep& s) {
  switch (s.op) {
    case Op::abs: return abs_rule(s);
    case Op::min: case Op::max: return extremum(s);
    case Op::floor: case Op::ceil: case Op::round: case Op::trunc: return rounding(s);
    case Op::sign: return sign_rule(s);
    case Op::less: case Op::less_equal: case Op::equal: return mask(s);
    default: return select_rule(s);
  }
}

}  // namespace clino::rules
