#include "ball_tape.hpp"

#include <cmath>

namespace clino {

BallTape::BallTape(const Trace& trace, std::span<const double> x, const Format& format, Literals literals)
    : trace_(trace), format_(format), literals_(literals), slots_(trace.nodes.size()),
      branch_slots_(trace.branches.size()), live_(trace.nodes.size(), 0), varies_(trace.nodes.size(), 0),
      active_(trace.nodes.size(), 0), local_(trace.nodes.size()), smooth_(trace.nodes.size(), Certainty::yes) {
  const std::size_t n = trace.nodes.size();
  const auto slot = [&](const Operand& o) {
    return static_cast<std::uint32_t>(o.is_literal() ? n + add_literal(o.literal) : o.node);
  };
  for (std::size_t i = 0; i < n; ++i) {
    const Node& node = trace.nodes[i];
    const std::array operands{&node.a, &node.b, &node.c};
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(node.op).arity); ++k) {
      slots_[i][k] = slot(*operands[k]);
      if (slots_[i][k] < n && varies_[slots_[i][k]] != 0) varies_[i] = 1;
    }
    if (node.op == Op::input) varies_[i] = 1;
  }
  for (std::size_t i = 0; i < trace.branches.size(); ++i)
    branch_slots_[i] = {slot(trace.branches[i].a), slot(trace.branches[i].b)};
  find_live_nodes();
  registers_ = ArbVector(n + literal_values_.size());
  for (std::size_t i = 0; i < literal_values_.size(); ++i) arb_set_d(registers_[n + i], literal_values_[i]);
  for (std::size_t i = 0; i < x.size(); ++i) arb_set_d(registers_[i], x[i]);
}

std::size_t BallTape::add_literal(double value) {
  literal_values_.push_back(literals_ == Literals::as_compiled ? round_to(format_, value) : value);
  return literal_values_.size() - 1;
}

void BallTape::find_live_nodes() {
  const std::size_t n = live_.size();
  for (const NodeId output : trace_.outputs) live_[output] = 1;
  for (const auto& branch : branch_slots_)
    for (const std::uint32_t slot : branch)
      if (slot < n) live_[slot] = 1;
  for (std::size_t i = n; i-- > 0;) {
    if (live_[i] == 0) continue;
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(trace_.nodes[i].op).arity); ++k)
      if (slots_[i][k] < n) live_[slots_[i][k]] = 1;
  }
}

void BallTape::forward(slong precision, Derivatives derivatives) {
  precision_ = precision;
  if (derivatives == Derivatives::compute && partials_.size() == 0) {
    partials_ = ArbVector(3 * trace_.nodes.size());
    adjoints_ = ArbVector(trace_.nodes.size());
  }
  for (NodeId i = 0; i < trace_.nodes.size(); ++i)
    if (live_[i] != 0) evaluate(i, derivatives);
}

void BallTape::evaluate(NodeId i, Derivatives derivatives) {
  const Node& node = trace_.nodes[i];
  if (node.op == Op::input) {
    active_[i] = 1;
    return;
  }
  if (node.op == Op::constant) {
    arb_set_d(registers_[i], literals_ == Literals::as_compiled ? round_to(format_, node.a.literal) : node.a.literal);
    local_[i] = std::isnan(node.a.literal) ? rules::undefined("a NaN constant") : Local{};
    return;
  }
  BallStep step{.op = node.op, .precision = precision_, .y = registers_[i]};
  bool nan_literal = false;
  for (std::size_t k = 0; k < static_cast<std::size_t>(info(node.op).arity); ++k) {
    const std::size_t slot = slots_[i][k];
    step.x[k] = registers_[slot];
    const bool literal = slot >= trace_.nodes.size();
    if (literal) nan_literal = nan_literal || std::isnan(literal_values_[slot - trace_.nodes.size()]);
    else if (derivatives == Derivatives::compute && active_[slot] != 0) step.d[k] = partials_[3 * i + k];
  }
  local_[i] = nan_literal ? rules::undefined("arithmetic with a NaN literal") : clino::apply(step);
  active_[i] = varies_[i] != 0 && !local_[i].flat;
}

