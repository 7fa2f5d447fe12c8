#include "tests/reports/sample_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/reports/sample_functions.hpp"

namespace clino::sample {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Certified certify(long double truth, const Format& format) {
  Certified c{.existence = Existence::exists};
  c.high = static_cast<double>(truth);
  c.low = static_cast<double>(truth - c.high);
  c.rounded = round_to(format, c.high);
  c.precision = 64;
  return c;
}

NumberResult judged(int input, double computed, const Evidence& evidence, const Format& format) {
  NumberResult n{.output = 0,
                 .input = input,
                 .computed = computed,
                 .reference = evidence.truth.rounded,
                 .existence = evidence.truth.existence,
                 .left = evidence.truth.left,
                 .right = evidence.truth.right};
  n.judgement = judge(evidence, format, Tolerance{});
  n.estimate = evidence.estimate;
  return n;
}

PointResult check(const SampleFunction& f, const std::string& engine, const Format& format, double x) {
  const Answer1 answer = f.compute(engine, format, x);
  Evidence value{.computed = answer.value, .truth = certify(f.value(x), format), .derivative = false};
  Evidence slope{
      .computed = answer.derivative, .truth = certify(f.derivative(x), format), .custom = engine == "custom"};
  if (f.kink_at_0 && x == 0) slope.truth = {.existence = Existence::kink, .left = 0, .right = 1};
  if (engine == "custom" && f.formula_factor) slope.formula = slope.truth.high * *f.formula_factor;
  if (f.fault == Fault::overflow) slope.running = RunningError{.out_of_range = true};
  const double slack = std::fabs(slope.truth.high) * 1e-9;
  if (slope.truth.existence == Existence::exists)
    slope.estimate = Estimate{slope.truth.high + slack / 3, slack, 1e-4, 24};
  return {.x = {x},
          .why = "sampled",
          .in_domain = x >= f.domain.lo && x <= f.domain.hi,
          .values = {judged(-1, answer.value, value, format)},
          .partials = {judged(0, answer.derivative, slope, format)}};
}

/// Inputs even in float order over twice the domain, and plain ones.
std::vector<double> inputs(const SampleFunction& f, const Format& format) {
  std::vector<double> xs{f.domain.lo, f.domain.hi};
  for (const double x : {-100.0, -50.0, -1.0, 0.0, 1e-6, 1e-3, 0.5, 1.0, 2.0, 50.0, 100.0})
    if (x >= f.domain.lo && x <= f.domain.hi) xs.push_back(round_to(format, x));
  const auto low = ordinal(format, round_to(format, f.domain.lo * 2)),
             high = ordinal(format, round_to(format, f.domain.hi * 2));
  for (int i = 0; i <= 60; ++i) xs.push_back(from_ordinal(format, low + (high / 60 - low / 60) * i));
  for (int i = 0; i <= 60; ++i) xs.push_back(round_to(format, f.domain.lo + (f.domain.hi - f.domain.lo) * i / 60));
  return xs;
}

/// The derivative chain of 1/exp(x) and its like, at one point: the second step is the culprit.
Diagnosis diagnosis(const SampleFunction& f, const Format& format, double x) {
  const double e = round_to(format, std::exp(x)), y = 1 / e;
  return {
      .culprit = NodeId{1},
      .fault = f.fault,
      .summary = f.summary,
      .steps = {
          {.node = NodeId{0}, .text = "%0 = x", .value = x, .exact_value = x, .derivative = 1, .exact_derivative = 1},
          {.node = NodeId{1},
           .op = Op::exp,
           .text = "%1 = exp(%0)",
           .value = e,
           .exact_value = std::exp(x),
           .local_ulps = nan,
           .derivative = e,
           .exact_derivative = std::exp(x)},
          {.node = NodeId{2},
           .op = Op::div,
           .text = "%2 = 1 / %1",
           .value = y,
           .exact_value = std::exp(-x),
           .local_ulps = 0.4,
           .derivative = std::isfinite(e) ? -y : nan,
           .exact_derivative = -std::exp(-x)}}};
}

/// Runs of one verdict over the working range, their ends bisected in float order.
std::vector<Range> ranges(const SampleFunction& f, const std::string& engine, const Format& format) {
  const auto verdict_at = [&](std::int64_t n) {
    return check(f, engine, format, from_ordinal(format, n)).partials[0].judgement.verdict;
  };
  std::vector<std::int64_t> places;
  for (const double x : inputs(f, format))
    if (x >= f.domain.lo && x <= f.domain.hi) places.push_back(ordinal(format, x));
  std::ranges::sort(places);
  std::vector<Range> list{{.verdict = verdict_at(places.front()), .first = from_ordinal(format, places.front())}};
  for (std::size_t i = 1; i < places.size(); ++i) {
    const Verdict before = list.back().verdict;
    std::int64_t low = places[i - 1], high = places[i];
    if (verdict_at(high) == before) continue;
    while (high - low > 1) {
      const std::int64_t middle = low + (high - low) / 2;
      (verdict_at(middle) == before ? low : high) = middle;
    }
    list.back().last = from_ordinal(format, low);
    list.back().last_is_edge = true;
    list.push_back({.verdict = verdict_at(high), .first = from_ordinal(format, high), .first_is_edge = true});
    places[i - 1] = high;
    --i;
  }
  list.back().last = from_ordinal(format, places.back());
  return list;
}

void count(Counts& counts, const std::vector<NumberResult>& numbers) {
  for (const NumberResult& n : numbers) ++counts[static_cast<std::size_t>(n.judgement.verdict)];
}

void set_levels(UnitResult& unit) {
  for (const PointResult& p : unit.points) {
    if (!p.in_domain) continue;
    for (const NumberResult& n : p.partials) unit.level = std::max(unit.level, n.judgement.level);
    for (const NumberResult& n : p.values) unit.value_level = std::max(unit.value_level, n.judgement.level);
  }
}

/// Plain differences of the real function, where its text is one.
std::optional<StepSeries> differences(const SampleFunction& f, const Format& format, double x) {
  if (f.text.find('&') != std::string::npos) return std::nullopt;
  const Function function = Function::parse(f.text);
  const std::vector<double> at{x};
  return step_series({function, at, 0, 0, format, f.domain});
}

/// The first point with the shortest input of each verdict that is not ok; without one, the first point.
std::vector<PointResult> exemplars(const SampleFunction& f, const UnitResult& unit, const Format& format) {
  std::vector<PointResult> list;
  for (const Verdict v : verdicts()) {
    const PointResult* best = nullptr;
    for (const PointResult& p : unit.points) {
      const Judgement& j = p.partials[0].judgement;
      if (j.verdict != v || (j.level == Level::ok && j.blame == Blame::none && v != Verdict::subgradient)) continue;
      const auto length = [&](const PointResult& q) {
        return to_decimal(format, q.x[0]).size() + (q.in_domain ? 0 : 100);
      };
      if (best == nullptr || length(p) < length(*best)) best = &p;
    }
    if (best == nullptr) continue;
    list.push_back(*best);
    list.back().why = "plainest";
    list.back().target = Target{0, 0};
    if (list.back().in_domain && list.back().partials[0].existence == Existence::exists)
      list.back().differences = differences(f, format, best->x[0]);
    if (list.back().partials[0].judgement.level >= Level::warning)
      list.back().diagnosis = diagnosis(f, format, best->x[0]);
  }
  if (list.empty()) list.push_back(unit.points.front());
  return list;
}

UnitResult unit_of(const SampleFunction& f, const std::string& engine, const Format& format) {
  UnitResult unit{.case_name = f.name,
                  .function = f.text,
                  .engine = engine,
                  .format = std::string(format.name),
                  .variables = {"x"},
                  .domain = {f.domain},
                  .mechanism = f.mechanism,
                  .lesson = f.lesson,
                  .stable = f.stable,
                  .source = "Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed.",
                  .tags = {"sample"}};
  for (const double x : inputs(f, format)) {
    unit.points.push_back(check(f, engine, format, x));
    const PointResult& p = unit.points.back();
    count(p.in_domain ? unit.counts : unit.outside, p.partials);
    if (p.in_domain) count(unit.value_counts, p.values);
  }
  set_levels(unit);
  unit.exemplars = exemplars(f, unit, format);
  unit.ranges = ranges(f, engine, format);
  return unit;
}

/// sqrt(x*x + y*y) at a few points: two partials each.
UnitResult norm_unit(const std::string& engine) {
  UnitResult unit{.case_name = "norm/two",
                  .function = "sqrt(x*x+y*y)",
                  .engine = engine,
                  .format = "binary64",
                  .variables = {"x", "y"},
                  .domain = {{-1e200, 1e200}, {-1e200, 1e200}},
                  .mechanism = "overflow",
                  .lesson = "x*x overflows for half of all x.",
                  .stable = "hypot(x, y)"};
  for (const auto& [x, y] :
       std::vector<std::pair<double, double>>{{3, 4}, {1e-3, 2}, {0, 0}, {1e170, 2e170}, {-5, 12}, {1e-200, 1}}) {
    const double r = std::sqrt(x * x + y * y), exact = std::hypot(x, y);
    PointResult p{.x = {x, y}, .why = "special"};
    p.values.push_back(
        judged(-1, r, {.computed = r, .truth = certify(exact, binary64), .derivative = false}, binary64));
    int input = 0;
    for (const double part : {x, y}) {
      Evidence e{.computed = part / r, .truth = certify(exact == 0 ? 0 : part / exact, binary64)};
      if (exact == 0) e.truth = {.existence = Existence::undefined, .reason = "division by 0"};
      p.partials.push_back(judged(input++, e.computed, e, binary64));
    }
    count(unit.counts, p.partials);
    count(unit.value_counts, p.values);
    unit.points.push_back(p);
  }
  set_levels(unit);
  unit.exemplars = {unit.points[3], unit.points[2]};
  unit.exemplars[0].why = "plainest";
  return unit;
}

UnitResult empty_unit(const std::string& name, Verdict verdict, Level level, const std::string& failure) {
  UnitResult unit{.case_name = name,
                  .function = "erf(x)",
                  .engine = "eigen",
                  .format = "binary32",
                  .variables = {"x"},
                  .domain = {{-4, 4}},
                  .failure = failure};
  NumberResult n{.input = 0,
                 .computed = nan,
                 .reference = 1,
                 .existence = Existence::exists,
                 .judgement = {.verdict = verdict, .level = level, .reason = "no rule for erf"}};
  if (failure.empty()) unit.points.push_back({.x = {1}, .why = "sampled", .values = {}, .partials = {n}});
  unit.counts[static_cast<std::size_t>(verdict)] = 1;
  unit.level = level;
  return unit;
}

}  // namespace

