#include "exact_view.hpp"

#include <cmath>

#include "exact_dual.hpp"
#include "floating_point_scope.hpp"

namespace clino {
namespace {

/// A ball that still holds 0 when everything is settled is 0 as far as anyone can tell.
double nearest(arb_srcptr x) {
  if (!arb_is_finite(x)) return Certified::none;
  return arb_contains_zero(x) ? 0 : arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

double log2_of(arb_srcptr x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!arb_is_finite(x)) return infinity;
  if (arb_contains_zero(x)) return -infinity;
  ArfValue mantissa;
  FmpzValue exponent;
  arf_frexp(mantissa, exponent, arb_midref(x));
  return fmpz_get_d(exponent) + std::log2(std::fabs(arf_get_d(mantissa, ARF_RND_NEAR)));
}

ExactNode node(const Trace& trace, const ExactDual& exact, NodeId k) {
  ExactNode n{.value = nearest(exact.value(k)),
              .tangent = exact.tangent_lost(k) || exact.value_lost(k) ? Certified::none : nearest(exact.tangent(k)),
              .adjoint = exact.reached(k) && exact.adjoint_lost(k) ? Certified::none : nearest(exact.adjoint(k)),
              .log2_weight = log2_of(exact.weight(k)),
              .log2_value = log2_of(exact.value(k)),
              .log2_tangent = log2_of(exact.tangent(k)),
              .log2_adjoint = log2_of(exact.adjoint(k)),
              .reached = exact.reached(k),
              .depends = exact.depends(k),
              .reason = exact.local(k).reason};
  for (std::size_t j = 0; j < static_cast<std::size_t>(info(trace.nodes[k].op).arity); ++j) {
    n.enters[j] = exact.enters(k, j);
    if (n.enters[j]) n.partials[j] = nearest(exact.partial(k, j));
  }
  return n;
}

}  // namespace

std::vector<ExactNode> exact_nodes(const Trace& trace, std::span<const double> x, const Format& format, Target target,
                                   const ReferenceOptions& options) {
  const ExactDual exact(trace, x, format, target, options);
  std::vector<ExactNode> nodes;
  nodes.reserve(trace.nodes.size());
  for (NodeId k = 0; k < trace.nodes.size(); ++k) nodes.push_back(node(trace, exact, k));
  return nodes;
}

ExactSteps exact_steps(const Trace& trace, std::span<const double> x, const Format& format, int output, int input,
                       const ReferenceOptions& options) {
  const FloatingPointScope environment;
  ExactSteps steps;
  for (const ExactNode& n : exact_nodes(trace, x, format, {output, input}, options)) {
    steps.values.push_back(n.value);
    steps.tangents.push_back(n.tangent);
    steps.adjoints.push_back(n.adjoint);
  }
  return steps;
}

ExactNode exact_alone(const Trace& trace, std::span<const double> values, const Format& format, NodeId node) {
  Trace alone;
  Node n = trace.nodes[node];
  std::vector<double> x;
  for (Operand* o : {&n.a, &n.b, &n.c}) {
    if (o->is_literal()) continue;
    x.push_back(values[o->node]);
    alone.nodes.push_back({Op::input});
    o->node = static_cast<NodeId>(x.size() - 1);
  }
  alone.inputs = static_cast<int>(x.size());
  alone.nodes.push_back(n);
  alone.outputs = {static_cast<NodeId>(x.size())};
  return exact_nodes(alone, x, format, {}).back();
}

}  // namespace clino
