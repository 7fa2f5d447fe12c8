// Accepted findings, and what of a run is not as accepted.
#include "reports/baseline.hpp"

#include <gmock/gmock.h>

#include "reports/summary.hpp"
#include "tests/reports/sample_run.hpp"

namespace clino {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;

MATCHER_P(Named, key, "") { return arg.key == key; }

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
const FindingKey nan_finding{"f", "eigen", "binary32", "non_finite", "range"};
const FindingKey imprecise_finding{"f", "eigen", "binary32", "inaccurate", "formula"};
constexpr const char* nan_line = "f\teigen\tbinary32\tnon_finite\trange\tknown since ever\n";

TEST(Baseline, WhatIsFoundAndExpectedIsNoDeviation) {
  const Changes d =
      changes_of(run_of(unit({nan_by_range, fine})), Baseline(nan_line, "e"), Level::warning, Direction::both);
  EXPECT_THAT(d.worse, IsEmpty());
  EXPECT_THAT(d.better, IsEmpty());
}

TEST(Baseline, TheCommandShowsTheFindingNotANoteOfItsKind) {
  UnitResult u = unit({number(Verdict::inaccurate, Level::note, Blame::formula)});
  u.points.push_back(u.points.front());
  u.points.back().x = {2};
  u.points.back().partials = {fine, imprecise};
  const PointResult* p = example_of(u, imprecise_finding);
  ASSERT_NE(p, nullptr);
  EXPECT_EQ(p->x, Point{2});
  EXPECT_EQ(findings_of(u, Level::warning).at(imprecise_finding).at, at_option(u, *p));
}

TEST(Baseline, BothDirectionsAreLookedAt) {
  const Baseline expected(nan_line, "e");
  const Changes d = changes_of(run_of(unit({imprecise})), expected, Level::warning, Direction::both);
  EXPECT_THAT(d.worse, ElementsAre(Named(imprecise_finding)));
  EXPECT_THAT(d.better, ElementsAre(Named(nan_finding)));
  EXPECT_THAT(changes_of(run_of(unit({imprecise})), expected, Level::warning, Direction::worse_only).better, IsEmpty());
}

TEST(Baseline, OnlyUnitsThatRanCanMissTheirFindings) {
  UnitResult other = unit({fine});
  other.case_name = "g";
  EXPECT_THAT(changes_of(run_of(other), Baseline(nan_line, "e"), Level::warning, Direction::both).better, IsEmpty());
}

TEST(Baseline, AHigherThresholdNeitherReportsNorMissesWarnings) {
  const Baseline expected("f\teigen\tbinary32\tinaccurate\tformula\n", "e");
  const Changes d = changes_of(run_of(unit({imprecise})), expected, Level::error, Direction::both);
  EXPECT_THAT(d.worse, IsEmpty());
  EXPECT_THAT(d.better, IsEmpty());
}

TEST(Baseline, ValuesCountExceptWhereAGradientIsVerified) {
  const NumberResult value = number(Verdict::inaccurate, Level::warning, Blame::range, -1);
  EXPECT_THAT(findings_of(unit({fine}, {value}), Level::warning),
              ElementsAre(Key(FindingKey{"f", "eigen", "binary32", "value:inaccurate", "range"})));
  EXPECT_THAT(findings_of(unit({fine}, {value}, "custom"), Level::warning), IsEmpty());
}

TEST(Baseline, PointsOutsideTheWorkingRangeDoNotCount) {
  UnitResult u = unit({nan_by_range});
  u.points[0].in_domain = false;
  EXPECT_THAT(findings_of(u, Level::note), IsEmpty());
}

TEST(Baseline, AFailedUnitIsAFinding) {
  UnitResult u = unit({});
  u.failure = "crashed";
  EXPECT_THAT(findings_of(u, Level::error), ElementsAre(Key(FindingKey{"f", "eigen", "binary32", "failed", "none"})));
}

TEST(Baseline, WhatIsWrittenReadsBackWithItsReasons) {
  const Baseline known(nan_line, "e");
  const std::string text = render_expectations(run_of(unit({imprecise, nan_by_range})), Level::warning, known);
  const Baseline back(text, "e");
  EXPECT_TRUE(back.contains(nan_finding));
  EXPECT_TRUE(back.contains(imprecise_finding));
  EXPECT_EQ(back.find(nan_finding)->reason, "known since ever");
}

TEST(Baseline, AMalformedLineIsRefusedWithFileAndLine) {
  EXPECT_THROW(Baseline("f\teigen\tbinary32\tbogus\trange\n", "e"), BadBaseline);
  EXPECT_THROW(Baseline(std::string(nan_line) + nan_line, "e"), BadBaseline);
  try {
    Baseline("# comment\n\nf eigen binary32 wrong engine\n", "cases/expected.txt");
    FAIL();
  } catch (const BadBaseline& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("cases/expected.txt:3: "));
  }
}

