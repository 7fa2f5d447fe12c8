/// What is said about a value that goes wrong.
#include <algorithm>
#include <cmath>

#include "clino/evaluate.hpp"
#include "library.hpp"
#include "narrator.hpp"

namespace clino {
namespace {

/// Whether the operand is the input itself or its negative: +1, -1, else 0; `input` tells which.
int sign_of_input(const Trace& trace, const Operand& o, NodeId& input) {
  if (o.is_literal()) return 0;
  const Node& n = trace.nodes[o.node];
  input = o.node;
  if (n.op == Op::input) return 1;
  if (n.op != Op::neg || trace.nodes[n.a.node].op != Op::input) return 0;
  input = n.a.node;
  return -1;
}

}  // namespace

Finding Narrator::value(NodeId k) const {
  const double got = scene_.value(k), truth = scene_.exact[k].value;
  if (std::isnan(truth)) return singular(k);
  if (!std::isfinite(got) && std::fabs(truth) > largest(scene_.format)) return overflow(k);
  if (std::isnan(got))
    return {Fault::rounding, Mechanism::domain_edge, "rounding takes an operand of " + text(k) + " out of its domain"};
  if (std::isinf(got))
    return {Fault::rounding, Mechanism::rounding_growth,
            text(k) + " becomes infinite, exactly it is " + exact_number(Quantity{k})};
  const bool sum = op(k) == Op::add || op(k) == Op::sub;  // never rounded where it is subnormal
  if (!sum && std::fabs(truth) < smallest_normal(scene_.format) && leaves_normal_numbers(k)) return vanished(k);
  return conditioning(k);
}

/// Whether the operation itself, on the operands it had, gives a number below the normal ones: else they are to blame.
bool Narrator::leaves_normal_numbers(NodeId k) const {
  const ExactNode alone = exact_alone(scene_.trace, scene_.computed.values, scene_.format, k);
  return std::isfinite(alone.log2_value) && std::fabs(alone.value) < smallest_normal(scene_.format);
}

Finding Narrator::overflow(NodeId k) const {
  const Node& n = scene_.trace.nodes[k];
  const std::string name(info(n.op).name);
  const std::optional<double> threshold = overflow_threshold(n.op, scene_.format);
  if (!threshold || value_of(n.a) < *threshold)
    return {Fault::overflow, Mechanism::overflow,
            text(k) + " overflows: exactly it is " + exact_number(Quantity{k}) + ", beyond the largest number " +
                number(largest(scene_.format))};
  NodeId input = no_node;
  const int sign = sign_of_input(scene_.trace, n.a, input);
  if (sign != 0)
    return {Fault::overflow, Mechanism::overflow,
            name + " overflows from " + text(input) + " = " + number(sign * *threshold) + (sign > 0 ? " on" : " down")};
  return {Fault::overflow, Mechanism::overflow,
          text(k) + " overflows: its argument " + number(value_of(n.a)) + " is above " +
              number(next_down(scene_.format, *threshold))};
}

/// Below the normal numbers of the format.
Finding Narrator::vanished(NodeId k) const {
  const std::string exact = exact_number(Quantity{k});
  if (scene_.value(k) == 0)
    return {Fault::underflow, Mechanism::early_underflow, text(k) + " underflows to 0: exactly it is " + exact};
  return {Fault::underflow, Mechanism::early_underflow,
          text(k) + " is subnormal and loses digits: exactly it is " + exact};
}

/// A normal number that is off though its operands are not (or much less).
Finding Narrator::conditioning(NodeId k) const {
  const Node& n = scene_.trace.nodes[k];
  const double truth = scene_.exact[k].value;
  const double larger = std::max(std::fabs(exact_of(n.a)), std::fabs(exact_of(n.b)));
  if ((n.op == Op::add || n.op == Op::sub) && larger >= 2 * std::fabs(truth)) {
    const std::string cancels = text(k) + (scene_.value(k) == 0 ? " cancels to 0" : " cancels");
    const double log2_truth = scene_.exact[k].log2_value;  // where binary64 has 0 too
    if (!std::isfinite(log2_truth))
      return {Fault::cancellation, Mechanism::cancellation_in_value, cancels + ": its operands are equal exactly"};
    const int bits = static_cast<int>(std::floor(std::log2(larger) - log2_truth));
    return {Fault::cancellation, Mechanism::cancellation_in_value,
            cancels + ": its operands agree to " + std::to_string(bits) + " bits, " + std::string(scene_.format.name) +
                " has " + std::to_string(scene_.format.precision)};
  }
  if (beyond_library(scene_.trace, scene_.computed.values, scene_.format, k))
    return {Fault::libm, Mechanism::library_error,
            text(k) + " is off by " + exact_number(own_error(scene_.trace, scene_.computed.values, scene_.format, k)) +
                " ulps by itself"};
  double condition = 0;
  const std::array operand{&n.a, &n.b, &n.c};
  for (std::size_t j = 0; j < static_cast<std::size_t>(info(n.op).arity); ++j)
    condition = std::max(condition, std::fabs(scene_.exact[k].partials[j] * exact_of(*operand[j]) / truth));
  if (condition < 2) return {Fault::rounding, Mechanism::rounding_growth, "roundings add up, most at " + text(k)};
  if (!std::isfinite(condition))
    return {Fault::rounding, Mechanism::rounding_growth, text(k) + " is made of the rounding of its operand alone"};
  return {Fault::rounding, Mechanism::rounding_growth,
          text(k) + " magnifies the rounding of its operand " + exact_number(condition) + " times"};
}

}  // namespace clino
