/// `clino run`.
#pragma once
#include "exit_code.hpp"
#include "options.hpp"

namespace clino::cli {

ExitCode run_command(const RunArguments& arguments, Verbosity verbosity, Color color);

}  // namespace clino::cli
