// Arb's power series do what the proofs need: given polynomials whose balls contain the coefficients of a series, the
// result's balls contain the coefficients of its image. A ball that meets an end of a domain or a pole gives a
// non-finite coefficient, and then nothing is claimed.
#include "series_tape.hpp"

#include <arb_poly.h>

#include <cmath>

namespace clino {
namespace {

class Poly {
 public:
  Poly() { arb_poly_init(p_); }
  ~Poly() { arb_poly_clear(p_); }
  Poly(const Poly&) = delete;
  Poly& operator=(const Poly&) = delete;
  operator arb_poly_struct*() { return p_; }
  operator const arb_poly_struct*() const { return p_; }

 private:
  arb_poly_t p_;
};

struct Accuracy {
  slong length, precision;
};

void set_constant(arb_poly_struct* y, arb_srcptr c) {
  arb_poly_zero(y);
  arb_poly_set_coeff_arb(y, 0, c);
}

ArbValue leading(const arb_poly_struct* a) {
  ArbValue c;
  arb_poly_get_coeff_arb(c, a, 0);
  return c;
}

/// y = value + the integral of a' times `factor`.
void integrate(arb_poly_struct* y, const arb_poly_struct* a, const arb_poly_struct* factor, arb_srcptr value,
               Accuracy k) {
  Poly d;
  arb_poly_derivative(d, a, k.precision);
  arb_poly_mullow(d, d, factor, k.length, k.precision);
  arb_poly_integral(d, d, k.precision);
  arb_poly_truncate(d, k.length);
  arb_poly_set_coeff_arb(d, 0, value);
  arb_poly_set(y, d);
}

/// tanh: sinh/cosh near 0, which does not cancel there; +-(1 - 2/(exp(2|a|) + 1)) elsewhere, which keeps the tails.
bool tanh_series(arb_poly_struct* y, const arb_poly_struct* a, Accuracy k) {
  const ArbValue c = leading(a);
  ArbValue one(1.0), size;
  arb_abs(size, c);
  Poly s, t;
  if (arb_lt(size, one) || arb_contains_zero(c)) {
    arb_poly_sinh_cosh_series(s, t, a, k.length, k.precision);
    arb_poly_div_series(y, s, t, k.length, k.precision);
    return true;
  }
  const bool negative = arb_is_negative(c) != 0;
  arb_poly_scalar_mul_2exp_si(s, a, 1);
  if (negative) arb_poly_neg(s, s);
  arb_poly_exp_series(s, s, k.length, k.precision);
  arb_poly_add_si(s, s, 1, k.precision);
  arb_poly_inv_series(s, s, k.length, k.precision);
  arb_poly_scalar_mul_2exp_si(s, s, 1);
  arb_poly_neg(s, s);
  arb_poly_add_si(s, s, 1, k.precision);
  negative ? arb_poly_neg(y, s) : arb_poly_set(y, s);
  return true;
}

/// asinh, acosh, atanh by their derivatives.
bool inverse_hyperbolic(Op op, arb_poly_struct* y, const arb_poly_struct* a, Accuracy k) {
  Poly square;
  arb_poly_mullow(square, a, a, k.length, k.precision);
  ArbValue value;
  const ArbValue c = leading(a);
  if (op == Op::asinh) arb_asinh(value, c, k.precision);
  if (op == Op::acosh) arb_acosh(value, c, k.precision);
  if (op == Op::atanh) arb_atanh(value, c, k.precision);
  if (op == Op::atanh) arb_poly_neg(square, square);
  arb_poly_add_si(square, square, op == Op::acosh ? -1 : 1, k.precision);
  if (!arb_is_positive(leading(square))) return false;
  op == Op::atanh ? arb_poly_inv_series(square, square, k.length, k.precision)
                  : arb_poly_rsqrt_series(square, square, k.length, k.precision);
  integrate(y, a, square, value, k);
  return true;
}

/// a^(p/q) on the positive numbers, cbrt on the negative ones too.
bool cbrt_series(arb_poly_struct* y, const arb_poly_struct* a, Accuracy k) {
  const ArbValue c = leading(a);
  if (arb_contains_zero(c)) return false;
  const bool negative = arb_is_negative(c) != 0;
  Poly size;
  negative ? arb_poly_neg(size, a) : arb_poly_set(size, a);
  ArbValue third(1.0);
  arb_div_ui(third, third, 3, k.precision);
  arb_poly_pow_arb_series(y, size, third, k.length, k.precision);
  if (negative) arb_poly_neg(y, y);
  return true;
}

bool logarithm(Op op, arb_poly_struct* y, const arb_poly_struct* a, Accuracy k) {
  if (op == Op::log1p) {
    Poly shifted;
    arb_poly_add_si(shifted, a, 1, k.precision);
    if (!arb_is_positive(leading(shifted))) return false;
    arb_poly_log1p_series(y, a, k.length, k.precision);
    return true;
  }
  if (!arb_is_positive(leading(a))) return false;
  arb_poly_log_series(y, a, k.length, k.precision);
  if (op == Op::log) return true;
  ArbValue base;
  arb_const_log2(base, k.precision);
  if (op == Op::log10) arb_const_log10(base, k.precision);
  arb_poly_scalar_div(y, y, base, k.precision);
  return true;
}

bool exponential(Op op, arb_poly_struct* y, const arb_poly_struct* a, Accuracy k) {
  if (op == Op::exp2) {
    Poly scaled;
    ArbValue ln2;
    arb_const_log2(ln2, k.precision);
    arb_poly_scalar_mul(scaled, a, ln2, k.precision);
    arb_poly_exp_series(y, scaled, k.length, k.precision);
    return true;
  }
  ArbValue value;
  arb_expm1(value, leading(a), k.precision);
  arb_poly_exp_series(y, a, k.length, k.precision);
  if (op == Op::expm1) arb_poly_set_coeff_arb(y, 0, value);
  return true;
}

bool absolute(arb_poly_struct* y, const arb_poly_struct* a) {
  const ArbValue c = leading(a);
  if (arb_is_positive(c))
    arb_poly_set(y, a);
  else if (arb_is_negative(c))
    arb_poly_neg(y, a);
  else
    return false;
  return true;
}

/// sign, floor, ceil where they are constant around every number of the ball.
bool flat(Op op, arb_poly_struct* y, const arb_poly_struct* a, slong precision) {
  const ArbValue c = leading(a);
  ArbValue step;
  if (op == Op::sign) arb_sgn(step, c);
  if (op == Op::floor) arb_floor(step, c, precision);
  if (op == Op::ceil) arb_ceil(step, c, precision);
  const bool jumps = op == Op::sign ? arb_contains_zero(c) != 0 : arb_overlaps(step, c) != 0;
  if (jumps || !arb_is_exact(step)) return false;
  set_constant(y, step);
  return true;
}

bool gamma_like(Op op, arb_poly_struct* y, const arb_poly_struct* a, Accuracy k) {
  if (!arb_is_positive(leading(a))) return false;
  if (op == Op::lgamma) arb_poly_lgamma_series(y, a, k.length, k.precision);
  if (op == Op::tgamma) arb_poly_gamma_series(y, a, k.length, k.precision);
  if (op == Op::digamma) arb_poly_digamma_series(y, a, k.length, k.precision);
  return true;
}

bool unary(Op op, arb_poly_struct* y, const arb_poly_struct* a, Accuracy k) {
  const slong n = k.length, p = k.precision;
  switch (op) {
    case Op::neg: arb_poly_neg(y, a); return true;
    case Op::sqrt:
      if (!arb_is_positive(leading(a))) return false;
      arb_poly_sqrt_series(y, a, n, p);
      return true;
    case Op::cbrt: return cbrt_series(y, a, k);
    case Op::exp:
    case Op::exp2:
    case Op::expm1: return exponential(op, y, a, k);
    case Op::log:
    case Op::log2:
    case Op::log10:
    case Op::log1p: return logarithm(op, y, a, k);
    case Op::sin: arb_poly_sin_series(y, a, n, p); return true;
    case Op::cos: arb_poly_cos_series(y, a, n, p); return true;
    case Op::tan: arb_poly_tan_series(y, a, n, p); return true;
    case Op::asin: arb_poly_asin_series(y, a, n, p); return true;
    case Op::acos: arb_poly_acos_series(y, a, n, p); return true;
    case Op::atan: arb_poly_atan_series(y, a, n, p); return true;
    case Op::sinh: arb_poly_sinh_series(y, a, n, p); return true;
    case Op::cosh: arb_poly_cosh_series(y, a, n, p); return true;
    case Op::tanh: return tanh_series(y, a, k);
    case Op::asinh:
    case Op::acosh:
    case Op::atanh: return inverse_hyperbolic(op, y, a, k);
    case Op::erf: arb_hypgeom_erf_series(y, a, n, p); return true;
    case Op::erfc: arb_hypgeom_erfc_series(y, a, n, p); return true;
    case Op::lgamma:
    case Op::tgamma:
    case Op::digamma: return gamma_like(op, y, a, k);
    case Op::abs: return absolute(y, a);
    case Op::sign:
    case Op::floor:
    case Op::ceil: return flat(op, y, a, p);
    default: return false;
  }
}

/// x^y with a whole y on either side of 0 (from 1 on at 0 too), or with x > 0.
bool power(arb_poly_struct* y, const arb_poly_struct* a, const arb_poly_struct* b, Accuracy k) {
  const ArbValue c = leading(a), e = leading(b);
  constexpr double largest_whole = 64;
  const bool constant = arb_poly_length(b) <= 1 && arb_is_exact(e);
  if (constant && arb_is_int(e)) {
    const double n = arf_get_d(arb_midref(static_cast<arb_srcptr>(e)), ARF_RND_NEAR);
    if (std::fabs(n) <= largest_whole && n != 0 && (n > 0 || !arb_contains_zero(c))) {
      arb_poly_pow_ui_trunc_binexp(y, a, static_cast<ulong>(std::fabs(n)), k.length, k.precision);
      if (n < 0) arb_poly_inv_series(y, y, k.length, k.precision);
      return true;
    }
  }
  if (!arb_is_positive(c)) return false;
  constant ? arb_poly_pow_arb_series(y, a, e, k.length, k.precision)
           : arb_poly_pow_series(y, a, b, k.length, k.precision);
  return true;
}

bool choice(Op op, arb_poly_struct* y, const arb_poly_struct* a, const arb_poly_struct* b) {
  const ArbValue ca = leading(a), cb = leading(b);
  if (!arb_lt(ca, cb) && !arb_gt(ca, cb)) return false;
  const bool first = (arb_lt(ca, cb) != 0) == (op == Op::min);
  arb_poly_set(y, first ? a : b);
  return true;
}

bool binary(Op op, arb_poly_struct* y, const arb_poly_struct* a, const arb_poly_struct* b, Accuracy k) {
  const slong n = k.length, p = k.precision;
  switch (op) {
    case Op::add: arb_poly_add(y, a, b, p); return true;
    case Op::sub: arb_poly_sub(y, a, b, p); return true;
    case Op::mul: arb_poly_mullow(y, a, b, n, p); return true;
    case Op::div:
      if (arb_contains_zero(leading(b))) return false;
      arb_poly_div_series(y, a, b, n, p);
      return true;
    case Op::pow: return power(y, a, b, k);
    case Op::hypot: {
      Poly s, t;
      arb_poly_mullow(s, a, a, n, p);
      arb_poly_mullow(t, b, b, n, p);
      arb_poly_add(s, s, t, p);
      return unary(Op::sqrt, y, s, k);
    }
    case Op::min:
    case Op::max: return choice(op, y, a, b);
    default: return false;
  }
}

bool is_finite(const arb_poly_struct* a) {
  for (slong k = 0; k < arb_poly_length(a); ++k)
    if (!arb_is_finite(arb_poly_get_coeff_ptr(a, k))) return false;
  return true;
}

}  // namespace

struct SeriesTape::Nodes {
  explicit Nodes(std::size_t n) : series(n) {}
  std::vector<Poly> series;
};

SeriesTape::SeriesTape(const Trace& trace, const Format& format, Literals literals)
    : trace_(trace), format_(format), literals_(literals), nodes_(std::make_unique<Nodes>(trace.nodes.size())) {}

SeriesTape::~SeriesTape() = default;

bool SeriesTape::perform(std::size_t node, slong length, slong precision) {
  const Node& n = trace_.nodes[node];
  Poly literal[3];
  const auto exact = [&](double c) { return literals_ == Literals::as_compiled ? round_to(format_, c) : c; };
  const auto operand = [&](const Operand& o, int k) -> const arb_poly_struct* {
    if (!o.is_literal()) return nodes_->series[o.node];
    set_constant(literal[k], ArbValue(exact(o.literal)));
    return literal[k];
  };
  arb_poly_struct* y = nodes_->series[node];
  const Accuracy k{length, precision};
  switch (info(n.op).arity) {
    case 0: set_constant(y, ArbValue(exact(n.a.literal))); return true;
    case 1: return unary(n.op, y, operand(n.a, 0), k);
    case 2: return binary(n.op, y, operand(n.a, 0), operand(n.b, 1), k);
    default: break;
  }
  if (n.op != Op::fma) return false;
  arb_poly_mullow(y, operand(n.a, 0), operand(n.b, 1), length, precision);
  arb_poly_add(y, y, operand(n.c, 2), precision);
  return true;
}

bool SeriesTape::expand(arb_srcptr x, slong length, slong precision) {
  for (std::size_t i = 0; i < trace_.nodes.size(); ++i) {
    arb_poly_struct* y = nodes_->series[i];
    if (trace_.nodes[i].op == Op::input) {
      set_constant(y, x);
      arb_poly_set_coeff_si(y, 1, 1);
    } else if (!perform(i, length, precision)) {
      return false;
    }
    if (!is_finite(y)) return false;
  }
  return true;
}

void SeriesTape::coefficient(arb_ptr c, NodeId node, slong k) const {
  arb_poly_get_coeff_arb(c, nodes_->series[node], k);
}

}  // namespace clino
