#include "clino/judge.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const Tolerance standard{};

Certified exists(double truth, const Format& f) {
  return {.existence = Existence::exists, .rounded = round_to(f, truth), .high = truth, .low = 0};
}
Certified kink(double left, double right) { return {.existence = Existence::kink, .left = left, .right = right}; }
Certified missing(Existence e) { return {.existence = e, .reason = "a pole"}; }

/// The number `steps` floats above 1.
double above_one(const Format& f, int steps) { return 1 + steps * ulp(f, 1); }

struct Row {
  const char* what;
  Format format;
  double computed;
  Certified truth;
  Verdict verdict;
  Level level;
};

TEST(Judge, DecidesByTheTable) {
  const double sub = smallest_subnormal(binary32), least = smallest_normal(binary32);
  const std::vector<Row> table{
      {"undecided", binary32, 1, missing(Existence::undecided), Verdict::undecided, Level::note},
      {"NaN where nothing exists", binary32, nan, missing(Existence::undefined), Verdict::undefined, Level::ok},
      {"infinity where nothing exists", binary32, infinity, missing(Existence::undefined), Verdict::undefined, Level::ok},
      {"a number where nothing exists", binary32, 0, missing(Existence::undefined), Verdict::invented, Level::note},
      {"left end of the hull", binary32, -1, kink(-1, 1), Verdict::subgradient, Level::ok},
      {"inside the hull", binary32, 0.5, kink(1, 0), Verdict::subgradient, Level::ok},
      {"eight ulps outside the hull", binary32, above_one(binary32, 8), kink(0, 1), Verdict::subgradient, Level::ok},
      {"nine ulps outside the hull", binary32, above_one(binary32, 9), kink(0, 1), Verdict::kink, Level::warning},
      {"NaN at a kink", binary32, nan, kink(0, 1), Verdict::kink, Level::warning},
      {"NaN", binary32, nan, exists(1, binary32), Verdict::non_finite, Level::error},
      {"infinity", binary32, infinity, exists(1, binary32), Verdict::non_finite, Level::error},
      {"infinity where the truth overflows", binary32, infinity, exists(1e39, binary32), Verdict::accurate, Level::ok},
      {"the wrong infinity", binary32, -infinity, exists(1e39, binary32), Verdict::non_finite, Level::error},
      {"NaN where the truth overflows", binary32, nan, exists(1e39, binary32), Verdict::non_finite, Level::error},
      {"largest where the truth overflows", binary32, largest(binary32), exists(1e39, binary32), Verdict::accurate, Level::ok},
      {"zero for a normal number", binary32, 0, exists(1e-30, binary32), Verdict::underflow, Level::error},
      {"debris for a normal number", binary32, 3 * sub, exists(1e-30, binary32), Verdict::underflow, Level::error},
      {"subnormal eight ulps below the least normal", binary32, least - 8 * sub, exists(least, binary32), Verdict::accurate, Level::ok},
      {"subnormal nine ulps below the least normal", binary32, least - 9 * sub, exists(least, binary32), Verdict::underflow, Level::error},
      {"zero for a small subnormal", binary32, 0, exists(8 * sub, binary32), Verdict::accurate, Level::ok},
      {"zero for 27 subnormal units", binary32, 0, exists(27 * sub, binary32), Verdict::inaccurate, Level::note},
      {"exact", binary32, 1, exists(1, binary32), Verdict::accurate, Level::ok},
      {"zeros of either sign", binary32, -0.0, exists(0, binary32), Verdict::accurate, Level::ok},
      {"eight ulps", binary32, above_one(binary32, 8), exists(1, binary32), Verdict::accurate, Level::ok},
      {"nine ulps", binary32, above_one(binary32, 9), exists(1, binary32), Verdict::inaccurate, Level::note},
      {"a quarter of the significand", binary32, above_one(binary32, 64), exists(1, binary32), Verdict::inaccurate, Level::note},
      {"more than a quarter", binary32, above_one(binary32, 65), exists(1, binary32), Verdict::inaccurate, Level::warning},
      {"a quarter, binary64", binary64, above_one(binary64, 9741), exists(1, binary64), Verdict::inaccurate, Level::note},
      {"more than a quarter, binary64", binary64, above_one(binary64, 9742), exists(1, binary64), Verdict::inaccurate, Level::warning},
      {"zero has no absolute floor", binary64, 1e-300, exists(0, binary64), Verdict::inaccurate, Level::warning},
      {"small truth has no absolute floor", binary64, 2e-12, exists(1e-12, binary64), Verdict::inaccurate, Level::warning},
  };
  for (const Row& row : table) {
    const Judgement j = judge({.computed = row.computed, .truth = row.truth}, row.format, standard);
    EXPECT_EQ(name(j.verdict), name(row.verdict)) << row.what;
    EXPECT_EQ(name(j.level), name(row.level)) << row.what;
  }
}

TEST(Judge, ReachableIsIllConditionedEvenWhenTheAnswerIsZero) {
  Evidence e{.computed = 0, .truth = exists(1e-9, binary64), .reach = Reach::reachable};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::ill_conditioned);
  e.reach = Reach::unreachable;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::underflow);
}

TEST(Judge, WrongIsTheFormulaNotTheArithmetic) {
  Evidence e{.computed = 1 + 1e-7, .truth = exists(1, binary64), .reach = Reach::unreachable, .formula = 1.0, .custom = true};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::inaccurate);
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::formula);
  e.formula = 1 + 1e-7;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::wrong);
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::gradient);
  e.formula = above_one(binary64, 8);
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::inaccurate);
  e.formula = above_one(binary64, 9);
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::wrong);
}

