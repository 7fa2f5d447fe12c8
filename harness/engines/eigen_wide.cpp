/// The eigen engine over the high-precision scalar, in a translation unit of its own for its compile time.
#include "answer.hpp"
#include "eigen_scalar.hpp"
#include "high_precision.hpp"
#include "wide.hpp"

// Not Boost's own <boost/multiprecision/eigen.hpp>: it gives products with int another type, which AutoDiffScalar's
// abs does not compile with.
template <>
struct Eigen::NumTraits<clino::Wide> : Eigen::GenericNumTraits<clino::Wide> {
  enum { RequireInitialization = 1, ReadCost = 8, AddCost = 32, MulCost = 64 };
};

namespace clino {

std::optional<Jacobian> eigen_in_high_precision(const Trace& trace, std::span<const double> x, const Format& format) {
  return optional_of([&]() -> std::optional<Jacobian> {
    // Plain values first: they throw where this arithmetic has no answer, which Eigen's overloads would not notice.
    const Trace program = with_rounded_literals(trace, format);
    const std::vector<Wide> inputs(x.begin(), x.end());
    replay<Wide>(program, inputs);
    return eigen_jacobian<Wide>(program, inputs, Shims::supply, [](const Wide& v) { return v.convert_to<double>(); });
  });
}

}  // namespace clino
