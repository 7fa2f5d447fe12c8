#include "reports/summary.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

#include "tests/reports/sample_run.hpp"

namespace clino {
namespace {

using sample::find;
using testing::HasSubstr;

const Run& run() {
  static const Run r = sample::sample_run();
  return r;
}

TEST(Summary, TotalsAreTheSumsOfTheUnits) {
  std::int64_t partials = 0, judged = 0;
  for (const UnitResult& unit : run().units)
    partials = std::accumulate(unit.counts.begin(), unit.counts.end(), partials);
  for (const std::string& engine : engine_names(run())) {
    const Counts counts = total_counts(run(), engine);
    judged = std::accumulate(counts.begin(), counts.end(), judged);
  }
  const Counts all = total_counts(run());
  EXPECT_EQ(partials, std::accumulate(all.begin(), all.end(), std::int64_t{0}));
  EXPECT_EQ(partials, judged);
}

TEST(Summary, SeverityIsAnOrderOfAllVerdicts) {
  std::vector<Verdict> order = verdicts_by_severity();
  std::ranges::sort(order);
  EXPECT_THAT(order, testing::ElementsAreArray(verdicts()));
}

TEST(Summary, FindingsComeWorstFirstAndLeaveOutWhatIsFine) {
  const std::vector<Finding> list = findings(run(), Level::note);
  ASSERT_FALSE(list.empty());
  EXPECT_TRUE(std::ranges::is_sorted(list, std::ranges::greater{}, &Finding::level));
  std::size_t bad = 0;
  for (const UnitResult& unit : run().units) bad += level_of(unit) >= Level::note ? 1 : 0;
  EXPECT_EQ(list.size(), bad);
}

TEST(Summary, ALeadingFindingCarriesTheVerdictAtAPointOfTheWorkingRange) {
  for (const Finding& f : findings(run(), Level::note)) {
    if (!f.unit->failure.empty()) continue;
    ASSERT_NE(f.number, nullptr) << f.unit->case_name;
    EXPECT_TRUE(f.point->in_domain);
    EXPECT_EQ(f.number->judgement.verdict, f.verdict);
    EXPECT_FALSE(f.sentence.empty());
  }
}

TEST(Summary, AFailedUnitIsAFindingWithoutAPoint) {
  const Finding f = leading_finding(find(run(), "special/slow", "eigen", "binary32"));
  EXPECT_EQ(f.verdict, Verdict::failed);
  EXPECT_EQ(f.level, Level::error);
  EXPECT_EQ(f.point, nullptr);
  EXPECT_EQ(f.sentence, "timed out after 10 s");
}

TEST(Summary, AValueThatIsOffLeadsWhenTheGradientIsGood) {
  UnitResult unit = find(run(), "recip_exp/naive", "custom", "binary32");
  ASSERT_LT(unit.level, unit.value_level);
  const Finding f = leading_finding(unit);
  EXPECT_TRUE(about_value(f));
  EXPECT_EQ(f.level, unit.value_level);
  EXPECT_EQ(gradient_level(unit), unit.level);
}

TEST(Summary, TheCommandNamesTheInputToTheLastBit) {
  const UnitResult& unit = find(run(), "recip_exp/naive", "eigen", "binary32");
  const PointResult point{.x = {100}};
  EXPECT_EQ(reproduce_command(unit, &point),
            "clino explain recip_exp/naive --at x=100 --engine eigen --format binary32");
  EXPECT_EQ(reproduce_command(unit, nullptr), "clino run recip_exp/naive --engine eigen --format binary32");
}

TEST(Summary, ANameThatAShellWouldReadIsQuoted) {
  UnitResult unit = find(run(), "recip_exp/naive", "eigen", "binary32");
  unit.case_name = "a'b <c>";
  EXPECT_THAT(reproduce_command(unit, nullptr), HasSubstr("clino run 'a'\\''b <c>' --engine"));
}

TEST(Summary, LongInputsAreCut) {
  UnitResult unit;
  unit.format = "binary64";
  unit.variables = {"a", "b", "c", "d"};
  EXPECT_EQ(input_text(unit, {.x = {1, 0.1, 3, 4}}, 2), "a = 1, b = 0.1, 2 more");
  EXPECT_EQ(input_text(unit, {.x = {1, 2, 3, 4}}, 4), "a = 1, b = 2, c = 3, d = 4");
}

TEST(Summary, ThousandsAreGrouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
  EXPECT_EQ(counted(1, "unit"), "1 unit");
}

TEST(Summary, TheHeadlineSaysWhenNothingWasCheckedOrFound) {
  clino::Run r;
  EXPECT_THAT(headline(r), HasSubstr("Nothing"));
  r.units.emplace_back().level = Level::note;
  EXPECT_EQ(headline(r), "No finding among 1 gradient");
  r.units.emplace_back().level = Level::warning;
  EXPECT_EQ(headline(r), "1 of 2 gradients cannot be trusted");
}

}  // namespace
}  // namespace clino
