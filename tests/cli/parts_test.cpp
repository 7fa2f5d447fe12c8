// The parts of the command that are values in, values out.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "command.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/expectations.hpp"
#include "harness/cli/numbers.hpp"
#include "harness/cli/page.hpp"
#include "harness/cli/suggest.hpp"

namespace clino::cli {

extern const std::string_view expected_findings_text;
const std::string_view expected_findings_text = "# none\n";

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

NumberResult number(Verdict verdict, Level level, Blame blame, int input = 0) {
  NumberResult n;
  n.input = input;
  n.judgement = {.verdict = verdict, .level = level, .blame = blame, .reason = {}};
  return n;
}

UnitResult unit(std::vector<NumberResult> partials, std::vector<NumberResult> values = {},
                const std::string& engine = "eigen") {
  UnitResult u;
  u.case_name = "f";
  u.engine = engine;
  u.format = "binary32";
  PointResult p;
  p.x = {1};
  p.partials = std::move(partials);
  p.values = std::move(values);
  u.points = {p};
  return u;
}

clino::Run run_of(UnitResult u) {
  clino::Run run;
  run.units = {std::move(u)};
  return run;
}

const NumberResult nan_by_range = number(Verdict::non_finite, Level::error, Blame::range);
const NumberResult imprecise = number(Verdict::inaccurate, Level::warning, Blame::formula);
const NumberResult fine = number(Verdict::accurate, Level::ok, Blame::none);
const Finding nan_finding{"f", "eigen", "binary32", "non_finite", "range"};
const Finding imprecise_finding{"f", "eigen", "binary32", "inaccurate", "formula"};
constexpr const char* nan_line = "f\teigen\tbinary32\tnon_finite\trange\tknown since ever\n";

TEST(Expectations, WhatIsFoundAndExpectedIsNoDeviation) {
  const Deviations d =
      compare(run_of(unit({nan_by_range, fine})), Expectations(nan_line, "e"), Level::warning, Direction::both);
  EXPECT_THAT(d.fresh, IsEmpty());
  EXPECT_THAT(d.gone, IsEmpty());
}

TEST(Expectations, BothDirectionsAreLookedAt) {
  const Expectations expected(nan_line, "e");
  const Deviations d = compare(run_of(unit({imprecise})), expected, Level::warning, Direction::both);
  EXPECT_THAT(d.fresh, ElementsAre(imprecise_finding));
  EXPECT_THAT(d.gone, ElementsAre(nan_finding));
  EXPECT_THAT(compare(run_of(unit({imprecise})), expected, Level::warning, Direction::fresh_only).gone, IsEmpty());
}

TEST(Expectations, OnlyUnitsThatRanCanMissTheirFindings) {
  UnitResult other = unit({fine});
  other.case_name = "g";
  EXPECT_THAT(compare(run_of(other), Expectations(nan_line, "e"), Level::warning, Direction::both).gone, IsEmpty());
}

TEST(Expectations, AHigherThresholdNeitherReportsNorMissesWarnings) {
  const Expectations expected("f\teigen\tbinary32\tinaccurate\tformula\n", "e");
  const Deviations d = compare(run_of(unit({imprecise})), expected, Level::error, Direction::both);
  EXPECT_THAT(d.fresh, IsEmpty());
  EXPECT_THAT(d.gone, IsEmpty());
}

TEST(Expectations, ValuesCountExceptWhereAGradientIsVerified) {
  const NumberResult value = number(Verdict::inaccurate, Level::warning, Blame::range, -1);
  EXPECT_THAT(findings_of(unit({fine}, {value}), Level::warning),
              ElementsAre(Finding{"f", "eigen", "binary32", "value:inaccurate", "range"}));
  EXPECT_THAT(findings_of(unit({fine}, {value}, "custom"), Level::warning), IsEmpty());
}

TEST(Expectations, PointsOutsideTheWorkingRangeDoNotCount) {
  UnitResult u = unit({nan_by_range});
  u.points[0].in_domain = false;
  EXPECT_THAT(findings_of(u, Level::note), IsEmpty());
}

TEST(Expectations, AFailedUnitIsAFinding) {
  UnitResult u = unit({});
  u.failure = "crashed";
  EXPECT_THAT(findings_of(u, Level::error), ElementsAre(Finding{"f", "eigen", "binary32", "failed", "none"}));
}

TEST(Expectations, WhatIsWrittenReadsBackWithItsReasons) {
  const Expectations known(nan_line, "e");
  const std::string text = render_expectations(run_of(unit({imprecise, nan_by_range})), Level::warning, known);
  const Expectations back(text, "e");
  EXPECT_TRUE(back.contains(nan_finding));
  EXPECT_TRUE(back.contains(imprecise_finding));
  EXPECT_EQ(back.reason(nan_finding), "known since ever");
}

TEST(Expectations, AMalformedLineIsRefusedWithFileAndLine) {
  EXPECT_THROW(Expectations("f\teigen\tbinary32\tbogus\trange\n", "e"), UsageError);
  EXPECT_THROW(Expectations(std::string(nan_line) + nan_line, "e"), UsageError);
  try {
    Expectations("# comment\n\nf eigen binary32 wrong engine\n", "cases/expected.txt");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("cases/expected.txt:3: "));
  }
}

