#include "mpfr_functions.hpp"

#include <cmath>

namespace clino {
namespace {

// MPFR offers some of these as macros only, and lgamma with the sign of gamma.
int negate(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t d) { return mpfr_neg(r, a, d); }
int magnitude(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t d) { return mpfr_abs(r, a, d); }
int down(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t) { return mpfr_floor(r, a); }
int up(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t) { return mpfr_ceil(r, a); }
int away(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t) { return mpfr_round(r, a); }
int toward(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t) { return mpfr_trunc(r, a); }
int signum(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t d) {
  return mpfr_nan_p(a) ? mpfr_set(r, a, d) : mpfr_set_si(r, mpfr_sgn(a), d);
}
/// The terms of Laplace's continued fraction
///   erfc(x) = exp(-x^2) / sqrt(pi) / (x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...))))
/// for a relative error of 2^-bits: each shrinks it by (w - x) / (w + x) with w = sqrt(x^2 + 2 k), the ratio of the two
/// solutions of the recurrence. 0 where there are more than `most`.
unsigned long terms_of_erfc(double x, mpfr_prec_t bits, double most) {
  double error = 0;
  for (unsigned long k = 1; static_cast<double>(k) < most; ++k) {
    const double w = std::sqrt(x * x + 2 * static_cast<double>(k));
    error += std::log2(2 * static_cast<double>(k) / ((w + x) * (w + x)));
    if (error < -static_cast<double>(bits)) return k;
  }
  return 0;
}

/// y = erfc(x) for x > 0, where that is faster than MPFR's, which subtracts erf from 1 and takes milliseconds at 25.
bool tail_of_erf(BigFloat& y, mpfr_srcptr x) {
  constexpr double from = 4, up_to = 1e4;
  const double size = mpfr_get_d(x, MPFR_RNDN);
  if (!(size >= from && size <= up_to)) return false;
  const auto bits = static_cast<mpfr_prec_t>(mpfr_get_prec(raw(y)));
  const unsigned long terms = terms_of_erfc(size, bits, 10 * size * size);
  if (terms == 0) return false;
  BigFloat t = y;
  mpfr_set(raw(t), x, MPFR_RNDN);
  for (unsigned long k = terms; k > 0; --k) {
    mpfr_ui_div(raw(t), k, raw(t), MPFR_RNDN);
    mpfr_div_2ui(raw(t), raw(t), 1, MPFR_RNDN);
    mpfr_add(raw(t), raw(t), x, MPFR_RNDN);
  }
  mpfr_sqr(raw(y), x, MPFR_RNDN);
  mpfr_neg(raw(y), raw(y), MPFR_RNDN);
  mpfr_exp(raw(y), raw(y), MPFR_RNDN);
  mpfr_div(raw(y), raw(y), raw(t), MPFR_RNDN);
  mpfr_const_pi(raw(t), MPFR_RNDN);
  mpfr_sqrt(raw(t), raw(t), MPFR_RNDN);
  mpfr_div(raw(y), raw(y), raw(t), MPFR_RNDN);
  return true;
}

/// |a|, and room for its tail: the square of 10^4 costs 27 bits of the exponential, the recursion few.
struct Tail {
  BigFloat size, y;
  Tail(mpfr_srcptr a, mpfr_srcptr r)
      : size(big_float(static_cast<int>(mpfr_get_prec(a)))), y(big_float(static_cast<int>(mpfr_get_prec(r) + 64))) {
    mpfr_abs(raw(size), a, MPFR_RNDN);
  }
};

int complement_of_erf(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t d) {
  Tail tail(a, r);
  if (!tail_of_erf(tail.y, raw(tail.size))) return mpfr_erfc(r, a, d);
  return mpfr_sgn(a) > 0 ? mpfr_set(r, raw(tail.y), d) : mpfr_ui_sub(r, 2, raw(tail.y), d);
}
int error_function(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t d) {
  Tail tail(a, r);
  if (!tail_of_erf(tail.y, raw(tail.size))) return mpfr_erf(r, a, d);
  if (mpfr_sgn(a) > 0) return mpfr_ui_sub(r, 1, raw(tail.y), d);
  return mpfr_sub_ui(r, raw(tail.y), 1, d);
}
int log_gamma(mpfr_ptr r, mpfr_srcptr a, mpfr_rnd_t d) {
  int sign = 0;
  return mpfr_lgamma(r, &sign, a, d);
}

int is_less(mpfr_ptr r, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t d) {
  return mpfr_set_si(r, mpfr_less_p(a, b) != 0, d);
}
int is_less_equal(mpfr_ptr r, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t d) {
  return mpfr_set_si(r, mpfr_lessequal_p(a, b) != 0, d);
}
int is_equal(mpfr_ptr r, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t d) {
  return mpfr_set_si(r, mpfr_equal_p(a, b) != 0, d);
}

}  // namespace

BigFloat big_float(int bits) {
  BigFloat x;
  mpfr_set_prec(raw(x), bits);
  mpfr_set_zero(raw(x), 1);
  return x;
}

WholeExponentRange::WholeExponentRange() : emin_(mpfr_get_emin()), emax_(mpfr_get_emax()) {
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
}
WholeExponentRange::~WholeExponentRange() {
  mpfr_set_emin(emin_);
  mpfr_set_emax(emax_);
}

MpfrUnary mpfr_unary(Op op) {
  switch (op) {
    case Op::neg: return negate;
    case Op::sqrt: return mpfr_sqrt;
    case Op::cbrt: return mpfr_cbrt;
    case Op::exp: return mpfr_exp;
    case Op::exp2: return mpfr_exp2;
    case Op::expm1: return mpfr_expm1;
    case Op::log: return mpfr_log;
    case Op::log2: return mpfr_log2;
    case Op::log10: return mpfr_log10;
    case Op::log1p: return mpfr_log1p;
    case Op::sin: return mpfr_sin;
    case Op::cos: return mpfr_cos;
    case Op::tan: return mpfr_tan;
    case Op::asin: return mpfr_asin;
    case Op::acos: return mpfr_acos;
    case Op::atan: return mpfr_atan;
    case Op::sinh: return mpfr_sinh;
    case Op::cosh: return mpfr_cosh;
    case Op::tanh: return mpfr_tanh;
    case Op::asinh: return mpfr_asinh;
    case Op::acosh: return mpfr_acosh;
    case Op::atanh: return mpfr_atanh;
    case Op::erf: return error_function;
    case Op::erfc: return complement_of_erf;
    case Op::lgamma: return log_gamma;
    case Op::tgamma: return mpfr_gamma;
    case Op::digamma: return mpfr_digamma;
    case Op::abs: return magnitude;
    case Op::floor: return down;
    case Op::ceil: return up;
    case Op::round: return away;
    case Op::trunc: return toward;
    case Op::sign: return signum;
    default: return nullptr;
  }
}

MpfrBinary mpfr_binary(Op op) {
  switch (op) {
    case Op::add: return mpfr_add;
    case Op::sub: return mpfr_sub;
    case Op::mul: return mpfr_mul;
    case Op::div: return mpfr_div;
    case Op::pow: return mpfr_pow;
    case Op::hypot: return mpfr_hypot;
    case Op::atan2: return mpfr_atan2;
    case Op::min: return mpfr_min;
    case Op::max: return mpfr_max;
    case Op::less: return is_less;
    case Op::less_equal: return is_less_equal;
    case Op::equal: return is_equal;
    default: return nullptr;
  }
}

}  // namespace clino
