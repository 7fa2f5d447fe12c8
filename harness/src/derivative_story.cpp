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

/// Operations of one or two operands whose rule has x*x, or x*x + y*y, in it.
bool squares_operands(Op op) {
  switch (op) {
    case Op::asin:
    case Op::acos:
    case Op::atan:
    case Op::asinh:
    case Op::acosh:
    case Op::atanh:
    case Op::atan2:
    case Op::erf:
    case Op::erfc: return true;
    default: return false;
  }
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
    return {Fault::overflow, Mechanism::overflow, whose + " overflows: exactly it is " + exact_number(q)};
  // What the format has a number for is not lost by its size.
  if (got == 0 && round_to(scene_.format, truth) != 0)
    if (const auto squares = squaring_rule(k)) return {Fault::rule, Mechanism::squared_denominator, *squares};
  if (std::optional<Finding> cancel = cancelling_terms(q)) return *cancel;
  const bool tiny = std::fabs(truth) < smallest_normal(scene_.format) && std::isfinite(scene_.log2_truth(q));
  if (tiny && std::fabs(got) < smallest_normal(scene_.format))
    return {Fault::underflow, Mechanism::early_underflow,
            whose + (got == 0 ? " underflows to 0" : " is subnormal and loses digits") + ": exactly it is " +
                exact_number(q)};
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
  return Finding{Fault::cancellation, Mechanism::cancellation_in_derivative,
                 what + ": its terms agree to " + std::to_string(bits) + " bits, " + std::string(scene_.format.name) +
                     " has " + std::to_string(scene_.format.precision)};
}

