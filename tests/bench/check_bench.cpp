// What a check costs, by part; record and replay against direct evaluation.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>

#include "clino/check.hpp"
#include "clino/evaluate.hpp"
#include "clino/replay.hpp"
#include "ratio_reporter.hpp"

namespace {

using namespace clino;
using std::exp, std::sin, std::sqrt;

const auto body = [](auto x) { return sin(x) / (1.0 + exp(-x)) + sqrt(x * x + 1.0); };
const Function f = body;
const std::array<double, 1> x{1.375};

void direct(benchmark::State& state) {
  double at = x[0];
  for (auto _ : state) {
    benchmark::DoNotOptimize(at);
    benchmark::DoNotOptimize(body(at));
  }
}
BENCHMARK(direct)->Name("record and replay/direct evaluation");

void replayed(benchmark::State& state) {
  const Trace t = f.trace(x);
  for (auto _ : state) benchmark::DoNotOptimize(replay<double>(t, x));
}
BENCHMARK(replayed)->Name("record and replay/replay");

void recorded(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(f.trace(x));
}
BENCHMARK(recorded)->Name("record and replay/record");

void whole_check(benchmark::State& state) {
  const Case c{.name = "f", .function = f, .domain = {{-10, 10}}};
  const Engine& engine = *find_engine("eigen");
  for (auto _ : state) benchmark::DoNotOptimize(judge_point(c, engine, witness(c, x, binary64, {}), binary64, {}));
}
BENCHMARK(whole_check)->Name("one point of a check/all of it");

void trace_part(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(f.trace(x));
}
BENCHMARK(trace_part)->Name("one point of a check/trace");

void engine_part(benchmark::State& state) {
  const Trace t = f.trace(x);
  const Engine& engine = *find_engine("eigen");
  for (auto _ : state) benchmark::DoNotOptimize(engine.jacobian(t, x, binary64, Shims::supply));
}
BENCHMARK(engine_part)->Name("one point of a check/engine (eigen)");

void estimate_part(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(
        best_difference({.function = f, .x = x, .output = 0, .input = 0, .format = binary64, .domain = {-10, 10}}));
}
BENCHMARK(estimate_part)->Name("one point of a check/finite differences");

void reference_part(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(reference(f, x, binary64));
}
BENCHMARK(reference_part)->Name("one point of a check/reference");

void judge_part(benchmark::State& state) {
  const Certified truth = reference(f, x, binary64).partials[0];
  const Evidence e{.computed = truth.rounded, .truth = truth};
  for (auto _ : state) benchmark::DoNotOptimize(judge(e, binary64, {}));
}
BENCHMARK(judge_part)->Name("one point of a check/judge");

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
