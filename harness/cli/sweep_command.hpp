/// `clino sweep`: every number of a range, judged.
#pragma once
#include <string>

#include "clino/sweep_result.hpp"
#include "exit_code.hpp"
#include "options.hpp"
#include "terminal.hpp"

namespace clino::cli {

ExitCode sweep_command(const SweepArguments& arguments, Color color, Verbosity verbosity);

/// A page of a terminal.
std::string sweep_for_people(const SweepReport& report, const Paper& paper);
/// One fact a line, tab-separated, the first column a stable word.
std::string sweep_for_pipes(const SweepReport& report);
/// The document of `--json`; of several sweeps an array in one.
std::string sweep_as_json(const std::vector<SweepReport>& reports, bool one);

/// "f", "df/dx", or with several outputs "f0", "df0/dx".
std::string sweep_target_name(const SweepReport& report, const Target& target);
/// "x=100", as `--at` takes it.
std::string sweep_point_text(const SweepReport& report, std::uint64_t index);

}  // namespace clino::cli
