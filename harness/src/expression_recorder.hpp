/// The arithmetic that records a text function.
#pragma once
#include <span>

#include "clino/function.hpp"
#include "expression_syntax.hpp"

namespace clino::syntax {

/// Arithmetic for `Evaluation` over recording scalars, which keeps literals apart from active numbers.
class Recorder {
 public:
  struct Value {
    Tracer tracer{};
    bool is_literal = false;
    double literal = 0;
  };

  explicit Recorder(Literals literals) : literals_(literals) {}
  Value number(const Node& node) const;
  Value apply(Op op, std::span<const Value> operands) const;
  Value activate(const Value& v) const { return {v.is_literal ? Tracer(v.literal) : v.tracer}; }
  bool holds(Relation relation, const Value& a, const Value& b) const;

 private:
  Literals literals_;
};

/// A decimal number in real arithmetic: a literal where binary64 holds it exactly, else operations on integers.
Recorder::Value real_number(const Node& node);
/// Whether `result`, the binary64 result of the operation on those numbers, has no rounding error.
bool exact(Op op, double a, double b, double result);

}  // namespace clino::syntax
