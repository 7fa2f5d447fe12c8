/// Functions as a user writes them, generic in the scalar: to be instantiated directly and recorded. Intermediate
/// results are of type T (an `auto` would hold an expression of Eigen's that refers to dead temporaries).
#pragma once
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <span>
#include <tuple>
#include <unsupported/Eigen/AutoDiff>

namespace clino::fidelity {

/// What `0.1` is beside a T: the number of the format, as a program written for that format has it.
template <class T>
struct LiteralFor {
  using type = double;
};
template <>
struct LiteralFor<float> {
  using type = float;
};
template <class D>
struct LiteralFor<Eigen::AutoDiffScalar<D>> {
  using type = typename D::Scalar;
};
template <class T>
typename LiteralFor<T>::type lit(double c) {
  using L = typename LiteralFor<T>::type;
  if constexpr (std::is_arithmetic_v<L>)
    return static_cast<L>(c);
  else
    return L(static_cast<float>(c));
}

// clang-format off: one function a line
#define CLINO_FIDELITY(name, inputs, ...)                                                                            \
  struct name {                                                                                                      \
    static constexpr int n = inputs;                                                                                 \
    static constexpr const char* text = #name;                                                                       \
    template <class T>                                                                                               \
    static T f([[maybe_unused]] std::span<const T> v) {                                                              \
      using std::abs, std::acos, std::asin, std::atan2, std::cos, std::cosh, std::exp, std::log, std::max, std::min, \
          std::pow, std::sin, std::sinh, std::sqrt, std::tan, std::tanh;                                             \
      [[maybe_unused]] const T& x = v[0];                                                                            \
      [[maybe_unused]] const T& y = v[inputs > 1 ? 1 : 0];                                                           \
      __VA_ARGS__                                                                                                    \
    }                                                                                                                \
  }

CLINO_FIDELITY(Sigmoid, 1, return lit<T>(1) / (lit<T>(1) + exp(-x)););
CLINO_FIDELITY(RecipExp, 1, return lit<T>(1) / exp(x););
CLINO_FIDELITY(LiteralOverExp, 1, return lit<T>(0.1) / exp(x););
CLINO_FIDELITY(ConstantOverExp, 1, return T(lit<T>(0.1)) / exp(x););
CLINO_FIDELITY(Softplus, 1, return log(lit<T>(1) + exp(x)););
CLINO_FIDELITY(XSinRecip, 1, return x * sin(lit<T>(1) / x););
CLINO_FIDELITY(Versine, 1, return (lit<T>(1) - cos(x)) / (x * x););
CLINO_FIDELITY(Mixed, 1, return lit<T>(3) - x * lit<T>(0.1) + lit<T>(0.2) / x - x / lit<T>(0.3););
CLINO_FIDELITY(Constants, 1, return T(lit<T>(2)) * exp(x) / T(lit<T>(3)) - x / T(lit<T>(7)););
CLINO_FIDELITY(Tangent, 1, return tan(x) / x;);
CLINO_FIDELITY(Norm, 2, return sqrt(x * x + y * y););
CLINO_FIDELITY(Ratio, 2, return (x - y) / (x + y););
CLINO_FIDELITY(Product, 2, return -x * y * lit<T>(2.5) * x + lit<T>(4) * (y - lit<T>(1.5)););
CLINO_FIDELITY(MinMax, 2, const T a = max(x, y); const T b = min(x, lit<T>(2)); const T c = max(lit<T>(-1), y);
               return a * lit<T>(0.5) - b * c;);
CLINO_FIDELITY(LeakyRelu, 1, return x > lit<T>(0) ? T(x) : T(lit<T>(0.01) * x););
CLINO_FIDELITY(Accumulate, 2, T s = x * y; s += x; s -= lit<T>(1); s *= y; s /= x; s += lit<T>(0.1); return s;);
CLINO_FIDELITY(
    Newton, 1, T r(lit<T>(1)); for (int i = 0; i < 30; ++i) {
      const T next = (r + x / r) * lit<T>(0.5);
      if (next == r) break;
      r = next;
    } return r;);
CLINO_FIDELITY(
    Chebyshev, 1, T a = x; T b(lit<T>(1)); for (int i = 0; i < 8; ++i) {
      const T c = lit<T>(2) * x * a - b;
      b = a;
      a = c;
    } return a;);
CLINO_FIDELITY(
    Rosenbrock, 5, T s(lit<T>(0)); for (std::size_t i = 0; i + 1 < n; ++i) {
      const T a = v[i + 1] - v[i] * v[i];
      const T b = lit<T>(1) - v[i];
      s += lit<T>(100) * a * a + b * b;
    } return s;);
CLINO_FIDELITY(LogSumExp, 6, T top = v[0]; for (const T& t
                                                : v) if (t > top) top = t;
               T s(lit<T>(0)); for (const T& t
                                    : v) s += exp(t - top);
               return top + log(s););
CLINO_FIDELITY(
    Entropy, 3, T s(lit<T>(0)); for (const T& t
                                     : v) s += exp(t);
    T h(lit<T>(0)); for (const T& t
                         : v) {
      const T p = exp(t) / s;
      h -= p * log(p);
    } return h;);
// Not in the 16-bit formats, where Eigen's overloads do not compile or are wrong.
CLINO_FIDELITY(Angle, 2, return atan2(x, y) * x;);
CLINO_FIDELITY(Powers, 1, const T p = pow(x, lit<T>(2.5)); return p + pow(x, lit<T>(-1)) * lit<T>(0.3););
CLINO_FIDELITY(Arcs, 1, return asin(x) - lit<T>(2) * acos(x););
CLINO_FIDELITY(Hyperbolic, 1, return sinh(x) / cosh(x) - tanh(x););
CLINO_FIDELITY(Distance, 2, return abs(x - y) * lit<T>(0.3) + abs(y););

#undef CLINO_FIDELITY
// clang-format on

using Common = std::tuple<Sigmoid, RecipExp, LiteralOverExp, ConstantOverExp, Softplus, XSinRecip, Versine, Mixed,
                          Constants, Tangent, Norm, Ratio, Product, MinMax, LeakyRelu, Accumulate, Newton, Chebyshev,
                          Rosenbrock, LogSumExp, Entropy>;
using All = decltype(std::tuple_cat(Common{}, std::tuple<Angle, Powers, Arcs, Hyperbolic, Distance>{}));

}  // namespace clino::fidelity
