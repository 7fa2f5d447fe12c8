/// The truths of a chunk of a sweep by balls of binary64 and of double-double, and those beside them.
#pragma once
#include <array>
#include <span>

#include "clino/sweep.hpp"
#include "double_tape.hpp"
#include "sweep_compare.hpp"

namespace clino {

/// What balls say of the truths of a chunk.
struct CertifiedChunk {
  std::array<double, sweep_chunk> rounded{}, radius{}, below{}, below_radius{}, above{}, above_radius{}, continuous{};

  CertifiedTruths truths() const { return {rounded, radius, {below, above}, {below_radius, above_radius}, continuous}; }
};

/// A program on both; the wide ones run where the others leave a number of a block open.
struct SweepBalls {
  DoubleTape narrow;
  DoubleDoubleTape wide;

  SweepBalls(const Trace& truth, const Format& format, Literals literals)
      : narrow(truth, format, literals), wide(truth, format, literals) {}
  bool usable() const { return narrow.usable(); }
};

/// Of value and derivative at each input, at both ends of where it may be moved to, and between them; `near`: what the
/// truths are near to.
void certify(SweepBalls& balls, const SweepTask& task, std::span<const double> x,
             std::array<CertifiedChunk, 2>& certified, std::array<std::array<double, sweep_chunk>, 2>& near);

}  // namespace clino
