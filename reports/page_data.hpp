/// The data of the HTML page: the run as one compact JSON text.
#pragma once
#include <string>

#include "reports/baseline.hpp"

namespace clino {

/// JSON of the run and of how it differs from what is accepted, ASCII only. Equal parts (the facts of a case, the inputs and
/// references that engines share) are stored once in `pool`, and the units hold indices into it. Numbers of a format
/// are written with the fewest digits that read back in that format, in plots with as many as a plot can show; numbers that are not finite are the strings "NaN",
/// "Infinity", "-Infinity". reports/page/data.js is its reader.
std::string page_data(const Run& run, const Changes& changes);

}  // namespace clino
