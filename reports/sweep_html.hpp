/// The stability map of a sweep: a page of its own, that needs nothing else.
#pragma once
#include <string>

#include "clino/sweep_result.hpp"

namespace clino {

/// Strips in float order, one for each number swept: what share of each cell has which verdict, and the largest error;
/// with two variables a square. Counts, intervals, the worst floats and the histogram stand below.
std::string render_sweep_html(const SweepReport& report);

}  // namespace clino
