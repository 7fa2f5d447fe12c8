/// The eigen engine over the recording scalar: its rules as a program.
#include "clino/eigen.hpp"
#include "eigen_scalar.hpp"
#include "high_precision.hpp"
#include "rule_program.hpp"

namespace clino {

// Eigen's overload does not compile where products with int are of another type. Ours performs the same: the sign of x
// times the derivative; that x is not 0 is a comparison, and proved.
template <>
inline constexpr bool provides<EigenDual<Tracer>, Op::abs> = false;

std::optional<Trace> eigen_rules(const Trace& trace, double x, const Format& format) {
  EigenPresence<Tracer>::get();  // probed before anything is recorded
  const Trace program = with_rounded_literals(trace, format);
  return recorded(x, [&](const Tracer& input) {
    std::vector<Op> supplied;
    const auto nodes = eigen_nodes<Tracer>(program, std::span(&input, 1), 0, Shims::supply, supplied);
    return nodes[program.outputs[0]].derivatives()[0];
  });
}

}  // namespace clino
