// What text costs: reading, recording and running it; and how the cost of a check grows with the number of steps.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "clino/case_file.hpp"
#include "clino/check.hpp"
#include "clino/fpcore.hpp"
#include "clino/replay.hpp"
#include "ratio_reporter.hpp"

namespace {

using namespace clino;

constexpr int terms = 50;  // four operations each
const Point x{1.375};

std::string infix() {
  std::string text = "0";
  for (int k = 1; k <= terms; ++k) text += " + sin(" + std::to_string(k) + "*x)/" + std::to_string(k);
  return text;
}
std::string fpcore() {
  std::string body = "0";
  for (int k = 1; k <= terms; ++k)
    body = "(+ " + body + " (/ (sin (* " + std::to_string(k) + " x)) " + std::to_string(k) + "))";
  return "(FPCore (x) " + body + ")";
}

void run_text(benchmark::State& state) {
  const Trace t = Function::parse(infix()).trace(x);
  for (auto _ : state) benchmark::DoNotOptimize(replay<double>(t, x));
}
BENCHMARK(run_text)->Name("a text of 200 operations/replay its trace");

void record_text(benchmark::State& state) {
  const Function f = Function::parse(infix());
  for (auto _ : state) benchmark::DoNotOptimize(f.trace(x));
}
BENCHMARK(record_text)->Name("a text of 200 operations/record infix");

void record_core(benchmark::State& state) {
  const Function f = Function::parse(fpcore());
  for (auto _ : state) benchmark::DoNotOptimize(f.trace(x));
}
BENCHMARK(record_core)->Name("a text of 200 operations/record FPCore");

void parse_text(benchmark::State& state) {
  const std::string text = infix();
  for (auto _ : state) benchmark::DoNotOptimize(Function::parse(text));
}
BENCHMARK(parse_text)->Name("a text of 200 operations/parse infix");

void parse_core(benchmark::State& state) {
  const std::string text = fpcore();
  for (auto _ : state) benchmark::DoNotOptimize(Function::parse(text));
}
BENCHMARK(parse_core)->Name("a text of 200 operations/parse FPCore");

/// A program of as many steps whose rounding errors do not grow: it is accurate, and needs no second look.
Function program(int steps) {
  return Function([steps](auto y) {
    using std::sin;
    auto sum = y;
    for (int k = 0; 4 * k < steps; ++k) sum = 0.5 * sum + sin(y * (1.0 + 0.001 * k));
    return sum;
  });
}

void check_by_steps(benchmark::State& state) {
  const Case c{.name = "f", .function = program(static_cast<int>(state.range(0))), .domain = {{0, 2}}};
  const Engine& engine = *find_engine("reverse");
  for (auto _ : state) benchmark::DoNotOptimize(judge_point(c, engine, witness(c, x, binary64, {}), binary64, {}));
}
BENCHMARK(check_by_steps)->Name("one point by steps")->Arg(30)->Arg(300)->Arg(3000);

void reference_by_steps(benchmark::State& state) {
  const Function f = program(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(reference(f, x, binary64));
}
BENCHMARK(reference_by_steps)->Name("reference by steps")->Arg(30)->Arg(300)->Arg(3000);

std::string case_file(int cases) {
  std::string text = R"({"schema": 1, "cases": [)";
  for (int k = 0; k < cases; ++k)
    text += std::string(k > 0 ? ",\n" : "\n") + R"({"name": "c)" + std::to_string(k) +
            R"json(", "variables": {"x": [-750, 750]}, "function": ["1/(1+exp(-x))"],
               "gradient": [["exp(-x)/(1+exp(-x))^2"]], "points": [{"x": 2}], "tags": ["activation"]})json";
  return text + "]}";
}

void read_cases(benchmark::State& state) {
  const std::string text = case_file(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(parse_case_file(text, "cases.json"));
}
BENCHMARK(read_cases)->Name("cases of a file")->Arg(10)->Arg(100)->Arg(1000);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
