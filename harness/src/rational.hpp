/// Exact small fractions: the exponents of germs.
#pragma once
#include <compare>
#include <cstdint>
#include <numeric>
#include <optional>

#include "arb_value.hpp"

namespace clino {

/// A fraction in lowest terms with a positive denominator, or `invalid` when it does not fit in 64 bits.
class Rational {
 public:
  constexpr Rational(std::int64_t n = 0) : n_(n) {}
  constexpr Rational(std::int64_t n, std::int64_t d) : Rational(make(n, d)) {}
  /// The value of an exact ball, if it fits.
  static std::optional<Rational> from(arb_srcptr x) {
    if (!arb_is_exact(x) || !arb_is_finite(x)) return std::nullopt;
    FmpzValue mantissa, exponent;
    arf_get_fmpz_2exp(mantissa, exponent, arb_midref(x));
    if (!fmpz_fits_si(mantissa) || fmpz_cmp_si(exponent, -62) < 0 || fmpz_cmp_si(exponent, 62) > 0) return std::nullopt;
    const long e = fmpz_get_si(exponent);
    const std::int64_t m = fmpz_get_si(mantissa);
    const Rational r = e >= 0 ? Rational(m) * Rational(std::int64_t{1} << e) : Rational(m, std::int64_t{1} << -e);
    return r.valid() ? std::optional(r) : std::nullopt;
  }

  constexpr bool valid() const { return d_ != 0; }
  constexpr std::int64_t numerator() const { return n_; }
  constexpr std::int64_t denominator() const { return d_; }
  constexpr bool is_integer() const { return d_ == 1; }

  friend constexpr Rational operator+(const Rational& a, const Rational& b) {
    return make(Wide{a.n_} * b.d_ + Wide{b.n_} * a.d_, Wide{a.d_} * b.d_);
  }
  friend constexpr Rational operator-(const Rational& a, const Rational& b) {
    return make(Wide{a.n_} * b.d_ - Wide{b.n_} * a.d_, Wide{a.d_} * b.d_);
  }
  friend constexpr Rational operator*(const Rational& a, const Rational& b) {
    return make(Wide{a.n_} * b.n_, Wide{a.d_} * b.d_);
  }
  friend constexpr bool operator==(const Rational& a, const Rational& b) { return a.n_ == b.n_ && a.d_ == b.d_; }
  friend constexpr std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
    const Wide left = Wide{a.n_} * b.d_, right = Wide{b.n_} * a.d_;
    return left < right ? std::strong_ordering::less
                        : left > right ? std::strong_ordering::greater : std::strong_ordering::equal;
  }

 private:
  __extension__ typedef __int128 Wide;
  static constexpr Rational make(Wide n, Wide d) {
    Rational r;
    r.d_ = 0;
    if (d == 0) return r;
    if (d < 0) n = -n, d = -d;
    Wide a = n < 0 ? -n : n, b = d;
    while (b != 0) {
      const Wide t = a % b;
      a = b;
      b = t;
    }
    n /= a;
    d /= a;
    constexpr Wide limit = INT64_MAX;
    if (n > limit || n < -limit || d > limit) return r;
    r.n_ = static_cast<std::int64_t>(n);
    r.d_ = static_cast<std::int64_t>(d);
    return r;
  }

  std::int64_t n_ = 0, d_ = 1;
};

}  // namespace clino
