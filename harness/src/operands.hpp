/// The operands of a node, and what they were in a run of the program.
#pragma once
#include <array>
#include <span>

#include "clino/format.hpp"
#include "clino/trace.hpp"

namespace clino {

/// All three, those that the operation does not have as well.
inline std::array<const Operand*, 3> operands(const Node& n) { return {&n.a, &n.b, &n.c}; }

/// The number that the program had for an operand; `values` are those it computed, one for each node.
inline double computed_value(const Operand& o, std::span<const double> values, const Format& format) {
  return o.is_literal() ? round_to(format, o.literal) : values[o.node];
}

}  // namespace clino
