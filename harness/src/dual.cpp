// Operations of directional derivatives beyond + - * /: the tested rules in long double, with bounds on rounding.
#include "clino/dual.hpp"

#include <array>
#include <limits>

#include "rules.hpp"

namespace clino {

// Through binary64; `exactness` below says so.
template <>
long double Arithmetic<long double>::digamma(long double x) {
  return clino::digamma(static_cast<double>(x));
}
template <>
long double Arithmetic<long double>::trigamma(long double x) {
  return Arithmetic<double>::trigamma(static_cast<double>(x));
}
template <>
struct Direct<long double> {
  template <class... A>
  long double operator()(Op op, const A&... a) const {
    using Doubles = Direct<double>;
    if constexpr (sizeof...(A) == 1) {
      const long double x = (a, ...);
      switch (op) {
        case Op::neg: return -x;
        case Op::sqrt: return std::sqrt(x);
        case Op::cbrt: return std::cbrt(x);
        case Op::exp: return std::exp(x);
        case Op::exp2: return std::exp2(x);
        case Op::expm1: return std::expm1(x);
        case Op::log: return std::log(x);
        case Op::log2: return std::log2(x);
        case Op::log10: return std::log10(x);
        case Op::log1p: return std::log1p(x);
        case Op::sin: return std::sin(x);
        case Op::cos: return std::cos(x);
        case Op::tan: return std::tan(x);
        case Op::asin: return std::asin(x);
        case Op::acos: return std::acos(x);
        case Op::atan: return std::atan(x);
        case Op::sinh: return std::sinh(x);
        case Op::cosh: return std::cosh(x);
        case Op::tanh: return std::tanh(x);
        case Op::asinh: return std::asinh(x);
        case Op::acosh: return std::acosh(x);
        case Op::atanh: return std::atanh(x);
        case Op::erf: return std::erf(x);
        case Op::erfc: return std::erfc(x);
        case Op::lgamma: return std::lgamma(x);
        case Op::tgamma: return std::tgamma(x);
        case Op::abs: return std::fabs(x);
        case Op::floor: return std::floor(x);
        case Op::ceil: return std::ceil(x);
        case Op::round: return std::round(x);
        case Op::trunc: return std::trunc(x);
        default: return Doubles{}(op, static_cast<double>(x));
      }
    } else if constexpr (sizeof...(A) == 2) {
      const std::array<long double, 2> x{static_cast<long double>(a)...};
      switch (op) {
        case Op::pow: return std::pow(x[0], x[1]);
        case Op::hypot: return std::hypot(x[0], x[1]);
        case Op::atan2: return std::atan2(x[0], x[1]);
        case Op::min: return x[1] < x[0] ? x[1] : x[0];
        case Op::max: return x[0] < x[1] ? x[1] : x[0];
        case Op::less: return x[0] < x[1] ? 1 : 0;
        case Op::less_equal: return x[0] <= x[1] ? 1 : 0;
        case Op::equal: return x[0] == x[1] ? 1 : 0;
        default: throw UnsupportedOp{op};
      }
    } else {
      throw UnsupportedOp{op};
    }
  }
};

/// One operation at one point. Library functions of long double err by a few units, digamma by one of binary64.
class DualRule {
 public:
  using Operands = std::array<long double, 3>;

  DualRule(Op op, const Dual& a, const Dual& b, std::size_t arity)
      : op_(op), operands_{&a, &b}, arity_(arity), unit_(exactness(op) * detail::wide_unit) {
    for (std::size_t k = 0; k < arity_; ++k) x_[k] = operands_[k]->value_;
  }

  Dual result() const {
    const long double v = value(x_);
    if (tie() && (++detail::ties.met, detail::ties.one_sided)) return one_sided(v);
    const Operands slope = slopes(x_, v);
    Dual y(v, 0);
    y.value_error_ = unit_ * Dual::size(v);
    for (std::size_t k = 0; k < arity_; ++k) {
      const Dual& a = *operands_[k];
      // An infinite slope says nothing about an operand that does not move.
      if (a.value_error_ != 0) y.value_error_ += Dual::size(slope[k]) * a.value_error_;
      if (a.tangent_ == 0 && a.tangent_error_ == 0) continue;
      const long double term = slope[k] * a.tangent_;
      y.tangent_ += term;
      y.tangent_error_ += Dual::size(slope[k]) * a.tangent_error_ + unit_ * Dual::size(term);
    }
    for (std::size_t k = 0; k < arity_; ++k) y.tangent_error_ += bending(k, slope);
    return y;
  }

 private:
  bool tie() const {
    switch (op_) {
      case Op::abs: return x_[0] == 0;
      case Op::hypot: return x_[0] == 0 && x_[1] == 0;
      case Op::min:
      case Op::max: return x_[0] == x_[1];
      default: return false;
    }
  }
  /// The slope for a small step along the tangents: |h|, sqrt(h^2 + k^2), the lesser, the greater.
  Dual one_sided(long double v) const {
    const long double h = operands_[0]->tangent_, k = operands_[1]->tangent_;
    Dual y(v, op_ == Op::abs     ? std::fabs(h)
              : op_ == Op::hypot ? std::hypot(h, k)
              : op_ == Op::min   ? std::min(h, k)
                                 : std::max(h, k));
    for (std::size_t i = 0; i < arity_; ++i) {
      y.value_error_ = std::max(y.value_error_, operands_[i]->value_error_);
      y.tangent_error_ += operands_[i]->tangent_error_;
    }
    y.tangent_error_ += Dual::rounding(y.tangent_);
    return y;
  }
  static double exactness(Op op) {
    const bool through_double = op == Op::lgamma || op == Op::tgamma || op == Op::digamma;
    return through_double ? 8 * 0x1p-53 / detail::wide_unit : 8;
  }
  long double value(const Operands& x) const {
    const Direct<long double> direct;
    return arity_ == 1 ? direct(op_, x[0]) : direct(op_, x[0], x[1]);
  }
  Operands slopes(const Operands& x, long double v) const {
    const Partials<long double> p = partials<long double>(op_, x, v);
    Operands s{};
    for (std::size_t k = 0; k < arity_; ++k)
      if (p.enters_operand(k)) s[k] = p.numerator[k] / p.divisor;
    if (!tie() || op_ == Op::hypot) return s;
    const auto w = static_cast<long double>(detail::ties.first);
    return op_ == Op::abs ? Operands{2 * w - 1, 0, 0} : Operands{w, 1 - w, 0};
  }
  /// How much operand k's error changes the tangent: |f''| by a difference of slopes over a step that rounding of the
  /// slopes does not drown.
  double bending(std::size_t k, const Operands& slope) const {
    const Dual& a = *operands_[k];
    if (a.value_error_ == 0) return 0;
    const long double step = std::max<long double>(a.value_error_, std::fabs(a.value_) * 0x1p-24L);
    Operands moved = x_;
    moved[k] += step;
    const Operands there = slopes(moved, value(moved));
    double change = 0;
    for (std::size_t j = 0; j < arity_; ++j) {
      const long double t = operands_[j]->tangent_;
      if (t != 0) change += Dual::size((there[j] - slope[j]) * t);
    }
    return change * (a.value_error_ / static_cast<double>(step));
  }

  Op op_;
  std::array<const Dual*, 2> operands_;
  std::size_t arity_;
  double unit_;
  Operands x_{};
};

Dual Dual::apply(Op op, const Dual& a) { return DualRule(op, a, Dual(), 1).result(); }
Dual Dual::apply(Op op, const Dual& a, const Dual& b) { return DualRule(op, a, b, 2).result(); }

}  // namespace clino
