/// The scalar of directional derivatives: value and tangent in long double, each with a first-order bound on what
/// rounding did to it. A generic function run with it gives J v in one pass, with nothing recorded: memory is the
/// function's own, whatever its number of inputs.
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "clino/format.hpp"
#include "clino/op.hpp"

namespace clino {

class Dual;
template <class T>
concept DualTerm = std::is_arithmetic_v<T> || std::same_as<T, Dual>;
template <class... T>
concept DualTerms = (DualTerm<T> && ...) && (std::same_as<T, Dual> || ...);

namespace detail {
/// Unit roundoff of long double.
inline constexpr double wide_unit = static_cast<double>(std::numeric_limits<long double>::epsilon()) / 2;
/// Whether literals are rounded to binary32 on this thread, as a program of float has them.
inline thread_local bool literals_are_single = false;
/// How this thread's duals treat what is equal: a comparison, min, max, abs at 0.
struct Ties {
  bool one_sided = false;  ///< as a small step along the tangent decides
  double first = 0.5;      ///< else: how much of its first operand's slope min or max takes
  bool flipped = false;    ///< and whether an order is decided the other way than by values
  std::size_t met = 0;
};
inline thread_local Ties ties;
}  // namespace detail

/// Value and tangent: x + t v for a step t that goes to 0. Trivially copyable; all-zero memory is the constant 0.
/// Rules and errors: the bound on y = f(a) is |f'(a)| (bound on a) + u |y|, and the same for tangents, for which a's
/// bound enters by f''(a) too (running error analysis, Higham, Accuracy and Stability, section 3.3).
class Dual {
 public:
  constexpr Dual() = default;
  /// A constant.
  template <class L>
  requires std::is_arithmetic_v<L> Dual(L c) : value_(literal(c)) {}
  Dual(long double value, long double tangent) : value_(value), tangent_(tangent) {}

  long double value() const { return value_; }
  long double tangent() const { return tangent_; }
  /// First-order bounds on what rounding did to value and tangent.
  double value_error() const { return value_error_; }
  double tangent_error() const { return tangent_error_; }
  explicit operator double() const { return static_cast<double>(value_); }

  // (a + h) + (b + k) = a + b + h + k
  friend Dual operator+(const Dual& a, const Dual& b) { return sum(a, b, b.value_, b.tangent_); }
  friend Dual operator-(const Dual& a, const Dual& b) { return sum(a, b, -b.value_, -b.tangent_); }
  friend Dual operator-(const Dual& a) {
    Dual y(-a.value_, -a.tangent_);
    y.value_error_ = a.value_error_;
    y.tangent_error_ = a.tangent_error_;
    return y;
  }
  Dual operator+() const { return *this; }
  // (a + h)(b + k) ~ a b + b h + a k
  friend Dual operator*(const Dual& a, const Dual& b) {
    const long double left = a.tangent_ * b.value_, right = a.value_ * b.tangent_;
    Dual y(a.value_ * b.value_, left + right);
    y.value_error_ = size(a.value_) * b.value_error_ + size(b.value_) * a.value_error_ + rounding(y.value_);
    y.tangent_error_ = size(a.value_) * b.tangent_error_ + size(b.value_) * a.tangent_error_ +
                       size(a.tangent_) * b.value_error_ + size(b.tangent_) * a.value_error_ + rounding(left) +
                       rounding(right) + rounding(y.tangent_);
    return y;
  }
  // (a + h)/(b + k) ~ a/b + (h - (a/b) k)/b
  friend Dual operator/(const Dual& a, const Dual& b) {
    const long double v = a.value_ / b.value_, part = v * b.tangent_;
    Dual y(v, (a.tangent_ - part) / b.value_);
    const double d = size(b.value_);
    y.value_error_ = (a.value_error_ + size(v) * b.value_error_) / d + rounding(v);
    y.tangent_error_ = (a.tangent_error_ + size(v) * b.tangent_error_ + size(b.tangent_) * y.value_error_ +
                        size(y.tangent_) * b.value_error_ + 2 * rounding(part)) /
                           d +
                       2 * rounding(y.tangent_);
    return y;
  }
  template <class A, class B>
  requires(DualTerms<A, B> && !std::same_as<A, B>) friend Dual operator+(const A& a, const B& b) {
    return Dual(a) + Dual(b);
  }
  template <class A, class B>
  requires(DualTerms<A, B> && !std::same_as<A, B>) friend Dual operator-(const A& a, const B& b) {
    return Dual(a) - Dual(b);
  }
  template <class A, class B>
  requires(DualTerms<A, B> && !std::same_as<A, B>) friend Dual operator*(const A& a, const B& b) {
    return Dual(a) * Dual(b);
  }
  template <class A, class B>
  requires(DualTerms<A, B> && !std::same_as<A, B>) friend Dual operator/(const A& a, const B& b) {
    return Dual(a) / Dual(b);
  }
  template <DualTerm B>
  Dual& operator+=(B b) {
    return *this = *this + b;
  }
  template <DualTerm B>
  Dual& operator-=(B b) {
    return *this = *this - b;
  }
  template <DualTerm B>
  Dual& operator*=(B b) {
    return *this = *this * b;
  }
  template <DualTerm B>
  Dual& operator/=(B b) {
    return *this = *this / b;
  }

