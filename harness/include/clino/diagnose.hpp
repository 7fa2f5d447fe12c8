/// The operation at fault: every step of the program, computed against exact.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clino/engine.hpp"
#include "clino/reference.hpp"

namespace clino {

/// One step of the program. Ulps are of the format at the exact number; NaN where one of the two is not finite.
struct Step {
  NodeId node = no_node;
  Op op = Op::input;
  std::string text{};        ///< "%2 = exp(%0)"
  double value = 0;          ///< as the engine's program computed it
  double exact_value = 0;
  double local_ulps = 0;     ///< the operation on exact operands rounded to the format, against its exact result
  double derivative = 0;     ///< tangent or adjoint, as the engine computed it
  double exact_derivative = 0;
};

enum class Fault : std::uint8_t { none, overflow, underflow, cancellation, singularity, branch, rounding, libm, rule };

struct Diagnosis {
  std::optional<NodeId> culprit{};  ///< where it goes wrong first
  Fault fault = Fault::none;
  bool in_derivative = false;       ///< the value of the culprit is right, its tangent or adjoint is not
  Mode mode = Mode::forward;        ///< whether `derivative` is a tangent or an adjoint
  std::string summary{};            ///< one sentence
  std::vector<Step> steps{};
};

/// Why the engine's target at `x` is off. `trace` is the program the format performed.
Diagnosis diagnose(const Engine& engine, const Trace& trace, std::span<const double> x, const Format& format,
                   Target target);

/// The least |input| beyond which, on the ray from the exact operand through the computed one, a unary operation
/// overflows in the format: 88.72284 for exp in binary32. Empty when it does not.
std::optional<double> overflow_threshold(Op op, const Format& format);

}  // namespace clino
