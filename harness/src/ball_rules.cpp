#include "ball_rules.hpp"

namespace clino {
namespace {

Local perform(const BallStep& s) {
  switch (s.op) {
    case Op::input: case Op::constant: return {};
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

/// What can be said before the rule is asked: an operand that is no number.
Local check_operands(const BallStep& s, int arity) {
  for (int k = 0; k < arity; ++k) {
    arb_srcptr x = s.x[static_cast<std::size_t>(k)];
    if (arb_is_finite(x)) continue;
    if (s.op == Op::select) continue;  // the rule looks only at the operand it chooses
    if (!is_infinite(x)) return rules::unclear("what an operand is");
    if (!takes_infinity(s.op)) return rules::undefined("arithmetic with an infinite literal");
  }
  return {};
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
  const int arity = info(s.op).arity;
  Local local = check_operands(s, arity);
  if (local.defined == Certainty::yes) local = perform(s);
  const bool passes_infinity = takes_infinity(s.op) && is_infinite(s.y);
  if (local.defined == Certainty::yes && !arb_is_finite(s.y) && !passes_infinity)
    local = rules::unclear("the size of an intermediate result");
  if (local.defined != Certainty::yes) {
    arb_indeterminate(s.y);
    local.smooth.fill(local.defined);
  }
  for (std::size_t k = 0; k < static_cast<std::size_t>(arity); ++k)
    if (s.d[k] != nullptr && local.smooth[k] != Certainty::yes) arb_indeterminate(s.d[k]);
  return local;
}

namespace rules {

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
  const auto [a, b, c] = s.x;
  const auto [da, db, dc] = s.d;
  const slong p = s.precision;
  switch (s.op) {
    case Op::neg:
      arb_neg(s.y, a);
      if (da) arb_set_si(da, -1);
      return {};
    case Op::add: case Op::sub:
      s.op == Op::add ? arb_add(s.y, a, b, p) : arb_sub(s.y, a, b, p);
      if (da) arb_one(da);
      if (db) arb_set_si(db, s.op == Op::add ? 1 : -1);
      return {};
    case Op::mul:
      a == b ? arb_sqr(s.y, a, p) : arb_mul(s.y, a, b, p);
      if (da) arb_set(da, b);
      if (db) arb_set(db, a);
      return {};
    case Op::div:
      if (arb_is_zero(b)) return undefined(arb_is_zero(a) ? "0/0" : "division by 0");
      if (arb_contains_zero(b)) return unclear("whether a divisor is 0");
      arb_div(s.y, a, b, p);
      if (da) arb_inv(da, b, p);
      if (db) {  // (a/b) ~ a/b - (a/b)/b db
        arb_div(db, s.y, b, p);
        arb_neg(db, db);
      }
      return {};
    default:
      arb_fma(s.y, a, b, c, p);
      if (da) arb_set(da, b);
      if (db) arb_set(db, a);
      if (dc) arb_one(dc);
      return {};
  }
}

}  // namespace rules
}  // namespace clino
