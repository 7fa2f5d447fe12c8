// The certified value and gradient against what a user could write with Boost.Multiprecision: duals over
// cpp_bin_float_100 (no bounds) and over mpfi_float_50 (intervals of fixed precision).
#include <benchmark/benchmark.h>

#include <array>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/mpfi.hpp>
#include <cmath>

#include "clino/reference.hpp"
#include "ratio_reporter.hpp"

namespace {

namespace mp = boost::multiprecision;

/// The dual number of a textbook.
template <class S>
struct Dual {
  S v, d;
};
template <class S> Dual<S> operator-(const Dual<S>& a) { return {-a.v, -a.d}; }
template <class S> Dual<S> operator+(double a, const Dual<S>& b) { return {a + b.v, b.d}; }
template <class S> Dual<S> operator-(const Dual<S>& a, const Dual<S>& b) { return {a.v - b.v, a.d - b.d}; }
template <class S> Dual<S> operator*(const Dual<S>& a, const Dual<S>& b) { return {a.v * b.v, a.d * b.v + a.v * b.d}; }
template <class S> Dual<S> operator/(double a, const Dual<S>& b) {
  const S r = a / b.v;
  return {r, -r / b.v * b.d};
}
template <class S> Dual<S> exp(const Dual<S>& a) {
  using std::exp;
  const S e = exp(a.v);
  return {e, e * a.d};
}
template <class S> Dual<S> sin(const Dual<S>& a) {
  using std::cos, std::sin;
  return {sin(a.v), cos(a.v) * a.d};
}
template <class S> Dual<S> log(const Dual<S>& a) {
  using std::log;
  return {log(a.v), a.d / a.v};
}
template <class S> Dual<S> sqrt(const Dual<S>& a) {
  using std::sqrt;
  const S r = sqrt(a.v);
  return {r, a.d / (2 * r)};
}

using std::exp, std::log, std::sin, std::sqrt;
const auto sigmoid = [](auto x) { return 1.0 / (1.0 + exp(-x)); };
const auto chirp = [](auto x) { return x * sin(1.0 / x); };
const auto softplus = [](auto x) { return log(1.0 + exp(x)); };
const auto roots = [](auto x) { return sqrt(1.0 + x) - sqrt(x); };
constexpr std::array points{0.0625, 0.7109375, 1.375, 3.25, 11.5};

template <class F, class S>
void dual(benchmark::State& state, F f) {
  for (auto _ : state)
    for (const double x : points) benchmark::DoNotOptimize(f(Dual<S>{S(x), S(1)}));
}
template <class F>
void certified(benchmark::State& state, F f, clino::Format format) {
  const clino::Function function = f;
  for (auto _ : state)
    for (const double x : points) benchmark::DoNotOptimize(clino::reference(function, std::array{x}, format));
}

template <class F>
void compare(const char* name, F f) {
  const auto add = [&](const char* what, auto run) {
    benchmark::RegisterBenchmark((std::string(name) + "/" + what).c_str(), run);
  };
  add("certified, binary64", [f](benchmark::State& s) { certified(s, f, clino::binary64); });
  add("certified, binary32", [f](benchmark::State& s) { certified(s, f, clino::binary32); });
  add("double dual", [f](benchmark::State& s) { dual<F, double>(s, f); });
  add("mpfi_float_50 dual", [f](benchmark::State& s) { dual<F, mp::mpfi_float_50>(s, f); });
  add("cpp_bin_float_100 dual", [f](benchmark::State& s) { dual<F, mp::cpp_bin_float_100>(s, f); });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  compare("1/(1+exp(-x)), 5 points", sigmoid);
  compare("x*sin(1/x), 5 points", chirp);
  compare("log(1+exp(x)), 5 points", softplus);
  compare("sqrt(1+x)-sqrt(x), 5 points", roots);
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
