/// Runs on which a program is an exact straight line and a rest of one sign: what decides ties and near-ties of the
/// line, which no enclosure in binary64 tells from each other (x/2 + x^2/4 at odd subnormal numbers).
#pragma once
#include <optional>

#include "clino/format.hpp"
#include "coefficient.hpp"
#include "series_tape.hpp"

namespace clino {

/// f(x) = b + a x + theta(x), b and a exact. For every x of the run theta has the sign, and 0 < |theta| <= bound; with
/// sign zero theta is 0 everywhere.
struct Line {
  double b, a;
  Sign sign;
  double bound;
};

struct Lines {
  std::optional<Line> value, slope;
};

/// The line at 0 of value and derivative, for every x from 0 to `furthest`, 0 left out. Empty where none is proved.
Lines lines_at_zero(SeriesTape& tape, NodeId output, double furthest);

/// The number of the format that b + a x + theta rounds to; empty where the line does not decide.
std::optional<double> rounded(const Line& line, double x, const Format& format);

}  // namespace clino
