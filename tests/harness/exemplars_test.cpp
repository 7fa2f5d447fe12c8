// What is shown of a unit: each finding once, at its plainest input, over the ranges it holds for.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "clino/check.hpp"

namespace clino {
namespace {

UnitResult custom_unit(const std::string& function, const std::string& gradient, Interval domain, const Format& format,
                       int points) {
  const Case c{.name = "exemplars/" + function,
               .function = Function::parse(function),
               .domain = {domain},
               .gradient = Function::parse(gradient),
               .sampling = {Sampling::bits}};
  std::vector<UnitResult> units;
  const std::vector<std::string> engines{"custom"};
  CheckOptions options;
  options.points = points;
  check_units(
      c, engines, format, options, [](const std::string&) {}, [&](UnitResult u) { units.push_back(std::move(u)); });
  return units.at(0);
}

TEST(Exemplars, AWrongConstantIsOneFindingOverTheWholeFormat) {
  const double big = largest(binary32);
  const UnitResult u =
      custom_unit("sin(2*pi*x)", "2*3.14159*cos(2*3.14159*x)", {-big, big}, binary32, 64);
  int wrong = 0;
  std::set<std::pair<Point, Mechanism>> seen;
  for (const PointResult& p : u.exemplars) {
    wrong += p.why == "plainest" && p.partials[0].judgement.verdict == Verdict::wrong && p.x == Point{0} ? 1 : 0;
    EXPECT_TRUE(!p.diagnosis || seen.insert({p.x, p.diagnosis->mechanism}).second) << "shown twice: " << p.x[0];
  }
  EXPECT_EQ(wrong, 1) << "3.14159 for pi is off at 0 as anywhere";
  // Ill-conditioned points between wrong ones are no reason to call the formula right there. Beyond 1 / (2 pi u) the
  // rounding of pi itself turns the angle around: no formula can be told from another.
  const auto range = std::ranges::find(u.ranges, Verdict::wrong, &Range::verdict);
  ASSERT_NE(range, u.ranges.end());
  EXPECT_EQ(std::ranges::count(u.ranges, Verdict::wrong, &Range::verdict), 1);
  EXPECT_LE(range->first, -0x1p20);
  EXPECT_GE(range->last, 0x1p20);
}

TEST(Exemplars, AGradientThatIsRightOnOneSideKeepsItsRanges) {
  const UnitResult u = custom_unit("x^2", "where(x < 1, 2*x, 3*x)", {0.5, 2}, binary64, 64);
  ASSERT_EQ(u.ranges.size(), 2U);
  EXPECT_EQ(u.ranges[0].verdict, Verdict::accurate);
  EXPECT_EQ(u.ranges[1].verdict, Verdict::wrong);
  EXPECT_EQ(u.ranges[1].first, 1);
  EXPECT_TRUE(u.ranges[1].first_is_edge);
}

TEST(Exemplars, ANumberOutsideTheSlopesOfAKinkIsTheRulesFault) {
  const UnitResult u = custom_unit("abs(x)", "where(x < 0, -1, where(x > 0, 1, 2))", {-1, 1}, binary64, 32);
  ASSERT_EQ(u.exemplars.size(), 1U);
  const PointResult& p = u.exemplars[0];
  EXPECT_EQ(p.x, Point{0});
  ASSERT_TRUE(p.diagnosis);
  EXPECT_EQ(p.diagnosis->mechanism, Mechanism::wrong_gradient);
  EXPECT_EQ(p.diagnosis->fault, Fault::rule);
  EXPECT_EQ(p.diagnosis->summary,
            "the gradient gives 2 at a kink, outside the hull of the one-sided derivatives -1 and 1");
}

}  // namespace
}  // namespace clino
