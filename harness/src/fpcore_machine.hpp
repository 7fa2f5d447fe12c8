/// The stack machine, generic in the arithmetic.
#pragma once
#include <array>
#include <span>
#include <string>
#include <vector>

#include "clino/tracer.hpp"
#include "fpcore_derived.hpp"
#include "fpcore_program.hpp"

namespace clino::fpcore {

/// `Arithmetic` has a `Value` and
///   `Value number(const Number&)`, `Value constant(const Constant&)`, `Value literal(double)`
///   `Value apply(Op, span<const Value>, bool exact)`  one operation; `exact`: integers, not rounded
///   `Value round(const Value&)`                       a number that depends on no input, rounded to the format
///   `bool holds(Relation, const Value&, const Value&)` a comparison that decides a branch
///   `double value(const Value&)`                      what it is in the format
///   `Format format()`, `std::size_t budget()`         loop turns and calls after which OperationBudget is thrown
template <class Arithmetic>
class Machine {
 public:
  using Value = typename Arithmetic::Value;

  Machine(const Program& program, const Arithmetic& arithmetic)
      : program_(program), arithmetic_(arithmetic), budget_(arithmetic.budget()) {}

  /// Of a routine of type number.
  Value number(int routine, std::span<const Value> inputs) {
    run(routine, inputs);
    return pop();
  }
  /// Of a routine of type truth.
  bool truth(int routine, std::span<const Value> inputs) {
    run(routine, inputs);
    return pop_truth();
  }

 private:
  struct Frame {
    int routine;
    std::size_t next;  ///< instruction
    std::size_t base;  ///< first slot
  };

  void run(int routine, std::span<const Value> inputs) {
    numbers_.assign(inputs.begin(), inputs.end());
    enter(routine);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      step(program_.routines[static_cast<std::size_t>(frame.routine)].code[frame.next++]);
    }
  }

  void step(const Instruction& i) {
    const std::size_t index = static_cast<std::size_t>(i.index);
    switch (i.code) {
      case Code::number: return push(arithmetic_.number(program_.numbers[index]));
      case Code::constant: return push(arithmetic_.constant(program_.constants[index]));
      case Code::load: return push(slots_[frames_.back().base + index]);
      case Code::store: return void(slots_[frames_.back().base + index] = pop());
      case Code::apply: return apply(i);
      case Code::derive: return derive(i.derived);
      case Code::round: return push(arithmetic_.round(pop()));
      case Code::compare: return compare(i);
      case Code::ask: return truths_.push_back(answer(arithmetic_, i.question, pop()));
      case Code::truth: return truths_.push_back(i.index != 0);
      case Code::load_truth: return truths_.push_back(truth_slots_[frames_.back().base + index]);
      case Code::store_truth: return void(truth_slots_[frames_.back().base + index] = pop_truth());
      case Code::negate: return truths_.push_back(!pop_truth());
      case Code::jump: return jump(index);
      case Code::jump_unless: return pop_truth() ? void() : jump(index);
      case Code::call: return enter(i.index);
      case Code::leave: return leave();
    }
  }

  void enter(int routine) {
    constexpr std::size_t deepest = 10'000;  // calls inside each other
    spend();
    if (frames_.size() == deepest) throw OperationBudget("calls nested deeper than 10000: does a recursion never end?");
    const Routine& r = program_.routines[static_cast<std::size_t>(routine)];
    const std::size_t base = slots_.size();
    frames_.push_back({routine, 0, base});
    slots_.resize(base + static_cast<std::size_t>(r.slots));
    truth_slots_.resize(slots_.size());
    for (std::size_t k = static_cast<std::size_t>(r.inputs); k-- > 0;) slots_[base + k] = pop();
  }

  void leave() {
    slots_.resize(frames_.back().base);
    truth_slots_.resize(slots_.size());
    frames_.pop_back();
  }

  void jump(std::size_t to) {
    if (to < frames_.back().next) spend();
    frames_.back().next = to;
  }

  void spend() {
    if (spent_++ >= budget_)
      throw OperationBudget("more than " + std::to_string(budget_) + " turns of loops: does a loop never end?");
  }

  void apply(const Instruction& i) {
    std::array<Value, 3> operands;
    const std::size_t n = static_cast<std::size_t>(info(i.op).arity);
    for (std::size_t k = n; k-- > 0;) operands[k] = pop();
    push(arithmetic_.apply(i.op, std::span<const Value>(operands).first(n), i.exact));
  }

  void derive(Derived which) {
    const Value b = which == Derived::nearbyint ? Value{} : pop();
    const Value a = pop();
    push(derived(arithmetic_, which, a, b));
  }

  void compare(const Instruction& i) {
    const Value b = pop(), a = pop();
    truths_.push_back(i.reversed ? arithmetic_.holds(i.relation, b, a) : arithmetic_.holds(i.relation, a, b));
  }

  void push(const Value& v) { numbers_.push_back(v); }
  Value pop() {
    const Value v = numbers_.back();
    numbers_.pop_back();
    return v;
  }
  bool pop_truth() {
    const bool t = truths_.back();
    truths_.pop_back();
    return t;
  }

  const Program& program_;
  const Arithmetic& arithmetic_;
  std::size_t budget_, spent_ = 0;
  std::vector<Value> numbers_, slots_;
  std::vector<bool> truths_, truth_slots_;
  std::vector<Frame> frames_;
};

}  // namespace clino::fpcore
