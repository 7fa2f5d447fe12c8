#include "enclosure.hpp"

#include <array>

#include "curvature.hpp"

namespace clino {
namespace {

/// Operations that jump where they are not smooth; the others are continuous wherever they are defined.
bool jumps(Op op) {
  switch (op) {
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc:
    case Op::sign:
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::select:
    case Op::atan2:
    case Op::pow: return true;
    default: return false;
  }
}

/// The node that is operand j, where it varies with the inputs.
std::optional<NodeId> active_operand(const BallTape& tape, const Node& node, int j) {
  const Operand& o = j == 0 ? node.a : j == 1 ? node.b : node.c;
  if (j >= info(node.op).arity || o.is_literal() || !tape.active(o.node)) return std::nullopt;
  return o.node;
}

}  // namespace

Enclosure::Enclosure(RealProgram& program, Target target)
    : Enclosure(program, program.trace().outputs[static_cast<std::size_t>(target.output)]) {
  input_ = target.input;
}

Enclosure::Enclosure(RealProgram& program, NodeId node)
    : program_(program),
      output_(node),
      input_(-1),
      tape_(program.trace(), program.x(), program.format(), program.literals()) {}

std::optional<ArbValue> Enclosure::over(std::span<const double> lo, std::span<const double> hi) {
  ArbVector box(lo.size());
  for (std::size_t i = 0; i < lo.size(); ++i) arb_union(box[i], ArbValue(lo[i]), ArbValue(hi[i]), precision_);
  return over(box);
}

/// Evaluates over the box; whether the target is continuous there.
bool Enclosure::sweep(const ArbVector& box, Derivatives derivatives) {
  for (std::size_t i = 0; i < box.size(); ++i) tape_.set_input(static_cast<int>(i), box[i]);
  tape_.forward(precision_, derivatives);
  need_ = tape_.needed(output_);
  if (existing(program_.trace(), tape_, need_).certainty != Certainty::yes || !keeps_the_path() || !is_continuous())
    return false;
  if (derivatives == Derivatives::compute) tape_.reverse(output_, need_);
  return true;
}

std::optional<ArbValue> Enclosure::over(const ArbVector& box) {
  const bool derivative = input_ >= 0;
  if (!sweep(box, derivative ? Derivatives::compute : Derivatives::skip)) return std::nullopt;
  const auto input = static_cast<NodeId>(input_);
  if (derivative && (tape_.differentiable(input) != Certainty::yes || arb_is_finite(tape_.adjoint(input)) == 0))
    return std::nullopt;
  ArbValue range;
  arb_set(range, derivative ? tape_.adjoint(input) : tape_.value(output_));
  return range;
}

std::optional<ArbVector> Enclosure::slopes(const ArbVector& box) {
  if (!sweep(box, Derivatives::compute) || !is_smooth()) return std::nullopt;
  const ArbVector second = input_ >= 0 ? second_sweep() : ArbVector(0);
  ArbVector s(box.size());
  for (NodeId i = 0; i < box.size(); ++i) {
    if (tape_.differentiable(i) != Certainty::yes) return std::nullopt;
    arb_set(s[i], input_ >= 0 ? second[i] : tape_.adjoint(i));
    if (arb_is_finite(s[i]) == 0) return std::nullopt;
  }
  return s;
}

/// t_k = d node / d input
ArbVector Enclosure::tangents() const {
  const std::vector<Node>& nodes = program_.trace().nodes;
  ArbVector t(nodes.size());
  arb_one(t[static_cast<std::size_t>(input_)]);
  for (NodeId k = 0; k <= output_; ++k) {
    if (need_[k] == 0 || !tape_.active(k)) continue;
    for (int j = 0; j < info(nodes[k].op).arity; ++j)
      if (const std::optional<NodeId> a = active_operand(tape_, nodes[k], j))
        if (!arb_is_zero(t[*a])) arb_addmul(t[k], tape_.partial(k, j), t[*a], precision_);
  }
  return t;
}

/// s_k = d (d output / d input) / d node:  s_a += s_k p_ka + w_k sum_b p_kab t_b, with the adjoints w of the last sweep
ArbVector Enclosure::second_sweep() const {
  const std::vector<Node>& nodes = program_.trace().nodes;
  const ArbVector t = tangents();
  ArbVector s(nodes.size());
  for (NodeId k = output_ + 1; k-- > 0;) {
    if (need_[k] == 0 || !tape_.active(k)) continue;
    const Node& node = nodes[k];
    const std::array<std::optional<NodeId>, 3> operand{active_operand(tape_, node, 0), active_operand(tape_, node, 1),
                                                       active_operand(tape_, node, 2)};
    for (int j = 0; j < 3; ++j)
      if (const auto a = operand[static_cast<std::size_t>(j)])
        if (!arb_is_zero(s[k])) arb_addmul(s[*a], s[k], tape_.partial(k, j), precision_);
    if (!is_curved(node.op) || arb_is_zero(tape_.adjoint(k))) continue;
    const Curvature c = curvature(node.op, tape_.operand(k, 0), tape_.operand(k, 1), tape_.value(k), precision_);
    const auto bend = [&](std::optional<NodeId> to, const ArbValue& second, std::optional<NodeId> along) {
      if (!to || !along || arb_is_zero(t[*along])) return;
      ArbValue w;
      arb_mul(w, tape_.adjoint(k), second, precision_);
      arb_addmul(s[*to], w, t[*along], precision_);
    };
    bend(operand[0], c.aa, operand[0]);
    bend(operand[0], c.ab, operand[1]);
    bend(operand[1], c.ab, operand[0]);
    bend(operand[1], c.bb, operand[1]);
  }
  return s;
}

bool Enclosure::keeps_the_path() const {
  const Trace& trace = program_.trace();
  for (std::size_t k = 0; k < trace.branches.size(); ++k) {
    const Branch& branch = trace.branches[k];
    const Decision decision = compare(branch.relation, tape_.branch_operand(k, 0), tape_.branch_operand(k, 1)).decision;
    if (decision != (branch.taken ? Decision::holds : Decision::fails)) return false;
  }
  return true;
}

bool Enclosure::is_continuous() const {
  // A derivative is continuous where every step is smooth: the steps are analytic away from their kinks.
  if (input_ >= 0) return is_smooth();
  for (NodeId i = 0; i < need_.size(); ++i)
    if (need_[i] != 0 && tape_.active(i) && jumps(program_.trace().nodes[i].op) && !tape_.smooth(i)) return false;
  return true;
}

bool Enclosure::is_smooth() const {
  for (NodeId i = 0; i < need_.size(); ++i)
    if (need_[i] != 0 && tape_.active(i) && !tape_.smooth(i)) return false;
  return true;
}

}  // namespace clino
