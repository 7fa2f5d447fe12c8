/// AutoDiffScalar over many inputs: the loops of a replay turned inside out, each operation Eigen's own expression on
/// the same operands as in `eigen_jacobian`, along one direction. Values and derivatives lie in rows, so that the
/// compiler makes vector instructions of the arithmetic.
#include "batch.hpp"
#include "eigen_scalar.hpp"

namespace clino {
namespace {

using Dual = Eigen::AutoDiffScalar<Eigen::Matrix<float, 1, 1>>;

/// A node at all inputs.
struct Row {
  std::vector<float> value, slope;

  void resize(std::size_t n) {
    value.resize(n);
    slope.resize(n);
  }
  Dual at(std::size_t j) const {
    Dual x(value[j]);
    x.derivatives()[0] = slope[j];
    return x;
  }
  /// The result of `f` at each index.
  template <class F>
  void fill(const F& f) {
    float *const v = value.data(), *const s = slope.data();
    for (std::size_t j = 0, n = value.size(); j < n; ++j) {
      const Dual y = f(j);
      v[j] = y.value();
      s[j] = y.derivatives()[0];
    }
  }
};

/// The arithmetic and what else is worth a loop of its own, else one loop around a choice at each input.
template <class At>
void fill_by_own(Row& y, Op op, const At& a) {
  switch (op) {
    case Op::neg: return y.fill([&](std::size_t j) { return Dual(-a(j)); });
    case Op::sqrt: return y.fill([&](std::size_t j) { return Dual(sqrt(a(j))); });
    case Op::exp: return y.fill([&](std::size_t j) { return Dual(exp(a(j))); });
    default: return y.fill([&](std::size_t j) { return Direct<Dual>{}(op, a(j)); });
  }
}
template <class At, class Bt>
void fill_by_own(Row& y, Op op, const At& a, const Bt& b) {
  switch (op) {
    case Op::add: return y.fill([&](std::size_t j) { return Dual(a(j) + b(j)); });
    case Op::sub: return y.fill([&](std::size_t j) { return Dual(a(j) - b(j)); });
    case Op::mul: return y.fill([&](std::size_t j) { return Dual(a(j) * b(j)); });
    case Op::div: return y.fill([&](std::size_t j) { return Dual(a(j) / b(j)); });
    default: return y.fill([&](std::size_t j) { return Direct<Dual>{}(op, a(j), b(j)); });
  }
}

/// The four directions of the interpreter, of which the first is used here.
EigenDual<float> widened(const Dual& x) {
  EigenDual<float> y(x.value());
  y.derivatives()[0] = x.derivatives()[0];
  return y;
}
float widened(float literal) { return literal; }
Dual narrowed(const EigenDual<float>& x) {
  Dual y(x.value());
  y.derivatives()[0] = x.derivatives()[0];
  return y;
}

class EigenBatch final : public Batch {
 public:
  explicit EigenBatch(const Trace& trace) : trace_(trace), nodes_(trace.nodes.size()), active_(trace.nodes.size(), 0) {
    const std::vector<std::uint8_t> activity = operand_activity(trace);
    std::size_t next = 0;
    for (std::size_t i = 0; i < trace.nodes.size(); ++i)
      if (info(trace.nodes[i].op).arity > 0) active_[i] = activity[next++];
  }

  bool run(std::span<const double> x, std::span<double> values, std::span<double> slopes) override {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      nodes_[i].resize(x.size());
      perform(i, x);
    }
    const Row& y = nodes_[trace_.outputs[0]];
    for (std::size_t j = 0; j < x.size(); ++j) values[j] = static_cast<double>(y.value[j]);
    for (std::size_t j = 0; j < x.size(); ++j) slopes[j] = static_cast<double>(y.slope[j]);
    return true;
  }

 private:
  /// Eigen's own overload, or our rule where it has none.
  template <class... At>
  void fill(Row& y, Form form, Op op, std::uint8_t active, const At&... a) {
    if (EigenPresence<float>::get().has(op, form)) {
      if constexpr (sizeof...(At) < 3)
        fill_by_own(y, op, a...);
      else
        y.fill([&](std::size_t j) { return Direct<Dual>{}(op, a(j)...); });
    } else {
      y.fill([&](std::size_t j) { return narrowed(supply<float>(op, active, widened(a(j))...)); });
    }
  }

  void perform(std::size_t i, std::span<const double> x) {
    const Node& n = trace_.nodes[i];
    Row& y = nodes_[i];
    const auto row = [&](const Operand& o) { return [&r = nodes_[o.node]](std::size_t j) { return r.at(j); }; };
    switch (info(n.op).arity) {
      case 0:
        std::fill(y.slope.begin(), y.slope.end(), n.op == Op::input ? 1.0f : 0.0f);
        for (std::size_t j = 0; j < x.size(); ++j)
          y.value[j] = n.op == Op::input ? static_cast<float>(x[j]) : LiteralOf<float>::make(n.a.literal);
        return;
      case 1: return fill(y, Form::active, n.op, active_[i], row(n.a));
      case 2: {
        const auto literal = [](const Operand& o) {
          return [c = LiteralOf<float>::make(o.literal)](std::size_t) { return c; };
        };
        if (n.a.is_literal()) return fill(y, Form::literal_left, n.op, active_[i], literal(n.a), row(n.b));
        if (n.b.is_literal()) return fill(y, Form::literal_right, n.op, active_[i], row(n.a), literal(n.b));
        return fill(y, Form::active, n.op, active_[i], row(n.a), row(n.b));
      }
      default: {
        const auto either = [&](const Operand& o) {
          return [&, o](std::size_t j) {
            return o.is_literal() ? Dual(LiteralOf<float>::make(o.literal)) : nodes_[o.node].at(j);
          };
        };
        return fill(y, Form::active, n.op, active_[i], either(n.a), either(n.b), either(n.c));
      }
    }
  }

  const Trace& trace_;
  std::vector<Row> nodes_;
  std::vector<std::uint8_t> active_;
};

/// The form in which an operation of the trace is called.
Form form_of_node(const Node& n) {
  if (info(n.op).arity != 2) return Form::active;
  return n.a.is_literal() ? Form::literal_left : n.b.is_literal() ? Form::literal_right : Form::active;
}

}  // namespace

std::unique_ptr<Batch> eigen_batch(const Trace& trace, Shims shims) {
  for (const Node& n : trace.nodes)
    if (shims == Shims::refuse && info(n.op).arity > 0 && !EigenPresence<float>::get().has(n.op, form_of_node(n)))
      return nullptr;
  return std::make_unique<EigenBatch>(trace);
}

}  // namespace clino
