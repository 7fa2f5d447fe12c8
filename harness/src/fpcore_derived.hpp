/// Operations of FPCore that traces have no node for, made of those they have: each step is exact in every format, so
/// that the value is C's and the program in real arithmetic is the mathematical operation.
#pragma once
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "clino/format.hpp"
#include "clino/trace.hpp"
#include "fpcore_names.hpp"

namespace clino::fpcore {

/// Short names for one arithmetic.
template <class Arithmetic>
class Steps {
 public:
  using Value = typename Arithmetic::Value;

  explicit Steps(const Arithmetic& arithmetic) : arithmetic_(arithmetic) {}

  Value literal(double x) const { return arithmetic_.literal(x); }
  double value(const Value& v) const { return arithmetic_.value(v); }
  Value operator()(Op op, const Value& a) const { return arithmetic_.apply(op, std::array{a}, false); }
  Value operator()(Op op, const Value& a, const Value& b) const {
    return arithmetic_.apply(op, std::array{a, b}, false);
  }
  bool less(const Value& a, const Value& b) const { return arithmetic_.holds(Relation::less, a, b); }
  bool less_equal(const Value& a, const Value& b) const { return arithmetic_.holds(Relation::less_equal, a, b); }
  bool equal(const Value& a, const Value& b) const { return arithmetic_.holds(Relation::equal, a, b); }
  /// C's signbit but for NaN. Real arithmetic has no -0, so that one is seen without a comparison.
  bool negative(const Value& v) const { return less(v, literal(0)) || (value(v) == 0 && std::signbit(value(v))); }
  Value with_sign(const Value& magnitude, bool negative) const {
    return negative ? (*this)(Op::neg, magnitude) : magnitude;
  }

 private:
  const Arithmetic& arithmetic_;
};

/// What long division leaves: |a| - q*|b|, 0 <= rest < |b|, and whether q is odd.
template <class Value>
struct Division {
  Value rest;
  bool odd;
};

/// Long division in base 2. Before the step with t = 2^k |b|, rest < 2t; so where it subtracts, t <= rest < 2t and the
/// difference is exact (Sterbenz). Doubling is exact. The first t is one step larger than the format's numbers need,
/// lest real operands that were rounded across a power of two break the invariant.
template <class Arithmetic, class Value = typename Arithmetic::Value>
Division<Value> divide(const Arithmetic& arithmetic, const Value& a, const Value& b) {
  const Steps step(arithmetic);
  Value rest = step(Op::abs, a);
  std::vector<Value> multiples{step(Op::abs, b)};
  const int steps = step.value(rest) == 0 ? 0 : std::ilogb(step.value(rest)) - std::ilogb(step.value(multiples[0])) + 1;
  for (int k = 0; k < steps; ++k) multiples.push_back(step(Op::mul, multiples.back(), step.literal(2)));
  bool odd = false;
  for (std::size_t k = multiples.size(); k-- > 0;) {
    odd = step.less_equal(multiples[k], rest);
    if (odd) rest = step(Op::sub, rest, multiples[k]);
  }
  return {rest, odd};
}

/// Outside what long division can do: a is not finite, or b is 0 or NaN. NaN in the format as in C; in real arithmetic
/// (where an operand that overflowed is finite) still the operation, ties aside: a - b*round_quotient(a/b).
template <class Arithmetic, class Value = typename Arithmetic::Value>
Value by_quotient(const Arithmetic& arithmetic, Op round_quotient, const Value& a, const Value& b) {
  const Steps step(arithmetic);
  return step(Op::sub, a, step(Op::mul, b, step(round_quotient, step(Op::div, a, b))));
}

/// a - trunc(a/b)*b.
template <class Arithmetic, class Value = typename Arithmetic::Value>
Value fmod(const Arithmetic& arithmetic, const Value& a, const Value& b) {
  const Steps step(arithmetic);
  const double x = step.value(a), y = step.value(b);
  if (!std::isfinite(x) || std::isnan(y) || y == 0) return by_quotient(arithmetic, Op::trunc, a, b);
  if (std::isinf(y)) return a;  // |b| > |a|
  return step.with_sign(divide(arithmetic, a, b).rest, step.negative(a));
}

/// a - n*b for the integer n nearest to a/b, the even one at ties (IEEE 754). Where `rest` is at least |b|/2 the
/// difference rest - |b| is exact (Sterbenz), and elsewhere |b| - rest, rounded or not, exceeds rest.
template <class Arithmetic, class Value = typename Arithmetic::Value>
Value remainder(const Arithmetic& arithmetic, const Value& a, const Value& b) {
  const Steps step(arithmetic);
  const double x = step.value(a), y = step.value(b);
  if (!std::isfinite(x) || std::isnan(y) || y == 0) return by_quotient(arithmetic, Op::round, a, b);
  if (std::isinf(y)) return a;
  Division<Value> d = divide(arithmetic, a, b);
  const Value divisor = step(Op::abs, b);
  const Value other = step(Op::sub, divisor, d.rest);
  if (step.less(other, d.rest) || (d.odd && step.equal(other, d.rest))) d.rest = step(Op::sub, d.rest, divisor);
  return step.with_sign(d.rest, step.negative(a));
}

/// To the nearest integer, ties to even. `round` takes ties away from 0; halving a tie leaves a quarter beside the
/// even integer's half.
template <class Arithmetic, class Value = typename Arithmetic::Value>
Value nearbyint(const Arithmetic& arithmetic, const Value& a) {
  const Steps step(arithmetic);
  const Value fraction = step(Op::abs, step(Op::sub, a, step(Op::trunc, a)));
  if (!step.equal(fraction, step.literal(0.5))) return step(Op::round, a);
  return step(Op::mul, step(Op::round, step(Op::mul, a, step.literal(0.5))), step.literal(2));
}

/// `b` is ignored by operations of one operand.
template <class Arithmetic, class Value = typename Arithmetic::Value>
Value derived(const Arithmetic& arithmetic, Derived which, const Value& a, const Value& b) {
  const Steps step(arithmetic);
  switch (which) {
    case Derived::fdim: return step.less_equal(a, b) ? step.literal(0) : step(Op::sub, a, b);  // NaN takes the second
    case Derived::copysign: return step.with_sign(step(Op::abs, a), step.negative(b));
    case Derived::fmod: return fmod(arithmetic, a, b);
    case Derived::remainder: return remainder(arithmetic, a, b);
    case Derived::nearbyint: break;
  }
  return nearbyint(arithmetic, a);
}

/// In real arithmetic every number is finite; these record the comparison that would reveal one that is not.
template <class Arithmetic, class Value = typename Arithmetic::Value>
bool answer(const Arithmetic& arithmetic, Question question, const Value& a) {
  const Steps step(arithmetic);
  const Value infinity = step.literal(std::numeric_limits<double>::infinity());
  switch (question) {
    case Question::is_finite: return step.less(step(Op::abs, a), infinity);
    case Question::is_inf: return step.equal(step(Op::abs, a), infinity);
    case Question::is_nan: return !step.equal(a, a);
    case Question::sign_bit: return step.negative(a);
    case Question::is_normal: break;
  }
  const Value magnitude = step(Op::abs, a);
  return step.less_equal(step.literal(smallest_normal(arithmetic.format())), magnitude) &&
         step.less(magnitude, infinity);
}

}  // namespace clino::fpcore
