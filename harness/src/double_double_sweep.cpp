/// `LaneSweep` for balls of double-double, in a file of its own: what it takes to compile, and its options.
#include "lane_sweep.hpp"

namespace clino {

template void sweep(LaneTape<DoubleDoubleBall>&);
template std::vector<void (*)(LaneTape<DoubleDoubleBall>&)> ways_to_sweep();

}  // namespace clino
