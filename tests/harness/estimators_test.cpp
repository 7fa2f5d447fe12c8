// The finite-difference methods one by one: the blind spots of other checkers, kinks, edges.
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

// ---- gradient_checkers, table C: large arguments, ulps, steps

TEST(EstimatorBlindSpots, C1SquareOfAHugeNumberIsNotFlat) {
  expect_tells(all_at([](auto x) { return x * x; }, 1e12), 2e12, 0);
}

TEST(EstimatorBlindSpots, C2C4SineOfAHugeNumberIsNotFlat) {
  const Function f = [](auto x) { return sin(x); };
  for (const double x : {1e9, 1e11}) {
    expect_tells(all_at(f, x), std::cos(x), 0);
    expect_tells(all_at(black_box(f), x), std::cos(x), 0);
  }
}

TEST(EstimatorBlindSpots, C3IdentityOfAHugeNumberHasSlopeOne) {
  expect_tells(all_at([](auto x) { return x; }, 1e10), 1, 0);
}

TEST(EstimatorBlindSpots, C5StepIsASpacingOfTheFormat) {
  for (const Format& format : formats()) {
    const Function square = [](auto x) { return x * x; };
    expect_tells(all_at(square, 8, format), 16, 0);
    expect_tells(all_at(black_box(square), 8, format), 16, 0);
  }
}

TEST(EstimatorBlindSpots, C6LargeLeafInBinary32IsNotStopped) {
  const double x = 310000;
  expect_tells(all_at([](auto t) { return 0.5 * t * t; }, x, binary32), x, 0);
}

TEST(EstimatorBlindSpots, C7ScaleOfTheFunctionDoesNotMatter) {
  for (const double scale : {1e8, 1e-8, 1e-100, 1e100}) {
    const Function f = [scale](auto x) { return scale * sin(x); };
    expect_tells(all_at(f, 0.5), scale * std::cos(0.5), scale * std::cos(0.5) * 1.001);
  }
}

TEST(EstimatorBlindSpots, C8C9SlopeNearAnExtremumIsSmallNotWrong) {
  const Function cosine = [](auto x) { return cos(x); };
  for (const auto& [name, e] : all_at(cosine, std::numbers::pi)) {
    EXPECT_TRUE(holds(e, -std::sin(std::numbers::pi))) << name;
    EXPECT_LT(e.error, 1e-7) << name;
  }
  const Function f = [](auto x) { return exp(x) - x; };
  for (const auto& [name, e] : all_at(f, 1e-12)) EXPECT_TRUE(holds(e, std::expm1(1e-12))) << name;
}

// ---- table D: fast variation, aliasing

TEST(EstimatorBlindSpots, D1D3D4PeriodicFunctionsDoNotAlias) {
  for (const double frequency : {8.0, 50.0, 1e6}) {
    const double w = std::numbers::pi * frequency;
    const Function f = [w](auto x) { return sin(w * x); };
    expect_tells(all_at(f, 0), w, 0);
    expect_tells(all_at(black_box(f), 0), w, 0);
  }
}

TEST(EstimatorBlindSpots, D2SlopeUnderARippleIsNotTheSlope) {
  const double w = std::numbers::pi * 50;
  const Function f = [w](auto x) { return x + sin(w * x); };
  expect_tells(all_at(f, 0), 1 + w, 1);
  expect_tells(all_at(black_box(f), 0), 1 + w, 1);
}

TEST(EstimatorBlindSpots, D5D6D7D8D9SteepAndFastFunctionsAreResolved) {
  struct Row {
    Function f;
    double x, slope;
  };
  const std::vector<Row> rows{
      {[](auto x) { return sin(1000.0 * x); }, 0.3, 1000 * std::cos(1000 * 0.3)},
      {[](auto x) { return exp(50.0 * x); }, 0, 50},
      {[](auto x) { return tanh(100.0 * x); }, 0, 100},
      {[](auto x) { return x * sin(1.0 / x); }, 0.01, std::sin(100.0) - std::cos(100.0) * 100},
      {[](auto x) { return 1.0 / x; }, 1e-3, -1e6},
      {[](auto x) { return 1.0 / x; }, 0.02, -2500},
      {[](auto x) { return 1.0 / x; }, 1e-6, -1e12},
  };
  for (const Row& row : rows) {
    // The slopes above are rounded by up to 1e-12 of themselves, which only the sharpest bars notice.
    for (const Function& f : {row.f, black_box(row.f)}) {
      const Estimates all = all_at(f, row.x);
      ASSERT_FALSE(all.empty());
      for (const auto& [name, e] : all) {
        EXPECT_LE(std::fabs(e.value - row.slope), e.error + 1e-12 * std::fabs(row.slope)) << name << " at " << row.x;
        EXPECT_FALSE(holds(e, 0)) << name << " at " << row.x;
      }
    }
  }
}

