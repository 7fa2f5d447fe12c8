/// Adjoints by the rules of tape frameworks (PyTorch's, operation by operation, in the scalar S itself), in one sweep
/// back over the trace. They are kept as they are there, faults included: this is what such a framework answers.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "native.hpp"
#include "rules.hpp"

namespace clino {

/// What one operation sends back to its operands. An operand whose bit in `sends` is 0 gets nothing, not even a 0.
template <class S>
struct Pullback {
  std::array<S, 3> adjoint{};
  std::uint8_t sends = 0;
};

namespace detail {

template <class S>
S constant(double c) {
  if constexpr (ShortScalar<S>)
    return to_native<S>(c);
  else
    return static_cast<S>(c);
}
template <class S>
S one() {
  return constant<S>(1);
}
template <class S>
Pullback<S> send(const S& a) {
  return {{a, S{}, S{}}, 0b001};
}
template <class S>
Pullback<S> send(const S& a, const S& b) {
  return {{a, b, S{}}, 0b011};
}

template <class S>
struct TapeConstants {
  using Working = std::conditional_t<ShortScalar<S>, float, S>;
  static S ln2() { return S(Arithmetic<Working>::ln2()); }
  static S ln10() { return S(Arithmetic<Working>::ln10()); }
  static S two_over_sqrt_pi() { return S(Working(2) * Arithmetic<Working>::inv_sqrt_pi()); }
  static S trigamma(const S& x) { return S(Arithmetic<Working>::trigamma(static_cast<Working>(x))); }
};

/// pow: base g (y x^(y-1)), 0 for y = 0; exponent g (v log x), 0 for x = 0 <= y.
template <class S>
Pullback<S> pull_pow(const S& x, const S& y, const S& v, const S& g) {
  const S zero{}, power = Direct<S>{}(Op::pow, x, S(y - one<S>()));
  const S base = y == zero ? zero : S(g * S(y * power));
  const S log_term = x == zero && y >= zero ? zero : S(v * apply(Op::log, x));
  return send(base, S(g * log_term));
}

/// Division. A literal numerator is a multiple of the reciprocal there: d(c/x) = -(g c) (r r), r = 1/x. Otherwise
/// g / y and -g ((x / y) / y).
template <class S>
Pullback<S> pull_div(const std::array<S, 3>& x, bool literal_numerator, const S& g) {
  if (literal_numerator) {
    const S r = one<S>() / x[1];
    return send(S{}, S(-(g * x[0]) * S(r * r)));
  }
  return send(S(g / x[1]), S(-g * S(S(x[0] / x[1]) / x[1])));
}

/// atan2(y, x): w = 1 / (y^2 + x^2), g x w and g (-y) w.
template <class S>
Pullback<S> pull_atan2(const S& y, const S& x, const S& g) {
  const S w = one<S>() / S(S(y * y) + S(x * x));
  return send(S(S(g * x) * w), S(S(g * S(-y)) * w));
}

/// maximum, minimum: g to the operand that won, 0 to the other, g/2 to each at a tie.
template <class S>
Pullback<S> pull_choice(bool first, bool tie, const S& g) {
  const S half = g / constant<S>(2), zero{};
  if (tie) return send(half, half);
  return first ? send(g, zero) : send(zero, g);
}

template <class S>
Pullback<S> pull_arithmetic(Op op, const std::array<S, 3>& x, bool literal_numerator, const S& v, const S& g) {
  switch (op) {
    case Op::neg: return send(S(-g));
    case Op::add: return send(g, g);
    case Op::sub: return send(g, S(-g));
    case Op::mul: return send(S(g * x[1]), S(g * x[0]));
    case Op::div: return pull_div(x, literal_numerator, g);
    case Op::fma: return {{S(g * x[1]), S(g * x[0]), g}, 0b111};      // addcmul
    case Op::sqrt: return send(S(g / S(constant<S>(2) * v)));         // g / (2 v)
    case Op::cbrt: return send(S(g / S(constant<S>(3) * S(v * v))));  // g / (3 v^2): no such tape operation
    case Op::pow: return pull_pow(x[0], x[1], v, g);
    case Op::hypot: return send(S(g * S(x[0] / v)), S(g * S(x[1] / v)));  // g (x / v)
    default: throw UnsupportedOp{op};
  }
}

template <class S>
Pullback<S> pull_exponential(Op op, const S& x, const S& v, const S& g) {
  using K = TapeConstants<S>;
  const S u = one<S>();
  switch (op) {
    case Op::exp: return send(S(g * v));                                          // g v
    case Op::exp2: return send(S(S(g * v) * K::ln2()));                           // g v log 2
    case Op::expm1: return send(S(g * S(v + u)));                                 // g (v + 1)
    case Op::log: return send(S(g / x));                                          // g / x
    case Op::log2: return send(S(g / S(x * K::ln2())));                           // g / (x log 2)
    case Op::log10: return send(S(g / S(x * K::ln10())));                         // g / (x log 10)
    case Op::log1p: return send(S(g / S(x + u)));                                 // g / (x + 1)
    case Op::sinh: return send(S(g * apply(Op::cosh, x)));                        // g cosh x
    case Op::cosh: return send(S(g * apply(Op::sinh, x)));                        // g sinh x
    case Op::tanh: return send(S(g * S(u - S(v * v))));                           // g (1 - v^2)
    case Op::asinh: return send(S(g * S(u / apply(Op::sqrt, S(S(x * x) + u)))));  // g rsqrt(x^2 + 1)
    case Op::acosh: return send(S(g * S(u / apply(Op::sqrt, S(S(x * x) - u)))));  // g rsqrt(x^2 - 1)
    case Op::atanh: return send(S(g / S(u - S(x * x))));                          // g / (1 - x^2)
    default: throw UnsupportedOp{op};
  }
}

template <class S>
Pullback<S> pull_circular(Op op, const S& x, const S& v, const S& g) {
  const S u = one<S>();
  switch (op) {
    case Op::sin: return send(S(g * apply(Op::cos, x)));                         // g cos x
    case Op::cos: return send(S(g * S(-apply(Op::sin, x))));                     // g (-sin x)
    case Op::tan: return send(S(g * S(u + S(v * v))));                           // g (1 + v^2)
    case Op::asin: return send(S(g * S(u / apply(Op::sqrt, S(u - S(x * x))))));  // g rsqrt(1 - x^2)
    case Op::acos: return send(S(g * S(-S(u / apply(Op::sqrt, S(u - S(x * x)))))));
    case Op::atan: return send(S(g / S(S(x * x) + u)));  // g / (x^2 + 1)
    default: throw UnsupportedOp{op};
  }
}

template <class S>
Pullback<S> pull_special(Op op, const S& x, const S& v, const S& g) {
  using K = TapeConstants<S>;
  switch (op) {
    case Op::erf:
      return send(S(S(K::two_over_sqrt_pi() * apply(Op::exp, S(-S(x * x)))) * g));  // 2/sqrt(pi) exp(-x^2) g
    case Op::erfc: return send(S(S(-K::two_over_sqrt_pi() * apply(Op::exp, S(-S(x * x)))) * g));
    case Op::lgamma: return send(S(g * apply(Op::digamma, x)));         // g psi(x)
    case Op::tgamma: return send(S(g * S(v * apply(Op::digamma, x))));  // g v psi(x): no such tape operation
    case Op::digamma: return send(S(g * K::trigamma(x)));               // g polygamma(1, x)
    case Op::abs: return send(S(g * apply(Op::sign, x)));               // g sign x: 0 at 0
    default: throw UnsupportedOp{op};
  }
}

}  // namespace detail

/// What `op` sends back for the adjoint `g` of its value `v`. `select` sends a 0 to the operand that was not chosen
/// and steps send a 0 too: an infinite slope further back turns it into NaN. Masks send nothing.
template <class S>
Pullback<S> pull_back(Op op, const std::array<S, 3>& x, bool literal_numerator, const S& v, const S& g) {
  using namespace detail;
  const S zero{};
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
    case Op::hypot: return pull_arithmetic(op, x, literal_numerator, v, g);
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
    case Op::atanh: return pull_exponential(op, x[0], v, g);
    case Op::sin:
    case Op::cos:
    case Op::tan:
    case Op::asin:
    case Op::acos:
    case Op::atan: return pull_circular(op, x[0], v, g);
    case Op::atan2: return pull_atan2(x[0], x[1], g);
    case Op::erf:
    case Op::erfc:
    case Op::lgamma:
    case Op::tgamma:
    case Op::digamma:
    case Op::abs: return pull_special(op, x[0], v, g);
    case Op::min: return pull_choice(x[0] < x[1], x[0] == x[1], g);
    case Op::max: return pull_choice(x[0] > x[1], x[0] == x[1], g);
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc:
    case Op::sign: return send(zero);
    case Op::select: return {{zero, x[0] != zero ? g : zero, x[0] != zero ? zero : g}, 0b110};
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::input:
    case Op::constant: return {};
  }
  // clang-format on
  return {};
}

