/// The exact dual program in numbers of binary64, for those who must not see FLINT's headers.
#pragma once
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "clino/reference.hpp"

namespace clino {

/// One node in real arithmetic, rounded to binary64 (infinite beyond its range, NaN where the number does not exist).
struct ExactNode {
  double value = 0, tangent = 0, adjoint = 0;
  std::array<double, 3> partials{};  ///< local, in each operand; 0 for operands that do not enter
  std::array<bool, 3> enters{};      ///< whether the operand passes anything on
  double log2_weight = 0;            ///< log2 |d target / d value|; -infinity for 0
  double log2_value = 0, log2_tangent = 0, log2_adjoint = 0;  ///< whatever their range
  bool reached = false;                                       ///< the output depends on it
  bool depends = false;                                       ///< it varies with the target's input
  std::string_view reason{};  ///< why its value or a partial does not exist: "abs has a kink at 0"
};

std::vector<ExactNode> exact_nodes(const Trace& trace, std::span<const double> x, const Format& format, Target target,
                                   const ReferenceOptions& options = {});

/// The operation of a node by itself in real arithmetic, on the operands that a program computed (one value a node).
ExactNode exact_alone(const Trace& trace, std::span<const double> values, const Format& format, NodeId node);

}  // namespace clino