Run sample_run() {
  Run run{.complete = true};
  run.header.version = "0.1.0";
  run.header.compiler = "g++ 12.2.0";
  run.header.flags = "-O2 -ffp-contract=off";
  run.header.libm = "glibc 2.36";
  run.header.host = "Linux x86_64, 2 cores; rounding: to nearest; subnormals: kept, MXCSR 0x1f80; contraction: off";
  run.header.environment = "x86_64-glibc-2.36-fma";
  run.header.started = "2024-05-01T12:00:00Z";
  for (const SampleFunction& f : functions())
    for (const Format& format : {binary32, binary64})
      for (const std::string& engine : run.header.spec.engines) run.units.push_back(unit_of(f, engine, format));
  for (const char* engine : {"eigen", "forward", "reverse"}) run.units.push_back(norm_unit(engine));
  run.units.push_back(empty_unit("special/erf", Verdict::unsupported, Level::note, ""));
  run.units.push_back(empty_unit("special/slow", Verdict::failed, Level::error, "timed out after 10 s"));
  run.units.front().supplied = {"log1p", "expm1"};
  run.units.front().notes = {"your build contracts or reorders"};
  return run;
}

const UnitResult& find(const Run& run, std::string_view name, std::string_view engine, std::string_view format) {
  for (const UnitResult& unit : run.units)
    if (unit.case_name == name && unit.engine == engine && unit.format == format) return unit;
  throw std::out_of_range("no such unit in the sample");
}

}  // namespace clino::sample