TEST(Judge, AFormulaThatRoundingBlursProvesNothing) {
  Evidence e{.computed = 2, .truth = exists(1, binary64), .reach = Reach::unreachable, .formula = 3.0};
  e.formula_error = 1.9;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::wrong);
  e.formula_error = 2.1;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::inaccurate);
  e.formula_error = infinity;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::inaccurate);
}

TEST(Judge, BlamesTheEngineBeyondFourTimesTheBound) {
  const double u = unit_roundoff(binary64);
  Evidence e{.computed = 1 + 44 * u, .truth = exists(1, binary64), .reach = Reach::unreachable, .formula = 1.0,
             .running = RunningError{.bound = 10 * u, .in_range = 10 * u}};
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::formula);
  e.computed = 1 + 46 * u;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::engine);
  e.library_off = true;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::libm);
  e.running->bound = 12 * u;  // by subnormal numbers
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::range);
  e.running->in_range = 12 * u;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::formula) << "rounding in the range explains it";
  e.running->overflows = true;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::range);
  e.running->singular = true;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::singular);
  e.branch_differs = true;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::branch);
}

TEST(Judge, AnAnswerThatIsTheProgramsIsWrongWhereAnotherFunctionIsIntended) {
  Evidence e{.computed = 2, .truth = exists(2.002, binary64), .derivative = false, .program = 2.0};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::wrong);
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::formula);
  e.branch_differs = true;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::branch);
  e.branch_differs = false;
  e.computed = 2.5;  // neither the one nor the other
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::inaccurate);
}

TEST(Judge, ATieWhereTheDerivativeExistsIsAKinkOutsideTheSlopesBesideIt) {
  Evidence e{.computed = 0.25, .truth = exists(0, binary64), .running = RunningError{.bound = infinity, .tie = true}};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::kink);
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::tie);
  e.beside = Interval{0, 1};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::subgradient);
  e.beside = Interval{0.5, 1};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::kink);
}

TEST(Judge, BlamesACustomGradientForTheZeroOrInfinityThatIsItsFormulas) {
  Evidence e{.computed = 0, .truth = exists(1, binary64), .formula = 0.0, .running = RunningError{.bound = 0},
             .custom = true};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::underflow);
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::gradient);
  e.formula = 1;
  e.running->out_of_range = true;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::range);
  e.computed = nan;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::range);
  e.running = RunningError{.bound = infinity, .singular = true};
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::singular);
}

TEST(Judge, ABlackBoxGradientThatErrsPersistentlyNeedNotPassThroughSubnormalNumbers) {
  Evidence e{.computed = 1 + 1e-9, .truth = exists(1, binary64), .running = RunningError{.bound = 1, .in_range = 1e-16},
             .custom = true};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::inaccurate);
  e.persistent = true;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::wrong);
}

TEST(Judge, BlamesTheFormulaForANaNWhereRoundingLandsOnASingularity) {
  Evidence e{.computed = nan, .truth = exists(1, binary64), .running = RunningError{.bound = 0.2, .in_range = 0.2}};
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::engine);
  e.lands_on_singularity = true;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::formula);
  e.running->flushed = true;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::range);
}
TEST(Judge, AValueHasNoRuleToBlame) {
  const Evidence e{.computed = infinity, .truth = exists(1, binary64), .derivative = false,
                   .running = RunningError{.bound = 0.2, .in_range = 0.2}};
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::range);
}

TEST(Judge, BlamesTheFiniteDifferenceThatMissesTheTruth) {
  Evidence e{.computed = 1, .truth = exists(1, binary64), .estimate = Estimate{1.1, 0.05, 1e-3, 2}};
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::estimate);
  EXPECT_EQ(judge(e, binary64, standard).level, Level::ok);
  e.estimate->error = 0.2;
  EXPECT_EQ(judge(e, binary64, standard).blame, Blame::none);
}

TEST(Judge, BlackBoxIsJudgedByTheBarAndOnlyByATightOne) {
  Evidence e{.computed = 1, .truth = missing(Existence::undecided), .black_box = true, .estimate = Estimate{1, 1e-9, 1e-3, 2}};
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::accurate);
  e.computed = 1 + 2e-9;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::wrong);
  e.estimate->error = 0.5;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::undecided);
  e.estimate->error = nan;
  EXPECT_EQ(judge(e, binary64, standard).verdict, Verdict::undecided);
}

TEST(Judge, ErrorIsCountedFromTheCorrectlyRoundedNumber) {
  EXPECT_EQ(error_ulps(exists(3.720075976020836e-44, binary32), 0, binary32), 27);
  EXPECT_TRUE(std::isnan(error_ulps(exists(1, binary32), nan, binary32)));
  EXPECT_TRUE(std::isfinite(error_ulps(exists(-1e308, binary64), 1.7e308, binary64)));
  EXPECT_EQ(judge({.computed = nan, .truth = exists(1, binary32)}, binary32, standard).bits_lost, 24);
}

TEST(Judge, AsksForMoreOnlyOutsideTheFirstYardstick) {
  EXPECT_FALSE(needs_more({.computed = above_one(binary64, 8), .truth = exists(1, binary64)}, binary64, standard));
  EXPECT_TRUE(needs_more({.computed = above_one(binary64, 9), .truth = exists(1, binary64)}, binary64, standard));
  EXPECT_TRUE(needs_more({.computed = nan, .truth = exists(1, binary64)}, binary64, standard));
  EXPECT_FALSE(needs_more({.computed = 3, .truth = kink(0, 1)}, binary64, standard));
}

TEST(Judge, NamesReadBack) {
  for (Verdict v : verdicts()) EXPECT_EQ(find_verdict(name(v)), v);
  EXPECT_EQ(verdicts().size(), 13u);
  EXPECT_EQ(find_level("warning"), Level::warning);
  EXPECT_FALSE(find_verdict("fine"));
}

}  // namespace
}  // namespace clino
