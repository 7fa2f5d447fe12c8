/// Inputs that take the sides of branches which no other input has taken.
#pragma once
#include <vector>

#include "clino/case.hpp"

namespace clino {

/// For each decision of the programs of the case (the function, its gradient, the intended function) along the paths
/// that the inputs in `seen` take, an input of the domain that decides it the other way, where one is found and none of
/// `seen` does: conditions on several inputs at once hold on no axis. Branch distance (Tracey, Clark, Mander, McDermid,
/// ASE 1998) is brought to 0 one input at a time (the alternating variable method: Korel, IEEE TSE 16, 1990). Runs the
/// plain programs only, a bounded number of times.
std::vector<SpecialPoint> untaken_sides(const Case& c, const Format& format, const std::vector<Point>& seen);

}  // namespace clino
