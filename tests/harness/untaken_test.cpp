#include "untaken.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace clino {
namespace {

std::vector<Point> found(const Function& f, const std::vector<Interval>& domain, const std::vector<Point>& seen,
                         const Format& format = binary64) {
  const Case c{.name = "f", .function = f, .domain = domain};
  std::vector<Point> points;
  for (const SpecialPoint& p : untaken_sides(c, format, seen)) points.push_back(p.x);
  return points;
}

TEST(UntakenSides, AConditionOnThreeInputsAtOnce) {
  const Function f = Function::parse("where(x > 0.9 and y > 0.9 and z < -0.9, 0, x*y*z)");
  const auto points = found(f, {{-1, 1}, {-1, 1}, {-1, 1}}, {{0, 0, 0}});
  EXPECT_TRUE(std::ranges::any_of(points, [](const Point& p) { return p[0] > 0.9 && p[1] > 0.9 && p[2] < -0.9; }));
  EXPECT_TRUE(std::ranges::any_of(points, [](const Point& p) { return p[0] > 0.9 && !(p[1] > 0.9); }))
      << "every decision on the way is taken both ways";
}

TEST(UntakenSides, ASmallBoxAndASinglePoint) {
  const std::vector<Interval> square{{-1, 1}, {-1, 1}};
  const auto box = found(Function::parse("where(abs(x-0.31) < 1e-6 and abs(y+0.57) < 1e-6, 0, x*y)"), square, {{0, 0}});
  EXPECT_TRUE(std::ranges::any_of(
      box, [](const Point& p) { return std::fabs(p[0] - 0.31) < 1e-6 && std::fabs(p[1] + 0.57) < 1e-6; }));
  const auto point = found(Function::parse("where(x == 0.25 and y == 0.75, 0, x*y)"), square, {{0, 0}}, binary32);
  EXPECT_TRUE(std::ranges::find(point, Point{0.25, 0.75}) != point.end());
}

TEST(UntakenSides, ACompiledFunctionAsWell) {
  const Function f = [](auto a, auto b) {
    if (a > b * 3.0)
      if (b > 2.0) return a;
    return b;
  };
  const auto points = found(f, {{0, 10}, {0, 10}}, {{0, 0}});
  EXPECT_TRUE(std::ranges::any_of(points, [](const Point& p) { return p[0] > p[1] * 3 && p[1] > 2; }));
}

TEST(UntakenSides, WhatIsTakenOrCannotBeIsNotAdded) {
  const std::vector<Interval> square{{-1, 1}, {-1, 1}};
  EXPECT_TRUE(found(Function::parse("where(x > 0, x, y)"), square, {{0, 0}, {1, 0}}).empty());
  EXPECT_TRUE(found(Function::parse("where(x*x + y*y < -1, x, y)"), square, {{0, 0}}).empty());
  EXPECT_TRUE(found(Function::parse("x*y"), square, {{0, 0}}).empty());
}

}  // namespace
}  // namespace clino
