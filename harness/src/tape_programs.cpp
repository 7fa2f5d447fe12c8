#include "tape_programs.hpp"

#include <array>
#include <optional>
#include <stdexcept>

#include "clino/custom.hpp"
#include "clino/replay.hpp"

namespace clino {
namespace {

std::vector<double> values_of(std::span<const Tracer> x) {
  std::vector<double> v;
  v.reserve(x.size());
  for (const Tracer& t : x) v.push_back(t.value());
  return v;
}

/// The trace of `f` at the values of `x`, decided as the recording at hand decides.
Trace trace_under(const Function& f, std::span<const Tracer> x) { return f.trace(values_of(x), recording_options()); }

std::vector<Tracer> outputs_of(const Trace& trace, std::span<const Tracer> nodes) {
  std::vector<Tracer> y;
  for (const NodeId id : trace.outputs) y.push_back(nodes[id]);
  return y;
}

/// The tracer of an operand; a literal as an active constant.
Tracer tracer(const Operand& o, std::span<const Tracer> nodes) {
  return o.is_literal() ? Tracer(o.literal) : nodes[o.node];
}

/// d(x^y)/dx = y x^(y-1). Small whole exponents are spelled out: x^0 has slope 0 and x^1 slope 1 at 0, too.
Tracer base_partial(const Node& n, const Tracer& x, std::span<const Tracer> nodes) {
  if (!n.b.is_literal()) return nodes[n.b.node] * pow(x, nodes[n.b.node] - 1.0);
  const double c = n.b.literal;
  if (c == 1) return Tracer(1.0);
  if (c == 2) return 2.0 * x;
  return c * pow(x, c - 1);
}

/// d(node)/d(operand k) as a tracer; empty where it is 0 everywhere.
std::optional<Tracer> unary_partial(Op op, const Tracer& x, const Tracer& y) {
  switch (op) {
    case Op::neg: return Tracer(-1.0);
    case Op::sqrt: return 0.5 / y;
    case Op::cbrt: return 1.0 / (3.0 * y * y);
    case Op::exp: return y;
    case Op::exp2: return y * log(Tracer(2.0));
    case Op::expm1: return exp(x);
    case Op::log: return 1.0 / x;
    case Op::log2: return 1.0 / (x * log(Tracer(2.0)));
    case Op::log10: return 1.0 / (x * log(Tracer(10.0)));
    case Op::log1p: return 1.0 / (1.0 + x);
    case Op::sin: return cos(x);
    case Op::cos: return -sin(x);
    case Op::tan: return 1.0 / (cos(x) * cos(x));
    case Op::asin: return 1.0 / sqrt((1.0 - x) * (1.0 + x));
    case Op::acos: return -1.0 / sqrt((1.0 - x) * (1.0 + x));
    case Op::atan: return 1.0 / (1.0 + x * x);
    case Op::sinh: return cosh(x);
    case Op::cosh: return sinh(x);
    case Op::tanh: return 1.0 / (cosh(x) * cosh(x));
    case Op::asinh: return 1.0 / sqrt(1.0 + x * x);
    case Op::acosh: return 1.0 / sqrt((x - 1.0) * (x + 1.0));
    case Op::atanh: return 1.0 / ((1.0 - x) * (1.0 + x));
    case Op::erf: return exp(-(x * x)) / sqrt(atan(Tracer(1.0)));  // 2/sqrt(pi), pi = 4 atan 1
    case Op::erfc: return -exp(-(x * x)) / sqrt(atan(Tracer(1.0)));
    case Op::lgamma: return digamma(x);
    case Op::tgamma: return y * digamma(x);
    case Op::abs: return sign(x);
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc:
    case Op::sign: return std::nullopt;
    default: throw UnsupportedOp{op};
  }
}

std::optional<Tracer> partial(const Node& n, std::size_t k, const Tracer& y, std::span<const Tracer> nodes) {
  const Tracer a = tracer(n.a, nodes);
  if (info(n.op).arity == 1) return unary_partial(n.op, a, y);
  const Tracer b = tracer(n.b, nodes);
  switch (n.op) {
    case Op::add: return Tracer(1.0);
    case Op::sub: return Tracer(k == 0 ? 1.0 : -1.0);
    case Op::mul: return k == 0 ? b : a;
    case Op::div: return k == 0 ? 1.0 / b : -(a / (b * b));
    case Op::fma: return k == 0 ? b : k == 1 ? a : Tracer(1.0);
    case Op::pow:
      if (k == 1) return y * log(a);
      if (n.b.is_literal() && n.b.literal == 0) return std::nullopt;
      return base_partial(n, a, nodes);
    case Op::hypot: return (k == 0 ? a : b) / y;
    case Op::atan2: return k == 0 ? b / (a * a + b * b) : -(a / (a * a + b * b));
    case Op::min: return k == 0 ? less_equal(a, b) : less(b, a);
    case Op::max: return k == 0 ? less_equal(b, a) : less(a, b);
    case Op::select:
      if (k == 0) return std::nullopt;
      return k == 1 ? select(a, Tracer(1.0), Tracer(0.0)) : select(a, Tracer(0.0), Tracer(1.0));
    case Op::less:
    case Op::less_equal:
    case Op::equal: return std::nullopt;
    default: throw UnsupportedOp{n.op};
  }
}

/// Whether each node depends on an input.
std::vector<bool> active_nodes(const Trace& trace) {
  std::vector<bool> active(trace.nodes.size(), false);
  for (std::size_t i = 0; i < trace.nodes.size(); ++i) {
    const Node& n = trace.nodes[i];
    active[i] = n.op == Op::input;
    const std::array operands{n.a, n.b, n.c};
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(n.op).arity); ++k)
      if (!operands[k].is_literal() && active[operands[k].node]) active[i] = true;
  }
  return active;
}

}  // namespace

