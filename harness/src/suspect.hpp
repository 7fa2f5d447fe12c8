/// Where a target goes wrong first: computed numbers against exact ones, followed back along what they were made from.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "clino/engine.hpp"
#include "exact_view.hpp"

namespace clino {

/// A number the engine met: a node's value, or its tangent or adjoint.
struct Quantity {
  NodeId node = no_node;
  bool derivative = false;
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

/// Everything known about one run of an engine.
struct Scene {
  const Trace& trace;
  std::span<const double> x;
  Format format;
  Target target;
  Sensitivities computed;  ///< `derivatives` empty where the engine cannot tell
  std::vector<ExactNode> exact;
  std::vector<std::vector<NodeId>> users;  ///< of each node

  double value(NodeId k) const { return computed.values[k]; }
  double got(Quantity q) const { return q.derivative ? computed.derivatives[q.node] : computed.values[q.node]; }
  double truth(Quantity q) const;
  /// log2 of its magnitude, also beyond binary64's range; -infinity for 0.
  double log2_truth(Quantity q) const;
  Quantity target_quantity() const;
};

Scene make_scene(const Trace& trace, std::span<const double> x, const Format& format, Target target,
                 Sensitivities computed);

/// NaN, infinite, or 0 where the exact number is not, or without an exact number to compare with.
bool lost(const Scene& scene, Quantity q);
/// Error in ulps of a format without exponent limits (so that a subnormal result shows the digits it lost).
double error_in_digits(const Scene& scene, Quantity q);
/// What the quantity was computed from.
std::vector<Quantity> sources(const Scene& scene, Quantity q);

/// The first quantity that goes wrong on the way to the target; empty when the target agrees with the exact program.
std::optional<Quantity> find_suspect(const Scene& scene);

/// Bits of accuracy lost between the sources of a quantity and itself.
double bits_lost_at(const Scene& scene, Quantity q);

/// Sum of the magnitudes of the parts a tangent or adjoint is the sum of, exactly.
double size_of_parts(const Scene& scene, Quantity q);

/// The node whose operation is at fault: the quantity's own; for an adjoint the user it comes from, or where the parts
/// that cancel in it come together.
NodeId operation_of(const Scene& scene, Quantity q);

}  // namespace clino
