#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scorecard/mechanisms.hpp"

namespace clino::scorecard {
namespace {

using testing::HasSubstr;

NumberResult finding(Verdict verdict, Level level, Blame blame) {
  NumberResult n;
  n.judgement = {.verdict = verdict, .level = level, .blame = blame};
  return n;
}

UnitResult unit(const char* name, const char* engine, const char* mechanism, std::vector<NumberResult> partials) {
  UnitResult u;
  u.case_name = name;
  u.engine = engine;
  u.format = "binary32";
  u.mechanism = mechanism;
  u.points.push_back({.x = {1}, .partials = std::move(partials)});
  return u;
}

const NumberResult out_of_range = finding(Verdict::non_finite, Level::error, Blame::range);
const NumberResult lost_digits = finding(Verdict::inaccurate, Level::warning, Blame::formula);
const NumberResult fine = finding(Verdict::accurate, Level::ok, Blame::none);

TEST(Confusion, CountsACaseOnceUnderTheBlameOfMostOfItsFindings) {
  clino::Run run;
  run.units = {unit("a/1", "eigen", "overflow", {out_of_range, out_of_range, lost_digits}),
               unit("a/1", "eigen", "overflow", {out_of_range}), unit("a/1", "forward", "overflow", {lost_digits})};
  const Confusion c = confusion(run, "eigen");
  EXPECT_EQ(c.cases.at("overflow"), 1);
  EXPECT_EQ(c.main_blame.at("overflow").size(), 1U);
  EXPECT_EQ(c.main_blame.at("overflow").at(Blame::range), 1);
  EXPECT_EQ(c.classes.at("overflow").at("non_finite range"), 1);
  EXPECT_EQ(c.classes.at("overflow").at("inaccurate formula"), 1);
}

TEST(Confusion, LeavesOutWhatIsNoFindingOrOutsideTheWorkingRange) {
  clino::Run run;
  run.units = {unit("a/1", "eigen", "none", {fine}), unit("b/1", "eigen", "kink", {out_of_range})};
  run.units[1].points[0].in_domain = false;
  const Confusion c = confusion(run, "eigen");
  EXPECT_EQ(c.silent.at("none"), 1);
  EXPECT_EQ(c.silent.at("kink"), 1);
  EXPECT_TRUE(c.main_blame.empty());
}

TEST(Confusion, CountsValuesApartAndNotForTheCustomGradient) {
  clino::Run run;
  run.units = {unit("a/1", "eigen", "cancellation", {fine}), unit("a/1", "custom", "cancellation", {fine})};
  for (UnitResult& u : run.units) u.points[0].values.push_back(lost_digits);
  EXPECT_EQ(confusion(run, "eigen").classes.at("cancellation").count("value inaccurate formula"), 1U);
  EXPECT_TRUE(confusion(run, "custom").classes.empty());
}

TEST(Confusion, AnUnstableFormulaIsWhatCancellationLeadsToAndAnEngineIsNot) {
  EXPECT_TRUE(fits("cancellation", Blame::formula));
  EXPECT_FALSE(fits("cancellation", Blame::engine));
  for (const Blame b : {Blame::formula, Blame::range, Blame::none}) EXPECT_FALSE(fits("none", b));
}

TEST(MechanismSection, ShowsEveryEngineWithWhatFits) {
  clino::Run run;
  run.units = {unit("a/1", "eigen", "overflow", {out_of_range}), unit("b/1", "eigen", "branch", {lost_digits}),
               unit("a/1", "forward", "overflow", {fine})};
  const std::string text = mechanism_section(run);
  EXPECT_THAT(text, HasSubstr("findings on 2 cases, blamed as the mechanism has it on 1\n"));
  EXPECT_THAT(text, HasSubstr("findings on 0 cases, blamed as the mechanism has it on 0\n"));
  EXPECT_THAT(text, HasSubstr("  overflow      1 non_finite range\n"));
}

}  // namespace
}  // namespace clino::scorecard
