/// What is said about a tangent or an adjoint that goes wrong while the values are right.
#include <algorithm>
#include <cmath>

#include "clino/evaluate.hpp"
#include "narrator.hpp"
#include "roundings.hpp"

namespace clino {
namespace {

/// Whether the square of a number leaves the format: +1 overflow, -1 underflow, 0 neither.
int square_leaves(const Format& format, double x) {
  const double square = compute(format, Op::mul, x, x);
  if (std::isinf(square) && std::isfinite(x)) return 1;
  return x != 0 && square < smallest_normal(format) ? -1 : 0;
}

std::string leaves(int direction) { return direction > 0 ? "overflows" : "underflows"; }

}  // namespace

Finding Narrator::derivative(Quantity q) const {
  const NodeId k = operation_of(scene_, q);
  const double got = scene_.got(q), truth = scene_.truth(q);
  if (std::isnan(truth)) return singular(k);
  const std::string whose =
      (scene_.computed.mode == Mode::reverse ? "the adjoint of " : "the tangent of ") + text(q.node);
  if (!std::isfinite(got) && std::fabs(truth) > largest(scene_.format))
    return {Fault::overflow, whose + " overflows: exactly it is " + exact_number(q)};
  if (std::fabs(truth) < smallest_normal(scene_.format) && std::isfinite(scene_.log2_truth(q)) && std::isfinite(got))
    return {Fault::underflow, whose + (got == 0 ? " underflows to 0" : " is subnormal and loses digits") +
                                  ": exactly it is " + exact_number(q)};
  if (std::optional<Finding> cancel = cancelling_terms(q)) return *cancel;
  if (!lost(scene_, q))
    if (std::optional<Finding> operands = faithful(q, k)) return *operands;
  return rule(q, k);
}

/// A sum of parts much larger than itself: partials times tangents, or what several users send back.
std::optional<Finding> Narrator::cancelling_terms(Quantity q) const {
  const double parts = size_of_parts(scene_, q), truth = std::fabs(scene_.truth(q));
  if (!std::isfinite(scene_.got(q)) || !std::isfinite(parts) || !(parts >= 16 * truth) || truth == 0)
    return std::nullopt;
  const int bits = static_cast<int>(std::floor(std::log2(parts / 2) - std::log2(truth)));
  const std::string what = scene_.computed.mode == Mode::reverse
                               ? "the adjoint of " + text(q.node) + " is a sum that cancels"
                               : "the derivative of " + text(q.node) + " is a sum that cancels";
  return Finding{Fault::cancellation, what + ": its terms agree to " + std::to_string(bits) + " bits, " +
                                          std::string(scene_.format.name) + " has " +
                                          std::to_string(scene_.format.precision)};
}

/// Where the rule gives what it should at the operands it had: their rounding is what is seen.
std::optional<Finding> Narrator::faithful(Quantity q, NodeId at) const {
  const bool reverse = scene_.computed.mode == Mode::reverse;
  double expected = 0, at_exact_operands = 0, size = 0, count = 4;
  const auto add = [&](NodeId k) {
    const ExactNode alone = exact_alone(scene_, k);
    const Node& n = scene_.trace.nodes[k];
    const std::array operands{&n.a, &n.b, &n.c};
    for (std::size_t j = 0; j < 3; ++j) {
      if (!scene_.exact[k].enters[j] || (reverse && operands[j]->node != q.node)) continue;
      const double factor = scene_.computed.derivatives[reverse ? k : operands[j]->node];
      expected += alone.partials[j] * factor;
      at_exact_operands += scene_.exact[k].partials[j] * factor;
      size += std::fabs(alone.partials[j] * factor);
    }
    count += 2 * partial_roundings(n.op, scene_.format);
  };
  if (reverse)
    std::ranges::for_each(scene_.users[q.node], add);
  else
    add(q.node);
  const double got = scene_.got(q), truth = scene_.truth(q);
  if (!(std::fabs(got - expected) <= count * unit_roundoff(scene_.format) * size)) return std::nullopt;
  const bool by_operands = std::fabs(expected - at_exact_operands) >= std::fabs(got - truth) / 2;
  if (by_operands && op(at) != Op::mul && op(at) != Op::fma)
    return Finding{Fault::rounding, "the slope of " + text(at) + " magnifies the rounding of its operand"};
  return Finding{Fault::rounding, "roundings add up, most at " + text(at)};
}

/// The derivative is a number in range, its sources are right: another rule would do.
Finding Narrator::rule(Quantity q, NodeId k) const {
  const Node& n = scene_.trace.nodes[k];
  const Format& format = scene_.format;
  const std::string name(info(n.op).name);
  const double partial = std::fabs(scene_.exact[k].partials[0]);
  const auto agrees = [&](double difference) {
    return std::to_string(static_cast<int>(std::floor(-std::log2(difference)))) + " bits";
  };
  const auto& partials = scene_.exact[k].partials;
  if (std::isnan(scene_.got(q)) && scene_.truth(q) == 0 &&
      std::ranges::any_of(partials, [](double p) { return std::isnan(p); })) {
    Finding f = singular(k);
    f.text += ", though it does not vary with this input";
    return f;
  }
  if (n.op == Op::div)
    if (const int direction = square_leaves(format, value_of(n.b)); direction != 0)
      return {Fault::rule, "the quotient rule multiplies by 1/(y*y), and y*y " + leaves(direction) +
                               " for y = " + text(n.b) + " = " + number(value_of(n.b))};
  if (n.op == Op::tanh && partial < 0.5)  // 1 - y^2 = p: 1 - |y| is p/2 nearly
    return {Fault::rule, "the rule 1 - y*y of tanh cancels: y is " + std::string(scene_.value(k) < 0 ? "-" : "") +
                             "1 to " + agrees(partial / 2)};
  if (n.op == Op::expm1 && partial < 0.5)
    return {Fault::rule, "the rule y + 1 of expm1 cancels: y is -1 to " + agrees(partial)};
  for (const Operand* o : {&n.a, &n.b})
    if (const int direction = square_leaves(format, value_of(*o));
        direction != 0 && (o == &n.a || info(n.op).arity > 1) && n.op != Op::mul && n.op != Op::exp)
      return {Fault::rule, "the rule of " + name + " squares " + text(*o) + " = " + number(value_of(*o)) + ", which " +
                               leaves(direction)};
  return {Fault::rule,
          "the rule of " + name + " gives " + number(scene_.got(q)) + " where " + exact_number(q) + " is exact"};
}

}  // namespace clino