  // Decided by values; at a tie by tangents where derivatives are to be one-sided.
// clang-format off
#define CLINO_DUAL_RELATION(op) \
  template <class A, class B> requires DualTerms<A, B> \
  friend bool operator op(const A& a, const B& b) { \
    const Dual x(a), y(b); \
    if (x.value_ != y.value_) return x.value_ op y.value_; \
    ++detail::ties.met; \
    if (detail::ties.one_sided) return x.tangent_ op y.tangent_; \
    const bool equality = (0 op 0) == !(0 op 1) && (0 op 1) == (1 op 0); \
    return equality || !detail::ties.flipped ? x.value_ op y.value_ : !(x.value_ op y.value_); \
  }
  CLINO_DUAL_RELATION(<) CLINO_DUAL_RELATION(>) CLINO_DUAL_RELATION(<=) CLINO_DUAL_RELATION(>=)
  CLINO_DUAL_RELATION(==) CLINO_DUAL_RELATION(!=)
#undef CLINO_DUAL_RELATION
#define CLINO_DUAL_UNARY(name) \
  friend Dual name(const Dual& a) { return apply(Op::name, a); }
  CLINO_DUAL_UNARY(sqrt) CLINO_DUAL_UNARY(cbrt) CLINO_DUAL_UNARY(exp) CLINO_DUAL_UNARY(exp2) CLINO_DUAL_UNARY(expm1)
  CLINO_DUAL_UNARY(log) CLINO_DUAL_UNARY(log2) CLINO_DUAL_UNARY(log10) CLINO_DUAL_UNARY(log1p) CLINO_DUAL_UNARY(sin)
  CLINO_DUAL_UNARY(cos) CLINO_DUAL_UNARY(tan) CLINO_DUAL_UNARY(asin) CLINO_DUAL_UNARY(acos) CLINO_DUAL_UNARY(atan)
  CLINO_DUAL_UNARY(sinh) CLINO_DUAL_UNARY(cosh) CLINO_DUAL_UNARY(tanh) CLINO_DUAL_UNARY(asinh) CLINO_DUAL_UNARY(acosh)
  CLINO_DUAL_UNARY(atanh) CLINO_DUAL_UNARY(erf) CLINO_DUAL_UNARY(erfc) CLINO_DUAL_UNARY(lgamma) CLINO_DUAL_UNARY(tgamma)
  CLINO_DUAL_UNARY(digamma) CLINO_DUAL_UNARY(abs) CLINO_DUAL_UNARY(floor) CLINO_DUAL_UNARY(ceil)
  CLINO_DUAL_UNARY(round) CLINO_DUAL_UNARY(trunc) CLINO_DUAL_UNARY(sign)
#undef CLINO_DUAL_UNARY
#define CLINO_DUAL_BINARY(name, op) \
  template <class A, class B> requires DualTerms<A, B> \
  friend Dual name(const A& a, const B& b) { return apply(Op::op, Dual(a), Dual(b)); }
  CLINO_DUAL_BINARY(pow, pow) CLINO_DUAL_BINARY(hypot, hypot) CLINO_DUAL_BINARY(atan2, atan2)
  CLINO_DUAL_BINARY(min, min) CLINO_DUAL_BINARY(max, max) CLINO_DUAL_BINARY(fmin, min) CLINO_DUAL_BINARY(fmax, max)
  CLINO_DUAL_BINARY(less, less) CLINO_DUAL_BINARY(less_equal, less_equal) CLINO_DUAL_BINARY(equal, equal)
#undef CLINO_DUAL_BINARY
      // clang-format on
      friend Dual fabs(const Dual& a) {
    return abs(a);
  }
  // No templates, which std::min and std::max (`using std::max`) would be preferred to.
  friend Dual min(const Dual& a, const Dual& b) { return apply(Op::min, a, b); }
  friend Dual max(const Dual& a, const Dual& b) { return apply(Op::max, a, b); }
  template <class A, class B, class C>
  requires DualTerms<A, B, C>
  friend Dual fma(const A& a, const B& b, const C& c) { return Dual(a) * Dual(b) + Dual(c); }
  template <class A, class B, class C>
  requires DualTerms<A, B, C>
  friend Dual select(const C& c, const A& a, const B& b) { return Dual(c).value_ != 0 ? Dual(a) : Dual(b); }
  friend bool isnan(const Dual& a) { return std::isnan(a.value_); }
  friend bool isfinite(const Dual& a) { return std::isfinite(a.value_); }
  friend bool isinf(const Dual& a) { return std::isinf(a.value_); }

