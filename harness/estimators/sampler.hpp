/// Values of one output along one input in the arithmetic of the format, each with its rounding noise.
#pragma once
#include <optional>
#include <vector>

#include "clino/estimate.hpp"
#include "clino/trace.hpp"

namespace clino {

/// f(x + t): `y` is NaN where the function has no finite value. |y - exact value| <= noise to first order.
/// `excursion`: see variation.hpp; 0 for a black box, which does not show its operations.
struct Sample {
  double x, y, noise, excursion;
};

class Sampler {
 public:
  /// Evaluates at the base point; what the function throws there is passed on.
  explicit Sampler(const EstimateRequest& request);

  const Sample& base() const { return base_; }
  /// The function with the input moved to `x`, a number of the format. An exception there counts as NaN.
  Sample at(double x);
  /// Whether excursions are known.
  bool traced() const { return trace_.has_value(); }
  int evaluations() const { return evaluations_; }
  const EstimateRequest& request() const { return request_; }

 private:
  double black_box(double x);
  /// Not below half an ulp of the value, which no program rounds better than, nor below what binary64 can divide.
  double at_least_rounding(double noise, double y) const;
  Sample from_trace(double x);

  const EstimateRequest& request_;
  std::vector<double> point_;
  std::optional<Trace> trace_;
  std::vector<double> values_;  // of the base trace's nodes at the base point
  double observed_noise_ = 0;   // of a black box
  Sample base_;
  int evaluations_ = 0;
};

}  // namespace clino
