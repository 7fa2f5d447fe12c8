/// Where and with what a run was made.
#pragma once
#include "clino/result.hpp"

namespace clino::cli {

/// The header of a run that starts now.
RunHeader header_of(const RunSpec& spec);

}  // namespace clino::cli
