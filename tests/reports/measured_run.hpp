/// A run of three gradients that are really measured, for what a run made by hand cannot show.
#pragma once
#include "clino/result.hpp"

namespace clino {

/// `recip_exp/naive` by eigen in binary32 (NaN at 100), the same where nothing is wrong (`recip_exp/near_zero`), and a
/// custom gradient that is off by a factor of 1.0005 (`product/scaled`, binary64).
Run measured_run();

}  // namespace clino
