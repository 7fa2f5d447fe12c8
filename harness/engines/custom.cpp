/// The user's gradient as an engine: values from his function, partials from his gradient.
#include <stdexcept>
#include <string>

#include "answer.hpp"
#include "clino/evaluate.hpp"
#include "high_precision.hpp"

namespace clino {
namespace {

/// Outputs of `f` at `x` in the arithmetic of the format; a black box runs in binary64 and its results are rounded.
std::vector<double> outputs_in(const Function& f, std::span<const double> x, const Format& format) {
  std::vector<double> y;
  if (f.traceable()) {
    const Trace trace = f.trace(x, {.format = format});
    const std::vector<double> nodes = evaluate(trace, x, format);
    for (NodeId k : trace.outputs) y.push_back(nodes[k]);
  } else {
    for (double v : f.run(x)) y.push_back(round_to(format, v));
  }
  return y;
}

void require_count(std::size_t given, std::size_t wanted, const char* what) {
  if (given != wanted)
    throw std::invalid_argument(std::string("the ") + what + " gave " + std::to_string(given) + " numbers, " +
                                std::to_string(wanted) + " were wanted");
}

class Custom final : public Engine {
 public:
  Custom(Function function, Function gradient) : function_(std::move(function)), gradient_(std::move(gradient)) {
    const auto [n, m] = function_.shape();
    if (gradient_.shape() != Shape{n, m * n})
      throw std::invalid_argument("a gradient of " + std::to_string(m) + " outputs by " + std::to_string(n) +
                                  " inputs has " + std::to_string(m * n) + " numbers of " + std::to_string(n) +
                                  " inputs; this one has " + std::to_string(gradient_.shape().outputs) + " of " +
                                  std::to_string(gradient_.shape().inputs));
  }

  EngineInfo info() const override {
    return {"custom", Mode::analytic, "the user's gradient", {formats().begin(), formats().end()}};
  }

  Answer jacobian(const Trace& trace, std::span<const double> x, const Format& format, Shims) const override {
    return answer_of([&]() -> Answer {
      Jacobian j{values(trace, x, format), outputs_in(gradient_, x, format)};
      require_count(j.values.size(), static_cast<std::size_t>(function_.shape().outputs), "function");
      require_count(j.partials.size(), static_cast<std::size_t>(gradient_.shape().outputs), "gradient");
      return j;
    });
  }

  std::optional<Sensitivities> sensitivities(const Trace&, std::span<const double>, const Format&, int,
                                             int) const override {
    return std::nullopt;
  }

  std::optional<Jacobian> high_precision(const Trace& trace, std::span<const double> x,
                                         const Format& format) const override {
    if (!gradient_.traceable() || trace.outputs.empty()) return std::nullopt;
    return optional_of([&]() -> std::optional<Jacobian> {
      const auto y = outputs_in_high_precision(trace, x, format);
      const auto dy = outputs_in_high_precision(gradient_.trace(x, {.format = format}), x, format);
      if (!y || !dy) return std::nullopt;
      return Jacobian{*y, *dy};
    });
  }

  const Function* gradient() const override { return &gradient_; }

 private:
  /// The plain program's values; a black box has an empty trace and is run.
  std::vector<double> values(const Trace& trace, std::span<const double> x, const Format& format) const {
    if (trace.outputs.empty()) return outputs_in(function_, x, format);
    const std::vector<double> nodes = evaluate(trace, x, format);
    std::vector<double> y;
    for (NodeId k : trace.outputs) y.push_back(nodes[k]);
    return y;
  }

  Function function_, gradient_;
};

}  // namespace

std::unique_ptr<Engine> custom_engine(Function function, Function gradient) {
  return std::make_unique<Custom>(std::move(function), std::move(gradient));
}

}  // namespace clino
