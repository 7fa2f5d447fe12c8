/// Evaluates a `LaneTape`.
#pragma once
#include <vector>

namespace clino {

template <class Ball>
class LaneTape;

/// Forward and reverse over the lanes in use, and the roundings, with AVX-512, or AVX2 and FMA, where the machine has
/// them: the same bits either way. The tape must be usable.
template <class Ball>
void sweep(LaneTape<Ball>& tape);
/// Every way that this machine can do it, from the plainest to the one that `sweep` takes.
template <class Ball>
std::vector<void (*)(LaneTape<Ball>&)> ways_to_sweep();

}  // namespace clino
