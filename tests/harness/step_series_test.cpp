// The V of finite differences: error against step, as a user's own check would see it.
#include "clino/step_series.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "clino/check.hpp"
#include "estimators_testing.hpp"

namespace clino {
namespace {

using estimators_testing::everywhere;

StepSeries series_of(const char* text, double x, const Format& format, Interval domain = everywhere) {
  const Function f = Function::parse(text);
  const std::array at{x};
  return step_series({f, at, 0, 0, format, domain});
}

/// |slope - truth| at each step.
std::vector<double> errors(const StepSeries& series, double truth) {
  std::vector<double> all;
  for (const double slope : series.slopes) all.push_back(std::fabs(slope - truth));
  return all;
}

TEST(StepSeries, TruncationFallsWithTheSquareOfTheStepAndRoundingRises) {
  const StepSeries series = series_of("exp(x)", 1, binary64);
  ASSERT_EQ(series.stencil, Stencil::central);
  const std::vector<double> error = errors(series, std::exp(1.0));
  const int apart = series.exponents[0] - series.exponents[1];
  // (e/6) h^2 + O(h^4): each step divides the error by 4^apart.
  EXPECT_NEAR(std::log2(error[2] / error[3]), 2 * apart, 0.05);
  const auto best = std::ranges::min_element(error) - error.begin();
  // The cube root of the unit roundoff, 2^-17.7 (Higham 2002, section 1.14).
  EXPECT_NEAR(series.exponents[static_cast<std::size_t>(best)], -18, 3);
  EXPECT_LT(error[static_cast<std::size_t>(best)], 1e-9);
  EXPECT_GT(error.back(), 1e-3) << "one ulp apart, half of the difference is rounding";
}

TEST(StepSeries, TakesOneSideAtTheEndOfTheDomain) {
  EXPECT_EQ(series_of("x^2", 0, binary32, {0, 4}).stencil, Stencil::forward);
  EXPECT_EQ(series_of("x^2", 4, binary32, {0, 4}).stencil, Stencil::backward);
  EXPECT_EQ(series_of("x^2", 2, binary32, {0, 4}).stencil, Stencil::central);
  const StepSeries series = series_of("x^2", 0, binary32, {0, 4});
  for (std::size_t i = 0; i < series.slopes.size(); ++i)  // ((0 + h)^2 - 0) / h
    EXPECT_EQ(series.slopes[i], std::ldexp(1, series.exponents[i]));
}

TEST(StepSeries, HasFewStepsInEveryFormatAndForInputsOfAnySize) {
  for (const Format& format : formats())
    for (const double x : {0.0, 1.0, -3.0, smallest_subnormal(format), largest(format) / 2}) {
      const StepSeries series = series_of("2*x", round_to(format, x), format);
      EXPECT_GE(series.slopes.size(), 3U) << format.name << " " << x;
      EXPECT_LE(series.slopes.size(), static_cast<std::size_t>(most_steps)) << format.name << " " << x;
      ASSERT_EQ(series.slopes.size(), series.exponents.size());
    }
}

TEST(StepSeries, NoNumberWhereTheFunctionHasNone) {
  const StepSeries series = series_of("exp(x)", 88, binary32);
  EXPECT_FALSE(std::isfinite(series.slopes[0])) << "exp(88 + 64) overflows";
  EXPECT_TRUE(std::isfinite(series.slopes.back()));
}

TEST(StepSeries, StandsAtThePlainestFailingInputsOnly) {
  const UnitResult unit = check(Function::parse("1/exp(x)"), Interval{-80, 100}, {.format = binary32});
  int plainest = 0;
  for (const PointResult& p : unit.exemplars) {
    EXPECT_EQ(p.differences.has_value(), p.why == "plainest" && p.target->input == 0) << p.x[0];
    plainest += p.differences ? 1 : 0;
  }
  EXPECT_GE(plainest, 2);
  for (const PointResult& p : unit.points) EXPECT_FALSE(p.differences);
}

}  // namespace
}  // namespace clino
