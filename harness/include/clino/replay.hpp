/// Replay of a trace in any scalar type: the same program, the same mixed literal operands, in the same order.
#pragma once
#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "clino/trace.hpp"
#include "clino/tracer.hpp"

namespace clino {

/// Thrown by `Direct` when the scalar type has no such operation; engines turn it into an answer.
struct UnsupportedOp {
  Op op;
};

/// The type a literal of the source has beside a scalar S, and how to make one from binary64.
/// Specialise it for an engine's scalar (`float` for `AutoDiffScalar<Matrix<float, ...>>`).
template <class S>
struct LiteralOf {
  using type = S;
  static S make(double c) { return static_cast<S>(c); }
};

/// Whether the scalar type S has the operation: false where its overload exists but does not compile. Specialise it
/// for an engine's scalar; overload resolution decides the rest.
template <class S, Op op>
inline constexpr bool provides = true;

/// Applies an operation by overload resolution, exactly as the user's source line would.
template <class S>
struct Direct {
  template <class A>
  S operator()(Op op, const A& a) const {
    using std::abs, std::acos, std::acosh, std::asin, std::asinh, std::atan, std::atanh, std::cbrt, std::ceil, std::cos,
        std::cosh, std::erf, std::erfc, std::exp, std::exp2, std::expm1, std::floor, std::lgamma, std::log, std::log10,
        std::log1p, std::log2, std::round, std::sin, std::sinh, std::sqrt, std::tan, std::tanh, std::tgamma, std::trunc;
    switch (op) {
      case Op::neg: return S(-a);
// clang-format off
#define CLINO_UNARY(name) \
  case Op::name: if constexpr (provides<S, Op::name> && requires { S(name(a)); }) return S(name(a)); else break;
      CLINO_UNARY(sqrt) CLINO_UNARY(cbrt) CLINO_UNARY(exp) CLINO_UNARY(exp2) CLINO_UNARY(expm1) CLINO_UNARY(log)
      CLINO_UNARY(log2) CLINO_UNARY(log10) CLINO_UNARY(log1p) CLINO_UNARY(sin) CLINO_UNARY(cos) CLINO_UNARY(tan)
      CLINO_UNARY(asin) CLINO_UNARY(acos) CLINO_UNARY(atan) CLINO_UNARY(sinh) CLINO_UNARY(cosh) CLINO_UNARY(tanh)
      CLINO_UNARY(asinh) CLINO_UNARY(acosh) CLINO_UNARY(atanh) CLINO_UNARY(erf) CLINO_UNARY(erfc) CLINO_UNARY(lgamma)
      CLINO_UNARY(tgamma) CLINO_UNARY(digamma) CLINO_UNARY(abs) CLINO_UNARY(floor) CLINO_UNARY(ceil) CLINO_UNARY(round)
      CLINO_UNARY(trunc) CLINO_UNARY(sign)
#undef CLINO_UNARY
      // clang-format on
      default: break;
    }
    throw UnsupportedOp{op};
  }

  template <class A, class B>
  S operator()(Op op, const A& a, const B& b) const {
    using std::atan2, std::hypot, std::max, std::min, std::pow;
    switch (op) {
      case Op::add: return S(a + b);
      case Op::sub: return S(a - b);
      case Op::mul: return S(a * b);
      case Op::div: return S(a / b);
// clang-format off
#define CLINO_BINARY(name) \
  case Op::name: if constexpr (provides<S, Op::name> && requires { S(name(a, b)); }) return S(name(a, b)); else break;
      CLINO_BINARY(pow) CLINO_BINARY(hypot) CLINO_BINARY(atan2) CLINO_BINARY(min) CLINO_BINARY(max) CLINO_BINARY(less)
      CLINO_BINARY(less_equal) CLINO_BINARY(equal)
#undef CLINO_BINARY
      // clang-format on
      default: break;
    }
    throw UnsupportedOp{op};
  }

  S operator()(Op op, const S& a, const S& b, const S& c) const {
    using std::fma;
    switch (op) {
      case Op::fma:
        if constexpr (requires { S(fma(a, b, c)); })
          return S(fma(a, b, c));
        else
          break;
      case Op::select:
        if constexpr (requires { S(select(a, b, c)); })
          return S(select(a, b, c));
        else
          break;
      default: break;
    }
    throw UnsupportedOp{op};
  }
};

/// Values of every node, in order, for inputs `x` of scalar type S. `operate(op, a, ...)` performs one operation on
/// scalars and literals of `LiteralOf<S>::type` (never on literals alone; three-operand operations get scalars only).
/// Throws UnsupportedOp.
template <class S, class Operate = Direct<S>>
std::vector<S> replay(const Trace& trace, std::span<const S> x, Operate operate = {}) {
  using L = LiteralOf<S>;
  std::vector<S> v;
  v.reserve(trace.nodes.size());
  const auto scalar = [&](const Operand& o) { return o.is_literal() ? S(L::make(o.literal)) : v[o.node]; };
  for (std::size_t i = 0; i < trace.nodes.size(); ++i) {
    const Node& n = trace.nodes[i];
    switch (info(n.op).arity) {
      case 0: v.push_back(n.op == Op::input ? x[i] : S(L::make(n.a.literal))); break;
      case 1: v.push_back(operate(n.op, v[n.a.node])); break;
      case 2:
        if (n.a.is_literal())
          v.push_back(operate(n.op, L::make(n.a.literal), v[n.b.node]));
        else if (n.b.is_literal())
          v.push_back(operate(n.op, v[n.a.node], L::make(n.b.literal)));
        else
          v.push_back(operate(n.op, v[n.a.node], v[n.b.node]));
        break;
      default: v.push_back(operate(n.op, scalar(n.a), scalar(n.b), scalar(n.c)));
    }
  }
  return v;
}

}  // namespace clino
