#include "places.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "probe.hpp"

namespace clino {
namespace {

Case on(const char* text, std::vector<Interval> domain) {
  return {.name = text, .function = Function::parse(text), .domain = std::move(domain)};
}
bool holds(const std::vector<SpecialPoint>& all, const Point& x) {
  return std::ranges::find(all, x, &SpecialPoint::x) != all.end();
}

TEST(Places, EdgesOfEachInputAloneAndAllAtOnce) {
  const auto all = edges(on("x*y", {{1, 3}, {10, 20}}), binary64);
  EXPECT_TRUE(holds(all, {1, 15}) && holds(all, {next_up(binary64, 1), 15}) && holds(all, {2, 20}));
  EXPECT_TRUE(holds(all, {1, 10}) && holds(all, {3, 20}));
}

TEST(Places, SpecialValuesOfEachInputAloneAndAllAtOnce) {
  const auto all = special_values_of(on("x*y", {{-1, 3}, {-1, 20}}), binary64);
  EXPECT_TRUE(holds(all, {0, 0}) && holds(all, {0, 9.5}) && holds(all, {1, 0}));
  EXPECT_TRUE(holds(all, {smallest_subnormal(binary64), 9.5}));
  EXPECT_FALSE(holds(all, {largest(binary64), 9.5})) << "outside the range";
}

TEST(Places, TiesOfAllAndOfPairsAndOneFloatBeside) {
  const auto all = ties(on("x*y*z", {{-2, 4}, {-2, 8}, {-2, 2}}), binary64);
  EXPECT_TRUE(holds(all, {0, 0, 0})) << "in the middle of what they share";
  EXPECT_TRUE(holds(all, {1, 1, 0}) && holds(all, {1, -1, 0}) && holds(all, {1, next_up(binary64, 1), 0}));
  EXPECT_TRUE(holds(all, {1, 3, 1}));
  EXPECT_TRUE(ties(on("x", {{0, 1}}), binary64).empty());
}

TEST(Thresholds, OfTheGradientAndOfTheIntendedFunctionAreFollowedToo) {
  Case c = on("exp(x)", {{-1, 2}});
  c.gradient = Function::parse("where(x > 0.7371, 0, exp(x))");
  c.reference = Function::parse("where(x > 1.234, 0, exp(x))");
  const auto all = thresholds(c, binary64, 64);
  EXPECT_TRUE(holds(all, {0.7371}) && holds(all, {next_up(binary64, 0.7371)}));
  EXPECT_TRUE(holds(all, {1.234}) && holds(all, {next_up(binary64, 1.234)}));
}

TEST(Thresholds, AreFollowedAlongTheDiagonal) {
  const auto all = thresholds(on("where(x > 3 and y > 3 and x + y < 6.5, x, y)", {{0, 10}, {0, 10}}), binary64, 64);
  EXPECT_TRUE(std::ranges::any_of(
      all, [](const SpecialPoint& p) { return p.x[0] > 3 && p.x[0] + p.x[1] < 6.5 && p.x[1] > 3; }));
}

TEST(Thresholds, ManyOfOneKindDoNotCrowdOutTheOthers) {
  const Case c = on("sin(50*x) + where(x > 0.31, x, 0)", {{0, 10}});
  const auto all = thresholds(c, binary64, 24);
  EXPECT_LE(all.size(), 24U);
  EXPECT_TRUE(holds(all, {0.31})) << "the comparison is louder than the signs";
  const auto signs =
      std::ranges::count_if(all, [](const SpecialPoint& p) { return p.reason.find("sign") != std::string::npos; });
  EXPECT_GT(signs, 4);
}

}  // namespace
}  // namespace clino