  /// One operation by the tested rules of the harness. Throws UnsupportedOp.
  static Dual apply(Op op, const Dual& a);
  static Dual apply(Op op, const Dual& a, const Dual& b);

 private:
  friend class DualRule;
  static long double literal(long double c) {
    return detail::literals_are_single ? static_cast<long double>(static_cast<float>(c)) : c;
  }
  static double size(long double x) { return static_cast<double>(std::fabs(x)); }
  static double rounding(long double x) { return detail::wide_unit * size(x); }
  static Dual sum(const Dual& a, const Dual& b, long double b_value, long double b_tangent) {
    Dual y(a.value_ + b_value, a.tangent_ + b_tangent);
    y.value_error_ = a.value_error_ + b.value_error_ + rounding(y.value_);
    y.tangent_error_ = a.tangent_error_ + b.tangent_error_ + rounding(y.tangent_);
    return y;
  }

  long double value_ = 0, tangent_ = 0;
  double value_error_ = 0, tangent_error_ = 0;
};
static_assert(std::is_trivially_copyable_v<Dual>);

/// While it lives, literals of this thread's duals are numbers of the format, as a compiled program of it has them.
class LiteralsOf {
 public:
  explicit LiteralsOf(const Format& format) : before_(detail::literals_are_single) {
    detail::literals_are_single = format.precision <= binary32.precision;
  }
  ~LiteralsOf() { detail::literals_are_single = before_; }
  LiteralsOf(const LiteralsOf&) = delete;
  LiteralsOf& operator=(const LiteralsOf&) = delete;

 private:
  bool before_;
};

}  // namespace clino

/// Lets `std::numeric_limits<T>` in a generic function speak of binary64.
template <>
class std::numeric_limits<clino::Dual> : public std::numeric_limits<double> {};
