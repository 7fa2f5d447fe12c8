/// Whether a continuous function takes a value on a segment, proved by bisection.
#pragma once
#include <span>

#include "enclosure.hpp"

namespace clino {

/// The points x + t d for t in [-1, 1], in real arithmetic.
struct Segment {
  std::span<const double> x, d;
};

/// What is looked for: a number, and how far from it counts as there, in ulps of the format at the target.
struct Wanted {
  double number, ulps;
  Format format;
};

/// Whether the enclosed target is `wanted` somewhere on the segment: proved by a point at which it is, or by the
/// intermediate value theorem on a piece on which it is continuous. Pieces with a pole, a jump or another path of the
/// program are halved on, so that the number is found close to one, too: a halving takes two pieces and a point, each an
/// evaluation of the target, of which there may be `budget`. Where a continuous target turns between two points, its
/// turning point is looked for: next to the peak of an oscillation the number lies between them. False proves nothing.
bool attains(Enclosure& enclosure, const Segment& segment, const Wanted& wanted, int budget);

}  // namespace clino
