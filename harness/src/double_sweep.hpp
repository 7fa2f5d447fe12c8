/// Evaluates a `LaneTape`.
#pragma once

namespace clino {

template <class Ball>
class LaneTape;

/// Forward and reverse over the lanes in use, and the roundings, with AVX-512, or AVX2 and FMA, where the machine has
/// them: the same bits either way. The tape must be usable.
template <class Ball>
void sweep(LaneTape<Ball>& tape);
/// The same without them.
template <class Ball>
void sweep_plainly(LaneTape<Ball>& tape);

}  // namespace clino
