/// Circular functions and their inverses on balls.
#include "ball_rules.hpp"

namespace clino::rules {
namespace {

/// tan(a + h) ~ tan(a) + h (1 + tan(a)^2), a sum of positive numbers. A pole is never an exact nonzero binary number.
Local tan_rule(const BallStep& s) {
  arb_tan(s.y, s.x[0], s.precision);
  if (!arb_is_finite(s.y)) return unclear("whether tan has a pole here");
  if (s.d[0]) {
    arb_sqr(s.d[0], s.y, s.precision);
    arb_add_ui(s.d[0], s.d[0], 1, s.precision);
  }
  return smooth_step;
}

/// asin and acos: partial +/- 1 / sqrt((1 - a)(1 + a))
Local arc_rule(const BallStep& s) {
  const bool sine = s.op == Op::asin;
  const ArbValue room = one_minus_abs(s.x[0], s.precision);
  if (is_negative(room)) return undefined(sine ? "asin outside [-1, 1]" : "acos outside [-1, 1]");
  if (!arb_is_zero(room) && !is_positive(room)) return unclear("whether an operand lies in [-1, 1]");
  sine ? arb_asin(s.y, s.x[0], s.precision) : arb_acos(s.y, s.x[0], s.precision);
  if (arb_is_zero(room))
    return singular(sine ? "asin has infinite slope at the end of its domain"
                         : "acos has infinite slope at the end of its domain");
  if (s.d[0]) {
    arb_rsqrt(s.d[0], one_minus_square(s.x[0], s.precision), s.precision);
    if (!sine) arb_neg(s.d[0], s.d[0]);
  }
  return smooth_step;
}

/// atan2(y, x) on the plane without the cut y = 0, x <= 0: partials x/(x^2 + y^2) in y, -y/(x^2 + y^2) in x.
/// On the cut the value is pi (a real zero has no sign); along it the function is constant, across it it jumps.
Local atan2_rule(const BallStep& s) {
  const auto [y, x, unused] = s.x;
  if (arb_is_zero(y) && arb_is_zero(x)) return undefined("atan2(0, 0)");
  const bool on_cut = arb_is_zero(y) && is_negative(x);
  if (contains_zero(y) && !is_positive(x) && !on_cut) return unclear("on which side of its cut atan2 is");
  on_cut ? arb_const_pi(s.y, s.precision) : arb_atan2(s.y, y, x, s.precision);
  if (s.d[0] || s.d[1]) {
    ArbValue r2;
    arb_sqr(r2, x, s.precision);
    arb_addmul(r2, y, y, s.precision);
    if (s.d[0]) arb_div(s.d[0], x, r2, s.precision);
    if (s.d[1]) {
      arb_div(s.d[1], y, r2, s.precision);
      arb_neg(s.d[1], s.d[1]);
    }
  }
  if (on_cut) return {.smooth = {Certainty::no, Certainty::yes, Certainty::yes}, .reason = "atan2 jumps across its cut"};
  return smooth_step;
}

}  // namespace

Local circular(const BallStep& s) {
  switch (s.op) {
    case Op::sin:
      s.d[0] ? arb_sin_cos(s.y, s.d[0], s.x[0], s.precision) : arb_sin(s.y, s.x[0], s.precision);
      return smooth_step;
    case Op::cos:
      if (s.d[0] == nullptr) {
        arb_cos(s.y, s.x[0], s.precision);
        return smooth_step;
      }
      arb_sin_cos(s.d[0], s.y, s.x[0], s.precision);
      arb_neg(s.d[0], s.d[0]);
      return smooth_step;
    case Op::tan: return tan_rule(s);
    case Op::asin: case Op::acos: return arc_rule(s);
    case Op::atan:  // partial 1 / (1 + a^2)
      arb_atan(s.y, s.x[0], s.precision);
      if (s.d[0]) {
        arb_sqr(s.d[0], s.x[0], s.precision);
        arb_add_ui(s.d[0], s.d[0], 1, s.precision);
        arb_inv(s.d[0], s.d[0], s.precision);
      }
      return smooth_step;
    default: return atan2_rule(s);
  }
}

}  // namespace clino::rules
