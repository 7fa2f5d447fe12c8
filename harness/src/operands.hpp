/// The operands of a node, and what they were in a run of the program.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "clino/format.hpp"
#include "clino/trace.hpp"

namespace clino {

/// All three, those that the operation does not have as well.
inline std::array<const Operand*, 3> operands(const Node& n) { return {&n.a, &n.b, &n.c}; }

/// Nodes that an output or a comparison needs; `mark_operands(node, mark)` marks what a node is computed from.
template <class MarkOperands>
std::vector<std::uint8_t> live_nodes(const Trace& trace, const MarkOperands& mark_operands) {
  std::vector<std::uint8_t> live(trace.nodes.size(), 0);
  const auto mark = [&](const Operand& o) {
    if (!o.is_literal()) live[o.node] = 1;
  };
  for (const NodeId output : trace.outputs) live[output] = 1;
  for (const Branch& b : trace.branches) {
    mark(b.a);
    mark(b.b);
  }
  for (std::size_t i = live.size(); i-- > 0;)
    if (live[i] != 0) mark_operands(trace.nodes[i], mark);
  return live;
}
inline std::vector<std::uint8_t> live_nodes(const Trace& trace) {
  return live_nodes(trace, [](const Node& n, const auto& mark) {
    for (const Operand* o : operands(n)) mark(*o);  // those that it does not have are literals
  });
}

/// The number that the program had for an operand; `values` are those it computed, one for each node.
inline double computed_value(const Operand& o, std::span<const double> values, const Format& format) {
  return o.is_literal() ? round_to(format, o.literal) : values[o.node];
}

}  // namespace clino
