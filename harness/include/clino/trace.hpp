/// The evaluation trace: the straight-line program that one evaluation of a function performed.
#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "clino/op.hpp"

namespace clino {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = std::numeric_limits<NodeId>::max();

/// Another node, or a literal of the source (`2.0` in `2.0 * x`). A literal is not a constant node: engines
/// differentiate `x / 2.0` and `x / T(2)` by different rules.
struct Operand {
  NodeId node = no_node;
  double literal = 0;
  bool is_literal() const { return node == no_node; }
  friend bool operator==(const Operand&, const Operand&) = default;
};

/// One elementary operation. `constant` keeps its number in `a.literal`.
struct Node {
  Op op;
  Operand a{}, b{}, c{};
  friend bool operator==(const Node&, const Node&) = default;
};

enum class Relation : std::uint8_t { less, less_equal, equal };

/// A comparison that decided a branch of the program.
struct Branch {
  Relation relation;
  Operand a, b;
  bool taken;
  friend bool operator==(const Branch&, const Branch&) = default;
};

/// The program (Griewank's evaluation trace). Nodes 0 .. inputs-1 are the inputs; operands precede their users.
struct Trace {
  int inputs = 0;
  std::vector<Node> nodes;
  std::vector<Branch> branches;
  std::vector<NodeId> outputs;
  friend bool operator==(const Trace&, const Trace&) = default;
};

}  // namespace clino
