/// What is said about a tangent or an adjoint that goes wrong while the values are right.
#include <algorithm>
#include <cmath>

#include "clino/evaluate.hpp"
#include "narrator.hpp"

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
    return {Fault::overflow, whose + " overflows: exactly it is " + exact_number(truth)};
  if (std::fabs(truth) < smallest_normal(scene_.format) && truth != 0 && std::isfinite(got))
    return {Fault::underflow, whose + (got == 0 ? " underflows to 0" : " is subnormal and loses digits") +
                                  ": exactly it is " + exact_number(truth)};
  if (std::optional<Finding> cancel = cancelling_terms(q)) return *cancel;
  return rule(q, k);
}

/// A sum of parts much larger than itself: partials times tangents, or what several users send back.
std::optional<Finding> Narrator::cancelling_terms(Quantity q) const {
  const double parts = size_of_parts(scene_, q), truth = std::fabs(scene_.truth(q));
  if (!std::isfinite(scene_.got(q)) || !std::isfinite(parts) || !(parts >= 4 * truth) || truth == 0)
    return std::nullopt;
  const int bits = static_cast<int>(std::floor(std::log2(parts / 2) - std::log2(truth)));
  const std::string what = scene_.computed.mode == Mode::reverse
                               ? "the adjoint of " + text(q.node) + " is a sum that cancels"
                               : "the derivative of " + text(q.node) + " is a sum that cancels";
  return Finding{Fault::cancellation, what + ": its terms agree to " + std::to_string(bits) + " bits, " +
                                          std::string(scene_.format.name) + " has " +
                                          std::to_string(scene_.format.precision)};
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
  return {Fault::rule, "the rule of " + name + " gives " + number(scene_.got(q)) + " where " +
                           exact_number(scene_.truth(q)) + " is exact"};
}

}  // namespace clino
