/// What a trace asks of balls: its live operations and comparisons, laid out for `LaneSweep`.
#include "double_tape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "double_identities.hpp"
#include "double_sweep.hpp"
#include "operands.hpp"

namespace clino {
namespace {

/// The largest integer exponent taken by repeated multiplication.
constexpr double largest_power = 64;

bool is_mask(Op op) { return op == Op::less || op == Op::less_equal || op == Op::equal || op == Op::constant; }

/// The number as an exponent taken by repeated multiplication; else 0.
int integer_power(double number) {
  return number == std::nearbyint(number) && std::fabs(number) <= largest_power ? static_cast<int>(number) : 0;
}

/// What a node is computed from.
std::span<const Operand* const> read(const Node& n, const std::optional<SignedCall>& call,
                                     std::array<const Operand*, 3>& all) {
  all = call ? std::array<const Operand*, 3>{&call->u} : operands(n);
  return std::span(all).first(call ? 1 : static_cast<std::size_t>(info(n.op).arity));
}

/// Nodes that an output or a comparison needs.
std::vector<std::uint8_t> live_operations(const Trace& trace) {
  return live_nodes(trace, [&](const Node& n, const auto& mark) {
    std::array<const Operand*, 3> all;
    const std::optional<SignedCall> call = as_call(trace, n);
    for (const Operand* o : read(n, call, all)) mark(*o);
  });
}

/// Every `step`th number from the first on; unused lanes repeat the last one.
void spread(std::span<const double> x, std::size_t first, std::size_t step, std::span<double> lanes) {
  const std::size_t points = x.size() / step;
  for (std::size_t l = 0; l < points; ++l) lanes[l] = x[l * step + first];
  std::ranges::fill(lanes.subspan(points), lanes[points - 1]);
}

}  // namespace

template <class Ball>
LaneTape<Ball>::LaneTape(const Trace& trace, const Format& format, Literals literals)
    : inputs_(static_cast<std::size_t>(trace.inputs)),
      format_(format),
      outputs_(trace.outputs),
      varies_(trace.nodes.size(), 0),
      touched_(trace.nodes.size(), 0),
      registers_(trace.nodes.size()),
      values_(trace.outputs.size()),
      partials_(trace.outputs.size() * inputs_) {
  usable_ = format.id != FormatId::binary64 || std::is_same_v<Ball, DoubleDoubleBall>;
  usable_ = plan(trace, literals) && usable_;
  partial_.resize(usable_ ? 2 * trace.nodes.size() : 0);
  adjoints_.resize(usable_ ? trace.nodes.size() : 0);
}

template <class Ball>
bool LaneTape<Ball>::plan(const Trace& trace, Literals literals) {
  const std::vector<std::uint8_t> live = live_operations(trace);
  for (NodeId i = 0; i < trace.nodes.size(); ++i)
    if (live[i] != 0) plan_step(trace, i, literals);
  return std::ranges::all_of(trace.branches, [&](const Branch& b) { return plan_comparison(b, literals); });
}

/// The register of an operand; literals get registers of their own.
template <class Ball>
std::uint32_t LaneTape<Ball>::slot_of(const Operand& o, Literals literals) {
  if (!o.is_literal()) return o.node;
  Register& r = registers_.emplace_back();
  r.m.fill(literals == Literals::as_compiled ? round_to(format_, o.literal) : o.literal);
  usable_ = usable_ && std::isfinite(r.m[0]);
  return static_cast<std::uint32_t>(registers_.size() - 1);
}

template <class Ball>
void LaneTape<Ball>::plan_step(const Trace& trace, NodeId node, Literals literals) {
  const Node& n = trace.nodes[node];
  if (n.op == Op::input) {
    varies_[node] = 1;
    return;
  }
  if (n.op == Op::constant) {
    const std::uint32_t from = slot_of({.literal = n.a.literal}, literals);
    registers_[node] = registers_[from];
    return;
  }
  const std::optional<SignedCall> call = as_call(trace, n);
  Step s{.op = n.op, .node = node, .slot = {}, .masks = false, .power = 0};
  if (call) {
    s.op = call->op;
    s.before = call->before;
    s.after = call->after;
    s.versine = call->versine;
  }
  std::array<const Operand*, 3> all;
  const auto from = read(n, call, all);
  for (std::size_t k = 0; k < from.size(); ++k) {
    s.slot[k] = slot_of(*from[k], literals);
    if (s.slot[k] < varies_.size() && varies_[s.slot[k]] != 0) varies_[node] = 1;
  }
  if (is_mask(n.op)) varies_[node] = 0;
  s.masks = n.a.is_literal() || is_mask(trace.nodes[n.a.node].op);
  if (n.op == Op::pow && is_fixed(trace, s.slot[1])) s.power = integer_power(registers_[s.slot[1]].m[0]);
  use_literal(trace, s);
  chooses_ = chooses_ || n.op == Op::min || n.op == Op::max || n.op == Op::select || is_mask(n.op);
  steps_.push_back(s);
}

/// Whether a register holds a literal or a constant.
template <class Ball>
bool LaneTape<Ball>::is_fixed(const Trace& trace, std::uint32_t slot) const {
  return slot >= varies_.size() || trace.nodes[slot].op == Op::constant;
}

/// Makes a number that never varies the second operand, and x - c the sum x + (-c).
template <class Ball>
void LaneTape<Ball>::use_literal(const Trace& trace, Step& s) const {
  if ((s.op == Op::add || s.op == Op::mul) && is_fixed(trace, s.slot[0])) std::swap(s.slot[0], s.slot[1]);
  if ((s.op != Op::add && s.op != Op::mul && s.op != Op::sub) || !is_fixed(trace, s.slot[1])) return;
  const double c = registers_[s.slot[1]].m[0];
  s.literal = s.op == Op::sub ? -c : c;
  if (s.op == Op::sub) s.op = Op::add;
}

/// A comparison of literals, or of a number with itself where that exists, is settled here.
template <class Ball>
bool LaneTape<Ball>::plan_comparison(const Branch& branch, Literals literals) {
  const Compared c{branch.relation, {slot_of(branch.a, literals), slot_of(branch.b, literals)}, branch.taken};
  const double a = registers_[c.slot[0]].m[0], b = registers_[c.slot[1]].m[0];
  if (c.slot[0] == c.slot[1]) {
    read_.push_back(c.slot[0]);
    return (branch.relation != Relation::less) == branch.taken;
  }
  if (branch.a.is_literal() && branch.b.is_literal()) {
    const bool holds = branch.relation == Relation::less         ? a < b
                       : branch.relation == Relation::less_equal ? a <= b
                                                                 : a == b;
    return holds == branch.taken;
  }
  compared_.push_back(c);
  return true;
}

template <class Ball>
void LaneTape<Ball>::load(std::span<const double> x, std::span<const double> radius) {
  n_ = (x.size() / inputs_ + 7) / 8 * 8;
  for (std::size_t i = 0; i < inputs_; ++i) {
    const std::span m = std::span(registers_[i].m).first(n_), r = std::span(registers_[i].r).first(n_);
    spread(x, i, inputs_, m);
    if (radius.empty())
      std::ranges::fill(r, 0);
    else
      spread(radius, i, inputs_, r);
    for (std::size_t l = 0; l < n_; ++l) r[l] = std::isfinite(m[l]) ? r[l] : double_ball::unknown;
  }
}

template <class Ball>
void LaneTape<Ball>::run(std::span<const double> x, std::span<const double> radius) {
  load(x, radius);
  if (usable_) return sweep(*this);
  for (auto* numbers : {&values_, &partials_})
    for (Number& number : *numbers) {
      number.rounded.fill(std::numeric_limits<double>::quiet_NaN());
      number.known.fill(0);
    }
}

template class LaneTape<DoubleBall>;
template class LaneTape<DoubleDoubleBall>;

}  // namespace clino
