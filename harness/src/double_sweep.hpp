/// Evaluates a `DoubleTape`: in a file of its own, whose loops the compiler turns into vector instructions.
#pragma once

namespace clino {

class DoubleTape;

/// Forward and reverse over the lanes in use, and the roundings, with AVX-512, or AVX2 and FMA, where the machine has
/// them: the same bits either way. The tape must be usable.
void sweep(DoubleTape& tape);
/// The same without them.
void sweep_plainly(DoubleTape& tape);

}  // namespace clino
