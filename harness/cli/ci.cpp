#include "ci.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace clino::cli {
namespace {

bool is_on(const char* value) {
  return value != nullptr && *value != '\0' && std::string_view(value) != "false" && std::string_view(value) != "0";
}

/// A variable that a service sets in its jobs, and how it is told what went wrong.
struct Mark {
  const char *variable, *service;
};
constexpr std::array marks{
    Mark{"GITHUB_ACTIONS", "github"},  Mark{"GITLAB_CI", "gitlab"}, Mark{"TF_BUILD", "junit"},
    Mark{"JENKINS_URL", "junit"},      Mark{"CIRCLECI", "junit"},   Mark{"BUILDKITE", "junit"},
    Mark{"TEAMCITY_VERSION", "junit"}, Mark{"APPVEYOR", "junit"},   Mark{"BITBUCKET_BUILD_NUMBER", "junit"},
};

std::vector<ReportTarget> reports_of(const std::string& service, const Environment& environment) {
  if (service == "gitlab") return {{"gitlab", ""}, {"junit", ""}};
  if (service == "junit") return {{"junit", ""}};
  if (service != "github") return {};
  std::vector<ReportTarget> reports{{"github", "-"}};
  if (const char* summary = environment("GITHUB_STEP_SUMMARY"); summary != nullptr && *summary != '\0')
    reports.push_back({"markdown", summary, ReportTarget::Write::append});  // what the step has written stays
  return reports;
}

}  // namespace

const char* own_environment(const char* name) { return std::getenv(name); }

bool in_ci(const Environment& environment) { return is_on(environment("CI")); }

std::string detect_service(const Environment& environment) {
  for (const Mark& mark : marks)
    if (is_on(environment(mark.variable))) return mark.service;
  return in_ci(environment) ? "junit" : "none";
}

const std::vector<std::string>& ci_choices() {
  static const std::vector<std::string> choices{"none", "auto", "github", "gitlab", "junit"};
  return choices;
}

std::vector<ReportTarget> reports_with_ci(std::vector<ReportTarget> asked, const std::string& ci,
                                          const Environment& environment) {
  for (ReportTarget& added : reports_of(ci == "auto" ? detect_service(environment) : ci, environment))
    if (std::ranges::find(asked, added.name, &ReportTarget::name) == asked.end()) asked.push_back(std::move(added));
  return asked;
}

}  // namespace clino::cli
