/// `clino list`.
#pragma once
#include <string>
#include <vector>

#include "exit_code.hpp"
#include "options.hpp"

namespace clino::cli {

/// What can be listed: "cases", "engines", ...
std::vector<std::string> list_topics();
ExitCode list_command(const ListArguments& arguments);

}  // namespace clino::cli
