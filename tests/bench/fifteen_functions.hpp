/// The fifteen functions that the reference is measured on, for any scalar, and points for them.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "clino/function.hpp"
#include "random.hpp"

namespace fifteen {

using std::atan2, std::cos, std::erf, std::exp, std::lgamma, std::log, std::log1p, std::pow, std::sin, std::sqrt, std::tanh;

struct Sigmoid { template <class T> T operator()(std::span<const T> x) const { return 1.0 / (1.0 + exp(-x[0])); } };
struct Reciprocal { template <class T> T operator()(std::span<const T> x) const { return 1.0 / exp(x[0]); } };
struct Chirp { template <class T> T operator()(std::span<const T> x) const { return x[0] * sin(1.0 / x[0]); } };
struct Softplus { template <class T> T operator()(std::span<const T> x) const { return log1p(exp(x[0])); } };
struct Versine { template <class T> T operator()(std::span<const T> x) const { return (1.0 - cos(x[0])) / (x[0] * x[0]); } };
struct Roots { template <class T> T operator()(std::span<const T> x) const { return sqrt(x[0] + 1.0) - sqrt(x[0]); } };
struct LogSumExp {
  template <class T> T operator()(std::span<const T> x) const { return log(exp(x[0]) + exp(x[1]) + exp(x[2]) + exp(x[3])); }
};
struct Rosenbrock {
  template <class T> T operator()(std::span<const T> x) const {
    T sum = (1.0 - x[0]) * (1.0 - x[0]);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const T a = x[i + 1] - x[i] * x[i];
      sum = sum + 100.0 * a * a;
      if (i > 0) sum = sum + (1.0 - x[i]) * (1.0 - x[i]);
    }
    return sum;
  }
};
struct Gelu { template <class T> T operator()(std::span<const T> x) const { return 0.5 * x[0] * (1.0 + erf(x[0] * 0.7071067811865476)); } };
struct Tanh { template <class T> T operator()(std::span<const T> x) const { return tanh(x[0]); } };
struct Power { template <class T> T operator()(std::span<const T> x) const { return pow(x[0], x[1]); } };
struct Angle { template <class T> T operator()(std::span<const T> x) const { return atan2(x[0], x[1]); } };
struct LogGamma { template <class T> T operator()(std::span<const T> x) const { return lgamma(x[0]); } };
/// Spot, strike, rate, volatility, time.
struct Call {
  template <class T> T operator()(std::span<const T> x) const {
    const T s = x[3] * sqrt(x[4]), d = (log(x[0] / x[1]) + (x[2] + 0.5 * (x[3] * x[3])) * x[4]) / s;
    const auto normal = [](const T& z) { return 0.5 * (1.0 + erf(z * 0.7071067811865476)); };
    return x[0] * normal(d) - x[1] * exp(-(x[2] * x[4])) * normal(d - s);
  }
};
/// T20 by Horner's rule.
struct Chebyshev {
  template <class T> T operator()(std::span<const T> x) const {
    constexpr std::array c{-200.0, 6600.0, -84480.0, 549120.0, -2050048.0, 4659200.0, -6553600.0, 5570560.0, -2621440.0, 524288.0};
    const T z = x[0] * x[0];
    T y = c[9] * z + c[8];
    for (std::size_t k = 8; k-- > 0;) y = y * z + c[k];
    return y * z + 1.0;
  }
};

/// Calls `use(name, inputs, positive, functor)` for each; `positive`: for numbers above 0.
template <class F>
void for_each(const F& use) {
  use("1/(1+exp(-x))", 1, false, Sigmoid{});
  use("1/exp(x)", 1, false, Reciprocal{});
  use("x sin(1/x)", 1, false, Chirp{});
  use("log1p(exp(x))", 1, false, Softplus{});
  use("(1-cos x)/x^2", 1, false, Versine{});
  use("sqrt(x+1)-sqrt(x)", 1, true, Roots{});
  use("log-sum-exp of 4", 4, false, LogSumExp{});
  use("Rosenbrock, 10", 10, false, Rosenbrock{});
  use("gelu by erf", 1, false, Gelu{});
  use("tanh", 1, false, Tanh{});
  use("x^y", 2, true, Power{});
  use("atan2", 2, false, Angle{});
  use("lgamma", 1, true, LogGamma{});
  use("Black-Scholes call", 5, true, Call{});
  use("Chebyshev T20", 1, false, Chebyshev{});
}

/// Moderate: sizes 2^-8 to 2^4; bits: any finite bit pattern of the format.
enum class Draw { moderate, bits };

inline std::vector<double> points(const std::string& name, Draw draw, const clino::Format& format, std::size_t numbers, bool positive) {
  clino::Random random(clino::hash(name, static_cast<std::uint64_t>(draw)));
  const auto top = static_cast<std::uint64_t>(clino::ordinal(format, clino::largest(format)));
  std::vector<double> x(numbers);
  for (double& v : x) {
    const double sign = positive || random.bits() % 2 == 0 ? 1 : -1;
    v = draw == Draw::moderate ? clino::round_to(format, sign * std::exp2(12 * random.unit() - 8))
                               : sign * clino::from_ordinal(format, static_cast<std::int64_t>(random.bits() % (top + 1)));
  }
  return x;
}

}  // namespace fifteen
