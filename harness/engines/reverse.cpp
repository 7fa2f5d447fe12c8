/// An adjoint sweep over the trace with the rules of tape frameworks, so that it fails where they fail.
#include "answer.hpp"
#include "high_precision.hpp"
#include "rule_program.hpp"
#include "reverse_sweep.hpp"

namespace clino {
namespace {

template <class S>
std::vector<S> values_in(const Trace& trace, std::span<const double> x) {
  return replay<S>(trace, to_natives<S>(x));
}

template <class S>
Jacobian jacobian_in(const Trace& trace, std::span<const double> x) {
  const std::vector<S> values = values_in<S>(trace, x);
  Jacobian j;
  for (NodeId y : trace.outputs) {
    j.values.push_back(from_native(values[y]));
    const std::vector<S> g = adjoints<S>(trace, values, y);
    for (int i = 0; i < trace.inputs; ++i) j.partials.push_back(from_native(g[static_cast<std::size_t>(i)]));
  }
  return j;
}

template <class S>
Sensitivities sensitivities_in(const Trace& trace, std::span<const double> x, int output) {
  const std::vector<S> values = values_in<S>(trace, x);
  const std::vector<S> g = adjoints<S>(trace, values, trace.outputs.at(static_cast<std::size_t>(output)));
  return {.mode = Mode::reverse, .values = from_natives<S>(values), .derivatives = from_natives<S>(g)};
}

class Reverse final : public Engine {
 public:
  EngineInfo info() const override {
    return {"reverse",
            Mode::reverse,
            "an adjoint sweep with the rules that tape frameworks use",
            {formats().begin(), formats().end()}};
  }
  Answer jacobian(const Trace& trace, std::span<const double> x, const Format& format, Shims) const override {
    return answer_of(
        [&]() -> Answer { return with_native(format, [&]<class S>(S*) { return jacobian_in<S>(trace, x); }); });
  }
  std::optional<Sensitivities> sensitivities(const Trace& trace, std::span<const double> x, const Format& format,
                                             int output, int) const override {
    return optional_of([&]() -> std::optional<Sensitivities> {
      return with_native(format, [&]<class S>(S*) { return sensitivities_in<S>(trace, x, output); });
    });
  }
  std::optional<Jacobian> high_precision(const Trace& trace, std::span<const double> x,
                                         const Format& format) const override {
    return reverse_in_high_precision(trace, x, format);
  }
  std::optional<Trace> rules(const Trace& trace, double x, const Format& format) const override {
    return reverse_rules(trace, x, format);
  }
};

}  // namespace

std::unique_ptr<Engine> reverse_engine() { return std::make_unique<Reverse>(); }

}  // namespace clino