/// Where the rule gives what it should at the operands it had: their rounding is what is seen.
std::optional<Finding> Narrator::faithful(Quantity q, NodeId at) const {
  const bool reverse = scene_.computed.mode == Mode::reverse;
  double expected = 0, at_exact_operands = 0, size = 0, count = 4;
  const auto add = [&](NodeId k) {
    const ExactNode alone = exact_alone(scene_.trace, scene_.computed.values, scene_.format, k);
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
    return Finding{Fault::rounding, Mechanism::rounding_growth,
                   "the slope of " + text(at) + " magnifies the rounding of its operand"};
  return Finding{Fault::rounding, Mechanism::rounding_growth, "roundings add up, most at " + text(at)};
}

/// A rule that subtracts from 1 what is nearly 1.
std::optional<std::string> Narrator::cancelling_rule(NodeId k) const {
  const Node& n = scene_.trace.nodes[k];
  const auto agrees = [](const std::string& what, double difference) {
    return " cancels: " + what + " to " + std::to_string(static_cast<int>(std::floor(-std::log2(difference)))) +
           " bits";
  };
  const double partial = std::fabs(scene_.exact[k].partials[0]), edge = std::fabs(1 - std::fabs(value_of(n.a)));
  switch (n.op) {
    case Op::tanh:  // 1 - y^2 = p: 1 - |y| is p/2 nearly
      if (partial < 0.5) return "the rule 1 - y*y of tanh" + agrees("|y| is 1", partial / 2);
      break;
    case Op::expm1:
      if (partial < 0.5) return "the rule y + 1 of expm1" + agrees("y is -1", partial);
      break;
    case Op::asin:
    case Op::acos:
    case Op::acosh:
    case Op::atanh:
      if (edge == 0) return "|" + text(n.a) + "| rounds to 1, where the slope of " + name(k) + " is infinite";
      if (edge < 0.25) return "the rule with 1 - x*x of " + name(k) + agrees("|" + text(n.a) + "| is 1", edge);
      break;
    default: break;
  }
  return std::nullopt;
}

/// Whether the engine's rule of this quotient is not (a' - (a/b) b') / b, which squares nothing; adjoints never do.
bool Narrator::divides_by_square(NodeId k) const {
  if (scene_.computed.mode == Mode::reverse) return false;
  const Node& n = scene_.trace.nodes[k];
  const auto tangent = [&](const Operand& o) { return o.is_literal() ? 0.0 : scene_.computed.derivatives[o.node]; };
  const auto in_format = [&](Op op, double a, double b) { return compute(scene_.format, op, a, b); };
  const double quotient = in_format(Op::div, value_of(n.a), value_of(n.b));
  const double numerator = in_format(Op::sub, tangent(n.a), in_format(Op::mul, quotient, tangent(n.b)));
  const double given = scene_.computed.derivatives[k];
  return !(in_format(Op::div, numerator, value_of(n.b)) == given);
}

/// A rule that squares a number whose square leaves the format.
std::optional<std::string> Narrator::squaring_rule(NodeId k) const {
  const Node& n = scene_.trace.nodes[k];
  const auto at = [&](const Operand& o) { return text(o) + " = " + number(value_of(o)); };
  if (n.op == Op::mul || n.op == Op::exp) return std::nullopt;
  if (n.op == Op::div) {
    const int direction = square_leaves(scene_.format, value_of(n.b));
    if (direction == 0 || !divides_by_square(k)) return std::nullopt;
    return "the quotient rule multiplies by 1/(y*y), and y*y " + leaves(direction) +
           " for y = " + (text(n.b) == "y" ? number(value_of(n.b)) : at(n.b));
  }
  if (n.op == Op::pow) {
    const double below = compute(scene_.format, Op::pow, value_of(n.a), value_of(n.b) - 1);
    const bool out = !std::isfinite(below) || std::fabs(below) < smallest_normal(scene_.format);
    if (!out || value_of(n.a) == 0) return std::nullopt;
    const auto operand = [&](const Operand& o) { return o.is_literal() ? number(value_of(o)) : at(o); };
    const bool same = text(n.a) == text(n.b);
    return "the rule of pow multiplies by base^(exponent-1), which " + leaves(std::isfinite(below) ? -1 : 1) +
           " for base = " + (same ? "exponent = " + operand(n.a) : operand(n.a) + ", exponent = " + operand(n.b));
  }
  if (!squares_operands(n.op)) return std::nullopt;
  const std::array operands{&n.a, &n.b};
  for (std::size_t j = 0; j < static_cast<std::size_t>(info(n.op).arity); ++j)
    if (const int direction = square_leaves(scene_.format, value_of(*operands[j])); direction != 0)
      return "the rule of " + name(k) + " squares " + at(*operands[j]) + ", which " + leaves(direction);
  return std::nullopt;
}

/// An operation that chooses between operands, whose order rounding has changed.
std::optional<Finding> Narrator::flipped_choice(NodeId k) const {
  const Node& n = scene_.trace.nodes[k];
  if (n.op != Op::min && n.op != Op::max && n.op != Op::abs) return std::nullopt;
  const auto order = [](double a, double b) { return a < b ? -1 : a > b ? 1 : 0; };
  const auto relation = [](int o) { return o < 0 ? "is the smaller" : o > 0 ? "is the larger" : "equals the other"; };
  const auto sign = [](int o) { return o < 0 ? "negative" : o > 0 ? "positive" : "0"; };
  const bool one = n.op == Op::abs;
  const int computed = order(value_of(n.a), one ? 0 : value_of(n.b)),
            exact = order(exact_of(n.a), one ? 0 : exact_of(n.b));
  if (computed == exact) return std::nullopt;
  const std::string format(scene_.format.name);
  const std::string what =
      one ? std::string(" is ") + sign(computed) + " in " + format + ", in real arithmetic it is " + sign(exact)
          : std::string(" ") + relation(computed) + " in " + format + ", in real arithmetic it " + relation(exact);
  return Finding{Fault::branch, Mechanism::flipped_branch, "in " + text(k) + " the operand " + text(n.a) + what, k};
}

/// The derivative is a number in range, its sources are right: another rule would do.
Finding Narrator::rule(Quantity q, NodeId k) const {
  if (std::optional<Finding> flipped = flipped_choice(k)) return *flipped;
  const bool slope_exists = std::ranges::none_of(scene_.exact[k].partials, [](double p) { return std::isnan(p); });
  if (std::isnan(scene_.got(q)) && scene_.truth(q) == 0 && !slope_exists) {
    Finding f = singular(k);
    f.text += ", though it does not vary with this input";
    return f;
  }
  if (const auto squares = squaring_rule(k)) return {Fault::rule, Mechanism::squared_denominator, *squares};
  if (const auto cancels = cancelling_rule(k)) return {Fault::rule, Mechanism::cancellation_in_derivative, *cancels};
  return {Fault::rule, Mechanism::other_rule,
          "the rule of " + name(k) + " gives " + number(scene_.got(q)) + " where " + exact_number(q) + " is exact"};
}

}  // namespace clino
