#include "sweep_program.hpp"

namespace clino {
namespace {

/// Whether a comparison has one outcome from `lo` to `hi`, in the format and in real arithmetic: of the input with a
/// number beyond both ends.
bool is_settled(const Trace& trace, const Branch& b, double lo, double hi, const Format& format) {
  const Operand &x = b.a.is_literal() ? b.b : b.a, &c = b.a.is_literal() ? b.a : b.b;
  if (x.is_literal() || !c.is_literal() || trace.nodes[x.node].op != Op::input) return false;
  const double rounded = round_to(format, c.literal);
  return (c.literal < lo && rounded < lo) || (c.literal > hi && rounded > hi);
}

}  // namespace

std::optional<Trace> one_program(const Function& f, const SweepTask& task, std::uint64_t first, std::uint64_t last) {
  try {
    const auto at = [&](std::uint64_t k) { return f.trace(task.point(k), {.format = task.format}); };
    Trace trace = at(first);
    const double lo = task.point(first)[0], hi = task.point(last)[0];
    for (const Branch& b : trace.branches)
      if (!is_settled(trace, b, lo, hi, task.format)) return std::nullopt;
    if (trace != at(last) || trace != at(first + (last - first) / 2)) return std::nullopt;
    return trace;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

SweepProgram::SweepProgram(const SweepTask& task, Literals literals, Trace code_, Trace truth_)
    : code(std::move(code_)),
      truth(std::move(truth_)),
      tape(truth, task.format, literals),
      balls(truth, task.format, literals) {
  if (task.format.id == FormatId::binary32 && task.engine->info().name == "eigen")
    batch = eigen_batch(code, task.options.shims);
}

bool SweepProgram::rules_hold(const SweepTask& task, const TaylorSeries& slope, const TaylorRange& range) {
  if (rules && rules->holds(slope, range, task.format)) return true;
  std::optional<Trace> program = task.engine->rules(code, range.centre, task.format);
  if (!program || (rules && rules->is(*program))) return false;
  rules = std::make_unique<RuleProof>(std::move(*program));
  return rules->holds(slope, range, task.format);
}

}  // namespace clino
