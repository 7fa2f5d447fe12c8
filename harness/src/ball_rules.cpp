#include "ball_rules.hpp"

namespace clino {
namespace {

Local perform(const BallStep& s) {
  switch (s.op) {
    case Op::input: case Op::constant: return smooth_step;
    case Op::neg: case Op::add: case Op::sub: case Op::mul: case Op::div: case Op::fma: return rules::arithmetic(s);
    case Op::sqrt: case Op::cbrt: case Op::pow: case Op::hypot: return rules::power(s);
    case Op::exp: case Op::exp2: case Op::expm1: case Op::log: case Op::log2: case Op::log10: case Op::log1p:
    case Op::sinh: case Op::cosh: case Op::tanh: case Op::asinh: case Op::acosh: case Op::atanh:
      return rules::exponential(s);
    case Op::sin: case Op::cos: case Op::tan: case Op::asin: case Op::acos: case Op::atan: case Op::atan2:
      return rules::circular(s);
    case Op::erf: case Op::erfc: case Op::lgamma: case Op::tgamma: case Op::digamma: return rules::special(s);
    case Op::abs: case Op::min: case Op::max: case Op::floor: case Op::ceil: case Op::round: case Op::trunc:
    case Op::sign: case Op::less: case Op::less_equal: case Op::equal: case Op::select: return rules::piecewise(s);
  }
  return rules::unclear("an operation without a rule");
}

bool operands_are_finite(const BallStep& s) {
  for (int k = 0; k < s.arity; ++k)
    if (!is_finite(s.x[static_cast<std::size_t>(k)])) return false;
  return true;
}

/// What can be said before the rule is asked: an operand that is no number.
Local check_operands(const BallStep& s) {
  for (int k = 0; k < s.arity; ++k) {
    arb_srcptr x = s.x[static_cast<std::size_t>(k)];
    if (is_finite(x)) continue;
    if (s.op == Op::select) continue;  // the rule looks only at the operand it chooses
    if (!is_infinite(x)) return rules::unclear("what an operand is");
    if (!takes_infinity(s.op)) return rules::undefined("arithmetic with an infinite literal");
  }
  return smooth_step;
}

}  // namespace

bool takes_infinity(Op op) {
  switch (op) {
    case Op::neg: case Op::abs: case Op::min: case Op::max: case Op::less: case Op::less_equal: case Op::equal:
    case Op::select: return true;
    default: return false;
  }
}

bool is_infinite(arb_srcptr x) { return arf_is_inf(arb_midref(x)) && mag_is_zero(arb_radref(x)); }

Local apply(const BallStep& s) {
  const bool finite = operands_are_finite(s);
  Local local = finite ? perform(s) : check_operands(s);
  if (finite && local.is_smooth() && !local.flat && is_finite(s.y)) return smooth_step;
  if (!finite && local.defined == Certainty::yes) local = perform(s);
  if (local.defined == Certainty::yes && !is_finite(s.y) && !(takes_infinity(s.op) && is_infinite(s.y)))
    local = rules::unclear("the size of an intermediate result");
  if (local.defined != Certainty::yes) {
    arb_indeterminate(s.y);
    local.smooth.fill(local.defined);
  }
  for (std::size_t k = 0; k < static_cast<std::size_t>(s.arity); ++k)
    if (local.smooth[k] != Certainty::yes) s.give_none(k);
  return local;
}

namespace rules {
namespace {

const ArbValue nothing, unit(1), negative_unit(-1);

/// a/b + (da - (a/b) db)/b. An exact quotient is divided once more, so that exact partials stay exact; (1/b)/b is a
/// square.
Local quotient(const BallStep& s) {
  arb_srcptr a = s.x[0], b = s.x[1];
  arb_ptr da = s.d[0], db = s.d[1];
  if (arb_is_zero(b)) return undefined(arb_is_zero(a) ? "0/0" : "division by 0");
  if (contains_zero(b)) return unclear("whether a divisor is 0");
  const bool inverse = arb_is_one(a);
  inverse ? arb_inv(s.y, b, s.precision) : arb_div(s.y, a, b, s.precision);
  if (da) arb_inv(da, b, s.precision);
  if (db) {
    if (inverse) arb_sqr(db, s.y, s.precision);
    else if (da && !arb_is_exact(s.y)) arb_mul(db, s.y, da, s.precision);
    else arb_div(db, s.y, b, s.precision);
    arb_neg(db, db);
  }
  return smooth_step;
}

}  // namespace

arb_srcptr zero() { return nothing; }
arb_srcptr one() { return unit; }
arb_srcptr minus_one() { return negative_unit; }

ArbValue one_minus_abs(arb_srcptr x, slong precision) {
  ArbValue t;
  arb_abs(t, x);
  arb_sub_ui(t, t, 1, precision);
  arb_neg(t, t);
  return t;
}

ArbValue one_minus_square(arb_srcptr x, slong precision) {
  ArbValue minus, plus;
  arb_sub_ui(minus, x, 1, precision);
  arb_neg(minus, minus);
  arb_add_ui(plus, x, 1, precision);
  arb_mul(plus, plus, minus, precision);
  return plus;
}

Local arithmetic(const BallStep& s) {
  arb_srcptr a = s.x[0], b = s.x[1], c = s.x[2];
  const slong p = s.precision;
  switch (s.op) {
    case Op::neg:
      arb_neg(s.y, a);
      s.give(0, minus_one());
      return smooth_step;
    case Op::add: case Op::sub:
      s.op == Op::add ? arb_add(s.y, a, b, p) : arb_sub(s.y, a, b, p);
      s.give(0, one());
      s.give(1, s.op == Op::add ? one() : minus_one());
      return smooth_step;
    case Op::mul:
      a == b ? arb_sqr(s.y, a, p) : arb_mul(s.y, a, b, p);
      s.give(0, b);
      s.give(1, a);
      return smooth_step;
    case Op::div: return quotient(s);
    default:
      arb_fma(s.y, a, b, c, p);
      s.give(0, b);
      s.give(1, a);
      s.give(2, one());
      return smooth_step;
  }
}

}  // namespace rules
}  // namespace clino
