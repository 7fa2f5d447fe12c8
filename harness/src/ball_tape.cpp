#include "ball_tape.hpp"

#include <algorithm>
#include <cmath>

#include "operands.hpp"

namespace clino {
namespace {

/// sum += 2 a d, for the square of d.
void add_square(arb_ptr sum, arb_srcptr a, arb_srcptr d, slong precision) {
  if (arb_is_zero(a) || arb_is_zero(d)) return;
  if (arb_is_zero(sum)) {
    arb_mul(sum, a, d, precision);
    return arb_mul_2exp_si(sum, sum, 1);
  }
  ArbValue twice;
  arb_mul_2exp_si(twice, d, 1);
  arb_addmul(sum, a, twice, precision);
}

/// sum += a d, in fewer steps where one of them is 0 or 1 or -1.
void add_product(arb_ptr sum, arb_srcptr a, arb_srcptr d, slong precision) {
  if (arb_is_zero(a) || arb_is_zero(d)) return;
  const bool first = arb_is_zero(sum);
  if (d == rules::minus_one()) {
    first ? arb_neg(sum, a) : arb_sub(sum, sum, a, precision);
  } else if (arb_is_one(d) || arb_is_one(a)) {
    arb_srcptr term = arb_is_one(d) ? a : d;
    first ? arb_set(sum, term) : arb_add(sum, sum, term, precision);
  } else {
    first ? arb_mul(sum, a, d, precision) : arb_addmul(sum, a, d, precision);
  }
}

}  // namespace

BallTape::BallTape(const Trace& trace, std::span<const double> x, const Format& format, Literals literals)
    : trace_(trace), format_(format), literals_(literals), slots_(trace.nodes.size()),
      branch_slots_(trace.branches.size()), arity_(trace.nodes.size()), live_(live_nodes(trace)),
      varies_(trace.nodes.size(), 0), active_(trace.nodes.size(), 0), local_(trace.nodes.size()),
      smooth_(trace.nodes.size(), Certainty::yes) {
  const std::size_t n = trace.nodes.size();
  const auto slot = [&](const Operand& o) {
    return static_cast<std::uint32_t>(o.is_literal() ? n + add_literal(o.literal) : o.node);
  };
  for (std::size_t i = 0; i < n; ++i) {
    const Node& node = trace.nodes[i];
    const std::array operands{&node.a, &node.b, &node.c};
    arity_[i] = static_cast<std::uint8_t>(info(node.op).arity);
    for (std::size_t k = 0; k < arity_[i]; ++k) {
      slots_[i][k] = slot(*operands[k]);
      if (slots_[i][k] < n && varies_[slots_[i][k]] != 0) varies_[i] = 1;
    }
    if (node.op == Op::input) varies_[i] = 1;
  }
  for (std::size_t i = 0; i < trace.branches.size(); ++i)
    branch_slots_[i] = {slot(trace.branches[i].a), slot(trace.branches[i].b)};
  registers_ = ArbVector(n + literal_values_.size());
  for (std::size_t i = 0; i < literal_values_.size(); ++i) arb_set_d(registers_[n + i], literal_values_[i]);
  for (std::size_t i = 0; i < x.size(); ++i) arb_set_d(registers_[i], x[i]);
  set_constants();
}

std::size_t BallTape::add_literal(double value) {
  literal_values_.push_back(literals_ == Literals::as_compiled ? round_to(format_, value) : value);
  return literal_values_.size() - 1;
}

/// What no evaluation changes: the constants, and the operations with their registers.
void BallTape::set_constants() {
  const auto operations = std::ranges::count_if(arity_, [](std::uint8_t arity) { return arity > 0; });
  steps_.reserve(static_cast<std::size_t>(operations));
  for (NodeId i = 0; i < trace_.nodes.size(); ++i) {
    if (live_[i] == 0) continue;
    if (arity_[i] > 0) add_step(i);
    active_[i] = trace_.nodes[i].op == Op::input;
    if (trace_.nodes[i].op != Op::constant) continue;
    const double c = trace_.nodes[i].a.literal;
    arb_set_d(registers_[i], literals_ == Literals::as_compiled ? round_to(format_, c) : c);
    if (!std::isnan(c)) continue;
    local_[i] = rules::undefined("a NaN constant");
    nan_constant_ = true;
  }
}

void BallTape::add_step(NodeId i) {
  BallStep step{.op = trace_.nodes[i].op, .precision = 0, .y = registers_[i], .arity = arity_[i]};
  bool nan_literal = false;
  for (std::size_t k = 0; k < arity_[i]; ++k) {
    const std::size_t slot = slots_[i][k];
    step.x[k] = registers_[slot];
    if (slot >= trace_.nodes.size() && std::isnan(literal_values_[slot - trace_.nodes.size()])) nan_literal = true;
  }
  steps_.push_back({i, nan_literal, step});
}

/// Room for the derivatives with respect to operands that may vary.
void BallTape::prepare_derivatives() {
  if (partials_.size() > 0) return;
  const std::size_t n = trace_.nodes.size();
  partials_ = ArbVector(3 * n);
  adjoints_ = ArbVector(n);
  sweeps_.resize(n);
  places_.resize(n);
  for (Step& s : steps_) {
    s.rule.place = places_[s.node].data();
    for (std::size_t k = 0; k < arity_[s.node]; ++k) {
      const std::size_t slot = slots_[s.node][k];
      if (slot < n && varies_[slot] != 0) s.rule.place[k] = s.rule.d[k] = partials_[3 * s.node + k];
    }
  }
}

void BallTape::forward(slong precision, Derivatives derivatives) {
  precision_ = precision;
  if (derivatives == Derivatives::compute) prepare_derivatives();
  for (Step& s : steps_) {
    if (derivatives == Derivatives::compute) {
      evaluate(s);
    } else {
      Step value_alone = s;
      value_alone.rule.d.fill(nullptr);
      evaluate(value_alone);
    }
  }
}

Certainty BallTape::forward_while_defined(slong precision) {
  precision_ = precision;
  prepare_derivatives();
  if (nan_constant_) return Certainty::no;
  for (Step& s : steps_) {
    evaluate(s);
    if (local_[s.node].defined != Certainty::yes) return local_[s.node].defined;
  }
  return Certainty::yes;
}

void BallTape::evaluate(Step& s) {
  s.rule.precision = precision_;
  local_[s.node] = s.nan_literal ? rules::undefined("arithmetic with a NaN literal") : apply(s.rule);
  active_[s.node] = varies_[s.node] != 0 && !local_[s.node].flat;
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
    for (std::size_t k = 0; k < arity_[i]; ++k)
      if (slots_[i][k] < need.size() && uses(static_cast<NodeId>(i), k)) need[slots_[i][k]] = 1;
  }
  return need;
}