/// d(output)/d(node) for every node; 0 where the output does not depend on it. `values` are the node values.
template <class S>
std::vector<S> adjoints(const Trace& trace, std::span<const S> values, NodeId output) {
  std::vector<S> g(values.size(), S{});
  std::vector<bool> reached(values.size(), false);
  g[output] = detail::one<S>();
  reached[output] = true;
  for (std::size_t i = output + 1; i-- > static_cast<std::size_t>(trace.inputs);) {
    if (!reached[i]) continue;
    const Node& n = trace.nodes[i];
    const std::array<Operand, 3> operands{n.a, n.b, n.c};
    const std::size_t arity = static_cast<std::size_t>(info(n.op).arity);
    std::array<S, 3> x{};
    for (std::size_t k = 0; k < arity; ++k)
      x[k] = operands[k].is_literal() ? S(LiteralOf<S>::make(operands[k].literal)) : values[operands[k].node];
    const Pullback<S> back = pull_back<S>(n.op, x, n.op == Op::div && n.a.is_literal(), values[i], g[i]);
    for (std::size_t k = 0; k < arity; ++k) {
      if (operands[k].is_literal() || ((back.sends >> k) & 1u) == 0) continue;
      const NodeId j = operands[k].node;
      g[j] = reached[j] ? S(g[j] + back.adjoint[k]) : back.adjoint[k];
      reached[j] = true;
    }
  }
  return g;
}

}  // namespace clino
