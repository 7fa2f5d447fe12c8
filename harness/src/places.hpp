/// Where trouble is known to live, whatever the function: ends, special values, ties.
#pragma once
#include <vector>

#include "clino/case.hpp"

namespace clino {

/// The ends of each interval and their inner neighbours, the other inputs at the first special point or the centre; all
/// lower and all upper ends at once.
std::vector<SpecialPoint> edges(const Case& c, const Format& format);

/// The format's special values for all inputs at once and for each alone, as far as they lie in the domain.
std::vector<SpecialPoint> special_values_of(const Case& c, const Format& format);

/// Equal inputs, where kinks and cancellations of several variables live: all of them, and each pair, also with
/// opposite signs and one float apart.
std::vector<SpecialPoint> ties(const Case& c, const Format& format);

}  // namespace clino
