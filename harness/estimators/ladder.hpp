/// Difference quotients over a geometric ladder of steps, each with a bound on its rounding noise: what every method of
/// differencing starts from.
#pragma once
#include <vector>

#include "clino/estimate.hpp"

namespace clino {

/// One step of the ladder. Two-sided: the slope at x of the parabola through x - h', x, x + h (the central difference
/// when h = h'), with error O(abscissa) = O(h h'). One-sided: (f(x + h) - f(x)) / h, error O(abscissa) = O(h).
struct Rung {
  double step;      ///< the step taken, (x + h) - x; the larger of the two
  double abscissa;  ///< the error is a power series in this, without constant term
  double slope;
  double noise;       ///< bound on the rounding error in `slope`
  double spread = 0;  ///< |right slope - left slope|; 0 when one-sided
  double spread_noise = 0;
  double kink = 0;  ///< spread that does not vanish with the step: to be added to every bar
};

/// Rungs from the largest step down.
struct Ladder {
  bool two_sided = true;
  bool smooth = true;  ///< no kink, jump or pole lies within the steps, as far as the trace shows
  std::vector<Rung> rungs{};
};

/// The ladders that can be climbed at a point: two-sided where there is room on both sides, one-sided at an edge of the
/// domain, near one, and where one side has no finite values. Empty where the function has no finite value, varies
/// faster than the numbers of the format are spaced, or has slopes that grow without bound.
struct Ladders {
  std::vector<Ladder> all{};
  int evaluations = 0;
};
Ladders climb(const EstimateRequest& request);

/// A method of differencing on one ladder; `evaluations` is left to the caller.
using OnLadder = std::optional<Estimate> (*)(const Ladder&);
/// The smallest bar the method gives on any of the ladders.
std::optional<Estimate> smallest_bar(const Ladders& ladders, OnLadder method);

/// See central.cpp and ridders.cpp.
std::optional<Estimate> central_on(const Ladder& ladder);
std::optional<Estimate> ridders_on(const Ladder& ladder);

}  // namespace clino
