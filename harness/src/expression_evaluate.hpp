/// Evaluation of a text function's syntax tree, generic in the arithmetic.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "clino/trace.hpp"
#include "expression_syntax.hpp"

namespace clino::syntax {

/// `Arithmetic` has a `Value` and
///   `Value number(const Node&)`              a number as written,
///   `Value apply(Op, span<const Value>)`     one operation,
///   `Value activate(Value)`                  a number where C++ would convert it to the scalar type,
///   `bool holds(Relation, Value, Value)`     a comparison that decides a branch.
/// Definitions are evaluated once, in order, as C++ evaluates `auto s = ...;`. Definitions of truth values wait for
/// their first use, which tells whether they decide a branch or make a mask.
template <class Arithmetic>
class Evaluation {
 public:
  using Value = typename Arithmetic::Value;

  Evaluation(const Program& program, const Arithmetic& arithmetic, std::span<const Value> inputs)
      : program_(program),
        arithmetic_(arithmetic),
        inputs_(inputs),
        numbers_(program.definitions.size()),
        truths_(program.definitions.size()) {}

  std::vector<Value> outputs() {
    for (std::size_t i = 0; i < program_.definitions.size(); ++i)
      if (!program_[program_.definitions[i].root].logical) numbers_[i] = value(program_.definitions[i].root);
    std::vector<Value> out;
    for (Id id : program_.outputs) out.push_back(value(id));
    return out;
  }

 private:
  /// A number; a truth value becomes a mask.
  Value value(Id id) {
    const std::vector<Id> path = walk(id, [](const Node& node) { return spine(node); });
    Value left = path.empty() ? leaf(program_[id]) : leaf(program_[program_[path.back()].arguments[0]]);
    for (auto it = path.rbegin(); it != path.rend(); ++it) left = combine(program_[*it], left);
    return left;
  }

  /// The nodes from `id` down its left operands, as long as they are of that sort.
  template <class Sort>
  std::vector<Id> walk(Id id, Sort sort) const {
    std::vector<Id> path;
    for (; sort(program_[id]); id = program_[id].arguments[0]) path.push_back(id);
    return path;
  }

  Value combine(const Node& node, const Value& left) {
    const Id right = node.arguments[1];
    if (node.kind == Kind::call) return apply(node.op, left, value(right));
    const Value a = as_mask(node.arguments[0], left), b = as_mask(right, value(right));
    const Value both = apply(Op::mul, a, b);
    if (node.kind == Kind::conjunction) return both;
    return apply(Op::sub, apply(Op::add, a, b), both);  // a or b = a + b - a*b: smooth, no tie as in max(a, b)
  }

  Value leaf(const Node& node) {
    switch (node.kind) {
      case Kind::number: return arithmetic_.number(node);
      case Kind::variable: return inputs_[static_cast<std::size_t>(node.index)];
      case Kind::name: return named(node);
      case Kind::call: return call(node);
      case Kind::comparison: return mask(node);
      case Kind::negation: return complement(as_mask(node.arguments[0], value(node.arguments[0])));
      case Kind::where: {
        const Value chosen = value(node.arguments[truth(node.arguments[0]) ? 1 : 2]);
        return node.active ? arithmetic_.activate(chosen) : chosen;  // C++: c ? x : T(0)
      }
      case Kind::conjunction:
      case Kind::disjunction: break;  // never leaves
    }
    return value(node.arguments[0]);
  }

  Value named(const Node& node) {
    std::optional<Value>& kept = numbers_[static_cast<std::size_t>(node.index)];
    if (!kept) kept = value(program_.definitions[static_cast<std::size_t>(node.index)].root);
    return *kept;
  }

  Value call(const Node& node) {
    std::array<Value, 3> a;
    const std::size_t n = static_cast<std::size_t>(info(node.op).arity);
    for (std::size_t i = 0; i < n; ++i) a[i] = value(node.arguments[i]);
    return arithmetic_.apply(node.op, std::span<const Value>(a).first(n));
  }

  Value mask(const Node& node) {
    const Value a = value(node.arguments[0]), b = value(node.arguments[1]);
    switch (node.comparison) {
      case Comparison::less: return apply(Op::less, a, b);
      case Comparison::less_equal: return apply(Op::less_equal, a, b);
      case Comparison::greater: return apply(Op::less, b, a);
      case Comparison::greater_equal: return apply(Op::less_equal, b, a);
      case Comparison::equal: return apply(Op::equal, a, b);
      case Comparison::not_equal: break;
    }
    return complement(apply(Op::equal, a, b));
  }

  /// A condition that decides a branch: its comparisons are recorded, `and` and `or` stop at the first that decides.
  bool truth(Id id) {
    const std::vector<Id> path =
        walk(id, [](const Node& node) { return node.kind == Kind::conjunction || node.kind == Kind::disjunction; });
    bool left = truth_leaf(path.empty() ? id : program_[path.back()].arguments[0]);
    for (auto it = path.rbegin(); it != path.rend(); ++it) {
      const bool decided = left == (program_[*it].kind == Kind::disjunction);
      if (!decided) left = truth(program_[*it].arguments[1]);
    }
    return left;
  }

  bool truth_leaf(Id id) {
    const Node& node = program_[id];
    if (node.kind == Kind::comparison) return compare(node);
    if (node.kind == Kind::negation) return !truth(node.arguments[0]);
    if (node.kind == Kind::name && node.logical) {
      std::optional<bool>& kept = truths_[static_cast<std::size_t>(node.index)];
      if (!kept) kept = truth(program_.definitions[static_cast<std::size_t>(node.index)].root);
      return *kept;
    }
    return !arithmetic_.holds(Relation::equal, value(id), arithmetic_.number(zero()));
  }

  bool compare(const Node& node) {
    const Value a = value(node.arguments[0]), b = value(node.arguments[1]);
    switch (node.comparison) {
      case Comparison::less: return arithmetic_.holds(Relation::less, a, b);
      case Comparison::less_equal: return arithmetic_.holds(Relation::less_equal, a, b);
      case Comparison::greater: return arithmetic_.holds(Relation::less, b, a);
      case Comparison::greater_equal: return arithmetic_.holds(Relation::less_equal, b, a);
      case Comparison::equal: return arithmetic_.holds(Relation::equal, a, b);
      case Comparison::not_equal: break;
    }
    return !arithmetic_.holds(Relation::equal, a, b);
  }

  /// 1 or 0 from a number that is true unless it is 0.
  Value as_mask(Id id, const Value& v) {
    return program_[id].logical ? v : complement(apply(Op::equal, v, arithmetic_.number(zero())));
  }
  Value complement(const Value& m) { return apply(Op::sub, arithmetic_.number(one()), m); }
  Value apply(Op op, const Value& a, const Value& b) {
    const std::array<Value, 2> operands{a, b};
    return arithmetic_.apply(op, operands);
  }

  static const Node& zero() {
    static const Node node{.kind = Kind::number, .number = 0, .spelling = "0"};
    return node;
  }
  static const Node& one() {
    static const Node node{.kind = Kind::number, .number = 1, .spelling = "1"};
    return node;
  }

  const Program& program_;
  const Arithmetic& arithmetic_;
  std::span<const Value> inputs_;
  std::vector<std::optional<Value>> numbers_;
  std::vector<std::optional<bool>> truths_;
};

}  // namespace clino::syntax
