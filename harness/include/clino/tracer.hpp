/// The recording scalar: run a generic function with it and every elementary operation lands in a Trace.
#pragma once
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "clino/format.hpp"
#include "clino/trace.hpp"

namespace clino {

class Tracer;
template <class T>
concept Literal = std::is_arithmetic_v<T>;
template <class T>
concept Term = Literal<T> || std::same_as<T, Tracer>;
template <class... T>
concept Terms = (Term<T> && ...) && (std::same_as<T, Tracer> || ...);

/// Performs and records one operation; a null pointer stands for a literal.
Tracer record(Op op, const Tracer* a, double a_literal, const Tracer* b = nullptr, double b_literal = 0,
              const Tracer* c = nullptr, double c_literal = 0);
/// Performs and records one comparison.
bool decide(Relation relation, const Tracer* a, double a_literal, const Tracer* b, double b_literal);

namespace detail {
template <Term T>
const Tracer* node(const T& t) {
  if constexpr (Literal<T>)
    return nullptr;
  else
    return &t;
}
template <Term T>
double literal(const T& t) {
  if constexpr (Literal<T>)
    return static_cast<double>(t);
  else
    return 0;
}
}  // namespace detail

/// A number that records what is done to it. Trivially copyable, so containers that assume plain scalars
/// (`Eigen::Tensor::contract`) work; all-zero memory is the constant 0. Its arithmetic is compiled out of line
/// without contraction, in the format of the current `Recording`. Outside a recording it computes in binary64.
class Tracer {
 public:
  constexpr Tracer() = default;
  /// An active constant, `T(2)`; recorded as a constant node when it is first used.
  template <Literal L>
  constexpr Tracer(L c) : value_(static_cast<double>(c)) {}

  /// The number in the format of the recording.
  double value() const { return value_; }
  explicit operator double() const { return value_; }

  template <Term B>
  Tracer& operator+=(B b) {
    return *this = *this + b;
  }
  template <Term B>
  Tracer& operator-=(B b) {
    return *this = *this - b;
  }
  template <Term B>
  Tracer& operator*=(B b) {
    return *this = *this * b;
  }
  template <Term B>
  Tracer& operator/=(B b) {
    return *this = *this / b;
  }
  Tracer operator+() const { return *this; }

