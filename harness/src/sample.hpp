/// How the points of a check are divided.
#pragma once
#include <cstdint>

#include "clino/check.hpp"

namespace clino {

/// Of `points` the half (rounded down) that each engine's search for the largest error spends; the others are drawn at
/// random and shared by the engines.
inline int searched_points(const CheckOptions& options) { return options.points / 2; }

/// The seed of a case's points: the same for every engine and on every machine.
std::uint64_t seed_of(const Case& c, const Format& format, const CheckOptions& options);

}  // namespace clino
