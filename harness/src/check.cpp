// One point: the witnesses that engines share, and the judgement of one engine's answer.
#include "clino/check.hpp"

#include <algorithm>
#include <cmath>

#include "clino/estimate.hpp"
#include "clino/evaluate.hpp"
#include "evidence.hpp"
#include "judge_target.hpp"
#include "kink_story.hpp"
#include "operation_budget.hpp"

namespace clino {
namespace {

/// Above this many partials at a point finite differences are left out: they cost n evaluations of f each.
constexpr int most_estimates = 64;

const Function& intended(const Case& c) { return c.reference ? *c.reference : c.function; }

ReferenceOptions reference_options(const Case& c, const CheckOptions& options) {
  return {.literals = c.reference ? Literals::real : options.literals};
}

Reference no_reference(Shape shape, std::string reason) {
  const Certified none{.existence = Existence::undecided, .reason = std::move(reason)};
  Reference r;
  r.values.assign(static_cast<std::size_t>(shape.outputs), none);
  r.partials.assign(static_cast<std::size_t>(shape.outputs * shape.inputs), none);
  return r;
}

std::optional<Estimate> estimate_of(const Case& c, std::span<const double> x, const Format& format, Target t) {
  return best_difference({.function = c.function,
                          .x = x,
                          .output = t.output,
                          .input = t.input,
                          .format = format,
                          .domain = c.domain[static_cast<std::size_t>(t.input)]});
}

std::vector<std::optional<Estimate>> estimates_at(const Case& c, std::span<const double> x, const Format& format) {
  const auto [n, m] = c.function.shape();
  std::vector<std::optional<Estimate>> all(static_cast<std::size_t>(n * m));
  if (n * m > most_estimates) return all;
  for (int j = 0; j < m; ++j)
    for (int i = 0; i < n; ++i) all[static_cast<std::size_t>(j * n + i)] = estimate_of(c, x, format, {j, i});
  return all;
}

/// What the numbers of one point are judged in the light of, asked for once.
struct Context {
  const Case& c;
  const Engine& engine;
  const Witness& w;
  const Format& format;
  const CheckOptions& options;
  std::optional<std::optional<Jacobian>> high{};  // the engine's rules in high precision
  std::optional<Reference> program{};             // the program's own reference, beside the intended function's
  std::optional<Surroundings> surroundings{};
};

std::optional<double> formula_of(Context& k, Target t) {
  if (!k.high) k.high = k.engine.high_precision(k.w.trace, k.w.x, k.format);
  if (!*k.high) return std::nullopt;
  return (*k.high)->partials[static_cast<std::size_t>(t.output * k.w.trace.inputs + t.input)];
}

const Reference* program_of(Context& k) {
  if (!k.program) k.program = reference(k.c.function, k.w.x, k.format, {.literals = k.options.literals});
  return &*k.program;
}

Exhibit exhibit(Context& k, Target t, int number, bool custom) {
  Exhibit e{.target = t,
            .intended = intended(k.c),
            .x = k.w.x,
            .options = reference_options(k.c, k.options),
            .trace = k.c.function.traceable() ? &k.w.trace : nullptr,
            .literals = k.options.literals,
            .formula = [&k, t] { return formula_of(k, t); },
            .estimate = [&k, t] { return estimate_of(k.c, k.w.x, k.format, t); }};
  if (custom) {
    e.gradient = &*k.c.gradient;
    e.gradient_x = k.w.x;
    e.number = number;
    if (!k.surroundings) k.surroundings.emplace(e.intended, *e.gradient, k.w.x, k.format, e.options);
    e.surroundings = &*k.surroundings;
  }
  if (k.c.reference && k.c.function.traceable()) e.program = [&k] { return program_of(k); };
  return e;
}

NumberResult judge_number(Context& k, Target t, double computed) {
  const auto n = static_cast<std::size_t>(k.c.function.shape().inputs);
  const bool derivative = t.input >= 0;
  const std::size_t index = derivative ? static_cast<std::size_t>(t.output) * n + static_cast<std::size_t>(t.input)
                                       : static_cast<std::size_t>(t.output);
  const Certified& truth = derivative ? k.w.reference.partials[index] : k.w.reference.values[index];
  const bool custom = k.engine.info().mode == Mode::analytic && derivative && k.c.gradient.has_value();
  Evidence e{.computed = computed,
             .truth = truth,
             .derivative = derivative,
             .custom = custom,
             .black_box = !intended(k.c).traceable(),
             .branch_differs = !k.w.reference.flipped.empty()};
  if (derivative) e.estimate = k.w.estimates[index];
  const Judgement judgement =
      appraise(e, exhibit(k, t, static_cast<int>(index), custom), k.format, k.options.tolerance);
  return {.output = t.output,
          .input = t.input,
          .computed = computed,
          .reference = truth.rounded,
          .existence = truth.existence,
          .left = truth.left,
          .right = truth.right,
          .estimate = e.estimate,
          .judgement = judgement};
}

NumberResult without_answer(Target t, Verdict verdict, Level level, const std::string& reason) {
  return {.output = t.output,
          .input = t.input,
          .computed = Certified::none,
          .reference = Certified::none,
          .judgement = {.verdict = verdict, .level = level, .reason = reason}};
}

/// An engine's answer, or why there is none.
struct Reply {
  std::optional<Jacobian> jacobian{};
  Verdict verdict = Verdict::failed;
  Level level = Level::error;
  std::string reason{};
};

Reply reply_of(const Engine& engine, const Witness& w, const Format& format, Shims shims) {
  if (!w.failure.empty()) return {.reason = "the function threw: " + w.failure};
  Answer answer = engine.jacobian(w.trace, w.x, format, shims);
  if (const auto* u = std::get_if<Unsupported>(&answer))
    return {.verdict = Verdict::unsupported, .level = Level::note, .reason = "no " + std::string(info(u->op).name)};
  if (auto* f = std::get_if<Failed>(&answer)) return {.reason = std::move(f->message)};
  return {.jacobian = std::get<Jacobian>(std::move(answer))};
}

/// An engine whose value is not the plain program's has changed the function: at least a note, and the engine's.
void compare_with_plain(NumberResult& value, double plain, const Format& format) {
  if (same_bits(value.computed, plain)) return;
  Judgement& j = value.judgement;
  j.level = std::max(j.level, Level::note);
  j.blame = Blame::engine;
  j.reason = "the engine's value " + to_decimal(format, value.computed) + " is not the plain program's " +
             to_decimal(format, plain) + (j.reason.empty() ? "" : "; " + j.reason);
}

NumberResult number_of(Context& k, const Reply& reply, Target t) {
  if (!reply.jacobian) return without_answer(t, reply.verdict, reply.level, reply.reason);
  const auto j = static_cast<std::size_t>(t.output);
  const auto n = static_cast<std::size_t>(k.c.function.shape().inputs);
  if (t.input >= 0) return judge_number(k, t, reply.jacobian->partials[j * n + static_cast<std::size_t>(t.input)]);
  NumberResult value = judge_number(k, t, reply.jacobian->values[j]);
  compare_with_plain(value, k.w.plain[j], k.format);
  return value;
}

}  // namespace

Witness witness(const Case& c, std::span<const double> x, const Format& format, const CheckOptions& options) {
  Witness w;
  w.x.assign(x.begin(), x.end());
  try {
    if (c.function.traceable()) {
      w.trace = c.function.trace(x, {.format = format, .budget = operation_budget});
      const std::vector<double> v = evaluate(w.trace, x, format);
      for (const NodeId id : w.trace.outputs) w.plain.push_back(v[id]);
    } else {
      w.trace.inputs = c.function.shape().inputs;
      for (const double y : c.function.run(x)) w.plain.push_back(round_to(format, y));
    }
    w.reference = intended(c).traceable() ? reference(intended(c), x, format, reference_options(c, options))
                                          : no_reference(c.function.shape(), "a black box has no certified derivative");
    if (options.estimates)
      w.estimates = estimates_at(c, x, format);
    else
      w.estimates.resize(w.reference.partials.size());
  } catch (const OperationBudget& error) {
    w.failure = error.what();
    w.endless = true;
  } catch (const std::exception& error) {
    w.failure = error.what();
  }
  return w;
}

Diagnosis diagnose_number(const Case& c, const Engine& engine, std::span<const double> x, const Format& format,
                          const NumberResult& n) {
  Diagnosis d =
      diagnose(engine, c.function.trace(x, {.format = format}), x, format, {n.output, n.input}, c.function.variables());
  if (c.reference && d.fault == Fault::none && n.existence == Existence::exists)
    d.summary += "; that of the intended function is " + to_decimal(format, n.reference);
  if (d.mechanism == Mechanism::wrong_gradient && n.existence == Existence::undefined) {
    d.mechanism = Mechanism::none;
    d.summary = "no derivative exists here: what the gradient gives is a convention";
  }
  blame_rule_at_kink(d, c, n, x, format);
  return d;
}

PointResult judge_point(const Case& c, const Engine& engine, const Witness& w, const Format& format,
                        const CheckOptions& options) {
  PointResult p{.x = w.x};
  const auto [n, m] = c.function.shape();
  const Reply reply = reply_of(engine, w, format, options.shims);
  Context k{c, engine, w, format, options};
  for (int j = 0; j < m; ++j) {
    p.values.push_back(number_of(k, reply, {j, -1}));
    for (int i = 0; i < n; ++i) p.partials.push_back(number_of(k, reply, {j, i}));
  }
  if (reply.jacobian)
    for (const Op op : reply.jacobian->supplied) p.supplied.push_back(std::string(info(op).name));
  return p;
}

NumberResult judge_target(const Case& c, const Engine& engine, const Witness& w, const Format& format,
                          const CheckOptions& options, Target target) {
  Context k{c, engine, w, format, options};
  return number_of(k, reply_of(engine, w, format, options.shims), target);
}

}  // namespace clino
