#include "enclosure.hpp"

namespace clino {
namespace {

constexpr slong precision = 128;

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
  for (std::size_t i = 0; i < lo.size(); ++i) arb_union(box[i], ArbValue(lo[i]), ArbValue(hi[i]), precision);
  return over(box);
}

std::optional<ArbValue> Enclosure::over(const ArbVector& box) {
  for (std::size_t i = 0; i < box.size(); ++i) tape_.set_input(static_cast<int>(i), box[i]);
  const bool derivative = input_ >= 0;
  tape_.forward(precision, derivative ? Derivatives::compute : Derivatives::skip);
  const std::vector<std::uint8_t> need = tape_.needed(output_);
  if (existing(program_.trace(), tape_, need).certainty != Certainty::yes || !keeps_the_path()) return std::nullopt;
  if (!derivative) {
    if (!is_continuous(need)) return std::nullopt;
    ArbValue range;
    arb_set(range, tape_.value(output_));
    return range;
  }
  tape_.reverse(output_, need);
  const auto input = static_cast<NodeId>(input_);
  if (tape_.differentiable(input) != Certainty::yes || !is_continuous(need)) return std::nullopt;
  if (arb_is_finite(tape_.adjoint(input)) == 0) return std::nullopt;
  ArbValue range;
  arb_set(range, tape_.adjoint(input));
  return range;
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

bool Enclosure::is_continuous(std::span<const std::uint8_t> need) const {
  for (NodeId i = 0; i < need.size(); ++i) {
    if (need[i] == 0 || !tape_.active(i)) continue;
    // A derivative is continuous where every step is smooth: the steps are analytic away from their kinks.
    if (input_ < 0 && !jumps(program_.trace().nodes[i].op)) continue;
    if (!tape_.smooth(i)) return false;
  }
  return true;
}

}  // namespace clino
