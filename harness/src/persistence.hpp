/// A black-box gradient cannot be looked into. Whether its error is that of a formula or of rounding shows around a point.
#pragma once
#include <span>

#include "clino/function.hpp"
#include "clino/reference.hpp"

namespace clino {

/// Whether the black box is off by much the same relative error, the same way, at 16 inputs on one side of `x` or the
/// other, at relative distances of 2^-5 to 2^-20. Of roundings that are independent of each other it would be so once
/// in 2^15; roundings that move in steps longer than the distances are told by the few points beyond a step. Output
/// `number` of `gradient`, `computed` here, is compared with the target of `function`, `truth` here.
bool errs_persistently(const Function& function, const Function& gradient, int number, std::span<const double> x,
                       const Format& format, Target target, const Certified& truth, double computed,
                       const ReferenceOptions& options);

}  // namespace clino
