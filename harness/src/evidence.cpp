#include "evidence.hpp"

#include <algorithm>
#include <cmath>

namespace clino {
namespace {

bool contradicts(const Audit& audit, const Certified& truth, double computed, double sharp) {
  if (!std::isfinite(audit.value) || !std::isfinite(audit.error) || !std::isfinite(truth.high)) return false;
  const double off = std::fabs(audit.value - truth.high);
  if (!std::isfinite(computed)) return off > sharp && off > 1e-6 * std::fabs(truth.high);
  return off > sharp && std::fabs(audit.value - computed) < off;
}

}  // namespace

bool guarded(const Trace& trace) {
  return std::ranges::any_of(trace.branches, [](const Branch& b) { return b.relation == Relation::equal && b.taken; });
}

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

void cross_examine(NumberResult& number, const Audit& audit, const Certified& truth, double sharp) {
  if (!contradicts(audit, truth, number.computed, sharp)) return;
  number.judgement = {.verdict = Verdict::undecided,
                      .level = Level::note,
                      .reason = "the audit gives " + to_decimal(binary64, audit.value) + ", the reference " +
                                to_decimal(binary64, truth.high)};
  number.existence = Existence::undecided;
}

std::optional<double> partial_by(const Engine& engine, const Trace& trace, std::span<const double> x,
                                 const Format& format, Target target) {
  const Answer answer = engine.jacobian(trace, x, format, Shims::supply);
  const auto* j = std::get_if<Jacobian>(&answer);
  const auto index = static_cast<std::size_t>(target.output * trace.inputs + target.input);
  if (j == nullptr || index >= j->partials.size()) return std::nullopt;
  return j->partials[index];
}

}  // namespace clino
