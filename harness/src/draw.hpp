/// Numbers of a range, drawn without the standard library's distributions (they differ between compilers).
#pragma once
#include "clino/case.hpp"
#include "random.hpp"

namespace clino {

/// The interval's ends moved inwards to numbers of the format.
Interval in_format(const Interval& range, const Format& format);

/// A number of the format in the interval.
double draw(Sampling how, const Interval& range, const Format& format, Random& random);

/// A point of the case's domain, each input as its sampling says.
Point draw_point(const Case& c, const Format& format, Random& random);

/// Whether the point lies in the domain and the case accepts it.
bool in_working_range(const Case& c, std::span<const double> x);

}  // namespace clino
