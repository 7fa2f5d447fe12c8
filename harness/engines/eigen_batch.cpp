/// AutoDiffScalar over many inputs: the loops of a replay turned inside out, each operation the same call on the same
/// operands as in `eigen_jacobian`.
#include "batch.hpp"
#include "eigen_scalar.hpp"

namespace clino {
namespace {

using Dual = EigenDual<float>;

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
    const std::vector<Dual>& y = nodes_[trace_.outputs[0]];
    for (std::size_t j = 0; j < x.size(); ++j) {
      values[j] = static_cast<double>(y[j].value());
      slopes[j] = static_cast<double>(y[j].derivatives()[0]);
    }
    return true;
  }

 private:
  /// Eigen's own overload, or our rule where it has none.
  template <class... A>
  static Dual call(bool own, Op op, std::uint8_t active, const A&... a) {
    return own ? Direct<Dual>{}(op, a...) : supply<float>(op, active, a...);
  }

  void perform(std::size_t i, std::span<const double> x) {
    const Node& n = trace_.nodes[i];
    std::vector<Dual>& y = nodes_[i];
    const std::size_t size = x.size();
    const EigenPresence<float>& presence = EigenPresence<float>::get();
    switch (info(n.op).arity) {
      case 0:
        for (std::size_t j = 0; j < size; ++j) {
          y[j] = Dual(n.op == Op::input ? static_cast<float>(x[j]) : LiteralOf<float>::make(n.a.literal));
          if (n.op == Op::input) y[j].derivatives()[0] = 1;
        }
        return;
      case 1: {
        const bool own = presence.has(n.op, Form::active);
        const std::vector<Dual>& a = nodes_[n.a.node];
        for (std::size_t j = 0; j < size; ++j) y[j] = call(own, n.op, active_[i], a[j]);
        return;
      }
      case 2: return perform_binary(n, active_[i], y);
      default: {
        const auto at = [&](const Operand& o, std::size_t j) {
          return o.is_literal() ? Dual(LiteralOf<float>::make(o.literal)) : nodes_[o.node][j];
        };
        const bool own = presence.has(n.op, Form::active);
        for (std::size_t j = 0; j < size; ++j) y[j] = call(own, n.op, active_[i], at(n.a, j), at(n.b, j), at(n.c, j));
      }
    }
  }

  void perform_binary(const Node& n, std::uint8_t active, std::vector<Dual>& y) {
    const EigenPresence<float>& presence = EigenPresence<float>::get();
    if (n.a.is_literal()) {
      const bool own = presence.has(n.op, Form::literal_left);
      const float c = LiteralOf<float>::make(n.a.literal);
      const std::vector<Dual>& b = nodes_[n.b.node];
      for (std::size_t j = 0; j < y.size(); ++j) y[j] = call(own, n.op, active, c, b[j]);
    } else if (n.b.is_literal()) {
      const bool own = presence.has(n.op, Form::literal_right);
      const float c = LiteralOf<float>::make(n.b.literal);
      const std::vector<Dual>& a = nodes_[n.a.node];
      for (std::size_t j = 0; j < y.size(); ++j) y[j] = call(own, n.op, active, a[j], c);
    } else {
      const bool own = presence.has(n.op, Form::active);
      const std::vector<Dual>&a = nodes_[n.a.node], &b = nodes_[n.b.node];
      for (std::size_t j = 0; j < y.size(); ++j) y[j] = call(own, n.op, active, a[j], b[j]);
    }
  }

  const Trace& trace_;
  std::vector<std::vector<Dual>> nodes_;
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
