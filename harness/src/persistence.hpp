/// A black-box gradient cannot be looked into. Whether its error is that of a formula or of rounding shows around a
/// point.
#pragma once
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "clino/function.hpp"
#include "clino/reference.hpp"

namespace clino {

/// Inputs beside a point, at relative distances of 2^-5 to 2^-20 on either side, and there what a black-box gradient
/// gives and what is true: found when first asked for, once for all entries of the gradient.
class Surroundings {
 public:
  /// All must outlive it.
  Surroundings(const Function& function, const Function& gradient, std::span<const double> x, const Format& format,
               const ReferenceOptions& options)
      : function_(function), gradient_(gradient), x_(x), format_(format), options_(options) {}

  /// Whether the black box is off by much the same relative error, the same way, at 16 inputs on one side of `x` or the
  /// other. Of roundings that are independent of each other it would be so once in 2^15; roundings that move in steps
  /// longer than the distances are told by the few points beyond a step. Output `number` of the gradient, `computed` at
  /// `x`, is compared with the target of the function, `truth` there.
  bool errs_persistently(int number, Target target, const Certified& truth, double computed);

 private:
  struct Place {
    std::vector<double> given;
    std::vector<Certified> partials;
  };
  const Place& at(int side, int distance);

  const Function& function_;
  const Function& gradient_;
  std::span<const double> x_;
  Format format_;
  ReferenceOptions options_;
  std::map<std::pair<int, int>, Place> places_;
};

}  // namespace clino
