#include "rounding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace clino {
namespace {

/// An upper bound of the radius in units of 2^unit, or more than any 60 bits.
std::int64_t radius_in_units(mag_srcptr r, slong unit) {
  constexpr std::int64_t too_large = std::int64_t{1} << 62;
  if (mag_is_zero(r)) return 0;
  if (COEFF_IS_MPZ(MAG_EXP(r))) return too_large;
  const slong shift = MAG_EXP(r) - MAG_BITS - unit;  // r = MAG_MAN(r) 2^(MAG_EXP(r) - MAG_BITS)
  if (shift > 30) return too_large;
  const auto significand = static_cast<std::int64_t>(MAG_MAN(r));
  if (shift >= 0) return significand << shift;
  return shift < -MAG_BITS ? 1 : (significand >> -shift) + 1;
}

/// The number 2^(exponent - precision) n of binary64, in its normal range, for 2^(precision - 1) <= n <= 2^precision.
double assembled(std::uint64_t n, slong exponent, int precision) {
  constexpr int stored_bits = 52;
  const std::uint64_t binade = static_cast<std::uint64_t>(exponent - 1 - binary64.emin) << stored_bits;
  return std::bit_cast<double>(binade + (n << (stored_bits + 1 - precision)));
}

/// The rounding where the first 64 bits of the midpoint and the radius show it: in the format's normal range below the
/// last binade, and with no tie in reach. NaN elsewhere.
double round_leading_bits(arb_srcptr x, const Format& f) {
  constexpr double not_shown = std::numeric_limits<double>::quiet_NaN();
  arf_srcptr m = arb_midref(x);
  if (arf_is_special(m) || COEFF_IS_MPZ(ARF_EXP(m))) return not_shown;
  const slong exponent = ARF_EXP(m);  // 2^(exponent - 1) <= |m| < 2^exponent
  if (exponent - 1 < f.emin || exponent > f.emax) return not_shown;
  mp_srcptr limbs;
  mp_size_t size;
  ARF_GET_MPN_READONLY(limbs, size, m);
  const std::uint64_t top = limbs[size - 1];
  const int dropped = 64 - f.precision;
  const auto half = std::int64_t{1} << (dropped - 1);
  const std::int64_t radius = radius_in_units(arb_radref(x), exponent - 64);
  // Below a power of two the numbers of the format lie twice as close; the radius is small enough for them, too.
  if (radius >= half / 4) return not_shown;
  const auto rest = static_cast<std::int64_t>(top & static_cast<std::uint64_t>(2 * half - 1));
  const bool down = rest + radius + 1 < half, up = rest - radius > half;  // + 1: the limbs below
  if (!down && !up) return not_shown;
  const double y = assembled((top >> dropped) + (up ? 1 : 0), exponent, f.precision);
  return ARF_SGNBIT(m) ? -y : y;
}

/// 0 or an infinity where the sizes of midpoint and radius leave no other rounding.
std::optional<double> round_extreme(arb_srcptr x, const Format& f) {
  arf_srcptr m = arb_midref(x);
  const int lowest = f.emin - f.precision + 1;  // exponent of the smallest subnormal
  if (arf_cmpabs_2exp_si(m, lowest - 2) < 0 && mag_cmp_2exp_si(arb_radref(x), lowest - 2) < 0) return 0.0;
  if (arf_cmpabs_2exp_si(m, f.emax + 2) < 0) return std::nullopt;
  ArfValue quarter;
  arf_mul_2exp_si(quarter, m, -2);
  if (arf_cmpabs_mag(quarter, arb_radref(x)) < 0) return std::nullopt;
  return arf_sgn(m) < 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

}  // namespace

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
  if (!is_finite(x)) return std::nullopt;
  if (const double y = round_leading_bits(x, f); !std::isnan(y)) return y;
  if (const std::optional<double> y = round_extreme(x, f)) return y;
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
