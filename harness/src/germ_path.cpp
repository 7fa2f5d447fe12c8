#include "germ_path.hpp"

#include <cmath>
#include <utility>

#include "ball_rules.hpp"

namespace clino {
namespace {

constexpr std::size_t largest_number_of_turns = 64;

class Path {
 public:
  Path(const RealProgram& program, int input, Heading heading) : program_(program), input_(input), heading_(heading) {}

  bool same(const Operand& a, const Operand& b) {
    evaluate(program_.trace());
    return (operand(a) - operand(b)).is_zero();
  }

  std::vector<Germ> outputs() {
    Trace trace = program_.trace();
    for (std::size_t turns = 0; turns < largest_number_of_turns; ++turns) {
      evaluate(trace);
      const Outcome outcome = heading_ == Heading::stay ? Outcome{} : first_turn(trace);
      if (outcome.obstacle) return std::vector<Germ>(trace.outputs.size(), *outcome.obstacle);
      if (!outcome.turn) return collect(trace);
      std::vector<bool> decisions;
      for (std::size_t k = 0; k <= *outcome.turn; ++k) decisions.push_back(trace.branches[k].taken);
      decisions.back() = !decisions.back();
      trace = program_.function().trace(program_.x(), {.format = program_.format(), .decisions = std::move(decisions),
                                                       .budget = operation_budget});
    }
    return std::vector<Germ>(trace.outputs.size(), Germ::unknown("more comparisons turn out otherwise than are followed"));
  }

 private:
  /// The first comparison that is decided otherwise along the path, or what prevents knowing.
  struct Outcome {
    std::optional<std::size_t> turn{};
    std::optional<Germ> obstacle{};
  };

  double number(double literal) const {
    return program_.literals() == Literals::as_compiled ? round_to(program_.format(), literal) : literal;
  }

  Germ literal(double c) const {
    const double x = number(c);
    if (std::isnan(x)) return Germ::outside("a NaN literal");
    if (std::isinf(x)) return Germ::huge(x > 0 ? Sign::positive : Sign::negative);
    return Germ::constant(Coefficient(x));
  }

  Germ operand(const Operand& o) const { return o.is_literal() ? literal(o.literal) : germs_[o.node]; }

  Germ choose(const Node& node) const {
    const Germ condition = operand(node.a);
    if (condition.failed()) return condition;
    const Sign s = condition.sign();
    if (s == Sign::unknown) return Germ::unknown("whether the condition of select is 0");
    return operand(s == Sign::zero ? node.c : node.b);
  }

  Germ perform(const Node& node, int id) const {
    const int arity = info(node.op).arity;
    if (!takes_infinity(node.op))
      for (const Operand* o : {&node.a, &node.b, &node.c})
        if (arity > 0 && o->is_literal() && std::isinf(number(o->literal)))
          return Germ::outside("arithmetic with an infinite literal");
    switch (node.op) {
      case Op::constant: return literal(node.a.literal);
      case Op::select: return choose(node);
      case Op::fma: return apply(Op::add, apply(Op::mul, operand(node.a), operand(node.b), id), operand(node.c), id);
      default: break;
    }
    return arity == 1 ? apply(node.op, operand(node.a), id) : apply(node.op, operand(node.a), operand(node.b), id);
  }

  void evaluate(const Trace& trace) {
    germs_.clear();
    for (std::size_t i = 0; i < trace.nodes.size(); ++i) {
      const Node& node = trace.nodes[i];
      if (node.op != Op::input) germs_.push_back(perform(node, static_cast<int>(i)));
      else germs_.push_back(Germ::line(program_.x()[i], static_cast<int>(i) == input_ ? static_cast<int>(heading_) : 0));
    }
  }

  Outcome first_turn(const Trace& trace) const {
    for (std::size_t k = 0; k < trace.branches.size(); ++k) {
      const Branch& branch = trace.branches[k];
      if (!branch.a.is_literal() && branch.a == branch.b) continue;
      const Op op = branch.relation == Relation::less ? Op::less
                    : branch.relation == Relation::equal ? Op::equal : Op::less_equal;
      const Germ mask = apply(op, operand(branch.a), operand(branch.b), 0);
      const std::string name = "comparison " + std::to_string(k) + ": ";
      if (mask.state == Germ::State::outside) return {.obstacle = Germ::outside(name + mask.reason)};
      if (mask.failed()) return {.obstacle = Germ::unknown(name + mask.reason)};
      if ((mask.sign() == Sign::positive) != branch.taken) return {.turn = k};
    }
    return {};
  }

  std::vector<Germ> collect(const Trace& trace) const {
    std::vector<Germ> y;
    for (const NodeId node : trace.outputs) y.push_back(germs_[node]);
    return y;
  }

  const RealProgram& program_;
  int input_;
  Heading heading_;
  std::vector<Germ> germs_;
};

}  // namespace

bool same_number(const RealProgram& program, const Operand& a, const Operand& b) {
  return Path(program, 0, Heading::stay).same(a, b);
}

std::vector<Germ> approach(const RealProgram& program, int input, Heading heading) {
  try {
    return Path(program, input, heading).outputs();
  } catch (const OperationBudget& budget) {
    return std::vector<Germ>(program.trace().outputs.size(), Germ::unknown(budget.what()));
  }
}

}  // namespace clino
