/// Steps of a trace as text.
#include <array>

#include "clino/diagnose.hpp"

namespace clino {
namespace {

constexpr int deepest = 6;  // levels of operands that an expression may show

enum Level : int { comparison, sum, product, prefix, primary };

int level(Op op) {
  switch (op) {
    case Op::less:
    case Op::less_equal:
    case Op::equal: return comparison;
    case Op::add:
    case Op::sub: return sum;
    case Op::mul:
    case Op::div: return product;
    case Op::neg: return prefix;
    default: return primary;
  }
}

class Writer {
 public:
  Writer(const Trace& trace, const Format& format, std::span<const std::string> variables)
      : trace_(trace), format_(format), variables_(variables) {}

  /// The operation of a node, its operands to `depth` levels.
  std::string operation(NodeId k, int depth) const {
    const Node& n = trace_.nodes[k];
    const OpInfo& op = info(n.op);
    if (n.op == Op::input) return name(k);
    if (n.op == Op::constant) return literal(n.a.literal);
    const int own = level(n.op);
    if (op.notation == Notation::prefix) return std::string(op.symbol) + operand(n.a, depth, own + 1);
    if (op.notation == Notation::infix)  // a - (b - c) keeps its parentheses
      return (n.a.is_literal() ? literal(n.a.literal) : operand(n.a, depth, own)) + " " + std::string(op.symbol) + " " +
             operand(n.b, depth, own + 1);
    std::string text = std::string(op.name) + "(" + operand(n.a, depth, comparison);
    if (op.arity > 1) text += ", " + operand(n.b, depth, comparison);
    if (op.arity > 2) text += ", " + operand(n.c, depth, comparison);
    return text + ")";
  }

 private:
  std::string operand(const Operand& o, int depth, int least) const {
    if (o.is_literal()) return parenthesised(literal(o.literal), o.literal < 0 && least > sum);
    const Op op = trace_.nodes[o.node].op;
    if (op == Op::input || op == Op::constant) return operation(o.node, depth);
    if (depth == 1) return "%" + std::to_string(o.node);
    return parenthesised(operation(o.node, depth - 1), level(op) < least);
  }

  static std::string parenthesised(const std::string& text, bool needed) { return needed ? "(" + text + ")" : text; }

  std::string literal(double c) const { return to_decimal(format_, round_to(format_, c)); }

  std::string name(NodeId k) const {
    if (k < variables_.size()) return variables_[k];
    static constexpr std::array letters{"x", "y", "z"};
    return trace_.inputs <= 3 ? letters[k] : "x" + std::to_string(k);
  }

  const Trace& trace_;
  Format format_;
  std::span<const std::string> variables_;
};

}  // namespace

std::string statement(const Trace& trace, NodeId node, const Format& format, std::span<const std::string> variables) {
  return "%" + std::to_string(node) + " = " + Writer(trace, format, variables).operation(node, 1);
}

std::string expression(const Trace& trace, NodeId node, const Format& format, std::span<const std::string> variables,
                       std::size_t limit) {
  const Writer writer(trace, format, variables);
  for (int depth = deepest; depth > 1; --depth)
    if (std::string text = writer.operation(node, depth); text.size() <= limit) return text;
  return writer.operation(node, 1);
}

}  // namespace clino
