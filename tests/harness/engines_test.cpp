#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "clino/engine.hpp"
#include "clino/evaluate.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using std::abs, std::exp, std::log, std::max, std::min, std::sqrt, std::tanh;

Jacobian answer(const Engine& engine, const Function& f, std::vector<double> x, const Format& format) {
  const Trace trace = f.trace(x, {.format = format});
  return std::get<Jacobian>(engine.jacobian(trace, x, format, Shims::supply));
}
double slope(const Engine& engine, const Function& f, double x, const Format& format = binary32) {
  return answer(engine, f, {x}, format).partials.at(0);
}

const Function recip_exp = [](auto x) { return 1.0 / exp(x); };
const Function sigmoid = [](auto x) { return 1.0 / (1.0 + exp(-x)); };

TEST(Engines, AreFoundByName) {
  for (const auto& engine : engines()) EXPECT_EQ(find_engine(engine->info().name), engine.get());
  EXPECT_EQ(find_engine("custom"), nullptr);
  EXPECT_EQ(find_engine("forwards"), nullptr);
}

// facts/engines.md, 2a: PyTorch 1.13.1 gives these in binary32.
TEST(Reverse, RecipExpFailsAsATapeFrameworkDoes) {
  const auto& reverse = *find_engine("reverse");
  EXPECT_TRUE(std::isnan(slope(reverse, recip_exp, 100)));
  EXPECT_NEAR(slope(reverse, recip_exp, 50), -1.96164e-22, 1e-27);
  EXPECT_NEAR(slope(reverse, recip_exp, 50, binary64), -1.92875e-22, 1e-27);
  EXPECT_EQ(slope(
                reverse, [](auto x) { return tanh(x); }, 10),
            0.0);
}

// facts/catalogue.md, section 2, and facts/engines.md, 2a: measured on PyTorch 1.13.1 and Eigen 3.4.0.
TEST(Reverse, HasTheConventionsOfATapeFramework) {
  const auto at = [](const Function& f, std::vector<double> x) {
    return answer(*find_engine("reverse"), f, std::move(x), binary64).partials;
  };
  EXPECT_EQ(at([](auto x) { return abs(x); }, {0}).at(0), 0.0);
  EXPECT_EQ(at([](auto x) { return max(x, 0.0); }, {0}).at(0), 0.5);
  EXPECT_EQ(at([](auto x, auto y) { return min(x, y); }, {1, 1}), (std::vector{0.5, 0.5}));
  EXPECT_EQ(at([](auto x, auto y) { return sqrt(x) + y; }, {0, 1}).at(1), 1.0);
  EXPECT_TRUE(std::isnan(at([](auto x, auto y) { return sqrt(x * x + y * y); }, {0, 0}).at(0)));
  EXPECT_TRUE(std::isnan(at([](auto x, auto y) { return hypot(x, y); }, {0, 0}).at(0)));
  EXPECT_EQ(at([](auto x) { return expm1(x); }, {-50}).at(0), 0.0);
  EXPECT_EQ(at([](auto x, auto y) { return pow(x, y); }, {0, 0}), (std::vector{0.0, 0.0}));
  EXPECT_EQ(at([](auto x, auto y) { return pow(x, y); }, {0, -1}), (std::vector{-infinity, -infinity}));
  EXPECT_EQ(at([](auto x, auto y) { return atan2(x, y); }, {1e-200, 1e-200}), (std::vector{infinity, -infinity}));
}

TEST(Eigen, HasTheConventionsOfAutoDiffScalar) {
  const auto at = [](const Function& f, std::vector<double> x) {
    return answer(*find_engine("eigen"), f, std::move(x), binary64).partials;
  };
  EXPECT_EQ(at([](auto x) { return abs(x); }, {-0.0}).at(0), 1.0);
  EXPECT_EQ(at([](auto x) { return max(x, 0.0); }, {0}).at(0), 1.0);
  EXPECT_EQ(at([](auto x) { return max(0.0, x); }, {0}).at(0), 1.0);
  EXPECT_EQ(at([](auto x) { return max(decltype(x)(0.0), x); }, {0}).at(0), 0.0);
  EXPECT_EQ(at([](auto x, auto y) { return max(x, y); }, {1, 1}), (std::vector{1.0, 0.0}));
  EXPECT_EQ(at([](auto x, auto y) { return min(x, y); }, {1, 1}), (std::vector{0.0, 1.0}));
  EXPECT_TRUE(std::isnan(at([](auto x, auto y) { return sqrt(x) + y; }, {0, 1}).at(1)));
  EXPECT_TRUE(std::isnan(at([](auto x) { return pow(x, 0.0); }, {0}).at(0)));
  EXPECT_TRUE(std::isnan(slope(
      *find_engine("eigen"), [](auto x) { return x / x; }, 1e-30)));
}

