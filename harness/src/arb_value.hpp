/// Owners for Arb's balls: the only door to FLINT's headers. Never include it together with Eigen: FLINT defines macros
/// (`ulong`, `umul_ppmm`, ...) that break Eigen's Tensor headers.
#pragma once
#include <arb.h>
#include <arb_hypgeom.h>

#include <cstddef>
#include <utility>

#ifdef __FAST_MATH__
#error "the reference needs IEEE arithmetic: compile without -ffast-math"
#endif

namespace clino {

/// One ball: midpoint +/- radius. Converts to the pointers that Arb's functions take.
class ArbValue {
 public:
  ArbValue() { arb_init(x_); }
  explicit ArbValue(double x) : ArbValue() { arb_set_d(x_, x); }
  ArbValue(const ArbValue& o) : ArbValue() { arb_set(x_, o.x_); }
  ArbValue(ArbValue&& o) noexcept : ArbValue() { arb_swap(x_, o.x_); }
  ArbValue& operator=(const ArbValue& o) { arb_set(x_, o.x_); return *this; }
  ArbValue& operator=(ArbValue&& o) noexcept { arb_swap(x_, o.x_); return *this; }
  ~ArbValue() { arb_clear(x_); }

  operator arb_ptr() { return x_; }
  operator arb_srcptr() const { return x_; }

 private:
  arb_t x_;
};

/// Whether midpoint and radius are finite.
inline bool is_finite(arb_srcptr x) { return arf_is_finite(arb_midref(x)) && mag_is_finite(arb_radref(x)); }

/// Whether the exponents alone show that the radius is smaller than the midpoint.
inline bool shows_sign(arb_srcptr x) {
  arf_srcptr m = arb_midref(x);
  mag_srcptr r = arb_radref(x);
  if (arf_is_special(m) || COEFF_IS_MPZ(ARF_EXP(m)) || COEFF_IS_MPZ(MAG_EXP(r))) return false;
  return mag_is_zero(r) || MAG_EXP(r) < ARF_EXP(m);  // |m| >= 2^(ARF_EXP - 1), r < 2^MAG_EXP
}
// Arb's predicates, faster where the exponents tell.
inline bool contains_zero(arb_srcptr x) { return !shows_sign(x) && arb_contains_zero(x) != 0; }
inline bool is_positive(arb_srcptr x) {
  return shows_sign(x) ? ARF_SGNBIT(arb_midref(x)) == 0 : arb_is_positive(x) != 0;
}
inline bool is_negative(arb_srcptr x) {
  return shows_sign(x) ? ARF_SGNBIT(arb_midref(x)) != 0 : arb_is_negative(x) != 0;
}

/// A row of balls, all 0 at first.
class ArbVector {
 public:
  explicit ArbVector(std::size_t n = 0) : n_(n), x_(_arb_vec_init(static_cast<slong>(n))) {}
  ArbVector(ArbVector&& o) noexcept : n_(std::exchange(o.n_, 0)), x_(std::exchange(o.x_, nullptr)) {}
  ArbVector& operator=(ArbVector&& o) noexcept { std::swap(n_, o.n_); std::swap(x_, o.x_); return *this; }
  ~ArbVector() { if (x_ != nullptr) _arb_vec_clear(x_, static_cast<slong>(n_)); }

  std::size_t size() const { return n_; }
  arb_ptr operator[](std::size_t i) { return x_ + i; }
  arb_srcptr operator[](std::size_t i) const { return x_ + i; }

 private:
  std::size_t n_;
  arb_ptr x_;
};

/// One floating-point number of arbitrary precision and exponent, without a radius.
class ArfValue {
 public:
  ArfValue() { arf_init(x_); }
  ArfValue(const ArfValue&) = delete;
  ArfValue& operator=(const ArfValue&) = delete;
  ~ArfValue() { arf_clear(x_); }
  operator arf_ptr() { return x_; }
  operator arf_srcptr() const { return x_; }

 private:
  arf_t x_;
};

/// A whole number of any size.
class FmpzValue {
 public:
  FmpzValue() { fmpz_init(x_); }
  explicit FmpzValue(slong n) { fmpz_init_set_si(x_, n); }
  FmpzValue(const FmpzValue&) = delete;
  FmpzValue& operator=(const FmpzValue&) = delete;
  ~FmpzValue() { fmpz_clear(x_); }
  operator fmpz*() { return x_; }
  operator const fmpz*() const { return x_; }

 private:
  fmpz_t x_;
};

}  // namespace clino
