#include "tests/reports/sample_functions.hpp"

#include <algorithm>
#include <cmath>

namespace clino::sample {
namespace {

template <class T>
Answer1 recip_exp(const std::string& engine, T x) {
  const T e = std::exp(x), y = 1 / e;
  if (engine == "custom") return {y, -std::exp(-x)};
  return {y, engine == "forward" ? -y * (e / e) : -e / (e * e)};
}
template <class T>
Answer1 sigmoid(const std::string& engine, T x) {
  const T e = std::exp(-x), s = 1 + e, y = 1 / s;
  return {y, engine == "custom" ? y * (1 - y) : engine == "forward" ? e / s / s : e / (s * s)};
}
template <class T>
Answer1 stable_sigmoid(const std::string&, T x) {
  const T e = std::exp(-std::fabs(x)), s = 1 + e;
  return {x < 0 ? e / s : 1 / s, e / s / s};
}
template <class T>
Answer1 versine(const std::string& engine, T x) {
  const T c = 1 - std::cos(x), q = x * x;
  if (engine == "custom") return {c / q, (x * std::sin(x) - 2 * c) / (q * x)};
  return {c / q, (std::sin(x) * q - c * 2 * x) / (q * q)};
}
template <class T>
Answer1 relu(const std::string& engine, T x) {
  return {x > 0 ? x : 0, x > 0 ? T(1) : x == 0 && engine == "reverse" ? T(2) : T(0)};
}
template <class T>
Answer1 square(const std::string& engine, T x) {
  return {x * x, engine == "custom" ? T(2.0001) * x : 2 * x};
}

/// The template in the arithmetic of the format: float for binary32, else double.
#define IN_FORMAT(f)                                                                            \
  [](const std::string& engine, const Format& format, double x) {                               \
    return format == binary32 ? f<float>(engine, static_cast<float>(x)) : f<double>(engine, x); \
  }

}  // namespace

std::vector<SampleFunction> functions() {
  return {
      {.name = "recip_exp/naive",
       .text = "1/exp(x)",
       .mechanism = "overflow",
       .lesson = "An intermediate that overflows ruins a derivative that is tiny but exists.",
       .stable = "exp(-x)",
       .domain = {-60, 100},
       .compute = IN_FORMAT(recip_exp),
       .value = [](long double x) { return std::exp(-x); },
       .derivative = [](long double x) { return -std::exp(-x); },
       .summary = "exp overflows from x = 88.72284 on; then inf / inf is NaN"},
      {.name = "sigmoid/naive",
       .text = "1/(1+exp(-x))",
       .mechanism = "overflow",
       .lesson = "The squared denominator overflows long before the function does.",
       .stable = "sigmoid/stable",
       .domain = {-100, 100},
       .compute = IN_FORMAT(sigmoid),
       .value = [](long double x) { return 1 / (1 + std::exp(-x)); },
       .derivative =
           [](long double x) {
             const long double e = std::exp(-std::fabs(x));
             return e / ((1 + e) * (1 + e));
           },
       .summary = "exp overflows from x = -88.72284 down; then 0 x inf is NaN"},
      {.name = "sigmoid/stable",
       .text = "where(x<0, exp(x)/(1+exp(x)), 1/(1+exp(-x)))",
       .mechanism = "none",
       .lesson = "",
       .stable = "",
       .domain = {-100, 100},
       .compute = IN_FORMAT(stable_sigmoid),
       .value = [](long double x) { return 1 / (1 + std::exp(-x)); },
       .derivative =
           [](long double x) {
             const long double e = std::exp(-std::fabs(x));
             return e / ((1 + e) * (1 + e));
           },
       .summary = ""},
      {.name = "versine",
       .text = "(1-cos(x))/x^2",
       .mechanism = "cancellation",
       .lesson = "1 - cos(x) has no correct digit left for small x.",
       .stable = "2*(sin(x/2)/x)^2",
       .domain = {1e-8, 3},
       .compute = IN_FORMAT(versine),
       .value =
           [](long double x) {
             const long double s = std::sin(x / 2) / x;
             return 2 * s * s;
           },
       .derivative =
           [](long double x) {
             return x < 0.01L ? x * (-1 / 12.0L + x * x / 180 - x * x * x * x / 6720)
                              : (x * std::sin(x) - 4 * std::sin(x / 2) * std::sin(x / 2)) / (x * x * x);
           },
       .fault = Fault::cancellation,
       .summary = "1 - cos(x) cancels: its operands agree to 23 bits"},
      {.name = "relu",
       .text = "max(x, 0)",
       .mechanism = "kink",
       .lesson = "At 0 any slope between 0 and 1 is right.",
       .stable = "",
       .domain = {-10, 10},
       .compute = IN_FORMAT(relu),
       .value = [](long double x) { return std::max(x, 0.0L); },
       .derivative = [](long double x) { return x > 0 ? 1.0L : 0.0L; },
       .kink_at_0 = true,
       .fault = Fault::rule,
       .summary = "max at a tie: the engine adds both slopes"},
      {.name = "square<T>",
       .text = "x*x & \"2.0001*x\" </script>",
       .mechanism = "gradient",
       .lesson = "",
       .stable = "",
       .domain = {-4, 4},
       .compute = IN_FORMAT(square),
       .value = [](long double x) { return x * x; },
       .derivative = [](long double x) { return 2 * x; },
       .formula_factor = 1.00005,
       .fault = Fault::rule,
       .summary = "the custom gradient is 1.00005 times the derivative"},
  };
}
#undef IN_FORMAT

}  // namespace clino::sample
