/// `LaneSweep` for balls of binary64, in a file of its own: what it takes to compile, and its options.
#include "lane_sweep.hpp"

namespace clino {

template void sweep(LaneTape<DoubleBall>&);
template std::vector<void (*)(LaneTape<DoubleBall>&)> ways_to_sweep();

}  // namespace clino