std::vector<std::uint8_t> BallTape::varying(NodeId node) const {
  std::vector<std::uint8_t> need(trace_.nodes.size(), 0);
  need[node] = active_[node];
  for (std::size_t i = node + 1; i-- > 0;) {
    if (need[i] == 0) continue;
    for (std::size_t k = 0; k < arity_[i]; ++k) {
      const std::size_t slot = slots_[i][k];
      if (slot < need.size() && active_[slot] != 0 && uses(static_cast<NodeId>(i), k)) need[slot] = 1;
    }
  }
  return need;
}

/// Gives the node an adjoint of its own, 0 at first.
void BallTape::reach(std::size_t node) {
  if (sweeps_[node].reached == sweep_) return;
  sweeps_[node].reached = sweep_;
  arb_zero(adjoints_[node]);
  smooth_[node] = Certainty::yes;
}

void BallTape::reverse(NodeId output) {
  ++sweep_;
  reach(output);
  sweeps_[output].needed = sweep_;
  arb_one(adjoints_[output]);
  for (std::size_t k = steps_.size(); k-- > 0;) {
    const NodeId i = steps_[k].node;
    if (sweeps_[i].needed == sweep_ && active_[i] != 0) push_back(steps_[k]);
  }
}

bool BallTape::smooth(NodeId node) const {
  for (std::size_t k = 0; k < arity_[node]; ++k) {
    const std::size_t slot = slots_[node][k];
    if (slot < trace_.nodes.size() && active_[slot] != 0 && local_[node].smooth[k] != Certainty::yes) return false;
  }
  return true;
}

std::string BallTape::obstacle(std::span<const std::uint8_t> need, Certainty kind) const {
  for (NodeId i = 0; i < trace_.nodes.size(); ++i) {
    if (need[i] == 0 || active_[i] == 0) continue;
    for (std::size_t k = 0; k < arity_[i]; ++k) {
      const std::size_t slot = slots_[i][k];
      const bool varies = slot < trace_.nodes.size() && active_[slot] != 0;
      if (varies && local_[i].smooth[k] == kind) return local_[i].reason;
    }
  }
  return "";
}

/// adjoint(operand) += adjoint(node) * partial. A product with an exact zero is zero: both numbers exist wherever
/// `differentiable` says yes.
void BallTape::push_back(const Step& s) {
  const NodeId i = s.node;
  const bool square = s.rule.op == Op::mul && slots_[i][0] == slots_[i][1];
  for (std::size_t k = 0; k < static_cast<std::size_t>(s.rule.arity); ++k) {
    const std::size_t slot = slots_[i][k];
    if (slot >= active_.size() || active_[slot] == 0) continue;
    reach(slot);
    if (s.rule.op != Op::select || uses(i, k)) sweeps_[slot].needed = sweep_;
    smooth_[slot] = std::max({smooth_[slot], local_[i].smooth[k], smooth_[i]});  // unclear > no > yes
    if (!square) add_product(adjoints_[slot], adjoints_[i], s.rule.place[k], precision_);
    else if (k == 0) add_square(adjoints_[slot], adjoints_[i], s.rule.place[k], precision_);
  }
}

}  // namespace clino
