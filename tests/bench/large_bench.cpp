// What a check of a large gradient costs, as multiples of one evaluation of the function: projections against a full
// central-difference gradient, and against the per-entry work of usual checkers (two evaluations an entry, and the
// comparison of a matrix row by row), which is timed on a hundred entries and multiplied.
#include <benchmark/benchmark.h>

#include <cmath>

#include "clino/custom.hpp"
#include "ratio_reporter.hpp"
#include "tests/harness/layers.hpp"

namespace {

using namespace clino;

const layers::Dense layer{256, 256};
const std::size_t n = layer.size();

std::vector<double> point() {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = std::sin(static_cast<double>(i) + 1);
  return x;
}
const auto loss = []<class T>(std::span<const T> p) {
  T sum(0);
  for (const T& y : layer(p)) sum += y * y;
  return sum;
};
void gradient(layers::In p, layers::Out d) {
  std::vector<double> u = layer(p);
  for (double& uj : u) uj *= 2;
  layer.backward(p, u, d);
}

void evaluation(benchmark::State& state) {
  const std::vector<double> x = point();
  for (auto _ : state) benchmark::DoNotOptimize(loss(std::span<const double>(x)));
}
BENCHMARK(evaluation)->Name("large gradient of 66048 entries/one evaluation");

void backward(benchmark::State& state) {
  const std::vector<double> x = point();
  std::vector<double> d(n);
  for (auto _ : state) gradient(x, d);
}
BENCHMARK(backward)->Name("large gradient of 66048 entries/one gradient");

void projections(benchmark::State& state) {
  for (auto _ : state) {
    const Verification v = check_gradient(loss, gradient, at(point()));
    if (!passes(v)) state.SkipWithError(explain(v).c_str());
  }
}
BENCHMARK(projections)->Name("large gradient of 66048 entries/check: contract and 20 projections");

void differences(benchmark::State& state) {
  constexpr std::size_t timed = 100;
  std::vector<double> x = point();
  for (auto _ : state)
    for (std::size_t i = 0; i < timed; ++i) {
      const double at_i = x[i], h = 1e-6;
      x[i] = at_i + h;
      const double up = loss(std::span<const double>(x));
      x[i] = at_i - h;
      benchmark::DoNotOptimize((up - loss(std::span<const double>(x))) / (2 * h));
      x[i] = at_i;
    }
}
BENCHMARK(differences)->Name("large gradient of 66048 entries/central differences of 100 entries");

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