arb_srcptr BallTape::branch_operand(std::size_t branch, int side) const {
  return registers_[branch_slots_[branch][static_cast<std::size_t>(side)]];
}

/// Whether the value of a node depends on its operand k: a decided `select` ignores one of two.
bool BallTape::uses(NodeId node, std::size_t k) const {
  if (trace_.nodes[node].op != Op::select || k == 0) return true;
  arb_srcptr condition = registers_[slots_[node][0]];
  return k == 1 ? arb_is_zero(condition) == 0 : arb_contains_zero(condition) != 0;
}

std::vector<std::uint8_t> BallTape::needed(NodeId node) const {
  std::vector<std::uint8_t> need(trace_.nodes.size(), 0);
  need[node] = 1;
  for (std::size_t i = node + 1; i-- > 0;) {
    if (need[i] == 0) continue;
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(trace_.nodes[i].op).arity); ++k)
      if (slots_[i][k] < need.size() && uses(static_cast<NodeId>(i), k)) need[slots_[i][k]] = 1;
  }
  return need;
}

std::vector<std::uint8_t> BallTape::varying(NodeId node) const {
  std::vector<std::uint8_t> need(trace_.nodes.size(), 0);
  need[node] = active_[node];
  for (std::size_t i = node + 1; i-- > 0;) {
    if (need[i] == 0) continue;
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(trace_.nodes[i].op).arity); ++k) {
      const std::size_t slot = slots_[i][k];
      if (slot < need.size() && active_[slot] != 0 && uses(static_cast<NodeId>(i), k)) need[slot] = 1;
    }
  }
  return need;
}

void BallTape::reverse(NodeId output, std::span<const std::uint8_t> need) {
  for (NodeId i = 0; i <= output; ++i) {
    arb_zero(adjoints_[i]);
    smooth_[i] = Certainty::yes;
  }
  arb_one(adjoints_[output]);
  for (NodeId i = output + 1; i-- > 0;) {
    if (need[i] == 0 || active_[i] == 0) continue;
    for (int k = 0; k < info(trace_.nodes[i].op).arity; ++k) push_back(i, k);
  }
}

bool BallTape::smooth(NodeId node) const {
  for (std::size_t k = 0; k < static_cast<std::size_t>(info(trace_.nodes[node].op).arity); ++k) {
    const std::size_t slot = slots_[node][k];
    if (slot < trace_.nodes.size() && active_[slot] != 0 && local_[node].smooth[k] != Certainty::yes) return false;
  }
  return true;
}

std::string BallTape::obstacle(std::span<const std::uint8_t> need, Certainty kind) const {
  for (NodeId i = 0; i < trace_.nodes.size(); ++i) {
    if (need[i] == 0 || active_[i] == 0) continue;
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(trace_.nodes[i].op).arity); ++k) {
      const std::size_t slot = slots_[i][k];
      const bool varies = slot < trace_.nodes.size() && active_[slot] != 0;
      if (varies && local_[i].smooth[k] == kind) return local_[i].reason;
    }
  }
  return "";
}

/// adjoint(operand) += adjoint(node) * partial. A product with an exact zero is zero: both numbers exist wherever
/// `differentiable` says yes.
void BallTape::push_back(NodeId i, int k) {
  const std::size_t slot = slots_[i][static_cast<std::size_t>(k)];
  if (slot >= trace_.nodes.size() || active_[slot] == 0) return;
  for (const Certainty c : {local_[i].smooth[static_cast<std::size_t>(k)], smooth_[i]})
    if (c > smooth_[slot]) smooth_[slot] = c;  // unclear > no > yes
  arb_srcptr adjoint = adjoints_[i], d = partial(i, k);
  if (arb_is_zero(adjoint) || arb_is_zero(d)) return;
  arb_addmul(adjoints_[slot], adjoint, d, precision_);
}

}  // namespace clino
