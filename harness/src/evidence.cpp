#include "evidence.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "clino/evaluate.hpp"
#include "constant_error.hpp"
#include "exact_view.hpp"
#include "library.hpp"
#include "operands.hpp"
#include "persistence.hpp"
#include "random.hpp"

namespace clino {
namespace {

/// Significand of `Engine::high_precision`, at least.
constexpr int high_precision_bits = 300;
/// Inputs beside a tie that are looked at.
constexpr int places_beside_a_tie = 32;

/// Hull of the partial at inputs moved by a few ulps, where a tie, or an order that rounding can change, is left or
/// entered: what an engine's convention may give there.
std::optional<Interval> slopes_beside(const Exhibit& k, const Format& format, double input_ulps) {
  const std::size_t n = k.x.size();
  Random random(1);
  std::optional<Interval> hull;
  for (int place = 0; place < places_beside_a_tie; ++place) {
    std::vector<double> p(k.x.begin(), k.x.end());
    for (double& xi : p) xi = round_to(format, xi + ulp(format, xi) * std::round((2 * random.unit() - 1) * input_ulps));
    const Reference r = reference(k.intended, p, format, k.options);
    const Certified& c =
        r.partials[static_cast<std::size_t>(k.target.output) * n + static_cast<std::size_t>(k.target.input)];
    if (c.existence != Existence::exists || !std::isfinite(c.rounded)) continue;
    if (!hull) hull = Interval{c.rounded, c.rounded};
    hull = Interval{std::min(hull->lo, c.rounded), std::max(hull->hi, c.rounded)};
  }
  return hull;
}

void add_own_formula(Evidence& e, const Exhibit& k, const Format& format) {
  if (!k.gradient->traceable()) return;
  const OwnFormula own = own_formula(*k.gradient, k.gradient_x, format, k.number, k.literals);
  e.branch_differs = e.branch_differs || own.branch_flips;
  if (own.value.existence != Existence::exists) return;
  e.formula = own.value.rounded;
  e.formula_error = own.constants;
}

/// What rounding does to the number: to the custom derivative's own program where it can be recorded, else to any
/// faithful derivative of the function's.
std::optional<RunningError> rounding_of(const Exhibit& k, const Format& format) {
  if (k.gradient != nullptr && k.gradient->traceable())
    return running_error(k.gradient->trace(k.gradient_x, {.format = format}), k.gradient_x, format, {k.number, -1},
                         {.literals = k.literals});
  if (k.trace == nullptr) return std::nullopt;
  return running_error(*k.trace, k.x, format, k.target, {.literals = k.literals});
}

/// The program's own number, where it is another than the intended one.
std::optional<double> program_of(const Exhibit& k, const Reference& program, const Certified& truth,
                                 const Format& format, const Tolerance& tolerance) {
  const Certified& own = k.target.input < 0 ? program.values[static_cast<std::size_t>(k.target.output)]
                                            : program.partials[static_cast<std::size_t>(k.target.output) * k.x.size() +
                                                               static_cast<std::size_t>(k.target.input)];
  if (own.existence != Existence::exists) return std::nullopt;
  const bool same = std::fabs(own.rounded - truth.rounded) <= tolerance.ulps * ulp(format, truth.rounded);
  return same ? std::nullopt : std::optional(own.rounded);
}

void gather(Evidence& e, const Exhibit& k, const Format& format, const Tolerance& tolerance) {
  const bool finite = std::isfinite(e.computed);
  if (e.custom) add_own_formula(e, k, format);
  if (finite)
    e.reach = reach(k.intended, k.x, format, k.target, e.computed, tolerance.ulps, tolerance.input_ulps, k.options);
  if (e.reach == Reach::reachable) return;  // only its formula can be held against it
  e.branch_differs = e.branch_differs || (k.trace != nullptr && on_a_border(*k.trace, k.x, format));
  if (k.program) {
    const Reference& program = *k.program();
    e.branch_differs = e.branch_differs || !program.flipped.empty();
    e.program = program_of(k, program, e.truth, format, tolerance);
  }
  e.running = rounding_of(k, format);
  if (e.derivative && k.trace != nullptr && finite) {
    const RunningError own =
        e.custom ? running_error(*k.trace, k.x, format, k.target, {.literals = k.literals}) : *e.running;
    if (own.tie || own.flipped) e.beside = slopes_beside(k, format, tolerance.input_ulps);
  }
  if (e.custom) {
    if (k.gradient->traceable() || !k.intended.traceable()) return;
    if (finite) e.persistent = k.surroundings->errs_persistently(k.number, k.target, e.truth, e.computed);
    if (!e.estimate) e.estimate = k.estimate();
  } else if (e.derivative && k.formula && (e.formula = k.formula())) {
    // The rules in high precision round too: their bound is the program's, at their own unit roundoff.
    e.formula_error = e.running ? 8 * std::scalbn(e.running->bound, format.precision - high_precision_bits) : 0;
  }
}

bool contradicts(const Audit& audit, const Certified& truth, double computed, double sharp) {
  if (!std::isfinite(audit.value) || !std::isfinite(audit.error) || !std::isfinite(truth.high)) return false;
  const double off = std::fabs(audit.value - truth.high);
  if (!std::isfinite(computed)) return off > sharp && off > 1e-6 * std::fabs(truth.high);
  return off > sharp && std::fabs(audit.value - computed) < off;
}

/// Whether the node, on the numbers that the format gave, takes its operand `j` into its result: `select`, `min` and
/// `max` leave some out.
bool takes(const Node& n, std::size_t j, std::span<const double> values, const Format& format) {
  if (j >= static_cast<std::size_t>(info(n.op).arity)) return false;
  const double a = computed_value(n.a, values, format);
  if (n.op == Op::select) return j == (a != 0 ? 1u : 2u);
  if (n.op != Op::min && n.op != Op::max) return true;
  const double b = computed_value(n.b, values, format);
  return a == b || (a < b) == (j == (n.op == Op::min ? 0u : 1u));
}

/// The nodes that a node takes into its result.
std::vector<NodeId> taken(const Node& n, std::span<const double> values, const Format& format) {
  std::vector<NodeId> all;
  for (std::size_t j = 0; j < 3; ++j)
    if (const Operand& o = *operands(n)[j]; takes(n, j, values, format) && !o.is_literal()) all.push_back(o.node);
  return all;
}

/// The nodes that the output is made of.
std::vector<bool> parts_of(const Trace& trace, NodeId output, std::span<const double> values, const Format& format) {
  std::vector<bool> parts(trace.nodes.size());
  parts[output] = true;
  for (NodeId k = output + 1; k-- > 0;)
    if (parts[k])
      for (const NodeId a : taken(trace.nodes[k], values, format)) parts[a] = true;
  return parts;
}

/// The nodes that vary with an input.
std::vector<bool> varying(const Trace& trace, int input, std::span<const double> values, const Format& format) {
  std::vector<bool> all(trace.nodes.size());
  for (NodeId k = 0; k < trace.nodes.size() && input >= 0; ++k)
    all[k] = k == static_cast<NodeId>(input) ||
             std::ranges::any_of(taken(trace.nodes[k], values, format), [&](NodeId a) { return all[a]; });
  return all;
}

/// Whether an operation that the target is made of has, on the finite numbers it was given, no finite value, or no
/// finite slope in an operand that varies with the input.
bool lands_on_singularity(const Trace& trace, std::span<const double> x, const Format& format, Target target) {
  const std::vector<double> values = evaluate(trace, x, format);
  const std::vector<bool> parts =
      parts_of(trace, trace.outputs[static_cast<std::size_t>(target.output)], values, format);
  const std::vector<bool> varies = varying(trace, target.input, values, format);
  const auto finite = [&](const Operand& o) { return o.is_literal() || std::isfinite(values[o.node]); };
  for (NodeId k = 0; k < parts.size(); ++k) {
    const Node& n = trace.nodes[k];
    const auto arity = static_cast<std::size_t>(info(n.op).arity);
    const std::array all = operands(n);
    const std::span own = std::span(all).first(arity);
    if (!parts[k] || own.empty() || !std::ranges::all_of(own, [&](const Operand* o) { return finite(*o); })) continue;
    const ExactNode alone = exact_alone(trace, values, format, k);
    if (!std::isfinite(alone.value)) return true;
    for (std::size_t j = 0; target.input >= 0 && j < arity; ++j)
      if (!own[j]->is_literal() && varies[own[j]->node] && alone.enters[j] && !std::isfinite(alone.partials[j]))
        return true;
  }
  return false;
}

}  // namespace

Judgement appraise(Evidence& e, const Exhibit& k, const Format& format, const Tolerance& tolerance) {
  if (needs_more(e, format, tolerance)) gather(e, k, format, tolerance);
  const Judgement first = judge(e, format, tolerance);
  if (first.blame != Blame::engine || k.trace == nullptr) return first;
  if (!std::isfinite(e.computed)) e.lands_on_singularity = lands_on_singularity(*k.trace, k.x, format, k.target);
  e.library_off = library_is_off(*k.trace, evaluate(*k.trace, k.x, format), format);
  return judge(e, format, tolerance);
}

OwnFormula own_formula(const Function& gradient, std::span<const double> x, const Format& format, int number,
                       Literals literals) {
  const Reference g = reference(gradient, x, format, {.literals = literals, .partials = false});
  OwnFormula own{.value = g.values[static_cast<std::size_t>(number)], .branch_flips = !g.flipped.empty()};
  if (own.value.existence == Existence::exists) own.constants = constant_error(gradient, x, format, number);
  return own;
}

bool on_a_border(const Trace& trace, std::span<const double> x, const Format& format) {
  if (trace.branches.empty()) return false;
  const std::vector<double> values = evaluate(trace, x, format);
  return std::ranges::any_of(trace.branches, [&](const Branch& b) {
    return computed_value(b.a, values, format) == computed_value(b.b, values, format);
  });
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
