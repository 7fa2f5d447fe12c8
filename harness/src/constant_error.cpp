#include "constant_error.hpp"

#include <algorithm>
#include <cmath>

#include "exact_dual.hpp"

namespace clino {
namespace {

constexpr int bits_of_a_plain_number = 26;
constexpr double roundoffs = 2;  // of the format, and of 16 decimal digits

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

/// For each node, whether it is the same for every input.
std::vector<std::uint8_t> constant_nodes(const Trace& trace) {
  std::vector<std::uint8_t> constant(trace.nodes.size(), 0);
  for (NodeId k = 0; k < trace.nodes.size(); ++k) {
    const Node& n = trace.nodes[k];
    const auto fixed = [&](const Operand& o, int j) {
      return j >= info(n.op).arity || o.is_literal() || constant[o.node] != 0;
    };
    constant[k] = n.op == Op::constant || (n.op != Op::input && fixed(n.a, 0) && fixed(n.b, 1) && fixed(n.c, 2));
  }
  return constant;
}

}  // namespace

double constant_error(const Function& program, std::span<const double> x, const Format& format, int output) {
  const Trace trace = with_weighed_constants(program.with_constants_spelled_out().trace(x, {.format = format}), format);
  const std::vector<std::uint8_t> constant = constant_nodes(trace);
  const ExactDual exact(trace, x, format, {.output = output}, {.literals = Literals::real});
  ArfValue sum;
  for (NodeId k = 0; k < trace.nodes.size(); ++k) {
    if (constant[k] == 0 || trace.nodes[k].op == Op::constant || !exact.reached(k)) continue;
    ArbValue moved;
    arb_mul(moved, exact.value(k), exact.weight(k), 64);
    ArfValue size;
    arb_get_abs_ubound_arf(size, moved, 64);
    arf_add(sum, sum, size, 64, ARF_RND_UP);
  }
  return roundoffs * unit_roundoff(format) * arf_get_d(sum, ARF_RND_UP);
}

}  // namespace clino
