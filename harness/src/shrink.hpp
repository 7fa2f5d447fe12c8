/// From a failing input to the plainest one that still fails: what a person would type to see it again.
#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <utility>

#include "clino/case.hpp"

namespace clino {

/// Characters to type, then orders of magnitude away from 1: smaller is plainer.
std::pair<std::size_t, double> plainness(const Point& x, const Format& format);

/// The plainest number that is `x` to so many significant decimal digits, of its sign; 0 for 0.
double rounded_to_digits(double x, int digits);

/// Whether a point of the domain fails as the first one did.
using StillFails = std::function<bool(const Point&)>;

/// The point with one input after the other replaced by a plain number (0, 1, 2, 10, ..., another input's number, or
/// its own with fewer digits) as long as it still fails, until none can be. Asks only about plainer points of the
/// domain, at most a few dozen times an input.
Point shrink(Point x, const Format& format, std::span<const Interval> domain, const StillFails& still_fails);

}  // namespace clino
