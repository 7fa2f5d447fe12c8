/// A black-box gradient cannot be looked into. Whether its error is that of a formula or of rounding shows around a point.
#pragma once
#include <span>

#include "clino/function.hpp"
#include "clino/reference.hpp"

namespace clino {

/// Whether the black box is off by much the same relative error, the same way, at inputs all around `x`: 16 points at
/// distances of 2^-6 to 2^-21. Of roundings that is not to be expected: independent ones have one sign at 12 points or
/// more with probability 2^-11. Output `number` of `gradient` is compared with the target of `function`.
bool errs_persistently(const Function& function, const Function& gradient, int number, std::span<const double> x,
                       const Format& format, Target target, double computed, const ReferenceOptions& options);

}  // namespace clino
