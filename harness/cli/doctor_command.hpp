/// `clino doctor`: whether this machine and this build compute as the results suppose.
#pragma once
#include "exit_code.hpp"

namespace clino::cli {

ExitCode doctor_command();

}  // namespace clino::cli
