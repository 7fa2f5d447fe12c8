/// The coefficients of matrices, tensors, numbers and tuples of these, one after the other; and the scalar type in which
/// a functor of them computes.
#pragma once
#include <concepts>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "clino/eigen.hpp"

namespace clino {

namespace detail {

/// Calls `visit` with every coefficient, column by column; of a tuple, one after the other.
template <class Y, class Visit>
void each(Y& y, const Visit& visit) {
  if constexpr (requires { y.rows(); y.cols(); }) {
    for (Eigen::Index j = 0; j < y.cols(); ++j)
      for (Eigen::Index i = 0; i < y.rows(); ++i) visit(y(i, j));
  } else if constexpr (requires { y.data(); y.size(); }) {  // Eigen::Tensor
    for (Eigen::Index k = 0; k < static_cast<Eigen::Index>(y.size()); ++k) visit(y.data()[k]);
  } else if constexpr (requires { std::tuple_size<std::remove_const_t<Y>>::value; }) {
    std::apply([&](auto&... part) { (each(part, visit), ...); }, y);
  } else {
    visit(y);
  }
}
template <class Y>
std::size_t count(const Y& y) {
  std::size_t n = 0;
  each(y, [&](const auto&) { ++n; });
  return n;
}
template <class Y, class T>
void set(Y& y, std::span<const T> from) {
  std::size_t k = 0;
  each(y, [&](auto& c) { c = static_cast<std::remove_reference_t<decltype(c)>>(from[k++]); });
}
template <class Y, class T>
void get(const Y& y, std::span<T> to) {
  std::size_t k = 0;
  each(y, [&](const auto& c) { to[k++] = static_cast<T>(c); });
}

/// An expression evaluated; a number or tuple as it is.
template <class Y>
auto plain(const Y& y) {
  if constexpr (requires { typename Y::PlainObject; })
    return typename Y::PlainObject(y);
  else
    return y;
}

/// The scalar of a functor that is no template: that of its first argument. `Tracer` stands for a template's.
template <class A>
struct ScalarOf {
  using type = A;
};
template <class A>
requires requires { typename A::Scalar; }
struct ScalarOf<A> {
  using type = typename A::Scalar;
};
template <class R, class C, class A, class... B>
typename ScalarOf<std::remove_cvref_t<A>>::type first_scalar(R (C::*)(A, B...) const);
template <class R, class A, class... B>
typename ScalarOf<std::remove_cvref_t<A>>::type first_scalar(R (*)(A, B...));
template <class F>
struct KernelScalar {
  using type = Tracer;
};
template <class F>
requires requires { &F::operator(); }
struct KernelScalar<F> {
  using type = decltype(first_scalar(&F::operator()));
};
template <class R, class... A>
struct KernelScalar<R (*)(A...)> {
  using type = decltype(first_scalar(static_cast<R (*)(A...)>(nullptr)));
};
template <class F>
inline constexpr bool is_generic = std::same_as<typename KernelScalar<F>::type, Tracer>;
/// What it computes in when it is run.
template <class F>
using RunScalar = std::conditional_t<std::same_as<typename KernelScalar<F>::type, float>, float, double>;

inline std::vector<std::string> places_of(Eigen::Index rows, Eigen::Index columns) {
  std::vector<std::string> all;
  for (Eigen::Index j = 0; j < columns; ++j)
    for (Eigen::Index i = 0; i < rows; ++i)
      all.push_back("(" + std::to_string(i) + (columns == 1 ? "" : "," + std::to_string(j)) + ")");
  return all;
}

}  // namespace detail

}  // namespace clino
