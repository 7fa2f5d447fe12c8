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
  double log2_exact_value = Certified::none, log2_exact_derivative = Certified::none;  ///< of the magnitudes
};

/// Three significant digits of a number with that base-2 logarithm of its magnitude: "2.73e347" where binary64 has
/// infinity or 0 for it, "inf" and "NaN" where there is no such number.
std::string three_digits(double x, double log2_magnitude);

enum class Fault : std::uint8_t { none, overflow, underflow, cancellation, singularity, branch, rounding, libm, rule };

/// How a fault becomes what is seen: the names by which people know these accidents.
enum class Mechanism : std::uint8_t {
  none, overflow, overflow_times_zero, infinite_ratio, infinite_difference, zero_over_zero, cancellation_in_value,
  cancellation_in_derivative, squared_denominator, early_underflow, rounding_growth, domain_edge, kink, flipped_branch,
  border, library_error, other_rule, wrong_gradient
};

/// "overflow, then 0*inf", "squared denominator", ...
std::string_view name(Mechanism mechanism);

struct Diagnosis {
  std::optional<NodeId> culprit{};  ///< where it goes wrong first
  Fault fault = Fault::none;
  Mechanism mechanism = Mechanism::none;
  bool in_derivative = false;       ///< the value of the culprit is right, its tangent or adjoint is not
  Mode mode = Mode::forward;        ///< whether `derivative` is a tangent or an adjoint
  std::string summary{};            ///< one sentence
  std::vector<Step> steps{};        ///< in program order; of a longer program the 400 around the culprit
};

/// Why the engine's target at `x` is off. `trace` is the program the format performed; `variables` are the names of its
/// inputs ("x", "y", "z" or "x0", "x1", ... unless given). For a custom gradient that can be recorded, the steps and the
/// culprit are those of the gradient's own program.
Diagnosis diagnose(const Engine& engine, const Trace& trace, std::span<const double> x, const Format& format,
                   Target target, std::span<const std::string> variables = {});

/// What to try against it: one sentence by mechanism and, where it decides, by the operation at fault. Empty where
/// nothing is known to help.
std::string advice(const Diagnosis& diagnosis);

/// One step as a statement, operands by number: "%2 = exp(%1)", inputs by name: "%1 = x * x".
std::string statement(const Trace& trace, NodeId node, const Format& format, std::span<const std::string> variables = {});
/// The expression that a node stands for, "1 - cos(x)", with deep parts left as numbers ("%7 * x") so that it is not
/// longer than `limit` where that is possible.
std::string expression(const Trace& trace, NodeId node, const Format& format,
                       std::span<const std::string> variables = {}, std::size_t limit = 40);

/// The least positive number of the format from which on a unary operation overflows: 88.72284 for exp in binary32.
/// Empty when it does not.
std::optional<double> overflow_threshold(Op op, const Format& format);

}  // namespace clino
