// One point of a custom derivative: what it gives, what is true, and the judgement of each entry.
#include <algorithm>
#include <cmath>

#include "clino/estimate.hpp"
#include "clino/evaluate.hpp"
#include "clino/replay.hpp"
#include "evidence.hpp"
#include "inquiry.hpp"

namespace clino {
namespace {

/// Above this many entries finite differences stand beside findings only: they cost tens of evaluations each.
constexpr std::size_t most_estimates = 64;

std::vector<double> run_in(const Function& f, std::span<const double> x, const Format& format) {
  std::vector<double> y;
  if (f.traceable()) {
    const Trace trace = f.trace(x, {.format = format});
    const std::vector<double> nodes = evaluate(trace, x, format);
    for (const NodeId id : trace.outputs) y.push_back(nodes[id]);
  } else {
    for (const double v : f.run(x)) y.push_back(round_to(format, v));
  }
  return y;
}

/// A black box whose difference is sharp has a finite slope; NaN or infinity is no answer to it.
void judge_non_finite(NumberResult& n, const Format& format) {
  const bool sharp = n.estimate && std::isfinite(n.estimate->value) &&
                     n.estimate->error <= std::scalbn(std::max(std::fabs(n.estimate->value), smallest_normal(format)),
                                                      -format.precision / 4);
  if (std::isfinite(n.computed) || n.judgement.verdict != Verdict::undecided || !sharp) return;
  n.judgement.verdict = Verdict::non_finite;
  n.judgement.level = Level::error;
  n.judgement.reason =
      to_decimal(format, n.computed) + " where the finite difference is " + to_decimal(binary64, n.estimate->value);
}

/// The point, and no step along its directions.
Point extended(Point x, int zeros) {
  x.resize(x.size() + static_cast<std::size_t>(zeros), 0.0);
  return x;
}
ReferenceOptions options_of(const Inquiry& q) {
  return {.literals = q.plan.intended ? Literals::real : Literals::as_compiled};
}

}  // namespace

std::vector<double> given_at(const Inquiry& q, std::span<const double> x) { return run_in(q.claim.flat, x, q.format); }

bool Inquiry::allowed(Verdict verdict) const { return std::ranges::find(plan.allowed, verdict) != plan.allowed.end(); }

Look::Look(const Inquiry& q, Point x, bool estimates)
    : q_(q),
      x_(std::move(x)),
      full_(extended(x_, q.zeros)),
      estimates_(estimates),
      surroundings_(q.program, q.claim.flat, full_, q.format, options_of(q)) {
  try {
    run_in(q.subject, std::span(x_).first(static_cast<std::size_t>(q.inputs())), q.format);
  } catch (const std::exception& error) {
    function_threw_ = error.what();
  } catch (...) {
    function_threw_ = "something that is no std::exception";
  }
  ask();
}

void Look::ask() {
  std::vector<double> given;
  try {
    given = given_at(q_, x_);
  } catch (const UnsupportedOp& op) {
    derivative_threw_ = "no " + std::string(info(op.op).name);
  } catch (const std::exception& error) {
    derivative_threw_ = error.what();
  } catch (...) {
    derivative_threw_ = "something that is no std::exception";
  }
  if (!function_threw_.empty() || !derivative_threw_.empty()) return;
  if (q_.program.traceable()) {
    try {
      reference_ = reference(q_.program, full_, q_.format, options_of(q_));
      trace_ = q_.program.trace(full_, {.format = q_.format});
    } catch (const UnsupportedOp& op) {
      const Certified none{.reason = "no rule for the derivative of " + std::string(info(op.op).name)};
      reference_.partials.assign(
          static_cast<std::size_t>(q_.program.shape().inputs) * static_cast<std::size_t>(q_.program.shape().outputs),
          none);
    }
  }
  for (std::size_t k = 0; k < q_.targets.size(); ++k) numbers_.push_back(judge_entry(k, given[k]));
}

std::optional<Estimate> Look::estimate(Target t) const {
  const std::size_t n = static_cast<std::size_t>(q_.inputs()), i = static_cast<std::size_t>(t.input);
  Interval range{-largest(q_.format), largest(q_.format)};
  if (q_.zeros == 0 && !q_.plan.domain.empty()) range = q_.plan.domain[i];
  // x + t v stays in the domain.
  if (q_.as_given) range = {-0.25, 0.25};  // a retraction is made for small steps
  for (std::size_t c = 0; q_.zeros > 0 && c < n && !q_.plan.domain.empty(); ++c) {
    const double v = x_[n + c], to_lo = (q_.plan.domain[c].lo - x_[c]) / v, to_hi = (q_.plan.domain[c].hi - x_[c]) / v;
    if (v == 0) continue;
    range.lo = std::max(range.lo, std::min(to_lo, to_hi));
    range.hi = std::min(range.hi, std::max(to_lo, to_hi));
  }
  try {
    return best_difference({.function = q_.program,
                            .x = full_,
                            .output = t.output,
                            .input = t.input,
                            .format = q_.format,
                            .domain = range});
  } catch (const std::exception&) {
    return std::nullopt;  // the function threw beside the point
  }
}

NumberResult Look::judge_entry(std::size_t k, double given) {
  const Target t = q_.targets[k];
  const auto columns = static_cast<std::size_t>(q_.program.shape().inputs);
  const std::size_t index = static_cast<std::size_t>(t.output) * columns + static_cast<std::size_t>(t.input);
  const bool black_box = !q_.program.traceable();
  const Certified truth =
      black_box ? Certified{.reason = "a black box has no certified derivative"} : reference_.partials[index];
  Evidence e{.computed = given,
             .truth = truth,
             .custom = true,
             .black_box = black_box,
             .branch_differs = !reference_.flipped.empty()};
  const bool more = needs_more(e, q_.format, q_.plan.tolerance);
  if (black_box || (estimates_ && (q_.targets.size() <= most_estimates || more))) e.estimate = estimate(t);
  const Judgement judgement = appraise(e,
                                       {.target = t,
                                        .intended = q_.program,
                                        .x = full_,
                                        .options = options_of(q_),
                                        .trace = trace_ ? &*trace_ : nullptr,
                                        .literals = Literals::as_compiled,
                                        .gradient = &q_.claim.flat,
                                        .gradient_x = x_,
                                        .number = static_cast<int>(k),
                                        .surroundings = &surroundings_,
                                        .estimate = [&] { return estimate(t); }},
                                       q_.format, q_.plan.tolerance);
  NumberResult n{.output = t.output,
                 .input = t.input,
                 .computed = given,
                 .reference = truth.rounded,
                 .existence = truth.existence,
                 .left = truth.left,
                 .right = truth.right,
                 .estimate = e.estimate,
                 .judgement = judgement};
  if (black_box) judge_non_finite(n, q_.format);
  if (n.judgement.level != Level::ok && truth.existence == Existence::exists) cross_examine(n, truth);
  if (q_.allowed(n.judgement.verdict)) n.judgement.level = Level::ok;
  return n;
}

/// Every finding is put to the rule-free audit; where that sides against the reference nothing is claimed.
void Look::cross_examine(NumberResult& n, const Certified& truth) {
  const Audit a = audit(reference_.trace, full_, q_.format, {n.output, n.input}, {.literals = options_of(q_).literals});
  clino::cross_examine(n, a, truth, 4 * a.error + 1e-10 * std::fabs(truth.high));
}

}  // namespace clino
