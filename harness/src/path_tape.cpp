#include "path_tape.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "real_program.hpp"
#include "rounding.hpp"

namespace clino {
namespace {

/// Where a format's numbers begin to be decided, and where `reference` takes over.
slong first_precision(const Format& format) { return format.id == FormatId::binary64 ? 96 : 64; }
slong last_precision(const Format& format) { return format.id == FormatId::binary64 ? 4096 : 1024; }

/// Bits that a phase lacks to be known to 2^-64, where it is not known to 1; else 0.
slong excess(arb_srcptr phase) {
  mag_srcptr radius = arb_radref(phase);
  if (!is_finite(phase) || mag_is_zero(radius) || COEFF_IS_MPZ(MAG_EXP(radius)) || MAG_EXP(radius) < 0) return 0;
  return MAG_EXP(radius) + 64;
}

}  // namespace

PathTape::PathTape(const Trace& trace, const Format& format, Literals literals)
    : trace_(trace),
      format_(format),
      tape_(trace, std::vector<double>(static_cast<std::size_t>(trace.inputs), 0.0), format, literals) {}

PathTape::Outcome PathTape::decide(std::span<const double> x, std::span<double> values, std::span<double> partials) {
  if (!std::ranges::all_of(x, [](double v) { return std::isfinite(v); })) return Outcome::beyond;
  for (std::size_t i = 0; i < x.size(); ++i) tape_.set_input(static_cast<int>(i), x[i]);
  Outcome outcome = Outcome::open;
  for (slong p = first_precision(format_); outcome == Outcome::open && p <= last_precision(format_); p = next(p))
    outcome = evaluate(p, values, partials);
  return outcome;
}

/// The next power of two that adds half as much or more, or as many bits as phases of sines, cosines, tangents lack.
slong PathTape::next(slong precision) const {
  slong lacking = 0;
  for (NodeId i = 0; whole_ && i < trace_.nodes.size(); ++i) {
    const Op op = trace_.nodes[i].op;
    if (op == Op::sin || op == Op::cos || op == Op::tan) lacking = std::max(lacking, excess(tape_.operand(i, 0)));
  }
  const auto higher = static_cast<slong>(std::bit_ceil(static_cast<std::size_t>(precision + precision / 2 + 1)));
  return std::max(higher, std::min(precision + lacking, last_precision(format_)));
}

PathTape::Outcome PathTape::evaluate(slong precision, std::span<double> values, std::span<double> partials) {
  // every operation has to be defined, those that no output needs too
  const Certainty defined = tape_.forward_while_defined(precision);
  whole_ = defined == Certainty::yes;
  if (!whole_) return defined == Certainty::no ? Outcome::beyond : Outcome::open;
  if (const Outcome o = path(); o != Outcome::decided) return o;
  const std::size_t n = static_cast<std::size_t>(trace_.inputs);
  for (std::size_t j = 0; j < trace_.outputs.size(); ++j)
    if (const Outcome o = round(trace_.outputs[j], values[j], partials.subspan(j * n, n)); o != Outcome::decided)
      return o;
  return Outcome::decided;
}

/// `decided` where every comparison is taken as recorded and none is of equal numbers.
PathTape::Outcome PathTape::path() const {
  for (std::size_t k = 0; k < trace_.branches.size(); ++k) {
    arb_srcptr a = tape_.branch_operand(k, 0), b = tape_.branch_operand(k, 1);
    const Comparison c = compare(trace_.branches[k].relation, a, b);
    if (c.decision == Decision::unclear) return Outcome::open;
    if (c.equal && a != b) return Outcome::beyond;
    if ((c.decision == Decision::holds) != trace_.branches[k].taken) return Outcome::other_path;
  }
  return Outcome::decided;
}

PathTape::Outcome PathTape::round(NodeId output, double& value, std::span<double> partials) {
  const std::optional<double> y = round_ball(tape_.value(output), format_);
  if (!y) return Outcome::open;
  value = *y;
  tape_.reverse(output);
  for (std::size_t i = 0; i < partials.size(); ++i) {
    const Certainty smooth = tape_.differentiable(static_cast<NodeId>(i));
    if (smooth != Certainty::yes) return smooth == Certainty::no ? Outcome::beyond : Outcome::open;
    const std::optional<double> d = round_ball(tape_.adjoint(static_cast<NodeId>(i)), format_);
    if (!d) return Outcome::open;
    partials[i] = *d;
  }
  return Outcome::decided;
}

}  // namespace clino
