/// `clino compare`: what of two runs is worse, better, the same, or in one of them only.
#pragma once
#include "exit_code.hpp"
#include "options.hpp"

namespace clino::cli {

ExitCode compare_command(const CompareArguments& arguments, Color color);

}  // namespace clino::cli
