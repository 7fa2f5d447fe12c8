/// The local partial derivatives of every operation: one rule each, with its formula, chosen so that it neither
/// cancels nor leaves the range before the derivative itself does. `forward` is built on them; they stand in for what
/// other engines lack. Arithmetic is in S: float, double, or a multiprecision number (16-bit formats use float's).
///
/// Conventions where no derivative exists: the subgradient of least norm. abs'(0) = 0, hypot'(0, 0) = 0, and a tie of
/// min or max gives one half to each side. Steps (floor, ceil, round, trunc, sign) and masks have derivative 0.
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "clino/op.hpp"
#include "clino/replay.hpp"

namespace clino {

/// What rules need of a scalar beyond the operations themselves. Specialised for multiprecision numbers.
template <class S>
struct Arithmetic {
  static S ln2() { return std::numbers::ln2_v<S>; }
  static S ln10() { return std::numbers::ln10_v<S>; }
  static S inv_sqrt_pi() { return std::numbers::inv_sqrtpi_v<S>; }
  static S digamma(S x);
  static S trigamma(S x);
  static bool is_finite(S x) { return std::isfinite(x); }
  static bool is_normal(S x) { return std::isnormal(x); }
  /// exp(-x^2) without the rounding error of x^2, which exp would magnify by x^2: exp(-h) (1 - l), h + l = x^2.
  static S exp_minus_square(S x) {
    const S h = x * x;
    return std::isfinite(h) ? std::exp(-h) * (S(1) - std::fma(x, x, -h)) : std::exp(-h);
  }
};
template <>
float Arithmetic<float>::digamma(float x);
template <>
double Arithmetic<double>::digamma(double x);
template <>
float Arithmetic<float>::trigamma(float x);
template <>
double Arithmetic<double>::trigamma(double x);

/// Local partials at one point: numerator[i] / divisor with respect to operand i. The common divisor is applied to the
/// finished sum, because dx/x is in range where (1/x) dx is not. Operands whose bit in `enters` is 0 do not enter
/// at all: a tangent that is infinite there is not multiplied by 0.
template <class S>
struct Partials {
  std::array<S, 3> numerator{};
  S divisor = S(1);
  std::uint8_t enters = 0;
  bool enters_operand(std::size_t i) const { return ((enters >> i) & 1u) != 0; }
};

namespace detail {

template <class S>
S apply(Op op, const S& x) {
  return Direct<S>{}(op, x);
}
template <class S>
S magnitude(const S& x) {
  return x < S(0) ? S(-x) : x;
}

template <class S>
Partials<S> unary(const S& p, const S& divisor = S(1)) {
  return {{p, S(0), S(0)}, divisor, 0b001};
}
template <class S>
Partials<S> binary(const S& a, const S& b, const S& divisor = S(1)) {
  return {{a, b, S(0)}, divisor, 0b011};
}

/// sech(x) = 2 w / (1 + w^2), w = exp(-|x|): no overflow, and no 1 - tanh^2.
template <class S>
S sech(const S& x) {
  const S w = apply(Op::exp, S(-magnitude(x)));
  return S(2) * w / (S(1) + w * w);
}

/// cbrt(a + h) ~ v + h / (3 v^2) = v + h (v / a) / 3: v is not squared, and its error (up to 4 ulps) not doubled.
template <class S>
Partials<S> cbrt_rule(const S& x, const S& v) {
  if (x == S(0) || !Arithmetic<S>::is_finite(x)) return unary(S(1), S(S(3) * v * v));
  return unary(S(v / x), S(3));
}

/// x^y: d/dx = y x^(y-1), 0 for y = 0. Where y - 1 rounds, pow would magnify that by log x: y (x^y / x) instead.
template <class S>
S pow_base(const S& x, const S& y, const S& v) {
  if (y == S(0)) return S(0);
  const S y1 = y - S(1);
  if (y1 + S(1) == y || x == S(0) || !Arithmetic<S>::is_normal(v)) return y * Direct<S>{}(Op::pow, x, y1);
  const S q = v / x;
  return Arithmetic<S>::is_finite(q) ? S(y * q) : S(y * v / x);
}
/// x^y: d/dy = x^y log x; its limit 0 at x = 0 for y > 0, and 0 by convention for y = 0. Where x^y is subnormal, its
/// lost digits are not: (x^(y/2))^2 log x.
template <class S>
S pow_exponent(const S& x, const S& y, const S& v) {
  if (x == S(0) && y >= S(0)) return S(0);
  const S log_x = apply(Op::log, x);
  if (Arithmetic<S>::is_normal(v) || !Arithmetic<S>::is_finite(v)) return v * log_x;
  const S root = Direct<S>{}(Op::pow, x, S(y * S(0.5)));
  return root * (root * log_x);
}

/// hypot: x / sqrt(x^2 + y^2) = sign(x) / sqrt(1 + r^2), r = y/x where |x| >= |y|, and r times that for the other.
template <class S>
Partials<S> hypot_rule(const S& x, const S& y) {
  if (x == S(0) && y == S(0)) return binary(S(0), S(0));
  const bool steep = magnitude(x) < magnitude(y);
  const S& major = steep ? y : x;
  const S& minor = steep ? x : y;
  const S r = minor / major;
  const S cosine = (major < S(0) ? S(-1) : S(1)) / apply(Op::sqrt, S(S(1) + r * r));
  return steep ? binary(S(r * cosine), cosine) : binary(cosine, S(r * cosine));
}

/// atan2(y, x): d/dy = x / (x^2 + y^2), d/dx = -y / (x^2 + y^2); with r = the smaller over the larger operand m,
/// these are 1 / (1 + r^2) and r / (1 + r^2), over m.
template <class S>
Partials<S> atan2_rule(const S& y, const S& x) {
  const bool steep = magnitude(x) < magnitude(y);
  const S r = steep ? S(x / y) : S(y / x);
  const S d = S(1) + r * r;
  return steep ? binary(S(r / d), S(S(-1) / d), y) : binary(S(S(1) / d), S(-r / d), x);
}

/// min, max: the operand that was taken; one half each at a tie.
template <class S>
Partials<S> choice_rule(const S& x, const S& y, bool first) {
  if (x == y) return binary(S(0.5), S(0.5));
  return first ? Partials<S>{{S(1), S(0), S(0)}, S(1), 0b001} : Partials<S>{{S(0), S(1), S(0)}, S(1), 0b010};
}

template <class S>
Partials<S> arithmetic_rule(Op op, const std::array<S, 3>& x, const S& v) {
  switch (op) {
    case Op::neg: return unary(S(-1));               // -(a + h) = -a - h
    case Op::add: return binary(S(1), S(1));         // (a + h) + (b + k) = a + b + h + k
    case Op::sub: return binary(S(1), S(-1));        // (a + h) - (b + k) = a - b + h - k
    case Op::mul: return binary(x[1], x[0]);         // (a + h)(b + k) ~ a b + b h + a k
    case Op::div: return binary(S(1), S(-v), x[1]);  // (a + h)/(b + k) ~ a/b + (h - (a/b) k)/b: b is never squared
    case Op::fma: return {{x[1], x[0], S(1)}, S(1), 0b111};  // (a + h)(b + k) + c + l ~ a b + c + b h + a k + l
    case Op::sqrt: return unary(S(0.5), magnitude(v));       // sqrt(a + h) ~ v + h / (2 v); +inf at both zeros
    case Op::cbrt: return cbrt_rule(x[0], v);
    case Op::pow: return binary(pow_base(x[0], x[1], v), pow_exponent(x[0], x[1], v));
    case Op::hypot: return hypot_rule(x[0], x[1]);
    default: throw UnsupportedOp{op};
  }
}

template <class S>
Partials<S> exponential_rule(Op op, const S& x, const S& v) {
  using A = Arithmetic<S>;
  switch (op) {
    case Op::exp: return unary(v);                         // exp(a + h) ~ v + v h
    case Op::exp2: return unary(S(v * A::ln2()));          // 2^(a + h) ~ v + v h log 2
    case Op::expm1: return unary(apply(Op::exp, x));       // expm1(a + h) ~ v + exp(a) h   (v + 1 is 0 below a = -37)
    case Op::log: return unary(S(1), x);                   // log(a + h) ~ log a + h / a
    case Op::log2: return unary(S(S(1) / A::ln2()), x);    // log2(a + h) ~ log2 a + (h / log 2) / a
    case Op::log10: return unary(S(S(1) / A::ln10()), x);  // log10(a + h) ~ log10 a + (h / log 10) / a
    case Op::log1p: return unary(S(1), S(S(1) + x));       // log1p(a + h) ~ log1p a + h / (1 + a)
    case Op::sinh: return unary(apply(Op::cosh, x));       // sinh(a + h) ~ v + h cosh a
    case Op::cosh: return unary(apply(Op::sinh, x));       // cosh(a + h) ~ v + h sinh a
    case Op::tanh: {                                       // tanh(a + h) ~ v + h / cosh(a)^2
      const S s = sech(x);
      return unary(S(s * s));
    }
    case Op::asinh:  // asinh(a + h) ~ v + h / sqrt(1 + a^2)
      return unary(S(1), Direct<S>{}(Op::hypot, S(1), x));
    case Op::acosh:  // acosh(a + h) ~ v + h / sqrt((a - 1)(a + 1))
      return unary(S(1), S(apply(Op::sqrt, S(x - S(1))) * apply(Op::sqrt, S(x + S(1)))));
    case Op::atanh:  // atanh(a + h) ~ v + h / ((1 - a)(1 + a))
      return unary(S(1), S((S(1) - x) * (S(1) + x)));
    default: throw UnsupportedOp{op};
  }
}

template <class S>
Partials<S> circular_rule(Op op, const S& x, const S& v) {
  switch (op) {
    case Op::sin: return unary(apply(Op::cos, x));                                   // sin(a + h) ~ v + h cos a
    case Op::cos: return unary(S(-apply(Op::sin, x)));                               // cos(a + h) ~ v - h sin a
    case Op::tan: return unary(S(S(1) + v * v));                                     // tan(a + h) ~ v + h (1 + v^2)
    case Op::asin: return unary(S(1), apply(Op::sqrt, S((S(1) - x) * (S(1) + x))));  // h / sqrt((1 - a)(1 + a))
    case Op::acos: return unary(S(-1), apply(Op::sqrt, S((S(1) - x) * (S(1) + x))));
    case Op::atan: {  // atan(a + h) ~ v + h / (1 + a^2) = (h / a) / (a + 1/a)
      if (!(magnitude(x) > S(1))) return unary(S(1), S(S(1) + x * x));
      const S r = S(1) / x;
      return unary(r, S(x + r));
    }
    default: throw UnsupportedOp{op};
  }
}

template <class S>
Partials<S> special_rule(Op op, const S& x, const S& v) {
  using A = Arithmetic<S>;
  switch (op) {
    case Op::erf: return unary(S(S(2) * A::inv_sqrt_pi() * A::exp_minus_square(x)));  // 2/sqrt(pi) exp(-a^2)
    case Op::erfc: return unary(S(S(-2) * A::inv_sqrt_pi() * A::exp_minus_square(x)));
    case Op::lgamma: return unary(A::digamma(x));         // (log |Gamma|)' = psi
    case Op::tgamma: return unary(S(v * A::digamma(x)));  // Gamma' = Gamma psi
    case Op::digamma: return unary(A::trigamma(x));
    case Op::abs: return unary(x > S(0) ? S(1) : x < S(0) ? S(-1) : x);  // sign a: 0 at 0, NaN at NaN
    default: throw UnsupportedOp{op};
  }
}

}  // namespace detail

/// The partials of `op` at operands `x` (unused ones are ignored), where its value is `v`.
template <class S>
Partials<S> partials(Op op, const std::array<S, 3>& x, const S& v) {
  using namespace detail;
  // clang-format off: one family a line
  switch (op) {
    case Op::neg:
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::div:
    case Op::fma:
    case Op::sqrt:
    case Op::cbrt:
    case Op::pow:
    case Op::hypot: return arithmetic_rule(op, x, v);
    case Op::exp:
    case Op::exp2:
    case Op::expm1:
    case Op::log:
    case Op::log2:
    case Op::log10:
    case Op::log1p:
    case Op::sinh:
    case Op::cosh:
    case Op::tanh:
    case Op::asinh:
    case Op::acosh:
    case Op::atanh: return exponential_rule(op, x[0], v);
    case Op::sin:
    case Op::cos:
    case Op::tan:
    case Op::asin:
    case Op::acos:
    case Op::atan: return circular_rule(op, x[0], v);
    case Op::atan2: return atan2_rule(x[0], x[1]);
    case Op::erf:
    case Op::erfc:
    case Op::lgamma:
    case Op::tgamma:
    case Op::digamma:
    case Op::abs: return special_rule(op, x[0], v);
    case Op::min: return choice_rule(x[0], x[1], !(x[1] < x[0]));
    case Op::max: return choice_rule(x[0], x[1], !(x[0] < x[1]));
    case Op::select:  // the chosen branch only
      return {{S(0), S(1), S(1)}, S(1), static_cast<std::uint8_t>(x[0] != S(0) ? 0b010 : 0b100)};
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc:
    case Op::sign:
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::input:
    case Op::constant: return {};
  }
  // clang-format on
  return {};
}

}  // namespace clino
