/// The arithmetics that FPCore is run in: binary64, and recording scalars.
#pragma once
#include <span>

#include "clino/function.hpp"
#include "expression_recorder.hpp"
#include "fpcore_names.hpp"
#include "fpcore_number.hpp"

namespace clino::fpcore {

/// binary64, as the program would be compiled.
class Plain {
 public:
  using Value = double;
  explicit Plain(std::size_t budget = RecordingOptions{}.budget) : budget_(budget) {}

  double number(const Number& n) const { return n.nearest; }
  double constant(const Constant& c) const { return c.nearest; }
  double literal(double x) const { return x; }
  double apply(Op op, std::span<const double> operands, bool exact) const;
  double round(double v) const { return v; }
  bool holds(Relation relation, double a, double b) const;
  double value(double v) const { return v; }
  Format format() const { return binary64; }
  std::size_t budget() const { return budget_; }

 private:
  std::size_t budget_;
};

/// Recording scalars in the format of the recording. What depends on no input is a literal operand; operations on such
/// numbers alone are done in the format (as a compiler folds them) and not recorded, unless literals are real numbers:
/// then they are recorded as long as they are not exact.
class Recorder {
 public:
  using Value = syntax::Recorder::Value;
  explicit Recorder(Literals literals) : literals_(literals), options_(recording_options()) {}

  Value number(const Number& n) const;
  Value constant(const Constant& c) const;
  Value literal(double x) const { return {.is_literal = true, .literal = x}; }
  Value apply(Op op, std::span<const Value> operands, bool exact) const;
  Value round(const Value& v) const { return v.is_literal ? literal(rounded(v.literal)) : v; }
  bool holds(Relation relation, const Value& a, const Value& b) const;
  double value(const Value& v) const { return v.is_literal ? rounded(v.literal) : v.tracer.value(); }
  const Format& format() const { return options_.format; }
  std::size_t budget() const { return options_.budget; }

 private:
  double rounded(double x) const { return literals_ == Literals::real ? x : round_to(options_.format, x); }
  /// The result of an operation on numbers that depend on no input, where it may stand for it.
  std::optional<double> folded(Op op, std::span<const Value> operands, bool exact) const;

  Literals literals_;
  RecordingOptions options_;
};

}  // namespace clino::fpcore
