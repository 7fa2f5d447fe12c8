/// What the behaviour of the slopes over a whole ladder says about their errors.
#pragma once
#include <vector>

#include "ladder.hpp"

namespace clino {

/// Bound on |slope_k - limit| by truncation, for every rung; infinite for the first.
std::vector<double> truncation(const Ladder& ladder);

/// `error`, or the distance of `value` from a rung below `index` that contradicts it: a finer step whose own noise and
/// truncation do not explain that distance is believed.
double contradicted(const std::vector<Rung>& rungs, std::size_t index, double value, double error);

/// Sets `kink` of every rung of a two-sided ladder that may cross kinks and jumps.
void mark_kinks(std::vector<Rung>& rungs);

/// Noise of the function's values that the slopes of the finest rungs show.
double shown_noise(const std::vector<Rung>& rungs);

/// Raises the noise of all rungs to that of values with this noise.
void raise_noise(std::vector<Rung>& rungs, double noise);

/// How far the function is seen to move from its value at x.
double variation(const std::vector<Rung>& rungs);

/// The rung above which the slopes, steady until there, change abruptly: where a finer staircase begins to be crossed,
/// or a kink. 0 when there is none.
std::size_t abrupt_change(const std::vector<Rung>& rungs);

/// Whether the slopes of the finest rungs move ever farther as the step shrinks: a vertical tangent, a jump, or an
/// oscillation that even the finest step does not resolve.
bool diverges(const std::vector<Rung>& rungs);

}  // namespace clino
