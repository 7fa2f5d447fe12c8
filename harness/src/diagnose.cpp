#include "clino/diagnose.hpp"

#include <algorithm>
#include <cmath>

#include "clino/evaluate.hpp"
#include "evidence.hpp"
#include "narrator.hpp"
#include "suspect.hpp"

namespace clino {
namespace {

constexpr NodeId most_steps = 400;

Step step(const Scene& s, NodeId k, std::span<const std::string> variables) {
  const Node& n = s.trace.nodes[k];
  const double truth = s.exact[k].value;
  Step r{.node = k,
         .op = n.op,
         .text = statement(s.trace, k, s.format, variables),
         .value = s.value(k),
         .exact_value = truth,
         .log2_exact_value = s.log2_truth({k, false})};
  const auto rounded = [&](const Operand& o) {
    return round_to(s.format, o.is_literal() ? o.literal : s.exact[o.node].value);
  };
  const double local =
      info(n.op).arity == 0 ? r.value : compute(s.format, n.op, rounded(n.a), rounded(n.b), rounded(n.c));
  const bool measurable = std::isfinite(local) && std::isfinite(truth);
  r.local_ulps = measurable ? std::fabs(local - truth) / ulp(s.format, truth) : Certified::none;
  // Along a value there are adjoints, but no tangents: no input is singled out.
  const bool known = k < s.computed.derivatives.size() && (s.computed.mode == Mode::reverse || s.target.input >= 0);
  r.derivative = known ? s.computed.derivatives[k] : Certified::none;
  r.exact_derivative = known ? s.truth({k, true}) : Certified::none;
  r.log2_exact_derivative = known ? s.log2_truth({k, true}) : Certified::none;
  return r;
}

/// The table and the sentence of one scene.
Diagnosis tell(const Scene& s, std::span<const std::string> variables, const std::string& subject) {
  const std::optional<Quantity> suspect = find_suspect(s);
  const Finding finding = Narrator(s, variables, subject).tell(suspect);
  Diagnosis d{.fault = finding.fault, .mechanism = finding.mechanism, .mode = s.computed.mode, .summary = finding.text};
  if (suspect && finding.fault != Fault::branch) {
    d.culprit = operation_of(s, *suspect);
    d.in_derivative = suspect->derivative;
  } else
    d.culprit = finding.node;
  const auto n = static_cast<NodeId>(s.trace.nodes.size());
  const NodeId middle = d.culprit.value_or(n - 1);
  const NodeId first =
      n <= most_steps || middle < most_steps / 2 ? 0 : std::min(middle - most_steps / 2, n - most_steps);
  for (NodeId k = first; k < std::min(n, first + most_steps); ++k) d.steps.push_back(step(s, k, variables));
  return d;
}

/// The plain program's values, for engines that do not tell theirs.
Sensitivities plain(const Trace& trace, std::span<const double> x, const Format& format) {
  return {.mode = Mode::analytic, .values = evaluate(trace, x, format), .derivatives = {}};
}

/// A gradient that cannot be looked into, or is another function than the derivative.
std::string compare_numbers(const std::string& what, double given, double exact) {
  return what + " gives " + to_decimal(binary64, given) + " where the derivative of the program is " +
         to_decimal(binary64, exact);
}

/// The gradient's own program is a value like any other.
Diagnosis diagnose_gradient(const Function& gradient, double exact, std::span<const double> x, const Format& format,
                            int number, std::span<const std::string> variables) {
  const Trace trace = gradient.trace(x, {.format = format});
  const Scene scene = make_scene(trace, x, format, {number, -1}, plain(trace, x, format));
  const OwnFormula own = own_formula(gradient, x, format, number);
  const double formula = own.value.existence == Existence::exists ? own.value.high : exact;
  const double rounding = std::fabs(scene.got(scene.target_quantity()) - formula);  // NaN, infinite: not the formula
  Diagnosis d = tell(scene, variables, "gradient");
  d.mode = Mode::analytic;
  if (std::fabs(formula - exact) > std::max({8 * ulp(format, exact), rounding, own.constants})) {
    d.fault = Fault::rule;
    d.mechanism = Mechanism::wrong_gradient;
    d.culprit = scene.target_quantity().node;
    d.in_derivative = true;
    d.summary = compare_numbers("the gradient's formula is wrong: in real arithmetic it", formula, exact);
  } else {
    d.summary = "in the gradient, " + d.summary;
  }
  return d;
}

Diagnosis diagnose_untold(const Engine& engine, const Trace& trace, std::span<const double> x, const Format& format,
                          Target target, std::span<const std::string> variables) {
  const std::vector<ExactNode> exact = exact_nodes(trace, x, format, target);
  const double truth = exact[trace.outputs[static_cast<std::size_t>(target.output)]].tangent;
  if (const Function* g = engine.gradient(); g != nullptr && g->traceable())
    return diagnose_gradient(*g, truth, x, format, target.output * trace.inputs + target.input, variables);
  Diagnosis d = tell(make_scene(trace, x, format, {target.output, -1}, plain(trace, x, format)), variables, "value");
  d.culprit.reset();
  d.fault = Fault::none;
  d.mechanism = engine.info().mode == Mode::analytic ? Mechanism::wrong_gradient : Mechanism::none;
  d.in_derivative = true;
  d.summary = compare_numbers("the engine " + engine.info().name,
                              partial_by(engine, trace, x, format, target).value_or(Certified::none), truth);
  return d;
}

}  // namespace

Diagnosis diagnose(const Engine& engine, const Trace& trace, std::span<const double> x, const Format& format,
                   Target target, std::span<const std::string> variables) {
  if (trace.outputs.empty()) return {.summary = "the function is a black box: there are no steps to look at"};
  std::optional<Sensitivities> told = engine.sensitivities(trace, x, format, target.output, std::max(target.input, 0));
  if (!told && target.input >= 0) return diagnose_untold(engine, trace, x, format, target, variables);
  return tell(make_scene(trace, x, format, target, told ? std::move(*told) : plain(trace, x, format)), variables,
              target.input < 0 ? "value" : "gradient");
}

}  // namespace clino
