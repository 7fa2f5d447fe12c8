#include "constant_error.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "exact_dual.hpp"

namespace clino {
namespace {

constexpr int bits_of_a_plain_number = 26;
constexpr double roundoffs_of_digits = 2;  // of binary64: 16 decimal digits, and what the compiler folds

bool stands_for_itself(double c, const Format& format) {
  int exponent = 0;
  const int bits = std::min(bits_of_a_plain_number, format.precision);
  const double integer = std::ldexp(std::frexp(c, &exponent), bits);
  return !std::isfinite(c) || integer == std::floor(integer);
}

/// The trace with every other constant as the result of an operation, which the dual program weighs.
Trace with_weighed_constants(const Trace& trace, const Format& format) {
  Trace t;
  t.inputs = trace.inputs;
  std::vector<NodeId> renamed;
  const auto append = [&](const Node& node) {
    t.nodes.push_back(node);
    return static_cast<NodeId>(t.nodes.size() - 1);
  };
  const auto weighed = [&](double c) { return append({.op = Op::mul, .a = {.literal = c}, .b = {.literal = 1}}); };
  for (const Node& old : trace.nodes) {
    if (old.op == Op::constant && !stands_for_itself(old.a.literal, format)) {
      renamed.push_back(weighed(old.a.literal));
      continue;
    }
    Node node = old;
    Operand* const operands[] = {&node.a, &node.b, &node.c};
    for (int j = 0; old.op != Op::constant && j < info(old.op).arity; ++j) {
      Operand& o = *operands[j];
      if (!o.is_literal())
        o.node = renamed[o.node];
      else if (!stands_for_itself(o.literal, format))
        o = {.node = weighed(o.literal)};
    }
    renamed.push_back(append(node));
  }
  for (const NodeId output : trace.outputs) t.outputs.push_back(renamed[output]);
  return t;
}

/// What becomes of a node that is the same for every input.
enum class Fate : std::uint8_t {
  varies,  ///< it is none
  folded,  ///< only constants are made of it, in binary64
  rounded  ///< the program at work reads it: it is rounded to the format
};

std::vector<Fate> fates(const Trace& trace) {
  std::vector<Fate> fate(trace.nodes.size(), Fate::folded);
  for (NodeId k = 0; k < trace.nodes.size(); ++k) {
    const Node& n = trace.nodes[k];
    const Operand* const operands[] = {&n.a, &n.b, &n.c};
    const auto nodes = std::span(operands, static_cast<std::size_t>(info(n.op).arity));
    const auto varies = [&](const Operand* o) { return !o->is_literal() && fate[o->node] == Fate::varies; };
    if (n.op != Op::input && (n.op == Op::constant || std::ranges::none_of(nodes, varies))) continue;
    fate[k] = Fate::varies;
    for (const Operand* o : nodes)
      if (n.op != Op::input && !o->is_literal() && fate[o->node] == Fate::folded) fate[o->node] = Fate::rounded;
  }
  for (const NodeId output : trace.outputs)
    if (fate[output] == Fate::folded) fate[output] = Fate::rounded;
  return fate;
}

}  // namespace

double constant_error(const Function& program, std::span<const double> x, const Format& format, int output) {
  const Trace trace = with_weighed_constants(program.with_constants_spelled_out().trace(x, {.format = format}), format);
  const std::vector<Fate> fate = fates(trace);
  const ExactDual exact(trace, x, format, {.output = output}, {.literals = Literals::real});
  ArfValue sum;
  for (NodeId k = 0; k < trace.nodes.size(); ++k) {
    if (fate[k] == Fate::varies || trace.nodes[k].op == Op::constant || !exact.reached(k)) continue;
    const double u =
        roundoffs_of_digits * unit_roundoff(binary64) + (fate[k] == Fate::rounded ? unit_roundoff(format) : 0);
    ArbValue moved;
    arb_mul(moved, exact.value(k), exact.weight(k), 64);
    ArfValue size, relative;
    arb_get_abs_ubound_arf(size, moved, 64);
    arf_set_d(relative, u);
    arf_addmul(sum, size, relative, 64, ARF_RND_UP);
  }
  return arf_get_d(sum, ARF_RND_UP);
}

}  // namespace clino
