/// Chunks of binary32 numbers against their truths at once: what a sweep does with nearly all of its numbers.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace clino {

/// Numbers taken through engine and comparison at once: they stay in the first cache.
inline constexpr std::size_t sweep_chunk = 256;

/// For j = 0, 1, ... the truth lies within `radius` of the polynomial at t0 + j, evaluated by Horner's rule in
/// binary64. A constant with radius 0 stands for a truth that rounds to it.
struct ChunkTruth {
  std::span<const double> c;
  double t0, radius;
};

/// What is proved of all numbers of a chunk. Errors are in ulps of binary32 at the correctly rounded number.
struct ChunkSummary {
  enum class Kind : std::uint8_t {
    mixed,    ///< none of the others, or not proved
    bounded,  ///< every truth rounds to one number, and no error from it is above 8 ulps
    lost,     ///< every truth rounds to one finite number, and no computed number is finite
    undefined,
    invented,  ///< there is no truth; no computed number is finite, all are
  };
  Kind kind = Kind::mixed;
  std::array<std::uint64_t, 5> errors{};  ///< how many are 0, up to 1, 2, 4, 8 (bounded)
  double largest = 0;                     ///< from the correctly rounded number (bounded)
  double worst = 0;  ///< about the largest from the truth, of numbers that are not correctly rounded (bounded)
};
ChunkSummary summarise(const ChunkTruth& truth, std::span<const double, sweep_chunk> computed);
/// The same number by number: what machines without AVX2 do.
ChunkSummary summarise_plainly(const ChunkTruth& truth, std::span<const double, sweep_chunk> computed);

/// How many are finite.
std::size_t count_finite(std::span<const double, sweep_chunk> x);

}  // namespace clino
