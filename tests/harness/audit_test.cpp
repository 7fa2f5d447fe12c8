#include <gtest/gtest.h>

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <functional>

#include "clino/reference.hpp"

namespace clino {
namespace {

using std::abs, std::atan, std::cos, std::erf, std::exp, std::floor, std::fma, std::hypot, std::lgamma, std::log,
    std::log1p, std::max, std::pow, std::sin, std::sqrt, std::tanh;

constexpr Target value{0, -1}, slope{0, 0};

Audit at(const Function& f, double x, Target target = slope, const Format& format = binary64) {
  const std::array point{x};
  return audit(f.trace(point, {.format = format}), point, format, target);
}

void expect_close(const Audit& a, double truth, double ulps) {
  EXPECT_NEAR(a.value, truth, ulps * ulp(binary64, truth));
  EXPECT_LE(a.error, std::fabs(truth) * 0x1p-60);
}

TEST(Audit, AgreesWithTheDerivativeInClosedForm) {
  struct Row {
    const char* name;
    Function f;
    double x;
    std::function<double(double)> derivative;  // in binary64; allowed 4 ulps
  };
  const double root_pi = std::sqrt(M_PI);
  const Row rows[] = {
      {"exp", [](auto x) { return exp(x); }, 1.25, [](double x) { return std::exp(x); }},
      {"log1p", [](auto x) { return log1p(x); }, 0.3, [](double x) { return 1 / (1 + x); }},
      {"sin", [](auto x) { return sin(x); }, 100, [](double x) { return std::cos(x); }},
      {"atan", [](auto x) { return atan(x); }, -3, [](double x) { return 1 / (1 + x * x); }},
      {"tanh", [](auto x) { return tanh(x); }, 20, [](double x) { return 1 / (std::cosh(x) * std::cosh(x)); }},
      {"erf", [](auto x) { return erf(x); }, 2, [=](double x) { return 2 / root_pi * std::exp(-x * x); }},
      {"lgamma", [](auto x) { return lgamma(x); }, 3.5, [](double x) { return boost::math::digamma(x); }},
      {"lgamma below 0", [](auto x) { return lgamma(x); }, -2.5, [](double x) { return boost::math::digamma(x); }},
      {"digamma", [](auto x) { return digamma(x); }, 1.5, [](double x) { return boost::math::trigamma(x); }},
      {"pow", [](auto x) { return pow(x, 2.5); }, 3, [](double x) { return 2.5 * std::pow(x, 1.5); }},
      {"fma", [](auto x) { return fma(x, x, 1.0); }, 3, [](double x) { return 2 * x; }},
      {"hypot", [](auto x) { return hypot(x, 3.0); }, 4, [](double) { return 0.8; }},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    expect_close(at(row.f, row.x), row.derivative(row.x), 4);
  }
}

TEST(Audit, SurvivesCancellationThatEatsItsFirstPrecision) {
  // d/dx ((1 + x) - 1) = 1, where 1 + x needs a thousand bits.
  expect_close(at([](auto x) { return (1.0 + x) - 1.0; }, 1e-300), 1, 0);
  // (1 - cos x) / x^2 = 1/2 - x^2/24 + ..., derivative -x/12.
  expect_close(at([](auto x) { return (1.0 - cos(x)) / (x * x); }, 1e-200), -1e-200 / 12, 1);
}

TEST(Audit, ReachesBeyondTheRangeOfTheFormat) {
  const Function f = [](auto x) { return 1.0 / exp(x); };
  expect_close(at(f, 700), -std::exp(-700.0), 1);
  const Audit a = at(f, 100, slope, binary32);
  EXPECT_EQ(round_to(binary32, a.value), -27 * smallest_subnormal(binary32));
  expect_close(at([](auto x) { return exp(x) / exp(x - 1.0); }, 5000, value), M_E, 1);
}

TEST(Audit, ResolvesAFeatureMuchNarrowerThanItsArgument) {
  const auto f = [](auto x) { return sin(1.0 / x); };
  const double x = 0x1p-60;  // the period is 2 pi x^2
  expect_close(at(f, x), -std::cos(0x1p60) * 0x1p120, 1);
}

TEST(Audit, TakesTheOtherSideAtTheEdgeOfADomain) {
  expect_close(at([](auto x) { return x * sqrt(x); }, 4), 3, 0);
  const Audit edge = at([](auto x) { return x * x * sqrt(x); }, 0);
  EXPECT_EQ(round_to(binary64, edge.value), 0);
}

TEST(Audit, GivesUpWhereNoDerivativeExists) {
  EXPECT_TRUE(std::isnan(at([](auto x) { return abs(x); }, 0).value));
  EXPECT_TRUE(std::isnan(at([](auto x) { return max(x, 2.0); }, 2).value));
  EXPECT_TRUE(std::isnan(at([](auto x) { return sqrt(x); }, 0).value));
  EXPECT_TRUE(std::isnan(at([](auto x) { return 1.0 / x; }, 0).value));
  EXPECT_TRUE(std::isnan(at([](auto x) { return log(x); }, -1).value));
  EXPECT_TRUE(std::isnan(at([](auto x) { return floor(x); }, 3).value));
}

TEST(Audit, GivesUpWhereThePointIsABorderBetweenBranches) {
  EXPECT_TRUE(std::isnan(at([](auto x) { return x == 0.0 ? decltype(x)(0) : x; }, 0).value));
  EXPECT_TRUE(std::isnan(at([](auto x) { return x > 0.0 ? x : 0.125 * x; }, 0).value));
  EXPECT_EQ(at([](auto x) { return x > 0.0 ? x : 0.125 * x; }, -1).value, 0.125);
}

TEST(Audit, TakesNoValueFromAPole) {
  EXPECT_TRUE(std::isnan(at([](auto x) { return exp(2.0 * log(x)); }, 0, value).value));
  EXPECT_EQ(at([](auto x) { return select(less(x, 1.0), x, log(x)); }, 0, value).value, 0);
}

TEST(Audit, IsNotDeceivedByAStepThatEveryPrecisionAbsorbs) {
  // The step is far below 2^-1074 at 0, and 1 + exp(-h) is 2 to a thousand bits.
  expect_close(at([](auto x) { return 1.0 / (1.0 + exp(-x)); }, 0), 0.25, 0);
  expect_close(at([](auto x) { return log(2.0 + sin(x)); }, 0), 0.5, 0);
  expect_close(at([](auto x) { return sqrt(1.0 + x) - cos(x); }, 0), 0.5, 0);
}

TEST(Audit, KnowsAZeroDerivativeFromAFlushedOne) {
  const Audit even = at([](auto x) { return cos(x); }, 0);
  EXPECT_EQ(round_to(binary64, even.value), 0);
  const Audit saturated = at([](auto x) { return 1.0 / (1.0 + exp(-x)); }, 700);
  expect_close(saturated, std::exp(-700.0), 1);
}

TEST(Audit, RoundsLiteralsToTheFormatUnlessTheyAreReal) {
  const Function f = [](auto x) { return 0.1 * x; };
  const std::array x{3.0};
  const Trace t = f.trace(x);
  EXPECT_EQ(audit(t, x, binary32, slope).value, static_cast<double>(0.1f));
  EXPECT_EQ(audit(t, x, binary32, slope, {.literals = Literals::real}).value, 0.1);
}

TEST(Audit, TakesEachInputAndOutput) {
  const Function f([](auto x, auto y) { return std::array{x * y, x / y}; });
  const std::array x{3.0, 5.0};
  const Trace t = f.trace(x);
  EXPECT_EQ(audit(t, x, binary64, {0, 0}).value, 5);
  EXPECT_EQ(audit(t, x, binary64, {0, 1}).value, 3);
  EXPECT_NEAR(audit(t, x, binary64, {1, 1}).value, -0.12, 0x1p-56);
}

TEST(Audit, RefusesAnArgumentThatCannotBeReduced) {
  EXPECT_TRUE(std::isnan(at([](auto x) { return sin(exp(x)); }, 1e9, value).value));
}

}  // namespace
}  // namespace clino
