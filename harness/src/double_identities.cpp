#include "double_identities.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace clino {
namespace {

/// The number of a literal or a constant node, else NaN.
double number(const Trace& trace, const Operand& o) {
  if (o.is_literal()) return o.literal;
  const Node& n = trace.nodes[o.node];
  return n.op == Op::constant ? n.a.literal : std::numeric_limits<double>::quiet_NaN();
}

/// one + sign f, for one = +-1.
std::optional<SignedCall> sum_with_one(double one, double sign, const Node& f) {
  const bool opposed = one != sign;
  switch (f.op) {
    case Op::erf: return SignedCall{.op = Op::erfc, .u = f.a, .before = opposed ? 1.0 : -1.0, .after = one};
    case Op::erfc: return opposed ? std::optional(SignedCall{.op = Op::erf, .u = f.a, .after = one}) : std::nullopt;
    case Op::exp: return opposed ? std::optional(SignedCall{.op = Op::expm1, .u = f.a, .after = sign}) : std::nullopt;
    case Op::cos:
      return opposed ? std::optional(SignedCall{.op = Op::cos, .u = f.a, .after = one, .versine = true}) : std::nullopt;
    default: return std::nullopt;
  }
}

/// An operand of a sum with its sign in it.
struct Term {
  const Operand* operand;
  double sign;
};

std::optional<SignedCall> sum(const Trace& trace, Term a, Term b) {
  if (std::fabs(number(trace, *a.operand)) != 1) std::swap(a, b);
  const double one = a.sign * number(trace, *a.operand);
  if (std::fabs(one) != 1 || b.operand->is_literal()) return std::nullopt;
  return sum_with_one(one, b.sign, trace.nodes[b.operand->node]);
}

/// log of a sum 1 + u or 1 - u
std::optional<SignedCall> logarithm(const Trace& trace, const Operand& argument) {
  if (argument.is_literal()) return std::nullopt;
  const Node& n = trace.nodes[argument.node];
  if (n.op != Op::add && n.op != Op::sub) return std::nullopt;
  if (number(trace, n.a) == 1) return SignedCall{.op = Op::log1p, .u = n.b, .before = n.op == Op::add ? 1.0 : -1.0};
  if (n.op == Op::add && number(trace, n.b) == 1) return SignedCall{.op = Op::log1p, .u = n.a};
  return std::nullopt;
}

}  // namespace

std::optional<SignedCall> as_call(const Trace& trace, const Node& node) {
  switch (node.op) {
    case Op::add: return sum(trace, {&node.a, 1}, {&node.b, 1});
    case Op::sub: return sum(trace, {&node.a, 1}, {&node.b, -1});
    case Op::log: return logarithm(trace, node.a);
    default: return std::nullopt;
  }
}

}  // namespace clino
