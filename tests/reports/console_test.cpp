#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "reports/reporters.hpp"
#include "reports/summary.hpp"
#include "tests/reports/sample_run.hpp"

namespace clino {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> list;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) list.push_back(line);
  return list;
}

std::string console(const Run& run) { return render_console(run, {}); }

/// The number in the last column of the row that starts with the verdict.
std::string last_number(const std::string& text, std::string_view verdict) {
  for (const std::string& line : lines(text))
    if (line.starts_with("  " + std::string(verdict) + " ")) return line.substr(line.find_last_of(' ') + 1);
  return {};
}

TEST(Console, FitsEightyColumnsApartFromCommands) {
  clino::Run run = sample::sample_run();
  run.units.front().case_name = std::string(100, 'n');
  run.warnings = {std::string(200, 'w')};
  run.header.spec.engines = {};
  for (int i = 0; i < 9; ++i) {
    run.units.push_back(run.units.front());
    run.units.back().engine = "engine_number_" + std::to_string(i);
  }
  for (const std::string& line : lines(console(run))) {
    const bool command = line.find("clino explain") != std::string::npos;
    EXPECT_TRUE(command || line.size() <= 80) << line;
  }
}

TEST(Console, HasNoEscapeCodesAndEndsInANewline) {
  const std::string text = console(sample::sample_run());
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_EQ(text.back(), '\n');
}

TEST(Console, CountsOfEveryVerdictAreThoseOfTheRun) {
  const clino::Run run = sample::sample_run();
  const std::string text = console(run);
  const Counts all = total_counts(run);
  for (const Verdict v : verdicts()) {
    const auto n = all[static_cast<std::size_t>(v)];
    EXPECT_EQ(last_number(text, name(v)), n == 0 ? "" : grouped(n)) << name(v);
  }
}

TEST(Console, DoesNotDependOnTheOrderOfEqualFindings) {
  clino::Run run = sample::sample_run();
  const std::string before = console(run);
  std::ranges::reverse(run.units);
  const std::string after = console(run);
  EXPECT_EQ(before.substr(before.find("Look at these")), after.substr(after.find("Look at these")));
}

TEST(Console, FirstComesTheWorstThenTheCommandThatShowsIt) {
  const std::string text = console(sample::sample_run());
  EXPECT_LT(text.find("special/slow"), text.find("recip_exp/naive, "));
  EXPECT_LT(text.find("recip_exp/naive, "), text.find("relu, "));
  EXPECT_THAT(text, HasSubstr("non_finite at x = 92"));
  EXPECT_THAT(text, HasSubstr("exp overflows from x = 88.72284 on; then inf / inf is NaN"));
  EXPECT_THAT(text, HasSubstr("clino explain recip_exp/naive --at x=92 --engine eigen --format binary32"));
}

TEST(Console, SaysWhenTheRunIsIncompleteOrEmpty) {
  clino::Run run = sample::sample_run();
  EXPECT_THAT(console(run), Not(HasSubstr("incomplete")));
  run.complete = false;
  EXPECT_THAT(console(run), HasSubstr("incomplete"));
  EXPECT_THAT(console(clino::Run{}), HasSubstr("Nothing was checked"));
}

TEST(Reporters, AreFoundByNameAndTheConsoleIsFirst) {
  EXPECT_EQ(reporters().front().name, "console");
  for (const Reporter& reporter : reporters()) EXPECT_EQ(find_reporter(reporter.name), &reporter);
  EXPECT_EQ(find_reporter("pdf"), nullptr);
}

}  // namespace
}  // namespace clino