TEST(ParseNumber, RoundsADecimalOnceToTheFormat) {
  EXPECT_EQ(parse_number("0.1", binary32, "x"), static_cast<double>(0.1F));
  EXPECT_EQ(parse_number("0x1.9p+6", binary64, "x"), 100);
  EXPECT_EQ(parse_number("-0x1p-149", binary32, "x"), -0x1p-149);
  EXPECT_TRUE(std::signbit(parse_number("-0", binary32, "x")));
  // Just above the tie 1 + 2^-24: rounding to binary64 first would lose what breaks it.
  EXPECT_EQ(parse_number("1.00000005960464477540", binary32, "x"), 1 + 0x1p-23);
  EXPECT_EQ(parse_number("1.000000059604644775390625", binary32, "x"), 1);
  EXPECT_EQ(parse_number("1.0004882812500000000001", binary16, "x"), 1 + 0x1p-10);
}

TEST(ParseNumber, RefusesWhatIsNoFiniteNumberOfTheFormat) {
  for (const char* text : {"", "x", "1.5x", "0x", "1e", "--1", "nan", "inf", "1e400", "1,5"})
    EXPECT_THROW(parse_number(text, binary64, "x"), UsageError) << text;
  EXPECT_THROW(parse_number("65520", binary16, "x"), UsageError);
  EXPECT_EQ(parse_number("65519", binary16, "x"), 65504);
}

TEST(ParsePoint, TakesNamesInAnyOrderOrNumbersInTheirOrder) {
  const std::vector<std::string> xy{"x", "y"};
  EXPECT_EQ(parse_point("y=2,x=1", xy, binary64), (Point{1, 2}));
  EXPECT_EQ(parse_point("1, 2", xy, binary64), (Point{1, 2}));
}

TEST(ParseDomain, NamesVariablesOrMeansAll) {
  const std::vector<std::string> xy{"x", "y"}, texts{"y=-1:inf"}, all{"0:1"};
  const auto one = parse_domain(texts, xy, {{2, 3}, {4, 5}}, binary16);
  EXPECT_EQ(one[0].lo, 2);
  EXPECT_EQ(one[1].lo, -1);
  EXPECT_EQ(one[1].hi, 65504);
  EXPECT_EQ(parse_domain(all, xy, {{2, 3}, {4, 5}}, binary16)[1].hi, 1);
}

TEST(Suggest, FindsTheNearestAndNothingFarAway) {
  const std::vector<std::string> names{"eigen", "forward", "reverse"};
  EXPECT_EQ(nearest("eign", names), "eigen");
  EXPECT_EQ(nearest("eiegn", names), "eigen");
  EXPECT_EQ(nearest("rev", names), "reverse");
  EXPECT_EQ(nearest("tape", names), "");
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", "acb"), 1U);
}

TEST(Page, DropsTheLeastImportantLinesFirstAndSaysWhatItLeavesOut) {
  Page page;
  page.add("a");
  page.add("c", 2);
  page.add("b", 1);
  EXPECT_EQ(page.render(3), "a\nc\nb\n");
  EXPECT_EQ(page.render(2), "a\nb\n");
  Page full;
  for (int i = 0; i < 5; ++i) full.add("line");
  EXPECT_EQ(full.render(3), "line\nline\n... 3 more lines: piped or with --json everything is shown\n");
}

TEST(Page, WrapsAtEightyColumns) {
  Page page;
  page.add_wrapped(std::string(70, 'x') + " " + std::string(20, 'y') + " " + std::string(200, 'z'), 2, 0);
  EXPECT_LE(test::widest_line(page.render(100)), page_width);
}

}  // namespace
}  // namespace clino::cli
