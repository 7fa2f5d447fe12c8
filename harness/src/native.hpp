/// The formats as native scalars of this machine: float for binary32, Eigen::half, Eigen::bfloat16, double.
/// The functions of the 16-bit formats are float's, rounded once, as Eigen computes them.
#pragma once
#include <Eigen/Core>
#include <concepts>
#include <span>
#include <vector>

#include "clino/format.hpp"
#include "clino/replay.hpp"

namespace clino {

template <class S>
concept ShortScalar = std::same_as<S, Eigen::half> || std::same_as<S, Eigen::bfloat16>;

template <class S>
struct FormatOf;
template <>
struct FormatOf<Eigen::half> { static constexpr Format format = binary16; };
template <>
struct FormatOf<Eigen::bfloat16> { static constexpr Format format = bfloat16; };
template <>
struct FormatOf<float> { static constexpr Format format = binary32; };
template <>
struct FormatOf<double> { static constexpr Format format = binary64; };

/// `x`, a number of binary64, rounded once into the native scalar.
template <class S>
S to_native(double x) {
  if constexpr (ShortScalar<S>) return S(static_cast<float>(round_to(FormatOf<S>::format, x)));
  else return static_cast<S>(x);
}
template <class S>
double from_native(S x) {
  if constexpr (ShortScalar<S>) return static_cast<double>(static_cast<float>(x));
  else return static_cast<double>(x);
}

/// The same for all numbers of a list.
template <class S>
std::vector<S> to_natives(std::span<const double> x) {
  std::vector<S> y;
  y.reserve(x.size());
  for (const double xi : x) y.push_back(to_native<S>(xi));
  return y;
}
template <class S>
std::vector<double> from_natives(std::span<const S> x) {
  std::vector<double> y;
  y.reserve(x.size());
  for (const S& xi : x) y.push_back(from_native(xi));
  return y;
}

template <ShortScalar S>
struct LiteralOf<S> {
  using type = S;
  static S make(double c) { return to_native<S>(c); }
};

template <ShortScalar S>
struct Direct<S> {
  template <class... A>
  S operator()(Op op, const A&... a) const {
    if constexpr (sizeof...(A) == 2) {
      const auto binary = [op](const S& x, const S& y) {
        switch (op) {
          case Op::add: return S(x + y);
          case Op::sub: return S(x - y);
          case Op::mul: return S(x * y);
          case Op::div: return S(x / y);
          default: return S(Direct<float>{}(op, static_cast<float>(x), static_cast<float>(y)));
        }
      };
      return binary(a...);
    } else {
      return S(Direct<float>{}(op, static_cast<float>(a)...));
    }
  }
};

/// Calls `f` with a null pointer of the native scalar type of the format.
template <class F>
auto with_native(const Format& format, F&& f) {
  switch (format.id) {
    case FormatId::binary16: return f(static_cast<Eigen::half*>(nullptr));
    case FormatId::bfloat16: return f(static_cast<Eigen::bfloat16*>(nullptr));
    case FormatId::binary32: return f(static_cast<float*>(nullptr));
    case FormatId::binary64: break;
  }
  return f(static_cast<double*>(nullptr));
}

}  // namespace clino
