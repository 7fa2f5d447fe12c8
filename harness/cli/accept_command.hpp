/// `clino accept` and `clino review`: what a run found is taken into a baseline.
#pragma once
#include "exit_code.hpp"
#include "options.hpp"
#include "reports/baseline.hpp"

namespace clino::cli {

ExitCode accept_command(const AcceptArguments& arguments);
/// One finding at a time on a terminal; elsewhere the commands that would accept each.
ExitCode review_command(const ReviewArguments& arguments, Color color);

/// A run, the baseline it is held against, and what is different.
struct Pending {
  Run run;
  Baseline baseline;
  Changes changes;
};

/// Reads both; without a file the baseline is empty. Throws BadResults, BadBaseline, and UsageError in a job of a
/// continuous integration service, where nothing is rewritten.
Pending pending_of(const AcceptArguments& arguments);
/// Whether a glob is, or matches, the case or the unit.
bool chosen(const FindingKey& key, const std::vector<std::string>& globs);

}  // namespace clino::cli
