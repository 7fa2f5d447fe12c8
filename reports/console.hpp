/// Parts of a run's summary for people: what the `console` report and a terminal have in common.
#pragma once
#include <string>

#include "reports/baseline.hpp"
#include "reports/text.hpp"

namespace clino {

/// How many gradients cannot be trusted, by level, and of what; troubles of the run below.
std::string run_title(const Run& run, const Paper& paper);
/// Partials by verdict and engine; as many engines side by side as the width takes.
std::string verdict_table(const Run& run, const Paper& paper);
/// The worst findings, each with the command that shows it.
std::string look_first(const Run& run, const Paper& paper);
/// What is worse than accepted, the worst first: each unit with its input, what has changed, why, and the command that
/// shows it. `accepted` names the findings that the run was held against (empty: there are none), `all` the
/// command that lists everything.
std::string worse_list(const Run& run, const Changes& changes, const std::string& accepted, const std::string& all,
                       const Paper& paper);
/// What is better, a line each.
std::string better_list(const Changes& changes, const Paper& paper);

/// A line of its own under what it is about; commands are never cut.
std::string command_line(const std::string& command, const Paper& paper);

}  // namespace clino
