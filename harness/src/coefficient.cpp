#include "coefficient.hpp"

#include "ball_rules.hpp"
#include "precision.hpp"

namespace clino {
namespace {

std::uint64_t label(Op op) { return static_cast<std::uint64_t>(op); }
constexpr std::uint64_t pi_label = 1000;
constexpr std::uint64_t half_angle_label = 1001;

/// The fingerprint of a function value. Functions with algebraic relations are built from one atom, so that
/// sin^2 + cos^2 = 1, tan = sin/cos, expm1 = exp - 1 and cosh^2 - sinh^2 = 1 are seen.
Fingerprint print_of(Op op, const Fingerprint& a) {
  const Fingerprint one = Fingerprint::integer(1), two = Fingerprint::integer(2);
  const Fingerprint t = Fingerprint::atom(half_angle_label, a), e = Fingerprint::atom(label(Op::exp), a);
  const auto scaled_log = [&](int base) {
    return Fingerprint::atom(label(Op::log), a) / Fingerprint::atom(label(Op::log), Fingerprint::integer(base));
  };
  switch (op) {
    case Op::exp: return e;
    case Op::expm1: return e - one;
    case Op::sinh: return (e - one / e) / two;
    case Op::cosh: return (e + one / e) / two;
    case Op::tanh: return (e * e - one) / (e * e + one);
    case Op::sin: return two * t / (one + t * t);
    case Op::cos: return (one - t * t) / (one + t * t);
    case Op::tan: return two * t / (one - t * t);
    case Op::log2: return scaled_log(2);
    case Op::log10: return scaled_log(10);
    case Op::log1p: return Fingerprint::atom(label(Op::log), a + one);
    case Op::erfc: return one - Fingerprint::atom(label(Op::erf), a);
    default: return Fingerprint::atom(label(op), a);
  }
}

}  // namespace

Coefficient::Coefficient(double x) : ball_(x), print_(Fingerprint::exact(arb_midref(ball()))) {}

Coefficient Coefficient::integer(std::int64_t n) {
  Coefficient c;
  arb_set_si(c.ball_, n);
  c.print_ = Fingerprint::integer(n);
  return c;
}

Coefficient Coefficient::pi() {
  Coefficient c;
  arb_const_pi(c.ball_, PrecisionScope::bits());
  c.print_ = Fingerprint::atom(pi_label, Fingerprint());
  return c;
}

Coefficient Coefficient::labelled(const ArbValue& ball, std::uint64_t label, const Coefficient& a) {
  Coefficient c;
  c.ball_ = ball;
  c.print_ = Fingerprint::atom(label, a.print_);
  return std::move(c).settle();
}

/// An exact ball has the fingerprint of its number; a number proved to be 0 has the ball 0.
Coefficient Coefficient::settle() && {
  if (arb_is_exact(ball_) && arb_is_finite(ball_)) print_ = Fingerprint::exact(arb_midref(ball()));
  else if (print_.is_zero() && arb_contains_zero(ball_)) arb_zero(ball_);
  return std::move(*this);
}

/// The same after arithmetic: between exact numbers the fields have followed already.
Coefficient Coefficient::settle_after(const Coefficient& a, const Coefficient& b) && {
  if (a.is_exact() && b.is_exact() && arb_is_exact(ball_)) return std::move(*this);
  return std::move(*this).settle();
}

Sign Coefficient::sign() const {
  if (arb_is_zero(ball_)) return Sign::zero;
  if (arb_is_positive(ball_)) return Sign::positive;
  if (arb_is_negative(ball_)) return Sign::negative;
  return Sign::unknown;
}

Coefficient operator+(const Coefficient& a, const Coefficient& b) {
  Coefficient c;
  arb_add(c.ball_, a.ball_, b.ball_, PrecisionScope::bits());
  c.print_ = a.print_ + b.print_;
  return std::move(c).settle_after(a, b);
}

Coefficient operator-(const Coefficient& a, const Coefficient& b) {
  Coefficient c;
  arb_sub(c.ball_, a.ball_, b.ball_, PrecisionScope::bits());
  c.print_ = a.print_ - b.print_;
  return std::move(c).settle_after(a, b);
}

Coefficient operator*(const Coefficient& a, const Coefficient& b) {
  Coefficient c;
  arb_mul(c.ball_, a.ball_, b.ball_, PrecisionScope::bits());
  c.print_ = a.print_ * b.print_;
  return std::move(c).settle_after(a, b);
}

Coefficient operator/(const Coefficient& a, const Coefficient& b) {
  Coefficient c;
  arb_div(c.ball_, a.ball_, b.ball_, PrecisionScope::bits());
  c.print_ = a.print_ / b.print_;
  return std::move(c).settle_after(a, b);
}

Coefficient evaluate(Op op, const Coefficient& a) {
  Coefficient c;
  apply({.op = op, .precision = PrecisionScope::bits(), .y = c.ball_, .x = {a.ball_, nullptr, nullptr}});
  c.print_ = print_of(op, a.print_);
  return std::move(c).settle();
}

Coefficient evaluate(Op op, const Coefficient& a, const Coefficient& b) {
  Coefficient c;
  apply({.op = op, .precision = PrecisionScope::bits(), .y = c.ball_, .x = {a.ball_, b.ball_, nullptr}});
  c.print_ = Fingerprint::atom(label(op), a.print_, b.print_);
  return std::move(c).settle();
}

}  // namespace clino
