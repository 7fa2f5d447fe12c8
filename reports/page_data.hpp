/// The data of the HTML page: the run as compact JSON.
#pragma once
#include <string>

#include "reports/baseline.hpp"

namespace clino {

/// What the first view needs, and the rest, which goes on behind it.
struct PageData {
  std::string first, rest;
};

/// The run and how it differs from what is accepted, ASCII only. The first line is the head, JSON with a summary of
/// each unit; each other line is a part that units name by kind and number (the facts of a case, the inputs and
/// references that engines share, plots, exemplars), JSON too, so that a reader parses what it shows; the head's `pool`
/// tells on which line of both texts each kind begins. Numbers of a format are written with the fewest digits that read
/// back in that format, in plots with as many as a plot can show; numbers that are not finite are the strings "NaN",
/// "Infinity", "-Infinity". reports/page/data.js is its reader.
PageData page_data(const Run& run, const Changes& changes);

}  // namespace clino
