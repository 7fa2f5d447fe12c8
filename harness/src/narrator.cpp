#include "narrator.hpp"

#include <algorithm>
#include <cmath>

#include "operands.hpp"

namespace clino {
namespace {

constexpr double few_ulps = 8;

std::string relation_text(Relation r) {
  switch (r) {
    case Relation::less: return " < ";
    case Relation::less_equal: return " <= ";
    case Relation::equal: return " == ";
  }
  return {};
}

bool holds(Relation r, double a, double b) {
  switch (r) {
    case Relation::less: return a < b;
    case Relation::less_equal: return a <= b;
    case Relation::equal: return a == b;
  }
  return false;
}

}  // namespace

std::string Narrator::text(NodeId k) const { return expression(scene_.trace, k, scene_.format, variables_); }
std::string Narrator::text(const Operand& o) const { return o.is_literal() ? number(value_of(o)) : text(o.node); }
double Narrator::value_of(const Operand& o) const { return computed_value(o, scene_.computed.values, scene_.format); }
double Narrator::exact_of(const Operand& o) const {
  return o.is_literal() ? round_to(scene_.format, o.literal) : scene_.exact[o.node].value;
}

std::string Narrator::exact_number(double x) { return three_digits(x, std::log2(std::fabs(x))); }
std::string Narrator::exact_number(Quantity q) const { return three_digits(scene_.truth(q), scene_.log2_truth(q)); }

Finding Narrator::tell(std::optional<Quantity> suspect) const {
  if (!suspect) return nothing_off();
  // A few ulps are no finding; where branches meet, that is.
  if (error_in_digits(scene_, scene_.target_quantity()) <= few_ulps)
    if (Finding border = nothing_off(); border.fault == Fault::branch) return border;
  Finding f = suspect->derivative ? derivative(*suspect) : value(suspect->node);
  const Consequence then = consequence(*suspect);
  f.text += then.text;
  const bool overflows = f.mechanism == Mechanism::overflow && then.mechanism != Mechanism::none;
  const bool vanishes = f.mechanism == Mechanism::early_underflow && then.mechanism == Mechanism::zero_over_zero;
  if (overflows || vanishes) f.mechanism = then.mechanism;
  return f;
}

/// A number that does not exist in real arithmetic either, at operation k.
Finding Narrator::singular(NodeId k) const {
  const Node& n = scene_.trace.nodes[k];
  const std::string name(info(n.op).name);
  std::string what;
  Mechanism mechanism = Mechanism::domain_edge;
  const std::string_view unclear = scene_.exact[k].reason;
  if (unclear.starts_with("whether") || unclear.starts_with("which"))
    return {Fault::singularity, Mechanism::domain_edge, text(k) + ": it cannot be decided " + std::string(unclear)};
  switch (n.op) {
    case Op::abs:
      mechanism = Mechanism::kink;
      what = text(k) + " has a kink at 0";
      break;
    case Op::hypot:
      mechanism = Mechanism::kink;
      what = text(k) + " has a kink at (0, 0)";
      break;
    case Op::min:
    case Op::max:
      mechanism = Mechanism::kink;
      what = text(k) + " has a kink where its operands are equal";
      break;
    case Op::sqrt:
    case Op::cbrt:
      what = exact_of(n.a) == 0 ? name + " has an infinite slope at 0"
                                : text(k) + ": " + std::string(scene_.exact[k].reason);
      break;
    case Op::div:
      if (exact_of(n.a) == 0) mechanism = Mechanism::zero_over_zero;
      what = text(k) + (exact_of(n.a) == 0 ? " is 0 / 0" : " divides by 0");
      break;
    case Op::log:
    case Op::log2:
    case Op::log10:
    case Op::lgamma:
    case Op::tgamma:
    case Op::digamma: what = text(k) + ": " + std::string(scene_.exact[k].reason); break;
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc:
    case Op::sign:
      mechanism = Mechanism::kink;
      what = text(k) + " jumps at " + number(value_of(n.a));
      break;
    case Op::less:
    case Op::less_equal:
    case Op::equal:
      mechanism = Mechanism::kink;
      what = text(k) + " jumps where its operands are equal";
      break;
    default: {
      const std::string_view reason = scene_.exact[k].reason;
      what = text(k) + (reason.empty() ? " has no derivative here" : ": " + std::string(reason));
    }
  }
  return {Fault::singularity, mechanism, what + (scene_.exact[k].reached ? "" : " in the branch not taken")};
}

/// Nothing in the program as it ran is off: its branches are what is left.
Finding Narrator::nothing_off() const {
  const NodeId output = scene_.trace.outputs[static_cast<std::size_t>(scene_.target.output)];
  const bool constant = scene_.target.input >= 0 && !scene_.exact[output].depends;
  std::optional<Finding> border;
  for (const Branch& b : scene_.trace.branches) {
    const double left = exact_of(b.a), right = exact_of(b.b);
    const std::optional<NodeId> node = b.a.is_literal() ? b.b.node : b.a.node;
    const std::string comparison = "the comparison " + text(b.a) + relation_text(b.relation) + text(b.b);
    if (holds(b.relation, left, right) != b.taken)
      return {Fault::branch, Mechanism::flipped_branch,
              comparison + " is " + (b.taken ? "true" : "false") + " in " + std::string(scene_.format.name) +
                  " but not in real arithmetic",
              node};
    if (left != right) continue;
    border = {Fault::branch, Mechanism::border,
              comparison + (constant ? " takes a constant branch: the " : " decides between branches here: the ") +
                  subject() + " is that of the branch taken",
              node};
  }
  if (border) return *border;
  if (constant && !scene_.trace.branches.empty())
    return {Fault::branch, Mechanism::border, "the branch taken does not depend on the input, so its gradient is 0"};
  for (auto k = static_cast<NodeId>(scene_.trace.nodes.size()); k-- > 0;)
    if (const Node& n = scene_.trace.nodes[k]; n.op == Op::select && !n.a.is_literal() && scene_.exact[k].reached)
      return {Fault::none, Mechanism::none,
              "no step is off: the answer is the " + subject() + " of the branch that select takes, where " +
                  text(n.a) + (value_of(n.a) != 0 ? "" : " is false")};
  return {Fault::none, Mechanism::none, "no step is off: the answer is the " + subject() + " of the program as it ran"};
}

/// What becomes of the target.
Consequence Narrator::consequence(Quantity suspect) const {
  const Quantity target = scene_.target_quantity();
  const double got = scene_.got(target), truth = scene_.truth(target);
  if (std::isnan(got)) return becomes_nan(suspect);
  const auto plain = [](std::string text) { return Consequence{Mechanism::none, std::move(text)}; };
  if (std::isnan(truth)) return plain("; the answer is " + (std::isinf(got) ? exact_number(got) : number(got)));
  if (std::isinf(got)) return plain("; the " + subject() + " becomes infinite");
  if (lost(scene_, target)) return plain("; the " + subject() + " becomes 0");
  const double bits = std::max(0.0, std::ceil(std::log2(error_in_digits(scene_, target))));
  if (bits >= scene_.format.precision || truth == 0) return plain("; no bit of the " + subject() + " is right");
  const int kept = scene_.format.precision - static_cast<int>(bits);
  return plain("; the " + subject() + " keeps " + std::to_string(kept) + " of " +
               std::to_string(scene_.format.precision) + " bits");
}

/// The first NaN on the way to the target, and what made it.
Consequence Narrator::becomes_nan(Quantity suspect) const {
  const Consequence unexplained{Mechanism::none, "; the " + subject() + " is NaN"};
  const std::string then = "; then ";
  const Consequence difference{Mechanism::infinite_difference, then + "inf - inf is NaN"},
      product{Mechanism::overflow_times_zero, then + "0 x inf is NaN"};
  Quantity q = scene_.target_quantity();
  for (bool moved = true; moved;) {
    moved = false;
    for (const Quantity& a : sources(scene_, q))
      if (std::isnan(scene_.got(a))) {
        q = a;
        moved = true;
        break;
      }
  }
  const NodeId k = operation_of(scene_, q);
  const Node& n = scene_.trace.nodes[k];
  const auto infinite = [&](const Quantity& a) { return std::isinf(scene_.got(a)); };
  const bool sum = n.op == Op::add || n.op == Op::sub;
  if (q.derivative) {
    const auto from = sources(scene_, q);
    if (sum && std::ranges::any_of(from, [&](const Quantity& a) { return a.derivative && infinite(a); }))
      return difference;
    const bool pole = std::ranges::any_of(scene_.exact[k].partials, [](double p) { return !std::isfinite(p); });
    return pole || std::ranges::any_of(from, infinite) ? product : unexplained;
  }
  if (q == suspect) return unexplained;
  const double a = value_of(n.a);
  if (sum) return difference;
  if (n.op == Op::mul) return product;
  if (n.op == Op::div)
    return a == 0 ? Consequence{Mechanism::zero_over_zero, then + "0 / 0 is NaN"}
                  : Consequence{Mechanism::infinite_ratio, then + "inf / inf is NaN"};
  if (info(n.op).arity == 1)
    return {Mechanism::domain_edge,
            then + std::string(info(n.op).name) + "(" + (std::isinf(a) ? exact_number(a) : number(a)) + ") is NaN"};
  return {Mechanism::none, then + text(k) + " is NaN"};
}

}  // namespace clino
