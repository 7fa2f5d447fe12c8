/// What a trace asks of balls of binary64: its live operations and comparisons, laid out for `DoubleSweep`.
#include "double_tape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "double_sweep.hpp"

namespace clino {
namespace {

/// The largest integer exponent taken by repeated multiplication.
constexpr double largest_power = 64;

bool covered(Op op) {
  switch (op) {
    case Op::round:
    case Op::trunc:
    case Op::lgamma:
    case Op::tgamma:
    case Op::digamma: return false;
    default: return true;
  }
}

bool is_mask(Op op) { return op == Op::less || op == Op::less_equal || op == Op::equal || op == Op::constant; }

/// Nodes that an output or a comparison needs.
std::vector<std::uint8_t> live_nodes(const Trace& trace) {
  std::vector<std::uint8_t> live(trace.nodes.size(), 0);
  const auto mark = [&](const Operand& o) {
    if (!o.is_literal()) live[o.node] = 1;
  };
  for (const NodeId output : trace.outputs) live[output] = 1;
  for (const Branch& b : trace.branches)
    for (const Operand* o : {&b.a, &b.b}) mark(*o);
  for (std::size_t i = live.size(); i-- > 0;) {
    if (live[i] == 0) continue;
    const Node& n = trace.nodes[i];
    const std::array operands{&n.a, &n.b, &n.c};
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(n.op).arity); ++k) mark(*operands[k]);
  }
  return live;
}

}  // namespace

DoubleTape::DoubleTape(const Trace& trace, const Format& format, Literals literals)
    : inputs_(static_cast<std::size_t>(trace.inputs)),
      format_(format),
      outputs_(trace.outputs),
      varies_(trace.nodes.size(), 0),
      touched_(trace.nodes.size(), 0),
      registers_(trace.nodes.size()),
      values_(trace.outputs.size()),
      partials_(trace.outputs.size() * inputs_) {
  usable_ = format.id != FormatId::binary64;
  usable_ = plan(trace, literals) && usable_;
  partial_.resize(usable_ ? 2 * trace.nodes.size() : 0);
  adjoints_.resize(usable_ ? trace.nodes.size() : 0);
}

bool DoubleTape::plan(const Trace& trace, Literals literals) {
  const std::vector<std::uint8_t> live = live_nodes(trace);
  for (NodeId i = 0; i < trace.nodes.size(); ++i)
    if (live[i] != 0 && !plan_step(trace, i, literals)) return false;
  return std::ranges::all_of(trace.branches, [&](const Branch& b) { return plan_comparison(b, literals); });
}

/// The register of an operand; literals get registers of their own.
std::uint32_t DoubleTape::slot_of(const Operand& o, Literals literals) {
  if (!o.is_literal()) return o.node;
  Register& r = registers_.emplace_back();
  r.m.fill(literals == Literals::as_compiled ? round_to(format_, o.literal) : o.literal);
  usable_ = usable_ && std::isfinite(r.m[0]);
  return static_cast<std::uint32_t>(registers_.size() - 1);
}

bool DoubleTape::plan_step(const Trace& trace, NodeId node, Literals literals) {
  const Node& n = trace.nodes[node];
  if (n.op == Op::input) {
    varies_[node] = 1;
    return true;
  }
  if (n.op == Op::constant) {
    const std::uint32_t from = slot_of({.literal = n.a.literal}, literals);
    registers_[node] = registers_[from];
    return true;
  }
  Step s{.op = n.op, .node = node, .slot = {}, .masks = false, .power = 0};
  const std::array operands{&n.a, &n.b, &n.c};
  for (std::size_t k = 0; k < static_cast<std::size_t>(info(n.op).arity); ++k) {
    s.slot[k] = slot_of(*operands[k], literals);
    if (s.slot[k] < varies_.size() && varies_[s.slot[k]] != 0) varies_[node] = 1;
  }
  if (is_mask(n.op)) varies_[node] = 0;
  s.masks = n.a.is_literal() || is_mask(trace.nodes[n.a.node].op);
  const bool fixed = n.op == Op::pow && (n.b.is_literal() || trace.nodes[n.b.node].op == Op::constant);
  const double b = fixed ? registers_[s.slot[1]].m[0] : 0;
  if (fixed && b == std::nearbyint(b) && std::fabs(b) <= largest_power) s.power = static_cast<int>(b);
  steps_.push_back(s);
  return covered(n.op);
}

/// A comparison of literals, or of a number with itself, is settled here.
bool DoubleTape::plan_comparison(const Branch& branch, Literals literals) {
  const Compared c{branch.relation, {slot_of(branch.a, literals), slot_of(branch.b, literals)}, branch.taken};
  const double a = registers_[c.slot[0]].m[0], b = registers_[c.slot[1]].m[0];
  if (c.slot[0] == c.slot[1]) return (branch.relation != Relation::less) == branch.taken;
  if (branch.a.is_literal() && branch.b.is_literal()) {
    const bool holds = branch.relation == Relation::less         ? a < b
                       : branch.relation == Relation::less_equal ? a <= b
                                                                 : a == b;
    return holds == branch.taken;
  }
  compared_.push_back(c);
  return true;
}

void DoubleTape::run(std::span<const double> x, std::span<const double> radius) {
  const std::size_t points = x.size() / inputs_;
  n_ = (points + 7) / 8 * 8;
  for (std::size_t l = 0; l < n_; ++l) {
    const std::size_t from = std::min(l, points - 1);  // unused lanes repeat the last point
    for (std::size_t i = 0; i < inputs_; ++i) {
      registers_[i].m[l] = x[from * inputs_ + i];
      const double r = radius.empty() ? 0 : radius[from * inputs_ + i];
      registers_[i].r[l] = std::isfinite(registers_[i].m[l]) ? r : double_ball::unknown;
    }
  }
  if (usable_) return sweep(*this);
  for (auto* numbers : {&values_, &partials_})
    for (Number& number : *numbers) {
      number.rounded.fill(std::numeric_limits<double>::quiet_NaN());
      number.known.fill(0);
    }
}

}  // namespace clino
