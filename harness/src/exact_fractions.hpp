/// Programs whose numbers are fractions at the point at hand, in exact arithmetic. A tie between two numbers of the
/// format that a program reaches by way of thirds or square roots, such as sqrt((x/3)^2) * 3, no ball ever decides.
#pragma once
#include <optional>
#include <vector>

#include "arb_value.hpp"
#include "ball_tape.hpp"

namespace clino {

/// A fraction of whole numbers of any size.
class Fraction {
 public:
  Fraction() { fmpq_init(q_); }
  Fraction(const Fraction& o) : Fraction() { fmpq_set(q_, o.q_); }
  Fraction(Fraction&& o) noexcept : Fraction() { fmpq_swap(q_, o.q_); }
  Fraction& operator=(Fraction o) noexcept {
    fmpq_swap(q_, o.q_);
    return *this;
  }
  ~Fraction() { fmpq_clear(q_); }
  operator fmpq*() { return q_; }
  operator const fmpq*() const { return q_; }

  /// The ball: exact where the denominator is a power of two, else so narrow that it holds no number of a format and no
  /// tie.
  ArbValue ball() const;

 private:
  fmpq_t q_;
};

/// The fractions that the nodes of a program are: by + - * / fma, roots of what is a power, abs, sign, min, max,
/// comparisons, select, hypot and whole powers. Empty for the others, and for fractions of more than 100,000 bits.
class ExactFractions {
 public:
  /// The tape has been evaluated with derivatives.
  ExactFractions(const Trace& trace, const BallTape& tape, NodeId output);

  const std::optional<Fraction>& value(NodeId node) const { return values_[node]; }
  /// d output / d input for each input. Empty where a step on the way is no fraction. Where a step is not smooth it
  /// means nothing.
  std::optional<std::vector<Fraction>> partials() const;

 private:
  std::optional<Fraction> operand(NodeId node, int k) const;
  std::optional<Fraction> evaluate(NodeId node) const;
  std::optional<Fraction> partial(NodeId node, int k) const;

  const Trace& trace_;
  const BallTape& tape_;
  NodeId output_;
  std::vector<std::optional<Fraction>> values_;
};

}  // namespace clino
