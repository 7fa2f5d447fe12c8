/// Steps of a trace as text.
#include <array>
#include <charconv>
#include <cmath>

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

/// What stands for operands that are not shown: their nodes in a step, nothing particular in a sentence.
enum class Hidden : std::uint8_t { node, dots };

class Writer {
 public:
  Writer(const Trace& trace, const Format& format, std::span<const std::string> variables, Hidden hidden)
      : trace_(trace), format_(format), variables_(variables), hidden_(hidden) {}

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
    std::string text = std::string(op.name) + "(" + argument(n.a, depth);
    if (op.arity > 1) text += ", " + argument(n.b, depth);
    if (op.arity > 2) text += ", " + argument(n.c, depth);
    return text + ")";
  }

 private:
  std::string operand(const Operand& o, int depth, int least) const {
    if (o.is_literal()) return parenthesised(literal(o.literal), o.literal < 0 && least > sum);
    const Op op = trace_.nodes[o.node].op;
    if (op == Op::input || op == Op::constant) return operation(o.node, depth);
    if (depth == 1) return hidden_ == Hidden::node ? "%" + std::to_string(o.node) : "(...)";
    return parenthesised(operation(o.node, depth - 1), level(op) < least);
  }

  /// An operand between a function's own parentheses.
  std::string argument(const Operand& o, int depth) const {
    const std::string text = operand(o, depth, comparison);
    return text == "(...)" ? "..." : text;
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
  Hidden hidden_;
};

std::string in_range(double x) {
  if (!std::isfinite(x)) return std::isnan(x) ? "NaN" : x > 0 ? "inf" : "-inf";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::general, 3);
  return {buffer.data(), end.ptr};
}

}  // namespace

std::string statement(const Trace& trace, NodeId node, const Format& format, std::span<const std::string> variables) {
  return "%" + std::to_string(node) + " = " + Writer(trace, format, variables, Hidden::node).operation(node, 1);
}

std::string expression(const Trace& trace, NodeId node, const Format& format, std::span<const std::string> variables,
                       std::size_t limit) {
  const Writer writer(trace, format, variables, Hidden::dots);
  for (int depth = deepest; depth > 1; --depth)
    if (std::string text = writer.operation(node, depth); text.size() <= limit) return text;
  return writer.operation(node, 1);
}

std::string three_digits(double x, double log2_magnitude) {
  if (std::isnormal(x) || !(std::fabs(log2_magnitude) < 1e9)) return in_range(x);
  constexpr double log10_of_2 = 0.30102999566398120;
  const double log10 = log2_magnitude * log10_of_2;
  double exponent = std::floor(log10), mantissa = std::pow(10, log10 - exponent);
  if (mantissa >= 9.995) mantissa = 1, ++exponent;
  return (std::signbit(x) ? "-" : "") + in_range(mantissa) + "e" + std::to_string(static_cast<long long>(exponent));
}

}  // namespace clino
