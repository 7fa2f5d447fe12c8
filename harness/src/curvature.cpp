#include "curvature.hpp"

#include <arb_poly.h>

#include <array>

namespace clino {
namespace {

/// A ball with the usual operators, so that the rules read like their formulas.
struct Term {
  ArbValue x;
  slong precision;
};

Term term(double c, slong precision) { return {ArbValue(c), precision}; }

template <class F>
Term unary(F f, const Term& a) {
  Term r{{}, a.precision};
  f(r.x, a.x, a.precision);
  return r;
}
template <class F>
Term binary(F f, const Term& a, const Term& b) {
  Term r{{}, a.precision};
  f(r.x, a.x, b.x, a.precision);
  return r;
}

Term operator+(const Term& a, const Term& b) { return binary(arb_add, a, b); }
Term operator-(const Term& a, const Term& b) { return binary(arb_sub, a, b); }
Term operator*(const Term& a, const Term& b) { return binary(arb_mul, a, b); }
Term operator/(const Term& a, const Term& b) { return binary(arb_div, a, b); }
Term operator*(double c, const Term& a) { return term(c, a.precision) * a; }
Term operator+(double c, const Term& a) { return term(c, a.precision) + a; }
Term operator-(double c, const Term& a) { return term(c, a.precision) - a; }
Term operator/(double c, const Term& a) { return term(c, a.precision) / a; }
Term operator-(const Term& a) { return -1 * a; }
Term square(const Term& a) { return unary(arb_sqr, a); }
Term root(const Term& a) { return unary(arb_sqrt, a); }
Term three_halves(const Term& a) { return a * root(a); }
Term exponential(const Term& a) { return unary(arb_exp, a); }
Term logarithm(const Term& a) { return unary(arb_log, a); }
Term power(const Term& a, const Term& b) { return binary(arb_pow, a, b); }
Term log_of(unsigned long n, slong precision) {
  Term r{{}, precision};
  arb_log_ui(r.x, n, precision);
  return r;
}

Term root_of_pi(slong precision) {
  Term r{{}, precision};
  arb_const_sqrt_pi(r.x, precision);
  return r;
}

/// The n-th derivative of digamma: n! times a coefficient of its series. (The Hurwitz zeta function takes minutes at
/// -1e14 - 1/2; the series reflects.)
Term polygamma(int n, const Term& a) {
  arb_poly_t series;
  arb_poly_init(series);
  arb_poly_set_coeff_si(series, 1, 1);
  arb_poly_set_coeff_arb(series, 0, a.x);
  arb_poly_digamma_series(series, series, n + 1, a.precision);
  Term r{{}, a.precision};
  arb_poly_get_coeff_arb(r.x, series, n);
  arb_poly_clear(series);
  for (int k = 2; k <= n; ++k) r = k * r;
  return r;
}

/// f''(a) of a function of one operand, v = f(a).
Term second(Op op, const Term& a, const Term& v) {
  const slong p = a.precision;
  switch (op) {
    case Op::sqrt: return -0.25 / (a * v);
    case Op::cbrt: return -2 * v / (9 * square(a));
    case Op::exp:
    case Op::sinh:
    case Op::cosh: return v;
    case Op::exp2: return v * square(log_of(2, p));
    case Op::expm1: return exponential(a);
    case Op::log: return -1 / square(a);
    case Op::log2: return -1 / (square(a) * log_of(2, p));
    case Op::log10: return -1 / (square(a) * log_of(10, p));
    case Op::log1p: return -1 / square(1 + a);
    case Op::sin:
    case Op::cos: return -v;
    case Op::tan: return 2 * v * (1 + square(v));
    case Op::tanh: return -2 * v * square(unary(arb_sech, a));
    case Op::asin: return a / three_halves((1 - a) * (1 + a));
    case Op::acos: return -a / three_halves((1 - a) * (1 + a));
    case Op::atan: return -2 * a / square(1 + square(a));
    case Op::asinh: return -a / three_halves(1 + square(a));
    case Op::acosh: return -a / three_halves((-1 + a) * (1 + a));
    case Op::atanh: return 2 * a / square((1 - a) * (1 + a));
    case Op::erf: return -4 * a * exponential(-square(a)) / root_of_pi(p);
    case Op::erfc: return 4 * a * exponential(-square(a)) / root_of_pi(p);
    case Op::lgamma: return polygamma(1, a);
    case Op::tgamma: return v * (square(unary(arb_digamma, a)) + polygamma(1, a));
    case Op::digamma: return polygamma(2, a);
    default: return term(0, p);
  }
}

/// f_aa, f_ab, f_bb of a function of two operands, v = f(a, b).
std::array<Term, 3> seconds(Op op, const Term& a, const Term& b, const Term& v) {
  const slong p = a.precision;
  const Term zero = term(0, p);
  switch (op) {
    case Op::mul:
    case Op::fma: return {zero, term(1, p), zero};
    case Op::div: return {zero, -1 / square(b), 2 * a / (b * square(b))};
    case Op::pow: {  // a^b; a power of a itself where a may be 0 or negative
      const Term l = logarithm(a), one_less = power(a, -1 + b);
      const Term aa = b * (-1 + b);
      return {arb_is_zero(aa.x) ? zero : aa * power(a, -2 + b), one_less * (1 + b * l), v * square(l)};
    }
    case Op::hypot: {
      const Term cube = v * square(v);
      return {square(b) / cube, -a * b / cube, square(a) / cube};
    }
    case Op::atan2: {  // a is y, b is x
      const Term fourth = square(square(a) + square(b)), both = 2 * a * b / fourth;
      return {-both, (square(a) - square(b)) / fourth, both};
    }
    default: return {zero, zero, zero};
  }
}

Term copy(arb_srcptr x, slong precision) {
  Term r{{}, precision};
  arb_set(r.x, x);
  return r;
}

}  // namespace

bool is_curved(Op op) {
  switch (op) {
    case Op::input:
    case Op::constant:
    case Op::neg:
    case Op::add:
    case Op::sub:
    case Op::abs:
    case Op::min:
    case Op::max:
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc:
    case Op::sign:
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::select: return false;
    default: return true;
  }
}

Curvature curvature(Op op, arb_srcptr a, arb_srcptr b, arb_srcptr value, slong precision) {
  const Term x = copy(a, precision), v = copy(value, precision);
  if (info(op).arity == 1) return {second(op, x, v).x, ArbValue(), ArbValue()};
  auto [aa, ab, bb] = seconds(op, x, copy(b, precision), v);
  return {std::move(aa.x), std::move(ab.x), std::move(bb.x)};
}

}  // namespace clino
