#include "rule_program.hpp"

#include <vector>

#include "answer.hpp"
#include "forward_sweep.hpp"
#include "high_precision.hpp"
#include "operands.hpp"
#include "reverse_sweep.hpp"

namespace clino {
namespace {

/// The same program without the nodes that nothing needs; inputs stay.
Trace without_dead_nodes(const Trace& trace) {
  std::vector<std::uint8_t> live = live_nodes(trace);
  for (int i = 0; i < trace.inputs; ++i) live[static_cast<std::size_t>(i)] = 1;
  std::vector<NodeId> place(trace.nodes.size(), no_node);
  const auto moved = [&](Operand o) {
    if (!o.is_literal()) o.node = place[o.node];
    return o;
  };
  Trace kept{.inputs = trace.inputs, .nodes = {}, .branches = {}, .outputs = {}};
  for (std::size_t i = 0; i < trace.nodes.size(); ++i) {
    if (live[i] == 0) continue;
    const Node& n = trace.nodes[i];
    place[i] = static_cast<NodeId>(kept.nodes.size());
    kept.nodes.push_back({n.op, moved(n.a), moved(n.b), moved(n.c)});
  }
  for (const Branch& b : trace.branches) kept.branches.push_back({b.relation, moved(b.a), moved(b.b), b.taken});
  for (const NodeId y : trace.outputs) kept.outputs.push_back(place[y]);
  return kept;
}

}  // namespace

std::optional<Trace> recorded(double x, const std::function<Tracer(const Tracer&)>& perform) {
  return optional_of([&]() -> std::optional<Trace> {
    Trace trace;
    {
      Recording recording(trace, {.format = binary64});
      recording.output(perform(recording.input(x)));
    }
    return without_dead_nodes(trace);
  });
}

std::optional<Trace> forward_rules(const Trace& trace, double x, const Format& format) {
  const Trace program = with_rounded_literals(trace, format);
  return recorded(x, [&](const Tracer& input) {
    const Linearisation<Tracer> linear(program, std::span(&input, 1));
    return linear.tangents(0)[program.outputs[0]];
  });
}

std::optional<Trace> reverse_rules(const Trace& trace, double x, const Format& format) {
  const Trace program = with_rounded_literals(trace, format);
  return recorded(x, [&](const Tracer& input) {
    const std::vector<Tracer> values = replay<Tracer>(program, std::span(&input, 1));
    return adjoints<Tracer>(program, values, program.outputs[0])[0];
  });
}

}  // namespace clino