TEST(EstimatorBlindSpots, D10RippleBelowTheSmoothPartIsTheProgramsSlope) {
  const Function f = [](auto x) { return sin(x) + 1e-8 * sin(1e7 * x); };
  const double program = std::cos(1.0) + 0.1 * std::cos(1e7);
  for (const Function& g : {f, black_box(f)}) {
    const Estimates all = all_at(g, 1);
    ASSERT_FALSE(all.empty());
    for (const auto& [name, e] : all) {
      EXPECT_LE(std::fabs(e.value - program), e.error + 1e-15) << name;
      EXPECT_FALSE(holds(e, std::cos(1.0))) << name;
    }
  }
}

TEST(EstimatorBlindSpots, VariationFasterThanTheSpacingIsNotClaimed) {
  for (const double frequency : {1e20, 1e30}) {
    const Function f = [frequency](auto x) { return sin(frequency * x); };
    const std::array x{1.0};
    for (const char* name : {"central", "ridders"}) {
      EXPECT_FALSE(find_estimator(name)->partial({f, x, 0, 0, binary64, everywhere})) << name;
      EXPECT_FALSE(find_estimator(name)->partial({black_box(f), x, 0, 0, binary64, everywhere})) << name;
    }
  }
  EXPECT_TRUE(all_at(black_box([](auto x) { return sin(x); }), 1e9, binary32).empty());
}

// ---- table A rows that a difference can see: small slopes are told from 0

TEST(EstimatorBlindSpots, ASmallSlopesAreNotZero) {
  const Function cube = [](auto x) { return x * x * x; };
  expect_tells(all_at(cube, 1e-3), 3e-6, 0);
  const Function decay = [](auto x) { return exp(-x); };
  expect_tells(all_at(decay, 20), -std::exp(-20.0), 0);
  const Function line = [](auto x) { return 1e-10 * x; };
  expect_tells(all_at(line, 1), 1e-10, 0);
  expect_tells(all_at(line, 1), 1e-10, 2e-10);
  const Function sigmoid = [](auto x) { return 1.0 / (1.0 + exp(-x)); };
  expect_tells(all_at(sigmoid, -12), std::exp(-12.0) / std::pow(1 + std::exp(-12.0), 2), 0);
}

// ---- kinks, jumps, missing derivatives

TEST(EstimatorKinks, BarSpansTheOneSidedSlopes) {
  const Function absolute = [](auto x) { return abs(x); };
  const Function relu = [](auto x) { return x > 0.0 ? x : decltype(x)(0.0); };
  for (const Format& format : formats()) {
    for (const Function& f : {absolute, black_box(absolute)}) {
      const Estimates all = all_at(f, 0, format);
      for (const auto& [name, e] : all) EXPECT_TRUE(holds(e, 1) && holds(e, -1)) << name << " " << format.name;
    }
    for (const Function& f : {relu, black_box(relu)}) {
      const Estimates all = all_at(f, 0, format);
      for (const auto& [name, e] : all) EXPECT_TRUE(holds(e, 1) && holds(e, 0)) << name << " " << format.name;
    }
  }
  EXPECT_FALSE(all_at(relu, 0).empty());
}

TEST(EstimatorKinks, BesideAKinkTheSlopeIsSharp) {
  const Function absolute = [](auto x) { return abs(x); };
  for (const Function& f : {absolute, black_box(absolute)})
    for (const double x : {1e-7, -1e-7, 0.01}) expect_tells(all_at(f, x), x > 0 ? 1 : -1, 0);
}

TEST(EstimatorKinks, JumpGivesNoSmallBar) {
  const Function other_value = [](auto x) { return x == 0.0 ? decltype(x)(5.0) : x * x; };
  const Function other_side = [](auto x) { return x == 0.0 ? decltype(x)(0.0) : 3.0 + x; };
  const Function step = [](auto x) { return floor(x); };
  for (const Function& f : {other_value, other_side, step})
    for (const Function& g : {f, black_box(f)})
      for (const auto& [name, e] : all_at(g, 0)) EXPECT_GT(e.error, 1e3) << name;
}

