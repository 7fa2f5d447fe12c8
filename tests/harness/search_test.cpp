#include "search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "clino/check.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Case on(std::vector<Interval> domain) {
  const auto n = static_cast<int>(domain.size());
  return {.name = "test",
          .function = Function::opaque({n, 1}, [](auto x) { return Point{x[0]}; }),
          .domain = std::move(domain)};
}

/// Every point looked at, in order.
struct Record {
  std::vector<Point> points;
  std::vector<std::string> why;
};

Record search(const Case& c, const std::vector<Place>& known, int budget, const std::function<Seen(const Point&)>& seen,
              std::uint64_t seed = 1) {
  Record r;
  Search(c, binary64, Random(seed), known).run(budget, [&](const Point& x, std::string_view why) {
    r.points.push_back(x);
    r.why.emplace_back(why);
    return seen(x);
  });
  return r;
}

TEST(SearchSteps, LooksAtNewPointsOfTheWorkingRangeWithinTheBudget) {
  Case c = on({{-3, 5}, {0, 1}});
  c.accepts = [](std::span<const double> x) { return x[0] > x[1]; };
  const Record r = search(c, {{{1, 0}, {0, 1}, true}}, 100, [](const Point&) { return Seen{0, 1}; });
  EXPECT_EQ(r.points.size(), 100U);
  EXPECT_EQ(std::set(r.points.begin(), r.points.end()).size(), 100U);
  for (const Point& x : r.points) EXPECT_TRUE(x[0] > x[1] && x[0] <= 5 && x[1] >= 0 && x[1] <= 1);
}

TEST(SearchSteps, StopsWhereThereAreNoMoreNumbers) {
  const Record r = search(on({{1, 1 + 0x1p-50}}), {}, 1000, [](const Point&) { return Seen{0, 0}; });
  EXPECT_LE(r.points.size(), 5U);
}

TEST(SearchSteps, BisectsBetweenPointsOfDifferentVerdict) {
  const auto edge = [](const Point& x) { return Seen{x[0] > 0.7371 ? 1 : 0, -infinity}; };
  const Record r = search(on({{0, 1}}), {{{0}, edge({0}), false}, {{1}, edge({1}), false}}, 90, edge);
  double below = 0, above = 1;
  for (const Point& x : r.points)
    (x[0] > 0.7371 ? above : below) = x[0] > 0.7371 ? std::min(above, x[0]) : std::max(below, x[0]);
  EXPECT_LT(above - below, 1e-4);
}

TEST(SearchSteps, BisectsAlongSeveralInputs) {
  const auto corner = [](const Point& x) { return Seen{x[0] > 2 && x[1] > 3 ? 1 : 0, -infinity}; };
  const Record r =
      search(on({{1, 8}, {1, 8}}), {{{1, 1}, corner({1, 1}), false}, {{8, 8}, corner({8, 8}), false}}, 120, corner);
  double nearest = 1;
  for (const Point& x : r.points)
    if (corner(x).kind != 0) nearest = std::min(nearest, std::min(x[0] - 2, x[1] - 3));
  EXPECT_LT(nearest, 0.01);
}

TEST(SearchSteps, ClimbsToTheLargestError) {
  // log2 of an error that grows towards x = 3.7 as 1/|x - 3.7|.
  const auto peak = [](const Point& x) { return Seen{0, -std::log2(std::fabs(x[0] - 3.7))}; };
  const Record r =
      search(on({{3, 5}}), {{{3}, peak({3}), false}, {{5}, peak({5}), false}, {{4}, peak({4}), false}}, 120, peak);
  double nearest = 1;
  for (const Point& x : r.points) nearest = std::min(nearest, std::fabs(x[0] - 3.7));
  EXPECT_LT(nearest, 1e-7);
}

TEST(SearchSteps, ClimbsAlongADiagonal) {
  const auto ridge = [](const Point& x) {
    return Seen{0, 20 - 1e6 * std::fabs(x[0] - x[1]) + x[0]};  // only both inputs together lead up
  };
  const Record r = search(on({{1, 2}, {1, 2}}), {{{1.1, 1.1}, ridge({1.1, 1.1}), true}}, 120, ridge);
  double highest = 0;
  for (const Point& x : r.points) highest = std::max(highest, x[0] == x[1] ? x[0] : 0);
  EXPECT_GT(highest, 1.5);
}

TEST(SearchSteps, IsTheSameForTheSameSeed) {
  const auto flat = [](const Point&) { return Seen{0, -infinity}; };
  const std::vector<Place> known{{{0, 0}, {0, 0}, true}};
  const Case c = on({{-1, 1}, {-1, 1}});
  EXPECT_EQ(search(c, known, 50, flat).points, search(c, known, 50, flat).points);
  EXPECT_NE(search(c, known, 50, flat).points, search(c, known, 50, flat, 2).points);
}

TEST(Hunt, SpendsHalfOfThePointsAndSaysWhy) {
  const Function f = [](auto x) {
    using std::exp;
    return 1.0 / exp(x);
  };
  CheckSettings settings{.format = binary32};
  for (const int points : {20, 64}) {
    settings.options.points = points;
    const UnitResult unit = check(f, Interval{-80, 100}, settings);
    const auto whose = [&](const char* why) {
      return std::ranges::count_if(unit.points, [&](const PointResult& p) { return p.why.starts_with(why); });
    };
    EXPECT_EQ(whose("search: "), points / 2);
    EXPECT_EQ(whose("sampled"), points - points / 2);
    EXPECT_GT(whose("search: between verdicts"), 0);
  }
}

TEST(Hunt, IsEachEnginesOwn) {
  const Function f = [](auto x) {
    using std::tanh;
    return tanh(x);
  };
  CheckSettings settings{.engine = "reverse"};
  EXPECT_FALSE(passes(check(f, Interval{-20, 20}, settings)));
  settings.engine = "forward";
  EXPECT_TRUE(passes(check(f, Interval{-20, 20}, settings)));
}

}  // namespace
}  // namespace clino
