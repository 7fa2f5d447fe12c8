// The finite-difference methods where the function is noisy or flat, the complex step, and the table of methods.
#include "estimators_testing.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

namespace clino {
namespace {

using namespace estimators_testing;
using std::abs, std::cos, std::exp, std::expm1, std::floor, std::log, std::sin, std::sqrt, std::tanh;

TEST(EstimatorNoise, CancellationWidensTheBar) {
  const Function f = [](auto x) { return (1.0 - cos(x)) / (x * x); };
  for (const double x : {1e-6, 1e-9})
    for (const Function& g : {f, black_box(f)})
      for (const auto& [name, e] : all_at(g, x)) EXPECT_TRUE(holds(e, -x / 12)) << name << " at " << x;
}

TEST(EstimatorNoise, StaircaseOfABlackBoxIsNotFlat) {
  for (const double shift : {1e8, 1e12, 1e16}) {
    const Function f = [shift](auto x) { return (x + shift) - shift; };
    for (const Function& g : {f, black_box(f)})
      for (const auto& [name, e] : all_at(g, 0.3)) EXPECT_TRUE(holds(e, 1)) << name << " shift " << shift;
  }
}

TEST(EstimatorNoise, FlatBeforeAStaircaseIsNotTakenForAConstant) {
  // 1 + exp(x) absorbs exp(x) below -37: flat there, and a staircase of 2^-52 beyond.
  const Function f = black_box([](auto x) { return log(1.0 + exp(x)); });
  for (const Format& format : {binary32, binary64})
    for (const double x : {-79.0, -64.5, -45.5, -41.25})
      for (const auto& [name, e] : all_at(f, x, format))
        EXPECT_TRUE(holds(e, 1 / (1 + std::exp(-x)))) << name << " at " << x << " in " << format.name;
}

TEST(EstimatorNoise, FlatBlackBoxHasSlopeZero) {
  const Function relu =
      Function::opaque({1, 1}, [](std::span<const double> x) { return std::vector{std::max(x[0], 0.0)}; });
  for (const double x : {-3.0, -0.1}) {
    const auto best = all_at(relu, x);
    ASSERT_FALSE(best.empty());
    EXPECT_TRUE(holds(best.back().second, 0));
    EXPECT_FALSE(holds(best.back().second, 1e-12));
  }
}

TEST(EstimatorNoise, NoisyBlackBoxIsAveragedOverLongerSteps) {
  // Noise of 1e-9 from the bits of x, as an iterative solver leaves it.
  const Function f = Function::opaque({1, 1}, [](std::span<const double> x) {
    const double scrambled = std::fmod(std::fabs(x[0]) * 1e15, 7.0) / 7.0 - 0.5;
    return std::vector{std::sin(x[0]) + 1e-9 * scrambled};
  });
  for (const double x : {0.3, 0.9, 2.2}) {
    const auto all = all_at(f, x);
    for (const auto& [name, e] : all) EXPECT_TRUE(holds(e, std::cos(x))) << name << " at " << x;
  }
}

TEST(EstimatorNoise, OverflowOfAnIntermediateIsCovered) {
  const Function f = [](auto x) { return 1.0 / exp(x); };
  for (const auto& [name, e] : all_at(f, 100, binary32)) {
    EXPECT_TRUE(holds(e, -std::exp(-100.0))) << name;
    EXPECT_LT(e.error, 1e-35) << name;
  }
}

// ---- the complex step and the table

TEST(ComplexStep, OnlyWhereTheProgramIsAnalytic) {
  const Estimator& complex_step = *find_estimator("complex_step");
  const auto answers = [&](const Function& f, double x) {
    const std::array at{x};
    return complex_step.partial({f, at, 0, 0, binary64, everywhere}).has_value();
  };
  EXPECT_TRUE(answers([](auto x) { return abs(x); }, 1));
  EXPECT_FALSE(answers([](auto x) { return abs(x); }, 0));
  EXPECT_FALSE(answers([](auto x) { return x > 0.0 ? x : decltype(x)(0.0); }, 0));
  EXPECT_TRUE(answers([](auto x) { return x > 0.0 ? x : decltype(x)(0.0); }, 1));
  EXPECT_FALSE(answers(
      [](auto x) {
        using std::erf;
        return erf(x);
      },
      1));
  EXPECT_FALSE(answers([](auto x) { return sqrt(x); }, 0));
  EXPECT_FALSE(answers(black_box([](auto x) { return x; }), 1));
}

TEST(ComplexStep, UnderflowOnTheWayIsInTheBar) {
  const Function f = [](auto x) { return exp(x); };
  const std::array at{-700.0};
  const auto e = find_estimator("complex_step")->partial({f, at, 0, 0, binary64, everywhere});
  ASSERT_TRUE(e);
  EXPECT_TRUE(holds(*e, std::exp(-700.0)));
}

TEST(EstimatorNoise, UnderflowOfAnIntermediateIsCovered) {
  const Function cube = [](auto x) { return x * x * x * 1e30; };
  const std::vector<double> x{1.4e-108};
  const std::optional<Estimate> e =
      best_difference({.function = cube, .x = x, .format = binary64, .domain = {-1, 1}});
  ASSERT_TRUE(e.has_value());
  EXPECT_LE(std::fabs(e->value - 5.88e-186), e->error);
}

TEST(EstimatorNoise, NoStepCrossesTheCutOfAtan2) {
  const Function angle = [](auto y) { return atan2(y, decltype(y)(-1.0)); };
  for (const double y : {1e-20, -1e-300, 1e-3}) {
    const std::vector<double> at{y};
    const std::optional<Estimate> e =
        best_difference({.function = angle, .x = at, .format = binary64, .domain = {-1, 1}});
    EXPECT_TRUE(!e || std::fabs(e->value + 1 / (1 + y * y)) <= e->error) << y;
  }
}

TEST(Estimators, TableNamesCentralFirstAndFindsByName) {
  EXPECT_EQ(estimators()[0].name, "central");
  for (const Estimator& e : estimators()) EXPECT_EQ(find_estimator(e.name), &e);
  EXPECT_EQ(find_estimator("newton"), nullptr);
}

TEST(Estimators, BestHasTheSmallestBar) {
  const Estimates all = all_at([](auto x) { return x * sin(x); }, 0.7);
  ASSERT_EQ(all.back().first, "best");
  for (const auto& [name, e] : all) EXPECT_LE(all.back().second.error, e.error) << name;
}

TEST(Estimators, PartialsOfSeveralInputsAndOutputs) {
  const Function f = [](auto x, auto y) { return std::array{x * y, x + exp(y)}; };
  const std::array at{2.0, 0.5};
  const std::array truth{0.5, 2.0, 1.0, std::exp(0.5)};
  for (int output = 0; output < 2; ++output)
    for (int input = 0; input < 2; ++input)
      for (const Estimator& e : estimators()) {
        const auto estimate = e.partial({f, at, output, input, binary64, everywhere});
        ASSERT_TRUE(estimate) << e.name;
        EXPECT_LE(std::fabs(estimate->value - truth[static_cast<std::size_t>(2 * output + input)]), estimate->error)
            << e.name << " " << output << " " << input;
      }
}

TEST(Estimators, StepsAndEvaluationsAreReported) {
  int runs = 0;
  const Function f = Function::opaque({1, 1}, [&](std::span<const double> x) {
    ++runs;
    return std::vector{std::sin(x[0])};
  });
  const std::array at{0.5};
  const auto e = find_estimator("central")->partial({f, at, 0, 0, binary64, everywhere});
  ASSERT_TRUE(e);
  EXPECT_EQ(e->evaluations, runs);
  EXPECT_GT(e->step, 0);
  EXPECT_EQ((at[0] + e->step) - at[0], e->step);
}

TEST(Estimators, EndAtTheSmallestSubnormal) {
  const Function f = [](auto x) { return 1.0 / exp(x); };
  for (const Format& format : formats())
    for (const auto& [name, e] : all_at(f, smallest_subnormal(format), format, {0, 100}))
      EXPECT_TRUE(holds(e, -std::exp(-smallest_subnormal(format)))) << format.name << " " << name << ": " << e.value << " +- " << e.error;
}

}  // namespace
}  // namespace clino