NumberResult lossy(double bits) {
  NumberResult n = imprecise;
  n.judgement.bits_lost = bits;
  return n;
}
std::string digits_line(int digits) {
  return "f\teigen\tbinary32\tinaccurate\tformula\t" + std::to_string(digits) + "\tx=1\twhy\n";
}

TEST(Baseline, DigitsLostAreRoundedUpAndMoreOfThemIsWorse) {
  // 4.3 bits are 1.29 digits.
  for (const auto& [accepted, worse, better] : {std::tuple{1, 1U, 0U}, std::tuple{2, 0U, 0U}, std::tuple{3, 0U, 1U}}) {
    const clino::Run run = run_of(unit({lossy(4.3)}));
    const Changes d = changes_of(run, Baseline(digits_line(accepted), "b"), Level::warning, Direction::both);
    EXPECT_EQ(d.worse.size(), worse) << accepted;
    EXPECT_EQ(d.better.size(), better) << accepted;
    EXPECT_EQ(d.same + d.worse.size() + d.better.size(), 1U);
  }
}

TEST(Baseline, WhatIsTakenIsAcceptedAndKeepsItsReason) {
  const clino::Run run = run_of(unit({lossy(40), nan_by_range}));
  Baseline b(digits_line(2), "b");
  b.set_measured("seed=1");
  for (const Change& c : changes_of(run, b, Level::warning, Direction::both).worse) take(b, c, "");
  const Baseline back(b.text(), "b");
  EXPECT_EQ(back.text(), b.text());
  EXPECT_EQ(back.measured(), "seed=1");
  EXPECT_EQ(back.find(imprecise_finding)->digits, 13);
  EXPECT_EQ(back.find(imprecise_finding)->reason, "why");
  EXPECT_EQ(back.find(nan_finding)->at, "x0=1");
  const Changes none = changes_of(run, back, Level::warning, Direction::both);
  EXPECT_THAT(none.worse, IsEmpty());
  EXPECT_THAT(none.better, IsEmpty());
  EXPECT_EQ(none.same, 2U);
}

TEST(Baseline, WhatIsGoneIsRemovedWhenTaken) {
  const clino::Run run = run_of(unit({fine}));
  Baseline b(digits_line(2), "b");
  for (const Change& c : changes_of(run, b, Level::warning, Direction::both).better) take(b, c, "");
  EXPECT_TRUE(b.empty());
}

TEST(Baseline, AReasonCannotBreakItsLine) {
  Baseline b;
  b.accept(nan_finding, {.reason = "two\nlines\tand a tab"});
  EXPECT_EQ(Baseline(b.text(), "b").find(nan_finding)->reason, "two lines and a tab");
}

TEST(Baseline, OfAnotherSeedCatalogueOrMachineIsRefusedWithAHint) {
  RunHeader header{.catalogue = "1f", .environment = "x86_64-glibc-2.36-fma"};
  Baseline b;
  b.set_measured(measure_of(header));
  require_same_measure(b, header, "b.tsv");
  const auto complaint = [&](const RunHeader& other) {
    try {
      require_same_measure(b, other, "b.tsv");
    } catch (const BadBaseline& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  RunHeader seed = header, catalogue = header, machine = header, rules = header;
  seed.spec.seed = 2;
  catalogue.catalogue = "2f";
  machine.environment = "aarch64-glibc-2.36-fma";
  rules.rules = rules_version + 1;
  EXPECT_THAT(complaint(seed), HasSubstr("seed=1, not seed=2"));
  EXPECT_THAT(complaint(catalogue), HasSubstr("the cases have changed since"));
  EXPECT_THAT(complaint(machine), HasSubstr("another kind of machine"));
  EXPECT_THAT(complaint(rules), HasSubstr("another version of the reference"));
  EXPECT_THAT(complaint(rules), HasSubstr("clino accept --renew"));
}

}  // namespace
}  // namespace clino
