#include "exact_dual.hpp"

namespace clino {
namespace {

double nearest(arb_srcptr x, bool lost) { return lost ? Certified::none : arf_get_d(arb_midref(x), ARF_RND_NEAR); }

}  // namespace

ExactSteps exact_steps(const Trace& trace, std::span<const double> x, const Format& format, int output, int input,
                       const ReferenceOptions& options) {
  const ExactDual exact(trace, x, format, {output, input}, options);
  ExactSteps steps;
  for (NodeId k = 0; k < trace.nodes.size(); ++k) {
    steps.values.push_back(nearest(exact.value(k), exact.value_lost(k)));
    steps.tangents.push_back(nearest(exact.tangent(k), exact.tangent_lost(k) || exact.value_lost(k)));
    steps.adjoints.push_back(nearest(exact.adjoint(k), exact.reached(k) && exact.adjoint_lost(k)));
  }
  return steps;
}

}  // namespace clino
