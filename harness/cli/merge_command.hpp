/// `clino merge`: the parts of a run become the run.
#pragma once
#include "exit_code.hpp"
#include "options.hpp"

namespace clino::cli {

ExitCode merge_command(const MergeArguments& arguments);

}  // namespace clino::cli
