#include "second_sweep.hpp"

namespace clino {
namespace {

/// The node that is operand k, where it varies with the inputs.
std::optional<NodeId> active_operand(const BallTape& tape, const Node& node, int k) {
  const Operand& o = k == 0 ? node.a : k == 1 ? node.b : node.c;
  if (k >= info(node.op).arity || o.is_literal() || !tape.active(o.node)) return std::nullopt;
  return o.node;
}

}  // namespace

ArbVector tangents(const Trace& trace, const BallTape& tape, std::span<const std::uint8_t> need, NodeId output,
                   NodeId input) {
  ArbVector t(trace.nodes.size());
  arb_one(t[input]);
  for (NodeId i = 0; i <= output; ++i) {
    if (need[i] == 0 || !tape.active(i)) continue;
    for (int k = 0; k < info(trace.nodes[i].op).arity; ++k)
      if (const std::optional<NodeId> a = active_operand(tape, trace.nodes[i], k))
        if (!arb_is_zero(t[*a])) arb_addmul(t[i], tape.partial(i, k), t[*a], tape.precision());
  }
  return t;
}

SecondSweep::SecondSweep(const Trace& trace, const BallTape& tape, std::span<const std::uint8_t> need, NodeId output)
    : trace_(trace), tape_(tape), need_(need), output_(output) {
  for (NodeId i = output + 1; i-- > 0;) {
    const Op op = trace.nodes[i].op;
    if (need[i] == 0 || !tape.active(i) || !is_curved(op) || arb_is_zero(tape.adjoint(i))) continue;
    bent_.push_back({i, curvature(op, tape.operand(i, 0), tape.operand(i, 1), tape.value(i), tape.precision())});
  }
}

ArbVector SecondSweep::along(NodeId input) const {
  const slong precision = tape_.precision();
  const ArbVector t = tangents(trace_, tape_, need_, output_, input);
  ArbVector s(trace_.nodes.size());
  auto bent = bent_.begin();
  for (NodeId i = output_ + 1; i-- > 0;) {
    if (need_[i] == 0 || !tape_.active(i)) continue;
    const Node& node = trace_.nodes[i];
    const std::array<std::optional<NodeId>, 3> operand{active_operand(tape_, node, 0), active_operand(tape_, node, 1),
                                                       active_operand(tape_, node, 2)};
    for (int k = 0; k < 3; ++k)
      if (const auto a = operand[static_cast<std::size_t>(k)])
        if (!arb_is_zero(s[i])) arb_addmul(s[*a], s[i], tape_.partial(i, k), precision);
    if (bent == bent_.end() || bent->node != i) continue;
    const Curvature& c = (bent++)->curvature;
    const auto bend = [&](std::optional<NodeId> to, const ArbValue& second, std::optional<NodeId> along) {
      if (!to || !along || arb_is_zero(t[*along])) return;
      ArbValue w;
      arb_mul(w, tape_.adjoint(i), second, precision);
      arb_addmul(s[*to], w, t[*along], precision);
    };
    bend(operand[0], c.aa, operand[0]);
    bend(operand[0], c.ab, operand[1]);
    bend(operand[1], c.ab, operand[0]);
    bend(operand[1], c.bb, operand[1]);
  }
  return s;
}

}  // namespace clino
