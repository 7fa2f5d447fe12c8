#include "shrink.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace clino {
namespace {

const std::vector<Interval> wide(3, Interval{-1000, 1000});

TEST(Shrink, LeavesOnlyWhatTheFailureNeeds) {
  const StillFails needs_a_large_sum = [](const Point& x) { return x[0] + x[1] > 50; };
  const Point x = shrink({33.724, 571.93, -0.1873}, binary64, wide, needs_a_large_sum);
  EXPECT_TRUE(needs_a_large_sum(x));
  EXPECT_EQ(x[2], 0) << "it does not matter";
  EXPECT_LE(plainness(x, binary64).first, 5U) << x[0] << ' ' << x[1];
}

TEST(Shrink, KeepsATie) {
  const Point x = shrink({0.73621, 0.73621}, binary64, std::span(wide).first(2),
                         [](const Point& p) { return p[0] == p[1] && p[0] > 0.7; });
  EXPECT_EQ(x[0], x[1]);
}

TEST(Shrink, AsksOnlyAboutPlainerPointsOfTheDomain) {
  const std::vector<Interval> domain{{0.3, 0.4}};
  const Point start{0.34271};
  int asked = 0;
  const Point x = shrink(start, binary64, domain, [&](const Point& p) {
    ++asked;
    EXPECT_TRUE(p[0] >= 0.3 && p[0] <= 0.4);
    EXPECT_LT(plainness(p, binary64), plainness(start, binary64));
    return std::fabs(p[0] - 0.3427) < 5e-4;
  });
  EXPECT_EQ(x[0], 0.343);
  EXPECT_LT(asked, 20);
}

TEST(Shrink, LeavesAPointAloneWhereNothingPlainerFails) {
  const Point x{0.1234567890123, -7.5};
  EXPECT_EQ(shrink(x, binary64, std::span(wide).first(2), [&](const Point& p) { return p == x; }), x);
}

}  // namespace
}  // namespace clino
