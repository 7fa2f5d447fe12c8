#include "high_precision.hpp"

#include "answer.hpp"
#include "forward_sweep.hpp"
#include "reverse_sweep.hpp"
#include "wide.hpp"

namespace clino {
namespace {

std::vector<Wide> widened(std::span<const double> x) { return {x.begin(), x.end()}; }
double narrowed(const Wide& x) { return x.convert_to<double>(); }

}  // namespace

Trace with_rounded_literals(const Trace& trace, const Format& format) {
  Trace rounded = trace;
  for (Node& n : rounded.nodes)
    for (Operand* o : {&n.a, &n.b, &n.c})
      if (o->is_literal()) o->literal = round_to(format, o->literal);
  return rounded;
}

std::optional<Jacobian> forward_in_high_precision(const Trace& trace, std::span<const double> x, const Format& format) {
  return optional_of([&]() -> std::optional<Jacobian> {
    const Trace program = with_rounded_literals(trace, format);
    const Linearisation<Wide> linear(program, widened(x));
    Jacobian j;
    for (NodeId y : program.outputs) j.values.push_back(narrowed(linear.values()[y]));
    const std::size_t m = program.outputs.size(), n = static_cast<std::size_t>(program.inputs);
    j.partials.resize(m * n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::vector<Wide> t = linear.tangents(static_cast<int>(i));
      for (std::size_t k = 0; k < m; ++k) j.partials[k * n + i] = narrowed(t[program.outputs[k]]);
    }
    return j;
  });
}

std::optional<Jacobian> reverse_in_high_precision(const Trace& trace, std::span<const double> x, const Format& format) {
  return optional_of([&]() -> std::optional<Jacobian> {
    const Trace program = with_rounded_literals(trace, format);
    const std::vector<Wide> values = replay<Wide>(program, widened(x));
    Jacobian j;
    for (NodeId y : program.outputs) {
      j.values.push_back(narrowed(values[y]));
      const std::vector<Wide> g = adjoints<Wide>(program, values, y);
      for (int i = 0; i < program.inputs; ++i) j.partials.push_back(narrowed(g[static_cast<std::size_t>(i)]));
    }
    return j;
  });
}

std::optional<std::vector<double>> outputs_in_high_precision(const Trace& trace, std::span<const double> x,
                                                             const Format& format) {
  return optional_of([&]() -> std::optional<std::vector<double>> {
    const Trace program = with_rounded_literals(trace, format);
    const std::vector<Wide> values = replay<Wide>(program, widened(x));
    std::vector<double> y;
    for (NodeId k : program.outputs) y.push_back(narrowed(values[k]));
    return y;
  });
}

}  // namespace clino
