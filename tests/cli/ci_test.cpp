// `--ci`: which service this is, and what is written for it, and where.
#include "harness/cli/ci.hpp"

#include <gmock/gmock.h>

#include <map>

#include "command.hpp"

namespace clino::test {
namespace {

using cli::detect_service;
using cli::reports_with_ci;
using cli::ReportTarget;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// An environment of these variables only.
auto of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

std::vector<std::string> added(const std::string& ci, std::map<std::string, std::string> variables,
                               std::vector<ReportTarget> asked = {}) {
  std::vector<std::string> texts;
  for (const ReportTarget& t : reports_with_ci(std::move(asked), ci, of(std::move(variables))))
    texts.push_back(t.name + ":" + t.path);
  return texts;
}

TEST(Ci, TellsTheServiceByItsVariable) {
  EXPECT_EQ(detect_service(of({})), "none");
  EXPECT_EQ(detect_service(of({{"CI", "false"}, {"GITHUB_ACTIONS", ""}})), "none");
  EXPECT_EQ(detect_service(of({{"CI", "true"}, {"GITHUB_ACTIONS", "true"}})), "github");
  EXPECT_EQ(detect_service(of({{"CI", "true"}, {"GITLAB_CI", "true"}})), "gitlab");
  for (const char* mark : {"TF_BUILD", "JENKINS_URL", "CIRCLECI", "BUILDKITE", "TEAMCITY_VERSION", "CI"})
    EXPECT_EQ(detect_service(of({{mark, "yes"}})), "junit") << mark;
}

TEST(Ci, NothingIsAddedThatWasNotAskedFor) {
  const std::map<std::string, std::string> github{{"GITHUB_ACTIONS", "true"}, {"GITHUB_STEP_SUMMARY", "sum.md"}};
  EXPECT_THAT(added("none", github), ElementsAre());
  EXPECT_THAT(added("auto", {}), ElementsAre());
  EXPECT_THAT(added("auto", github), ElementsAre("github:-", "markdown:sum.md"));
  EXPECT_THAT(added("auto", {{"GITHUB_ACTIONS", "true"}}), ElementsAre("github:-")) << "no summary file is named";
  EXPECT_THAT(added("auto", {{"GITLAB_CI", "true"}}), ElementsAre("gitlab:", "junit:"));
  EXPECT_THAT(added("junit", {}, {{"junit", "mine.xml"}}), ElementsAre("junit:mine.xml")) << "asked for by name";
}

const std::string with_case = two_cases() + R"sh(
run() { $CLINO run --quiet --cases mine.json --no-catalogue --engine eigen --out out "$@"; }
)sh";

TEST(Ci, OnGitHubAnnotatesAndAddsToTheSummaryOfTheStep) {
  const Outcome o = shell(with_case +
                          "export CI=true GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/summary.md; echo before > "
                          "summary.md\nrun --ci auto; echo code $?; cat summary.md; ls out");
  EXPECT_THAT(o.out, HasSubstr("::error title=clino::5 new findings")) << o.err;
  EXPECT_THAT(o.out, HasSubstr("::error file=mine.json,line=1,title=clino%3A my/recip/eigen/binary32::"));
  EXPECT_THAT(o.out, HasSubstr("code 1\nbefore\n#"));
  EXPECT_THAT(o.out, testing::EndsWith("\nreport.html\nresults.jsonl\n")) << "and nothing else is written";
}

TEST(Ci, WithoutTheOptionAServiceChangesNothing) {
  const Outcome o = shell(with_case +
                          "export CI=true GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/summary.md; : > summary.md\n"
                          "run; wc -c < summary.md; GITHUB_ACTIONS= GITLAB_CI=true run --report csv; ls out");
  EXPECT_THAT(o.out, Not(HasSubstr("::"))) << o.err;
  EXPECT_THAT(o.out, HasSubstr("\n0\n"));
  EXPECT_THAT(o.out, testing::EndsWith("\nreport.csv\nreport.html\nresults.jsonl\n"));
}

TEST(Ci, OnGitLabWritesItsReportsBesideTheResults) {
  const Outcome o = shell(with_case +
                          "export CI=true GITLAB_CI=true; run > facts; ls out; $CLINO report out --gate --ci=auto; "
                          "echo code $?; ls out; ls");
  EXPECT_THAT(o.out, testing::StartsWith("report.html\nresults.jsonl\n")) << o.err;
  EXPECT_THAT(o.out, HasSubstr("gitlab\tout/report.gitlab.json\njunit\tout/report.xml\n"));
  EXPECT_THAT(o.out, HasSubstr("code 1\nreport.gitlab.json\nreport.html\nreport.xml\nresults.jsonl\nfacts\n"));
}

TEST(Ci, AnUnknownServiceIsRefused) {
  const Outcome o = clino({"run", "--ci", "travis"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(o.says("--ci")) << o.err;
}

}  // namespace
}  // namespace clino::test
