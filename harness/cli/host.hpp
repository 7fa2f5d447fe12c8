/// Where and with what a run was made.
#pragma once
#include <string>

#include "clino/result.hpp"

namespace clino::cli {

/// The header of a run that starts now. Its `host` is the machine, then, parted by "; ", how the process computes:
/// "rounding: to nearest; subnormals: kept; ...".
RunHeader header_of(const RunSpec& spec);

/// What of this machine may change the last bit of a result: "x86_64-glibc-2.36-fma". glibc chooses other code for the
/// elementary functions where the processor has fused multiply-add.
std::string environment_class();

}  // namespace clino::cli
