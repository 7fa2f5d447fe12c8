#include "fpcore_arithmetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "clino/evaluate.hpp"

namespace clino::fpcore {
namespace {

using Value = syntax::Recorder::Value;

bool related(Relation relation, double a, double b) {
  switch (relation) {
    case Relation::less: return a < b;
    case Relation::less_equal: return a <= b;
    case Relation::equal: break;
  }
  return a == b;
}

double computed(const Format& format, Op op, std::span<const double> a) {
  return compute(format, op, a[0], a.size() > 1 ? a[1] : 0, a.size() > 2 ? a[2] : 0);
}

/// A constant of FPCore in real arithmetic. Halving and doubling are exact, so they need no rounding twice.
Tracer real_constant(std::string_view name) {
  const auto pi = [] { return acos(Tracer(-1.0)); };
  const auto number = [](double x) { return Tracer(x); };
  if (name == "E") return exp(number(1));
  if (name == "LOG2E") return 1.0 / log(number(2));
  if (name == "LOG10E") return 1.0 / log(number(10));
  if (name == "LN2") return log(number(2));
  if (name == "LN10") return log(number(10));
  if (name == "PI") return pi();
  if (name == "PI_2") return pi() / 2.0;
  if (name == "PI_4") return pi() / 4.0;
  if (name == "M_1_PI") return 1.0 / pi();
  if (name == "M_2_PI") return 2.0 / pi();
  if (name == "M_2_SQRTPI") return 2.0 / sqrt(pi());
  if (name == "SQRT2") return sqrt(number(2));
  return sqrt(number(0.5));  // SQRT1_2
}

}  // namespace

double Plain::apply(Op op, std::span<const double> operands, bool) const { return computed(binary64, op, operands); }
bool Plain::holds(Relation relation, double a, double b) const { return related(relation, a, b); }

Value Recorder::number(const Number& n) const {
  return literals_ == Literals::real ? real_value(n) : literal(n.nearest);
}

Value Recorder::constant(const Constant& c) const {
  return literals_ == Literals::real && std::isfinite(c.nearest) ? Value{real_constant(c.name)} : literal(c.nearest);
}

std::optional<double> Recorder::folded(Op op, std::span<const Value> operands, bool exact) const {
  if (!std::ranges::all_of(operands, &Value::is_literal)) return std::nullopt;
  const bool as_written = exact || literals_ == Literals::real;
  std::array<double, 3> v{};
  for (std::size_t i = 0; i < operands.size(); ++i)
    v[i] = as_written ? operands[i].literal : rounded(operands[i].literal);
  const double result = computed(as_written ? binary64 : format(), op, std::span(v).first(operands.size()));
  if (exact || literals_ == Literals::as_compiled || syntax::exact(op, v[0], v[1], result)) return result;
  return std::nullopt;
}

Value Recorder::apply(Op op, std::span<const Value> operands, bool exact) const {
  if (const auto result = folded(op, operands, exact)) return literal(*result);
  std::array<Value, 3> v;
  std::ranges::copy(operands, v.begin());
  if (std::ranges::all_of(operands, &Value::is_literal)) v[0] = {Tracer(v[0].literal)};
  const auto node = [](const Value& a) { return a.is_literal ? nullptr : &a.tracer; };
  return {record(op, node(v[0]), v[0].literal, node(v[1]), v[1].literal, node(v[2]), v[2].literal)};
}

bool Recorder::holds(Relation relation, const Value& a, const Value& b) const {
  if (a.is_literal && b.is_literal) return related(relation, rounded(a.literal), rounded(b.literal));
  return decide(relation, a.is_literal ? nullptr : &a.tracer, a.literal, b.is_literal ? nullptr : &b.tracer, b.literal);
}

}  // namespace clino::fpcore