std::vector<Tracer> perform(const Trace& trace, std::span<const Tracer> x) {
  std::vector<Tracer> v;
  v.reserve(trace.nodes.size());
  std::size_t input = 0;
  const auto pointer = [&](const Operand& o) { return o.is_literal() ? nullptr : &v[o.node]; };
  for (const Node& n : trace.nodes) {
    const int arity = info(n.op).arity;
    if (arity == 0)
      v.push_back(n.op == Op::input ? x[input++] : Tracer(n.a.literal));
    else
      v.push_back(record(n.op, pointer(n.a), n.a.literal, arity > 1 ? pointer(n.b) : nullptr, n.b.literal,
                         arity > 2 ? pointer(n.c) : nullptr, n.c.literal));
  }
  for (const Branch& b : trace.branches) decide(b.relation, pointer(b.a), b.a.literal, pointer(b.b), b.b.literal);
  return v;
}

std::vector<Tracer> adjoint_sweep(const Trace& trace, std::span<const Tracer> nodes, NodeId output) {
  const std::vector<bool> active = active_nodes(trace);
  std::vector<std::optional<Tracer>> g(trace.nodes.size());
  g[output] = Tracer(1.0);
  for (std::size_t i = output + 1; i-- > static_cast<std::size_t>(trace.inputs);) {
    if (!g[i] || !active[i]) continue;
    const Node& n = trace.nodes[i];
    const std::array operands{n.a, n.b, n.c};
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(n.op).arity); ++k) {
      if (operands[k].is_literal() || !active[operands[k].node]) continue;
      const std::optional<Tracer> d = partial(n, k, nodes[i], nodes);
      if (!d) continue;
      const Tracer term = i == output ? *d : *g[i] * *d;
      std::optional<Tracer>& sum = g[operands[k].node];
      sum = sum ? *sum + term : term;
    }
  }
  std::vector<Tracer> gradient;
  for (int i = 0; i < trace.inputs; ++i) gradient.push_back(g[static_cast<std::size_t>(i)].value_or(Tracer(0.0)));
  return gradient;
}

Function weighted(const Function& f) {
  const auto [n, m] = f.shape();
  const auto first = static_cast<std::size_t>(n);
  const auto run = [f, first](std::span<const double> all) {
    const std::vector<double> y = f.run(all.first(first));
    double sum = 0;
    for (std::size_t j = 0; j < y.size(); ++j) sum += all[first + j] * y[j];
    return std::vector<double>{sum};
  };
  if (!f.traceable()) return Function::opaque({n + m, 1}, run);
  return Function::make({n + m, 1}, run, [f, first](std::span<const Tracer> all) {
    const auto x = all.first(first);
    const Trace trace = trace_under(f, x);
    const std::vector<Tracer> y = outputs_of(trace, perform(trace, x));
    Tracer sum = all[first] * y[0];
    for (std::size_t j = 1; j < y.size(); ++j) sum += all[first + j] * y[j];
    return std::vector<Tracer>{sum};
  });
}

Function along(const Function& f) {
  const auto [n, m] = f.shape();
  const auto first = static_cast<std::size_t>(n);
  const auto moved = [first]<class T>(std::span<const T> all) {
    std::vector<T> x;
    for (std::size_t i = 0; i < first; ++i) x.push_back(all[i] + all[2 * first] * all[first + i]);
    return x;
  };
  const auto run = [f, moved](std::span<const double> all) { return f.run(moved(all)); };
  if (!f.traceable()) return Function::opaque({2 * n + 1, m}, run);
  return Function::make({2 * n + 1, m}, run, [f, moved](std::span<const Tracer> all) {
    const std::vector<Tracer> x = moved(all);
    const Trace trace = trace_under(f, x);
    return outputs_of(trace, perform(trace, x));
  });
}

Function restricted(const Function& f, const Manifold& manifold, int seconds) {
  const auto n = static_cast<std::size_t>(manifold.ambient()), k = static_cast<std::size_t>(seconds);
  const auto moved = [manifold, n, k]<class T>(std::span<const T> all) {
    std::vector<T> x = manifold.retract(all.first(n), all.subspan(n + k));
    for (const T& s : all.subspan(n, k)) x.push_back(s);
    return x;
  };
  const Shape shape{static_cast<int>(n + k) + manifold.dimension(), f.shape().outputs};
  const auto run = [f, moved](std::span<const double> all) { return f.run(moved(all)); };
  if (!f.traceable()) return Function::opaque(shape, run);
  return Function::make(shape, run, [f, moved](std::span<const Tracer> all) {
    const std::vector<Tracer> x = moved(all);
    const Trace trace = trace_under(f, x);
    return outputs_of(trace, perform(trace, x));
  });
}

Function gradient_of(const Function& f, std::size_t j) {
  const int n = f.shape().inputs;
  return Function::make({n, n}, nullptr, [f, j](std::span<const Tracer> x) {
    const Trace trace = trace_under(f, x);
    return adjoint_sweep(trace, perform(trace, x), trace.outputs[j]);
  });
}

Function gradient_of(const Function& f) {
  const auto [n, m] = f.shape();
  if (m != 1) throw std::invalid_argument("a gradient is that of one output; this function has " + std::to_string(m));
  if (!f.traceable()) throw std::invalid_argument("a black box cannot be recorded: it has no gradient to be had");
  return gradient_of(f, 0);
}

}  // namespace clino