  // Hidden friends: found for tracers only, so that a generic function's `using std::exp` stays the rule.
  friend Tracer operator-(const Tracer& a) { return apply(Op::neg, a); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer operator+(const A& a, const B& b) { return apply(Op::add, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer operator-(const A& a, const B& b) { return apply(Op::sub, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer operator*(const A& a, const B& b) { return apply(Op::mul, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer operator/(const A& a, const B& b) { return apply(Op::div, a, b); }

  template <class A, class B>
  requires Terms<A, B>
  friend bool operator<(const A& a, const B& b) { return compare(Relation::less, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend bool operator>(const A& a, const B& b) { return compare(Relation::less, b, a); }
  template <class A, class B>
  requires Terms<A, B>
  friend bool operator<=(const A& a, const B& b) { return compare(Relation::less_equal, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend bool operator>=(const A& a, const B& b) { return compare(Relation::less_equal, b, a); }
  template <class A, class B>
  requires Terms<A, B>
  friend bool operator==(const A& a, const B& b) { return compare(Relation::equal, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend bool operator!=(const A& a, const B& b) { return !compare(Relation::equal, a, b); }

  friend Tracer sqrt(const Tracer& a) { return apply(Op::sqrt, a); }
  friend Tracer cbrt(const Tracer& a) { return apply(Op::cbrt, a); }
  friend Tracer exp(const Tracer& a) { return apply(Op::exp, a); }
  friend Tracer exp2(const Tracer& a) { return apply(Op::exp2, a); }
  friend Tracer expm1(const Tracer& a) { return apply(Op::expm1, a); }
  friend Tracer log(const Tracer& a) { return apply(Op::log, a); }
  friend Tracer log2(const Tracer& a) { return apply(Op::log2, a); }
  friend Tracer log10(const Tracer& a) { return apply(Op::log10, a); }
  friend Tracer log1p(const Tracer& a) { return apply(Op::log1p, a); }
  friend Tracer sin(const Tracer& a) { return apply(Op::sin, a); }
  friend Tracer cos(const Tracer& a) { return apply(Op::cos, a); }
  friend Tracer tan(const Tracer& a) { return apply(Op::tan, a); }
  friend Tracer asin(const Tracer& a) { return apply(Op::asin, a); }
  friend Tracer acos(const Tracer& a) { return apply(Op::acos, a); }
  friend Tracer atan(const Tracer& a) { return apply(Op::atan, a); }
  friend Tracer sinh(const Tracer& a) { return apply(Op::sinh, a); }
  friend Tracer cosh(const Tracer& a) { return apply(Op::cosh, a); }
  friend Tracer tanh(const Tracer& a) { return apply(Op::tanh, a); }
  friend Tracer asinh(const Tracer& a) { return apply(Op::asinh, a); }
  friend Tracer acosh(const Tracer& a) { return apply(Op::acosh, a); }
  friend Tracer atanh(const Tracer& a) { return apply(Op::atanh, a); }
  friend Tracer erf(const Tracer& a) { return apply(Op::erf, a); }
  friend Tracer erfc(const Tracer& a) { return apply(Op::erfc, a); }
  friend Tracer lgamma(const Tracer& a) { return apply(Op::lgamma, a); }
  friend Tracer tgamma(const Tracer& a) { return apply(Op::tgamma, a); }
  friend Tracer digamma(const Tracer& a) { return apply(Op::digamma, a); }
  friend Tracer abs(const Tracer& a) { return apply(Op::abs, a); }
  friend Tracer fabs(const Tracer& a) { return apply(Op::abs, a); }
  friend Tracer floor(const Tracer& a) { return apply(Op::floor, a); }
  friend Tracer ceil(const Tracer& a) { return apply(Op::ceil, a); }
  friend Tracer round(const Tracer& a) { return apply(Op::round, a); }
  friend Tracer trunc(const Tracer& a) { return apply(Op::trunc, a); }
  friend Tracer sign(const Tracer& a) { return apply(Op::sign, a); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer pow(const A& a, const B& b) { return apply(Op::pow, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer hypot(const A& a, const B& b) { return apply(Op::hypot, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer atan2(const A& a, const B& b) { return apply(Op::atan2, a, b); }
  // Two tracers: no templates, which std::min and std::max (`using std::max`) would be preferred to.
  friend Tracer min(const Tracer& a, const Tracer& b) { return apply(Op::min, a, b); }
  friend Tracer max(const Tracer& a, const Tracer& b) { return apply(Op::max, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer min(const A& a, const B& b) { return apply(Op::min, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer max(const A& a, const B& b) { return apply(Op::max, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer fmin(const A& a, const B& b) { return apply(Op::min, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer fmax(const A& a, const B& b) { return apply(Op::max, a, b); }
  template <class A, class B, class C>
  requires Terms<A, B, C>
  friend Tracer fma(const A& a, const B& b, const C& c) { return apply(Op::fma, a, b, c); }
  /// 1 or 0 as a number, without a branch: a mask, as tensor frameworks make them.
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer less(const A& a, const B& b) { return apply(Op::less, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer less_equal(const A& a, const B& b) { return apply(Op::less_equal, a, b); }
  template <class A, class B>
  requires Terms<A, B>
  friend Tracer equal(const A& a, const B& b) { return apply(Op::equal, a, b); }
  /// `a` where `c` is not 0, else `b`; both are evaluated and differentiated.
  template <class A, class B, class C>
  requires Terms<A, B, C>
  friend Tracer select(const C& c, const A& a, const B& b) { return apply(Op::select, c, a, b); }
  /// In real arithmetic every number is finite, so these record the comparison that would reveal a NaN.
  friend bool isnan(const Tracer& a) { return !(a == a); }
  friend bool isfinite(const Tracer& a) { return abs(a) < std::numeric_limits<double>::infinity(); }
  friend bool isinf(const Tracer& a) { return abs(a) == std::numeric_limits<double>::infinity(); }

 private:
  friend class Recording;
  template <class A>
  static Tracer apply(Op o, const A& a) {
    return record(o, detail::node(a), detail::literal(a));
  }
  template <class A, class B>
  static Tracer apply(Op o, const A& a, const B& b) {
    return record(o, detail::node(a), detail::literal(a), detail::node(b), detail::literal(b));
  }
  template <class A, class B, class C>
  static Tracer apply(Op o, const A& a, const B& b, const C& c) {
    return record(o, detail::node(a), detail::literal(a), detail::node(b), detail::literal(b), detail::node(c),
                  detail::literal(c));
  }
  template <class A, class B>
  static bool compare(Relation r, const A& a, const B& b) {
    return decide(r, detail::node(a), detail::literal(a), detail::node(b), detail::literal(b));
  }

  friend Tracer record(Op op, const Tracer* a, double a_literal, const Tracer* b, double b_literal, const Tracer* c,
                       double c_literal);
  friend bool decide(Relation relation, const Tracer* a, double a_literal, const Tracer* b, double b_literal);

  double value_ = 0;
  NodeId reference_ = 0;  // node + 1; 0 for a constant that no node stands for yet
};
static_assert(std::is_trivially_copyable_v<Tracer>);

/// Thrown while recording when a program performs more operations than the recording allows (an endless loop).
struct OperationBudget : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a recording is told: the format that decides branches, forced decisions for the first comparisons (real
/// arithmetic may decide otherwise), and the number of operations after which `OperationBudget` is thrown.
struct RecordingOptions {
  Format format = binary64;
  std::vector<bool> decisions{};
  std::size_t budget = 10'000'000;
};

/// How this thread records at present; the defaults (binary64) outside a recording.
const RecordingOptions& recording_options();

/// Collects operations of this thread's tracers into a trace while it lives. Nests; not copyable.
class Recording {
 public:
  Recording(Trace& trace, const RecordingOptions& options);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// The next input, with value `x` (rounded to the format by the caller).
  Tracer input(double x);
  /// Marks `y` as the next output.
  void output(const Tracer& y);

 private:
  friend Tracer record(Op, const Tracer*, double, const Tracer*, double, const Tracer*, double);
  friend bool decide(Relation, const Tracer*, double, const Tracer*, double);
  friend const RecordingOptions& recording_options();
  NodeId push(const Node& node);
  Operand operand(const Tracer* t, double literal);

  Trace& trace_;
  RecordingOptions options_;
  Recording* previous_;
};

/// The masks and `select`, `sign`, `digamma` for plain numbers, so that one generic function serves all scalars.
template <std::floating_point T>
T less(T a, T b) {
  return a < b ? T(1) : T(0);
}
template <std::floating_point T>
T less_equal(T a, T b) {
  return a <= b ? T(1) : T(0);
}
template <std::floating_point T>
T equal(T a, T b) {
  return a == b ? T(1) : T(0);
}
template <std::floating_point T>
T select(T c, T a, T b) {
  return c != T(0) ? a : b;
}
template <std::floating_point T>
T sign(T a) {
  return a > T(0) ? T(1) : a < T(0) ? T(-1) : a;
}
double digamma(double a);
float digamma(float a);

}  // namespace clino

/// Lets `std::numeric_limits<T>` in a generic function speak of binary64 when T records.
template <>
class std::numeric_limits<clino::Tracer> : public std::numeric_limits<double> {};
