/// Eigen::AutoDiffScalar over fixed-size derivative vectors in the format's native scalar, every operation
/// materialised; what Eigen lacks is supplied by our rules and named.
#include "answer.hpp"
#include "eigen_scalar.hpp"
#include "high_precision.hpp"
#include "rule_program.hpp"

namespace clino {
namespace {

template <class S>
Sensitivities sensitivities_in(const Trace& trace, std::span<const double> x, int input) {
  Sensitivities s{.mode = Mode::forward, .values = {}, .derivatives = {}};
  std::vector<Op> supplied;
  const int first = input / chunk * chunk;
  for (const EigenDual<S>& node : eigen_nodes<S>(trace, to_natives<S>(x), first, Shims::supply, supplied)) {
    s.values.push_back(from_native(node.value()));
    s.derivatives.push_back(from_native(node.derivatives()[input - first]));
  }
  return s;
}

class EigenAutoDiff final : public Engine {
 public:
  EngineInfo info() const override {
    return {"eigen",
            Mode::forward,
            "Eigen::AutoDiffScalar in the format's native scalar",
            {formats().begin(), formats().end()}};
  }
  Answer jacobian(const Trace& trace, std::span<const double> x, const Format& format, Shims shims) const override {
    return answer_of([&]() -> Answer {
      return with_native(format, [&]<class S>(S*) {
        return eigen_jacobian<S>(trace, to_natives<S>(x), shims, [](const S& v) { return from_native(v); });
      });
    });
  }
  std::optional<Sensitivities> sensitivities(const Trace& trace, std::span<const double> x, const Format& format, int,
                                             int input) const override {
    return optional_of([&]() -> std::optional<Sensitivities> {
      return with_native(format, [&]<class S>(S*) { return sensitivities_in<S>(trace, x, input); });
    });
  }
  std::optional<Jacobian> high_precision(const Trace& trace, std::span<const double> x,
                                         const Format& format) const override {
    return eigen_in_high_precision(trace, x, format);
  }
  std::optional<Trace> rules(const Trace& trace, double x, const Format& format) const override {
    return eigen_rules(trace, x, format);
  }
};

}  // namespace

std::unique_ptr<Engine> eigen_engine() { return std::make_unique<EigenAutoDiff>(); }

}  // namespace clino
