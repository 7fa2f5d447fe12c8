/// Eigen with the recording scalar: `Eigen::Matrix<clino::Tracer, ...>`, `Eigen::Tensor<clino::Tracer, ...>` (with
/// `contract` and `unaryExpr`), and functions of Eigen vectors.
#pragma once
#include <Eigen/Core>
#include <concepts>
#include <span>
#include <utility>
#include <vector>

#include "clino/dual.hpp"
#include "clino/function.hpp"
#include "clino/tracer.hpp"

namespace clino::detail {
/// What Eigen asks of the harness' scalars. Memory need not be initialised by constructors, zeroed is 0.
template <class T>
struct EigenTraits : Eigen::GenericNumTraits<double> {
  using Real = T;
  using NonInteger = T;
  using Nested = T;
  using Literal = double;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 2,
    AddCost = 20,
    MulCost = 20
  };
  static Real epsilon() { return std::numeric_limits<double>::epsilon(); }
  static Real dummy_precision() { return Eigen::NumTraits<double>::dummy_precision(); }
  static Real highest() { return std::numeric_limits<double>::max(); }
  static Real lowest() { return std::numeric_limits<double>::lowest(); }
  static Real infinity() { return std::numeric_limits<double>::infinity(); }
  static Real quiet_NaN() { return std::numeric_limits<double>::quiet_NaN(); }
};
template <class T>
concept HarnessScalar = std::same_as<T, Tracer> || std::same_as<T, Dual>;
}  // namespace clino::detail

template <>
struct Eigen::NumTraits<clino::Tracer> : clino::detail::EigenTraits<clino::Tracer> {};
template <>
struct Eigen::NumTraits<clino::Dual> : clino::detail::EigenTraits<clino::Dual> {};

/// Literals stay literals in `m * 2.0`.
template <class T, class L, class BinaryOp>
requires(clino::Literal<L> && clino::detail::HarnessScalar<T>) struct Eigen::ScalarBinaryOpTraits<T, L, BinaryOp> {
  using ReturnType = T;
};
template <class T, class L, class BinaryOp>
requires(clino::Literal<L> && clino::detail::HarnessScalar<T>) struct Eigen::ScalarBinaryOpTraits<L, T, BinaryOp> {
  using ReturnType = T;
};

namespace clino {

namespace detail {
/// The coefficients of an Eigen expression, column by column, or the one number.
template <class T, class Y>
std::vector<T> coefficients(const Y& y) {
  if constexpr (std::convertible_to<Y, T>) {
    return {static_cast<T>(y)};
  } else {
    const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> evaluated = y;
    return {evaluated.data(), evaluated.data() + evaluated.size()};
  }
}
template <class T, class F>
std::vector<T> call_with_vector(const F& f, std::span<const T> x) {
  using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
  const Vector v = Eigen::Map<const Vector>(x.data(), static_cast<Eigen::Index>(x.size()));
  return coefficients<T>(f(v));
}
}  // namespace detail

/// A function from a generic functor of an Eigen vector: `f(const Eigen::Matrix<T, Eigen::Dynamic, 1>&)` returns a
/// number or an Eigen matrix or expression (whose coefficients are the outputs, column by column). An expression must
/// not refer to the functor's own temporaries.
template <class F>
Function eigen_function(int inputs, int outputs, F f) {
  return Function::make(
      {inputs, outputs}, [f](std::span<const double> x) { return detail::call_with_vector<double>(f, x); },
      [f](std::span<const Tracer> x) { return detail::call_with_vector<Tracer>(f, x); })
      .with_scalars([f](std::span<const Dual> x) { return detail::call_with_vector<Dual>(f, x); }, {});
}

}  // namespace clino
