#include "clino/run.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>

#include "clino/store.hpp"

namespace clino {
namespace {

const auto square = [](auto x) { return x * x; };

Case plain(const std::string& name) {
  return {.name = name, .function = square, .domain = {{1, 2}}, .formats = {binary32}, .tags = {"quiet"}};
}
template <class F>
Case planted(const std::string& name, F f) {
  return {.name = name, .function = Function(f), .domain = {{1, 2}}, .formats = {binary32}, .tags = {"planted"}};
}

RunSpec spec(std::vector<std::string> engines = {"forward", "reverse"}) {
  RunSpec s;
  s.engines = std::move(engines);
  s.points = 2;
  return s;
}

struct Collected {
  std::vector<std::string> lines;
  std::vector<UnitResult> units;
  RunSummary summary;
};

Collected collect(const std::vector<Case>& cases, const RunSpec& s, const RunLimits& limits) {
  const volatile std::sig_atomic_t stop = 0;
  Collected all;
  RunEvents events;
  events.append = [&](const std::string& line, UnitResult unit) {
    all.lines.push_back(line);
    all.units.push_back(std::move(unit));
  };
  all.summary = run(cases, plan(cases, s), s, limits, events, stop);
  return all;
}

TEST(Plan, ChoosesCasesByGlobAndByTag) {
  const std::vector cases{plain("a/one"), plain("a/two"), planted("b/one", square)};
  RunSpec s = spec();
  EXPECT_EQ(plan(cases, s).size(), 3U);
  s.globs = {"a/*"};
  EXPECT_EQ(plan(cases, s).size(), 2U);
  s.globs = {"*one"};
  EXPECT_EQ(plan(cases, s).size(), 2U);
  s.tags = {"planted"};
  ASSERT_EQ(plan(cases, s).size(), 1U);
  EXPECT_EQ(plan(cases, s)[0].case_index, 2U);
  s.globs = {"c*"};
  EXPECT_TRUE(plan(cases, s).empty());
}

TEST(Plan, LeavesCustomOutWhereThereIsNoGradientAndEnginesOutOfBlackBoxes) {
  std::vector cases{plain("without"), plain("with"), plain("black box")};
  cases[1].gradient = Function([](auto x) { return 2.0 * x; });
  cases[2].function = Function::opaque({1, 1}, [](auto x) { return std::vector{x[0] * x[0]}; });
  cases[2].gradient = cases[1].gradient;
  const auto tasks = plan(cases, spec({"forward", "custom"}));
  ASSERT_EQ(tasks.size(), 3U);
  EXPECT_EQ(tasks[0].engines, (std::vector<std::string>{"forward"}));
  EXPECT_EQ(tasks[1].engines, (std::vector<std::string>{"forward", "custom"}));
  EXPECT_EQ(tasks[2].engines, (std::vector<std::string>{"custom"}));
  EXPECT_EQ(unit_count(tasks), 4U);
}

TEST(Run, GivesTheSameLinesInPlanOrderWhateverTheNumberOfJobs) {
  std::vector<Case> cases;
  for (const char* name : {"a", "b", "c", "d", "e"}) cases.push_back(plain(name));
  cases[0].formats = {binary32, binary64};
  const Collected one = collect(cases, spec(), {.jobs = 1});
  const Collected three = collect(cases, spec(), {.jobs = 3});
  ASSERT_EQ(one.lines.size(), 12U);
  EXPECT_EQ(one.lines, three.lines);
  EXPECT_EQ(one.units[0].case_name, "a");
  EXPECT_EQ(one.units[3].format, "binary64");
  EXPECT_EQ(one.units[11].case_name, "e");
  EXPECT_EQ(one.summary.lost, 0U);
  for (const UnitResult& unit : one.units) EXPECT_GT(unit.seconds, 0);
}

TEST(Run, ACrashBecomesAFailedUnitAndTheRunGoesOn) {
  const std::vector cases{plain("before"),
                          planted("crash",
                                  [](auto x) {
                                    std::abort();
                                    return x;
                                  }),
                          plain("after")};
  const Collected all = collect(cases, spec(), {.jobs = 1});
  ASSERT_EQ(all.units.size(), 6U);
  EXPECT_EQ(all.summary.lost, 2U);
  EXPECT_EQ(all.units[2].failure, "crashed: Aborted");
  EXPECT_EQ(all.units[3].failure, "crashed: Aborted");
  EXPECT_EQ(worst_verdict(all.units[2]), Verdict::failed);
  EXPECT_EQ(level_of(all.units[2]), Level::error);
  for (const int k : {0, 1, 4, 5}) EXPECT_EQ(worst_verdict(all.units[static_cast<std::size_t>(k)]), Verdict::accurate);
}

TEST(Run, ACrashOfOneEngineLeavesTheOthersOfItsTask) {
  std::vector cases{plain("gradient crashes")};
  cases[0].gradient = Function::opaque({1, 1}, [](auto) -> std::vector<double> { std::abort(); });
  const Collected all = collect(cases, spec({"forward", "custom", "reverse"}), {.jobs = 2});
  ASSERT_EQ(all.units.size(), 3U);
  EXPECT_EQ(all.units[0].failure, "");
  EXPECT_EQ(all.units[1].failure, "crashed: Aborted");
  EXPECT_EQ(all.units[2].failure, "");
  EXPECT_EQ(all.units[2].engine, "reverse");
  EXPECT_EQ(all.summary.lost, 1U);
}

TEST(Run, AHangIsKilledAfterTheTimeout) {
  const auto hang = [](auto x) {
    for (volatile bool forever = true; forever;) {
    }
    return x;
  };
  const Collected all = collect({planted("hang", hang), plain("after")}, spec(), {.jobs = 1, .timeout = 0.25});
  ASSERT_EQ(all.units.size(), 4U);
  EXPECT_EQ(all.units[0].failure, "timed out after 0.25 s");
  EXPECT_EQ(all.units[1].failure, "timed out after 0.25 s");
  EXPECT_EQ(all.units[2].failure, "");
}

TEST(Run, AMemoryBlowUpFailsItsUnitOnly) {
  const auto greedy = [](auto x) {
    const std::vector<double> all(std::size_t{1} << 27, 1.0);  // 1 GiB
    return x + all[0];
  };
  const Collected all = collect({planted("greedy", greedy), plain("after")}, spec(), {.jobs = 1, .memory_mib = 512});
  ASSERT_EQ(all.units.size(), 4U);
  EXPECT_EQ(worst_verdict(all.units[0]), Verdict::failed);
  EXPECT_EQ(level_of(all.units[0]), Level::error);
  EXPECT_EQ(worst_verdict(all.units[2]), Verdict::accurate);
}

TEST(Run, AFunctionThatThrowsIsFailedNotLost) {
  const auto thrower = [](auto x) {
    throw std::runtime_error("no");
    return x;
  };
  const Collected all = collect({planted("throws", thrower)}, spec({"forward"}), {.jobs = 1});
  ASSERT_EQ(all.units.size(), 1U);
  EXPECT_EQ(worst_verdict(all.units[0]), Verdict::failed);
  EXPECT_EQ(all.summary.lost, 0U);
}

TEST(Run, StopsWhenAskedAndAppendsWhatIsComplete) {
  std::vector<Case> cases;
  for (int i = 0; i < 50; ++i) cases.push_back(plain("case" + std::to_string(i)));
  volatile std::sig_atomic_t stop = 0;
  std::vector<UnitResult> units;
  RunEvents events;
  events.append = [&](const std::string&, UnitResult unit) { units.push_back(std::move(unit)); };
  events.finished = [&](const UnitResult&) { stop = 1; };
  const RunSpec s = spec();
  const RunSummary summary = run(cases, plan(cases, s), s, {.jobs = 2}, events, stop);
  EXPECT_TRUE(summary.interrupted);
  EXPECT_EQ(units.size(), summary.done);
  EXPECT_GE(summary.done, 1U);
  EXPECT_LT(summary.done, summary.planned);
}

TEST(Run, AFullDiskEndsTheRunAndLeavesNoProcessBehind) {
  const std::vector cases{plain("a"), plain("b")};
  RunEvents events;
  events.append = [](const std::string&, const UnitResult&) { throw CannotWrite("full"); };
  const volatile std::sig_atomic_t stop = 0;
  const RunSpec s = spec();
  EXPECT_THROW(run(cases, plan(cases, s), s, {.jobs = 2}, events, stop), CannotWrite);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace clino
