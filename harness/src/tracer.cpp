#include "clino/tracer.hpp"

#include "clino/evaluate.hpp"

namespace clino {
namespace {

thread_local Recording* current = nullptr;

bool holds(Relation relation, double a, double b) {
  switch (relation) {
    case Relation::less: return a < b;
    case Relation::less_equal: return a <= b;
    case Relation::equal: return a == b;
  }
  return false;
}

}  // namespace

const RecordingOptions& recording_options() {
  static const RecordingOptions defaults;
  return current ? current->options_ : defaults;
}

Recording::Recording(Trace& trace, const RecordingOptions& options)
    : trace_(trace), options_(options), previous_(current) {
  current = this;
}
Recording::~Recording() { current = previous_; }

NodeId Recording::push(const Node& node) {
  if (trace_.nodes.size() >= options_.budget)
    throw OperationBudget("more than " + std::to_string(options_.budget) + " operations: does a loop never end?");
  trace_.nodes.push_back(node);
  return static_cast<NodeId>(trace_.nodes.size() - 1);
}

Operand Recording::operand(const Tracer* t, double literal) {
  if (t == nullptr) return {.literal = literal};
  if (t->reference_ == 0) return {.node = push({Op::constant, {.literal = t->value_}})};
  return {.node = t->reference_ - 1};
}

Tracer Recording::input(double x) {
  Tracer t(x);
  t.reference_ = push({Op::input}) + 1;
  ++trace_.inputs;
  return t;
}

void Recording::output(const Tracer& y) { trace_.outputs.push_back(operand(&y, 0).node); }

Tracer record(Op op, const Tracer* a, double a_literal, const Tracer* b, double b_literal, const Tracer* c,
              double c_literal) {
  const Format format = current ? current->options_.format : binary64;
  const auto number = [&](const Tracer* t, double literal) { return round_to(format, t ? t->value_ : literal); };
  Tracer y(compute(format, op, number(a, a_literal), number(b, b_literal), number(c, c_literal)));
  if (current == nullptr) return y;
  Node node{op};
  const int arity = info(op).arity;
  node.a = current->operand(a, a_literal);
  if (arity > 1) node.b = current->operand(b, b_literal);
  if (arity > 2) node.c = current->operand(c, c_literal);
  y.reference_ = current->push(node) + 1;
  return y;
}

bool decide(Relation relation, const Tracer* a, double a_literal, const Tracer* b, double b_literal) {
  const Format format = current ? current->options_.format : binary64;
  const auto number = [&](const Tracer* t, double literal) { return round_to(format, t ? t->value_ : literal); };
  bool taken = holds(relation, number(a, a_literal), number(b, b_literal));
  if (current == nullptr) return taken;
  const std::size_t index = current->trace_.branches.size();
  if (index < current->options_.decisions.size()) taken = current->options_.decisions[index];
  if (index >= current->options_.budget) throw OperationBudget("too many comparisons: does a loop never end?");
  const Operand left = current->operand(a, a_literal), right = current->operand(b, b_literal);
  current->trace_.branches.push_back({relation, left, right, taken});
  return taken;
}

}  // namespace clino
