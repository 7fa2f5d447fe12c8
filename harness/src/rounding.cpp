#include "rounding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace clino {

double round_arf(arf_srcptr x, const Format& f) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (arf_is_zero(x)) return 0;
  const double sign = arf_sgn(x) < 0 ? -1 : 1;
  if (arf_is_inf(x) || arf_cmpabs_2exp_si(x, f.emax + 1) >= 0) return sign * infinity;
  const int lowest = f.emin - f.precision + 1;  // exponent of the smallest subnormal
  if (arf_cmpabs_2exp_si(x, lowest - 1) <= 0) return 0;  // half of it ties to 0
  // |x| = m 2^e with 1/2 <= m < 1; the format's spacing there is 2^max(e - p, lowest).
  const slong e = arf_abs_bound_lt_2exp_si(x);
  const slong spacing = std::max<slong>(e - f.precision, lowest);
  ArfValue scaled;
  arf_mul_2exp_si(scaled, x, -spacing);
  const double n = static_cast<double>(arf_get_si(scaled, ARF_RND_NEAR));  // at most 2^53
  const double y = std::scalbn(n, static_cast<int>(spacing));
  return std::fabs(y) > largest(f) ? sign * infinity : y;
}

std::optional<double> round_ball(arb_srcptr x, const Format& f) {
  if (!arb_is_finite(x)) return std::nullopt;
  if (arb_is_exact(x)) return round_arf(arb_midref(x), f);
  // Bounds with more bits than the midpoint has: rounded coarser, near-ties would never be decided at any precision.
  const slong bits = std::max<slong>(arb_bits(x), 64) + 32;
  ArfValue bound;
  arb_get_lbound_arf(bound, x, bits);
  const double low = round_arf(bound, f);
  arb_get_ubound_arf(bound, x, bits);
  const double high = round_arf(bound, f);
  if (low != high) return std::nullopt;
  return low == 0 ? 0.0 : low;
}

DoubleDouble midpoint(arb_srcptr x) {
  DoubleDouble d{round_arf(arb_midref(x), binary64), 0};
  if (!std::isfinite(d.high)) return d;
  ArfValue rest;
  arf_set_d(rest, d.high);
  arf_sub(rest, arb_midref(x), rest, ARF_PREC_EXACT, ARF_RND_DOWN);
  d.low = round_arf(rest, binary64);
  return d;
}

bool is_sharp(arb_srcptr x) {
  if (!arb_is_finite(x)) return false;
  if (mag_cmp_2exp_si(arb_radref(x), -1076) <= 0) return true;
  if (arb_rel_accuracy_bits(x) >= 101) return true;
  ArfValue least;
  arb_get_abs_lbound_arf(least, x, 64);
  return arf_cmpabs_2exp_si(least, 1024) >= 0;
}

}  // namespace clino
