/// Coefficients of germs: certified real numbers whose zeros can be recognised.
#pragma once
#include <cstdint>

#include "arb_value.hpp"
#include "clino/op.hpp"
#include "fingerprint.hpp"

namespace clino {

enum class Sign : std::int8_t { negative = -1, zero = 0, positive = 1, unknown = 2 };

/// A ball at the precision in scope, with the fingerprint of the expression that made it. A number whose fingerprint is
/// that of 0 and whose ball contains 0 becomes exactly 0.
class Coefficient {
 public:
  Coefficient() = default;
  explicit Coefficient(double x);
  static Coefficient integer(std::int64_t n);
  static Coefficient ratio(std::int64_t n, std::int64_t d) { return integer(n) / integer(d); }
  static Coefficient pi();
  /// A value that only its ball is known of; `label` names the expression, a function of `a`.
  static Coefficient labelled(const ArbValue& ball, std::uint64_t label, const Coefficient& a);

  arb_srcptr ball() const { return ball_; }
  Sign sign() const;
  bool is_zero() const { return arb_is_zero(ball_); }
  bool is_exact() const { return arb_is_exact(ball_); }

  friend Coefficient operator+(const Coefficient& a, const Coefficient& b);
  friend Coefficient operator-(const Coefficient& a, const Coefficient& b);
  friend Coefficient operator*(const Coefficient& a, const Coefficient& b);
  /// The divisor is not 0.
  friend Coefficient operator/(const Coefficient& a, const Coefficient& b);
  friend Coefficient operator-(const Coefficient& a) { return Coefficient() - a; }
  friend Coefficient abs(const Coefficient& a) { return a.sign() == Sign::negative ? -a : a; }

  /// A function value inside its domain.
  friend Coefficient evaluate(Op op, const Coefficient& a);
  friend Coefficient evaluate(Op op, const Coefficient& a, const Coefficient& b);

 private:
  Coefficient settle() &&;
  Coefficient settle_after(const Coefficient& a, const Coefficient& b) &&;

  ArbValue ball_;
  Fingerprint print_;
};

}  // namespace clino
