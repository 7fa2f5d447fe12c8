/// Error functions and the gamma family on balls.
#include <arb_poly.h>

#include "ball_rules.hpp"

namespace clino::rules {
namespace {

/// +/- 2/sqrt(pi) exp(-a^2)
void erf_partial(const BallStep& s) {
  if (s.d[0] == nullptr) return;
  ArbValue scale;
  arb_sqr(s.d[0], s.x[0], s.precision);
  arb_neg(s.d[0], s.d[0]);
  arb_exp(s.d[0], s.d[0], s.precision);
  arb_const_sqrt_pi(scale, s.precision);
  arb_div(s.d[0], s.d[0], scale, s.precision);
  arb_mul_2exp_si(s.d[0], s.d[0], 1);
  if (s.op == Op::erfc) arb_neg(s.d[0], s.d[0]);
}

/// log|Gamma(a)|; for a < 0 by reflection: log(pi / |sin(pi a)|) - log Gamma(1 - a)
void log_abs_gamma(arb_ptr y, arb_srcptr a, slong p) {
  if (is_positive(a)) return arb_lgamma(y, a, p);
  ArbValue t, pi;
  arb_sin_pi(t, a, p);
  arb_abs(t, t);
  arb_const_pi(pi, p);
  arb_div(t, pi, t, p);
  arb_log(t, t, p);
  arb_sub_ui(y, a, 1, p);
  arb_neg(y, y);
  arb_lgamma(y, y, p);
  arb_sub(y, t, y, p);
}

/// Digamma and its derivative as a series of two terms. (The Hurwitz zeta function takes minutes at -1e14 - 1/2; the
/// series reflects.)
void digamma_with_partial(arb_ptr y, arb_ptr d, arb_srcptr a, slong p) {
  arb_poly_t s;
  arb_poly_init(s);
  arb_poly_set_coeff_si(s, 1, 1);
  arb_poly_set_coeff_arb(s, 0, a);
  arb_poly_digamma_series(s, s, 2, p);
  arb_poly_get_coeff_arb(y, s, 0);
  arb_poly_get_coeff_arb(d, s, 1);
  arb_poly_clear(s);
}

Local gamma_family(const BallStep& s) {
  arb_srcptr a = s.x[0];
  const slong p = s.precision;
  if (!is_positive(a)) {
    if (arb_is_exact(a) && arb_is_int(a)) return undefined("a pole of the gamma function");
    if (arb_contains_int(a)) return unclear("whether the gamma function has a pole here");
  }
  switch (s.op) {
    case Op::lgamma:  // partial digamma
      log_abs_gamma(s.y, a, p);
      if (s.d[0]) arb_digamma(s.d[0], a, p);
      return smooth_step;
    case Op::tgamma:  // Gamma' = Gamma digamma
      arb_gamma(s.y, a, p);
      if (s.d[0]) {
        arb_digamma(s.d[0], a, p);
        arb_mul(s.d[0], s.d[0], s.y, p);
      }
      return smooth_step;
    default:
      s.d[0] ? digamma_with_partial(s.y, s.d[0], a, p) : arb_digamma(s.y, a, p);
      return smooth_step;
  }
}

}  // namespace

Local special(const BallStep& s) {
  if (s.op == Op::erf || s.op == Op::erfc) {
    s.op == Op::erf ? arb_hypgeom_erf(s.y, s.x[0], s.precision) : arb_hypgeom_erfc(s.y, s.x[0], s.precision);
    erf_partial(s);
    return smooth_step;
  }
  return gamma_family(s);
}

}  // namespace clino::rules
