/// Over what distance an operation is smooth, and how far a stencil moves it: so that a step is never taken blindly.
#pragma once
#include <array>
#include <span>

#include "clino/format.hpp"
#include "clino/trace.hpp"

namespace clino {

/// Operands of one node (unused ones 0) and its value.
struct Operands {
  std::array<double, 3> x;
  double value;
};

/// The operands of a node, given the values of all nodes; literals are rounded to the format.
Operands operands(const Node& node, std::span<const double> values, double value, const Format& format);

/// Distance by which operand k may move before the operation leaves its present branch, comes to a singularity or
/// turns by its own scale (1 for exp and sin, |a| for log, distance to the tie for max). Infinite for polynomials.
double extent(Op op, const Operands& at, int k);

/// The largest move of any operand of the trace between two evaluations, in units of its extent, comparisons
/// included. Below 1 no kink, jump, pole or oscillation of an elementary operation lies between the two. Infinite
/// where an operation that moves is at its kink already.
double excursion(const Trace& trace, std::span<const double> from, std::span<const double> to, const Format& format);

}  // namespace clino