TEST(Forward, RecipExpIsRightWhereTheValueIs) {
  const auto& forward = *find_engine("forward");
  EXPECT_FLOAT_EQ(static_cast<float>(slope(forward, recip_exp, 50)), -1.9287498e-22F);
  EXPECT_TRUE(std::isnan(slope(forward, recip_exp, 100)));
  EXPECT_FLOAT_EQ(static_cast<float>(slope(
                      forward, [](auto x) { return tanh(x); }, 10)),
                  8.2446145e-09F);
}

// facts/engines.md, 2a: Eigen's quotient rule squares the denominator.
TEST(Eigen, RecipExpIsSilentlyZeroBeforeItIsNaN) {
  const auto& eigen = *find_engine("eigen");
  EXPECT_EQ(slope(eigen, recip_exp, 50), 0.0);
  EXPECT_EQ(slope(eigen, recip_exp, 400, binary64), 0.0);
  EXPECT_TRUE(std::isnan(slope(eigen, recip_exp, 100)));
}

TEST(Eigen, SigmoidHasItsThresholds) {
  const auto& eigen = *find_engine("eigen");
  const auto at = [&](double x) { return slope(eigen, sigmoid, round_to(binary32, x)); };
  EXPECT_NEAR(at(2), 0.10499, 5e-6);
  EXPECT_GT(at(-44.36), 0.0);
  EXPECT_EQ(at(-44.37), 0.0);
  EXPECT_EQ(at(-88.72), 0.0);
  EXPECT_TRUE(std::isnan(at(-88.73)));
}

TEST(Eigen, ALiteralNumeratorIsAnotherRuleThanAConstantOne) {
  const auto& eigen = *find_engine("eigen");
  const Function literal = [](auto x) { return exp(x) * 2.0; };
  const Function constant = [](auto x) { return exp(x) * decltype(x)(2.0); };
  EXPECT_TRUE(std::isinf(slope(eigen, literal, 710, binary64)));
  EXPECT_TRUE(std::isnan(slope(eigen, constant, 710, binary64)));
}

TEST(Eigen, NamesTheRulesSupplied) {
  const Function f = [](auto x) { return log1p(x) + pow(x, x) + pow(x, 2.0) + log1p(x); };
  EXPECT_EQ(answer(*find_engine("eigen"), f, {0.5}, binary32).supplied, (std::vector{Op::log1p, Op::pow}));
  const Function g = [](auto x) { return pow(x, 2.0) * exp(x); };
  EXPECT_TRUE(answer(*find_engine("eigen"), g, {0.5}, binary32).supplied.empty());
  const std::array x{0.5};
  const Answer refused = find_engine("eigen")->jacobian(f.trace(x), x, binary32, Shims::refuse);
  EXPECT_EQ(std::get<Unsupported>(refused).op, Op::log1p);
}

// asin compiles for AutoDiffScalar<Matrix<half, N, 1>>, and 1/sqrt(1 - x^2) is then a division by an integer.
TEST(Eigen, AnOverloadThatCompilesToAWrongDerivativeIsNotPresent) {
  const Function f = [](auto x) { return asin(x); };
  EXPECT_EQ(answer(*find_engine("eigen"), f, {0.5}, binary16).supplied, (std::vector{Op::asin}));
  EXPECT_NEAR(slope(*find_engine("eigen"), f, 0.5, binary16), 1 / std::sqrt(0.75), 1e-3);
  EXPECT_TRUE(answer(*find_engine("eigen"), f, {0.5}, binary32).supplied.empty());
}

TEST(Eigen, ASuppliedRuleLeavesConstantsAlone) {
  const Function f = [](auto x) { return x * pow(decltype(x)(-3.0), decltype(x)(2.0)); };
  EXPECT_EQ(slope(*find_engine("eigen"), f, 1), 9.0);
}

TEST(Reverse, SelectSendsAZeroThatMeetsAnInfiniteSlope) {
  const Function masked = [](auto x) { return select(less(0.0, x), sqrt(x), 0.0); };
  EXPECT_TRUE(std::isnan(slope(*find_engine("reverse"), masked, 0)));
  EXPECT_EQ(slope(*find_engine("forward"), masked, 0), 0.0);
}

TEST(Forward, AnInfiniteSlopeDoesNotSpoilUnrelatedVariables) {
  const Function f = [](auto x, auto y) { return sqrt(x) + y; };
  const Jacobian j = answer(*find_engine("forward"), f, {0, 1}, binary64);
  EXPECT_TRUE(std::isinf(j.partials[0]));
  EXPECT_EQ(j.partials[1], 1.0);
}

