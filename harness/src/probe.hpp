/// Inputs at which a program of the case (the function, its gradient, the intended function) changes its behaviour:
/// comparisons flip, ties, operations overflow, underflow, leave their domain, change sign or absorb an operand; pulled
/// back to the input and bisected to the float.
#pragma once
#include <vector>

#include "clino/case.hpp"

namespace clino {

/// At most `most` points on both sides of thresholds along each input's axis through the case's special points (or the
/// centre of its domain) and along the domain's diagonal, each with its reason; every kind of change has its share, the
/// loudest take what others leave. For several inputs also points on sides of branches that none of these takes. Runs
/// the plain programs only.
std::vector<SpecialPoint> thresholds(const Case& c, const Format& format, std::size_t most);

/// The function, its gradient and the intended function, as far as they are there and can be recorded.
std::vector<const Function*> recordable_programs(const Case& c);

/// Zeros, the least subnormal and normal numbers, 1 and its neighbours, the largest number, of both signs.
std::vector<double> special_values(const Format& format);

}  // namespace clino