TEST(EstimatorKinks, VerticalTangentGivesNoSmallBar) {
  const Function root = [](auto x) { return sqrt(x); };
  for (const Function& f : {root, black_box(root)})
    for (const auto& [name, e] : all_at(f, 0, binary64, {0, 10})) EXPECT_GT(e.error, 1e3) << name;
}

TEST(EstimatorKinks, OscillationWithoutLimitIsNotClaimed) {
  const Function f = [](auto x) { return x == 0.0 ? decltype(x)(0.0) : x * sin(1.0 / x); };
  for (const Function& g : {f, black_box(f)})
    for (const auto& [name, e] : all_at(g, 0)) EXPECT_GE(e.error, 1) << name;
}

TEST(EstimatorKinks, SlopeThatExistsWithoutASeriesIsHeld) {
  const Function f = [](auto x) { return x == 0.0 ? decltype(x)(0.0) : x * x * sin(1.0 / x); };
  for (const Format& format : {binary32, binary64})
    for (const auto& [name, e] : all_at(f, 0, format)) EXPECT_TRUE(holds(e, 0)) << name << " " << format.name;
}

TEST(EstimatorKinks, RemovableSingularityWithAPatchedValueIsSmooth) {
  const Function f = [](auto x) { return x == 0.0 ? decltype(x)(1.0) : expm1(x) / x; };
  expect_tells(all_at(f, 0), 0.5, 0);
  expect_tells(all_at(black_box(f), 0), 0.5, 0);
}

// ---- edges of the domain

TEST(EstimatorEdges, StaysWithinTheDomain) {
  double lowest = infinity, highest = -infinity;
  const Function watched = Function::opaque({1, 1}, [&](std::span<const double> x) {
    lowest = std::min(lowest, x[0]);
    highest = std::max(highest, x[0]);
    return std::vector{std::exp(x[0])};
  });
  for (const double x : {0.0, 0.5, 1.0, 0.999}) {
    const Estimates all = all_at(watched, x, binary64, {0, 1});
    expect_tells(all, std::exp(x), 0);
  }
  EXPECT_GE(lowest, 0);
  EXPECT_LE(highest, 1);
}

TEST(EstimatorEdges, OneSidedWhereOneSideIsNotFinite) {
  const Function f = [](auto x) { return x * sqrt(x); };
  for (const Function& g : {f, black_box(f)})
    for (const auto& [name, e] : all_at(g, 0)) EXPECT_TRUE(holds(e, 0)) << name;
  const Function half = Function::opaque(
      {1, 1}, [](std::span<const double> x) { return std::vector{x[0] < 2 ? std::nan("") : std::sin(x[0])}; });
  expect_tells(all_at(half, 2), std::cos(2.0), 0);
}

TEST(EstimatorEdges, NeighbourThatThrowsCountsAsNotFinite) {
  const Function f = Function::opaque({1, 1}, [](std::span<const double> x) {
    if (x[0] < 2) throw std::domain_error("below 2");
    return std::vector{std::sin(x[0])};
  });
  expect_tells(all_at(f, 2), std::cos(2.0), 0);
  const std::array at{1.0};
  EXPECT_THROW(best_estimate({f, at, 0, 0, binary64, everywhere}), std::domain_error);
}

TEST(EstimatorEdges, NearAnEdgeTheLongSideIsUsed) {
  const Function f = [](auto x) { return exp(x); };
  const std::array at{1e-10};
  const auto e = find_estimator("ridders")->partial({f, at, 0, 0, binary64, {0, 1}});
  ASSERT_TRUE(e);
  EXPECT_TRUE(holds(*e, std::exp(1e-10)));
  EXPECT_LT(e->error, 1e-10);  // a two-sided step of 1e-10 cannot do better than u / 1e-10 = 1e-6
}

TEST(EstimatorEdges, NothingWhereTheFunctionHasNoValue) {
  EXPECT_TRUE(all_at([](auto x) { return log(x); }, -1).empty());
  EXPECT_TRUE(all_at([](auto x) { return 1.0 / x; }, 0).empty());
}

// ---- rounding inside the function

}  // namespace
}  // namespace clino
