/// Dual numbers over our own local rules, one direction at a time.
#include "answer.hpp"
#include "forward_sweep.hpp"
#include "high_precision.hpp"
#include "rule_program.hpp"

namespace clino {
namespace {

template <class S>
Jacobian jacobian_in(const Trace& trace, std::span<const double> x) {
  const Linearisation<S> linear(trace, to_natives<S>(x));
  Jacobian j;
  for (NodeId y : trace.outputs) j.values.push_back(from_native(linear.values()[y]));
  const std::size_t m = trace.outputs.size(), n = static_cast<std::size_t>(trace.inputs);
  j.partials.resize(m * n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::vector<S> t = linear.tangents(static_cast<int>(i));
    for (std::size_t k = 0; k < m; ++k) j.partials[k * n + i] = from_native(t[trace.outputs[k]]);
  }
  return j;
}

template <class S>
Sensitivities sensitivities_in(const Trace& trace, std::span<const double> x, int input) {
  const Linearisation<S> linear(trace, to_natives<S>(x));
  return {.mode = Mode::forward,
          .values = from_natives<S>(linear.values()),
          .derivatives = from_natives<S>(linear.tangents(input))};
}

class Forward final : public Engine {
 public:
  EngineInfo info() const override {
    return {"forward",
            Mode::forward,
            "dual numbers, one rule for each operator, chosen not to cancel",
            {formats().begin(), formats().end()}};
  }
  Answer jacobian(const Trace& trace, std::span<const double> x, const Format& format, Shims) const override {
    return answer_of(
        [&]() -> Answer { return with_native(format, [&]<class S>(S*) { return jacobian_in<S>(trace, x); }); });
  }
  std::optional<Sensitivities> sensitivities(const Trace& trace, std::span<const double> x, const Format& format, int,
                                             int input) const override {
    return optional_of([&]() -> std::optional<Sensitivities> {
      return with_native(format, [&]<class S>(S*) { return sensitivities_in<S>(trace, x, input); });
    });
  }
  std::optional<Jacobian> high_precision(const Trace& trace, std::span<const double> x,
                                         const Format& format) const override {
    return forward_in_high_precision(trace, x, format);
  }
  std::optional<Trace> rules(const Trace& trace, double x, const Format& format) const override {
    return forward_rules(trace, x, format);
  }
};

}  // namespace

std::unique_ptr<Engine> forward_engine() { return std::make_unique<Forward>(); }

}  // namespace clino
