#include "enclosure.hpp"

#include "second_sweep.hpp"

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
  if (derivatives == Derivatives::compute) tape_.reverse(output_);
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
  const ArbVector second =
      input_ < 0 ? ArbVector(0)
                 : SecondSweep(program_.trace(), tape_, need_, output_).along(static_cast<NodeId>(input_));
  ArbVector s(box.size());
  for (NodeId i = 0; i < box.size(); ++i) {
    if (tape_.differentiable(i) != Certainty::yes) return std::nullopt;
    arb_set(s[i], input_ >= 0 ? second[i] : tape_.adjoint(i));
    if (arb_is_finite(s[i]) == 0) return std::nullopt;
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
