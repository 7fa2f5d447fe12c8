/// Finite differences, each with an error bar that covers rounding and truncation.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "clino/case.hpp"
#include "clino/format.hpp"

namespace clino {

/// |f'(x) - value| <= error is claimed; `step` is the step taken at the finest stencil (0 when none was).
struct Estimate {
  double value, error, step;
  int evaluations;
};

/// What is differenced: one output of a function along one input, in the arithmetic of a format.
struct EstimateRequest {
  const Function& function;
  std::span<const double> x;  ///< numbers of the format
  int output, input;
  Format format;
  Interval domain;  ///< the input must stay within it; infinite ends are allowed
};

struct Estimator {
  std::string_view name, description;
  /// Empty when the method does not apply here (no usable neighbour, a function that is not analytic).
  std::optional<Estimate> (*partial)(const EstimateRequest& request);
};

/// The table of methods, "central" first.
std::span<const Estimator> estimators();
const Estimator* find_estimator(std::string_view name);
/// The finite difference with the smallest bar, in the arithmetic of the format; empty when none applies.
std::optional<Estimate> best_difference(const EstimateRequest& request);
/// The estimate with the smallest bar among all methods of the table that apply, if any.
std::optional<Estimate> best_estimate(const EstimateRequest& request);

}  // namespace clino
