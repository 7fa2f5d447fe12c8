#include <gtest/gtest.h>

#include <cmath>

#include "clino/reference.hpp"

namespace clino {
namespace {

using std::exp, std::log, std::max, std::sin, std::sqrt;

ExactSteps steps(const Function& f, std::vector<double> x, int input = 0, const Format& format = binary64) {
  return exact_steps(f.trace(x, {.format = format}), x, format, 0, input);
}

TEST(ExactSteps, GiveValuesTangentsAndAdjointsOfEveryNode) {
  // y = x0^2 x1: nodes x0, x1, x0 x0, (x0 x0) x1
  const ExactSteps s = steps([](auto x, auto y) { return x * x * y; }, {3, 5});
  EXPECT_EQ(s.values, (std::vector<double>{3, 5, 9, 45}));
  EXPECT_EQ(s.tangents, (std::vector<double>{1, 0, 6, 30}));
  EXPECT_EQ(s.adjoints, (std::vector<double>{30, 9, 5, 1}));
}

TEST(ExactSteps, AgreeInBothDirections) {
  const Function f = [](auto x, auto y) { return sin(x * y) / (exp(x) + log(y)) - sqrt(x); };
  for (int input : {0, 1}) {
    const ExactSteps s = steps(f, {0.7, 1.9}, input);
    EXPECT_EQ(s.tangents.back(), s.adjoints[static_cast<std::size_t>(input)]);
  }
}

TEST(ExactSteps, ReachBeyondTheFormatAndBeyondBinary64) {
  const ExactSteps s = steps([](auto x) { return 1.0 / exp(x); }, {100}, 0, binary32);
  EXPECT_DOUBLE_EQ(s.values[1], std::exp(100.0));
  EXPECT_DOUBLE_EQ(s.tangents[2], -std::exp(-100.0));
  EXPECT_EQ(steps([](auto x) { return 1.0 / exp(exp(x)); }, {1000}).values[2], HUGE_VAL);
}

TEST(ExactSteps, AreNaNWhereTheProgramIsSingular) {
  const ExactSteps s = steps([](auto x) { return sqrt(x * x); }, {0});
  EXPECT_EQ(s.values[2], 0);
  EXPECT_EQ(s.tangents[1], 0);
  EXPECT_TRUE(std::isnan(s.tangents[2]));
  EXPECT_EQ(s.adjoints[2], 1);
  EXPECT_TRUE(std::isnan(s.adjoints[1]));
}

TEST(ExactSteps, LookThroughTheBranchTakenOnly) {
  const ExactSteps s = steps([](auto x) { return select(less(x, 1.0), 2.0 * x, log(x)); }, {0});
  EXPECT_EQ(s.tangents.back(), 2);
  EXPECT_EQ(s.adjoints[0], 2);
}

}  // namespace
}  // namespace clino
