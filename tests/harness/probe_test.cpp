#include "probe.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace clino {
namespace {

using std::abs, std::exp, std::max, std::sqrt;

std::vector<double> found(const Function& f, Interval domain, const Format& format) {
  const Case c{
      .name = "f", .function = f, .domain = std::vector<Interval>(static_cast<std::size_t>(f.shape().inputs), domain)};
  std::vector<double> xs;
  for (const SpecialPoint& p : thresholds(c, format, 200)) xs.push_back(p.x[0]);
  return xs;
}

bool has(const std::vector<double>& xs, double x) { return std::ranges::find(xs, x) != xs.end(); }

TEST(Probe, FindsTheOverflowOfExpToTheFloat) {
  const auto xs = found([](auto x) { return 1.0 / exp(x); }, {-200, 200}, binary32);
  const double last = 88.72283172607422;  // the largest float whose expf is finite
  ASSERT_TRUE(std::isfinite(std::exp(static_cast<float>(last))));
  EXPECT_TRUE(has(xs, last));
  EXPECT_TRUE(has(xs, next_up(binary32, last)));
}

TEST(Probe, AChangeBetweenTwoLouderOnesIsFoundToo) {
  // exp leaves the normal numbers on both sides of the place where its operand's root changes sign.
  const Function f = [](auto x) {
    const auto t = (x - 0.7123) / 1e-6;
    return exp(-(t * t));
  };
  const auto xs = found(f, {-3, 3}, binary64);
  EXPECT_TRUE(has(xs, 0.7123));
  EXPECT_TRUE(std::ranges::any_of(xs, [](double x) { return x > 0.7122 && x < 0.71229; }));
  EXPECT_TRUE(std::ranges::any_of(xs, [](double x) { return x > 0.71231 && x < 0.7124; }));
}

TEST(Probe, FindsComparisonsOnBothSides) {
  const auto xs = found([](auto x) { return x * x < 2.0 ? x : x * 2.0; }, {0, 100}, binary64);
  const auto flip = std::ranges::find_if(xs, [&](double x) { return x * x < 2 && has(xs, next_up(binary64, x)); });
  ASSERT_NE(flip, xs.end());
  const double above = next_up(binary64, *flip);
  EXPECT_FALSE(above * above < 2);
}

TEST(Probe, LooksInsideABranchThatIsNarrow) {
  const auto inside = [](const Function& f, Interval domain, double lo, double hi) {
    const double margin = (hi - lo) / 8;  // far from both ends in ulps
    return std::ranges::any_of(found(f, domain, binary64),
                               [&](double x) { return x > lo + margin && x < hi - margin; });
  };
  EXPECT_TRUE(inside(Function::parse("where(x>0.3 and x<0.3000001,x^2,x)"), {-1, 2}, 0.3, 0.3000001));
  EXPECT_TRUE(inside(Function::parse("where(abs(x-0.123)<1e-8,x^2,x)"), {-1, 2}, 0.123 - 1e-8, 0.123 + 1e-8));
  // A comparison that flips and flips back at the peak of a sine, between any two stations.
  const double peak = std::acos(0.0), half_width = std::acos(0.99999999);
  EXPECT_TRUE(inside(Function::parse("where(sin(x)>0.99999999,x^2,x)"), {-1, 4}, peak - half_width, peak + half_width));
}

TEST(Probe, FindsTiesZerosAndEndsOfDomains) {
  EXPECT_TRUE(has(found([](auto x) { return abs(x - 0.3); }, {-1, 1}, binary64), 0.3));
  EXPECT_TRUE(has(found([](auto x) { return max(x, 0.7); }, {-1, 1}, binary64), 0.7));
  EXPECT_TRUE(has(found([](auto x) { return sqrt(x - 0.25); }, {-1, 1}, binary64), 0.25));
}

TEST(Probe, StaysWithinTheDomainAndTheBudget) {
  const Case c{.name = "f", .function = [](auto x) { return abs(x) + max(x, 0.5) + exp(x); }, .domain = {{0.1, 1}}};
  const auto points = thresholds(c, binary32, 5);
  EXPECT_LE(points.size(), 5u);
  for (const SpecialPoint& p : points) {
    EXPECT_GE(p.x[0], 0.1f);
    EXPECT_LE(p.x[0], 1);
    EXPECT_FALSE(p.reason.empty());
  }
}

}  // namespace
}  // namespace clino