TEST(HighPrecision, TellsAWrongRuleFromRounding) {
  const std::array x{100.0};
  const Trace trace = recip_exp.trace(x, {.format = binary32});
  for (const auto& engine : engines()) {
    const auto j = engine->high_precision(trace, x, binary32);
    ASSERT_TRUE(j.has_value());
    EXPECT_DOUBLE_EQ(j->partials[0], -std::exp(-100.0));
  }
  const auto wrong = custom_engine(recip_exp, Function([](auto t) { return -1.0000001 * exp(-t); }));
  EXPECT_NEAR(wrong->high_precision(trace, x, binary64)->partials[0] / -std::exp(-100.0) - 1, 1e-7, 1e-12);
}

TEST(HighPrecision, IsEmptyWhereItWouldBeImprecise) {
  const Function tower = [](auto x) { return exp(exp(x)); };
  const Function wave = [](auto x) { return sin(x); };
  const std::array x{100.0}, huge{1e300};
  for (const auto& engine : engines()) {
    EXPECT_FALSE(engine->high_precision(tower.trace(x), x, binary64).has_value());
    EXPECT_FALSE(engine->high_precision(wave.trace(huge), huge, binary64).has_value());
  }
}

TEST(HighPrecision, RoundsLiteralsToTheFormatFirst) {
  const Function f = [](auto x) { return 0.1 * x; };
  const std::array x{1.0};
  for (const auto& engine : engines()) {
    EXPECT_EQ(engine->high_precision(f.trace(x), x, binary32)->partials[0], static_cast<double>(0.1F));
    EXPECT_EQ(engine->high_precision(f.trace(x), x, binary64)->partials[0], 0.1);
  }
}

TEST(Custom, ValueIsThePlainProgramAndPartialsAreTheGradient) {
  const auto engine = custom_engine(recip_exp, Function([](auto x) { return -exp(-x); }));
  const Jacobian j = answer(*engine, recip_exp, {100}, binary32);
  EXPECT_EQ(j.values.at(0), 0.0);
  EXPECT_EQ(j.partials.at(0), -compute(binary32, Op::exp, -100));
}

TEST(Custom, ABlackBoxRunsInBinary64AndIsRoundedOnce) {
  const Function box =
      Function::opaque({1, 1}, [](std::span<const double> x) { return std::vector{-std::exp(-x[0])}; });
  const auto engine = custom_engine(recip_exp, box);
  EXPECT_EQ(answer(*engine, recip_exp, {100}, binary32).partials.at(0), round_to(binary32, -std::exp(-100.0)));
  const std::array x{100.0};
  EXPECT_FALSE(engine->high_precision(recip_exp.trace(x), x, binary32).has_value());
  EXPECT_FALSE(engine->sensitivities(recip_exp.trace(x), x, binary32, 0, 0).has_value());
}

TEST(Custom, AnExceptionIsAnAnswer) {
  const Function throws = Function::opaque(
      {1, 1}, [](std::span<const double>) -> std::vector<double> { throw std::runtime_error("no gradient here"); });
  const std::array x{1.0};
  const Answer a = custom_engine(recip_exp, throws)->jacobian(recip_exp.trace(x), x, binary64, Shims::supply);
  EXPECT_EQ(std::get<Failed>(a).message, "no gradient here");
}

TEST(Custom, RefusesAGradientOfAnotherShape) {
  EXPECT_THROW(custom_engine(recip_exp, Function([](auto x, auto y) { return x * y; })), std::invalid_argument);
}

TEST(Sensitivities, ChainToTheJacobian) {
  const Function f = [](auto x, auto y) { return log(x) * exp(y) / x; };
  const std::vector<double> x{1.5, -0.25};
  const Trace trace = f.trace(x);
  for (const auto& engine : engines()) {
    const Jacobian j = answer(*engine, f, x, binary64);
    for (int i = 0; i < 2; ++i) {
      const auto s = engine->sensitivities(trace, x, binary64, 0, i);
      ASSERT_TRUE(s.has_value());
      EXPECT_EQ(s->values, evaluate(trace, x, binary64));
      const bool forward = s->mode == Mode::forward;
      const auto node = forward ? trace.outputs[0] : static_cast<NodeId>(i);
      EXPECT_EQ(s->derivatives[node], j.partials[static_cast<std::size_t>(i)]);
      EXPECT_EQ(s->derivatives[forward ? static_cast<NodeId>(i) : trace.outputs[0]], 1.0);
    }
  }
}

}  // namespace
}  // namespace clino
