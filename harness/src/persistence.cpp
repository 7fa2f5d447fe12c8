#include "persistence.hpp"

#include <cmath>
#include <vector>

namespace clino {
namespace {

constexpr int nearest = 20, furthest = 5;  // distances, as powers of 1/2
constexpr int least_compared = 12;
constexpr double alike = 4;  // errors within this factor of each other

/// The error of the black box, relative to the truth; NaN where there is none.
double relative_error(const Certified& truth, double computed) {
  if (truth.existence != Existence::exists || truth.high == 0) return Certified::none;
  return ((computed - truth.high) - truth.low) / std::fabs(truth.high);
}

Certified truth_at(const Function& function, std::span<const double> x, const Format& format, Target t,
                   const ReferenceOptions& options) {
  const Reference r = reference(function, x, format, options);
  return r.partials[static_cast<std::size_t>(t.output) * x.size() + static_cast<std::size_t>(t.input)];
}

}  // namespace

bool errs_persistently(const Function& function, const Function& gradient, int number, std::span<const double> x,
                       const Format& format, Target target, const Certified& truth, double computed,
                       const ReferenceOptions& options) {
  const double here = relative_error(truth, computed);
  if (!(here != 0)) return false;
  const auto on_side = [&](int side) {
    int compared = 0;
    for (int k = furthest; k <= nearest; ++k) {
      std::vector<double> p(x.begin(), x.end());
      // What the gradient does not take is a step along a direction, which stays 0.
      const std::span<double> own = std::span(p).first(static_cast<std::size_t>(gradient.shape().inputs));
      for (double& xi : own) xi = round_to(format, xi + side * std::scalbn(xi == 0 ? 1 : xi, -k));
      const double y = round_to(format, gradient.run(own)[static_cast<std::size_t>(number)]);
      const double error = relative_error(truth_at(function, p, format, target, options), y);
      if (std::isnan(error)) continue;
      if (!(error / here >= 1 / alike && error / here <= alike)) return false;
      ++compared;
    }
    return compared >= least_compared;
  };
  return on_side(1) || on_side(-1);
}

}  // namespace clino
