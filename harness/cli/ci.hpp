/// Continuous integration services: which one this is, and the reports it reads.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "options.hpp"

namespace clino::cli {

/// The value of an environment variable, or null.
using Environment = std::function<const char*(const char*)>;
/// That of this process.
const char* own_environment(const char* name);

/// Whether this is a job of a service: CI is set to something other than "false" and "0".
bool in_ci(const Environment& environment);

/// "github", "gitlab", "junit" for a service that shows JUnit files (Azure, Jenkins, CircleCI, ...), "none" outside
/// one.
std::string detect_service(const Environment& environment);

/// What `--ci` takes: "none", "auto", and the services.
const std::vector<std::string>& ci_choices();

/// The reports that were asked for, and those that `--ci` adds: annotations on stdout and the step's summary on GitHub,
/// code quality and JUnit on GitLab, JUnit elsewhere. Files go into the directory of the results and to the summary
/// file that the service names; a report that is asked for by name is not added again.
std::vector<ReportTarget> reports_with_ci(std::vector<ReportTarget> asked, const std::string& ci,
                                          const Environment& environment);

}  // namespace clino::cli
