// The formula of a custom gradient against the exact derivative, where no tolerance in the inputs may hide it.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "clino/check.hpp"
#include "constant_error.hpp"

namespace clino {
namespace {

NumberResult partial(const char* f, const char* gradient, double x, const Format& format) {
  const Case c{.name = "f",
               .function = Function::parse(f, {"x"}),
               .domain = {{-1e300, 1e300}},
               .gradient = Function::parse(gradient, {"x"})};
  const std::unique_ptr<Engine> custom = custom_engine(c.function, *c.gradient);
  const Point at{round_to(format, x)};
  return judge_point(c, *custom, witness(c, at, format, {}), format, {}).partials[0];
}
Verdict verdict(const char* f, const char* gradient, double x, const Format& format) {
  return partial(f, gradient, x, format).judgement.verdict;
}

TEST(Formula, AWrongOneIsFoundWhereInputsAreIllConditioned) {
  EXPECT_EQ(verdict("exp(x)", "2*exp(x)", 80, bfloat16), Verdict::wrong);
  EXPECT_EQ(verdict("exp(x)", "1.00001*exp(x)", 80, binary32), Verdict::wrong);
  EXPECT_EQ(verdict("sin(1000*x)", "1001*cos(1000*x)", 5, binary32), Verdict::wrong);
  EXPECT_EQ(verdict("sin(x)", "-cos(x)", 1e17, binary64), Verdict::wrong);
  EXPECT_EQ(verdict("cos(30*x)", "30*sin(30*x)", 40.3, bfloat16), Verdict::wrong);
}

TEST(Formula, ARightOneIsIllConditionedThere) {
  EXPECT_NE(verdict("exp(x)", "exp(x)", 80, bfloat16), Verdict::wrong);
  EXPECT_EQ(verdict("sin(x*x)", "2*x*cos(x*x)", 1e30, binary64), Verdict::ill_conditioned);
  EXPECT_EQ(verdict("sin(x*x)", "2*x*cos(x*x)", 1e60, binary64), Verdict::ill_conditioned);
}

TEST(Formula, ConstantsStandForOtherNumbers) {
  // One third, and a degree, as people write them; the angle magnifies what they lack.
  for (const double x : {1e6, 3.7e7, 1e9}) {
    EXPECT_NE(verdict("sin(x/3)", "0.3333333333333333*cos(0.3333333333333333*x)", x, binary64), Verdict::wrong);
    EXPECT_NE(verdict("sin(x*pi/180)", "0.017453292519943295*cos(0.017453292519943295*x)", x, binary64), Verdict::wrong);
    EXPECT_EQ(verdict("sin(x/3)", "0.3333333*cos(0.3333333*x)", x, binary64), Verdict::wrong);
  }
  // Constants that cancel lose digits: no other formula.
  EXPECT_EQ(verdict("x/3-0.33*x", "1/3-0.33", 1, binary64), Verdict::inaccurate);
  EXPECT_EQ(verdict("x*0.1*3-0.29*x", "0.1*3-0.29", 1, binary64), Verdict::inaccurate);
  EXPECT_EQ(verdict("x/3-0.33*x", "1/3-0.3301", 1, binary64), Verdict::wrong);
}

TEST(Formula, AGuardThatUnderflowIsDecidingIsTheBranchs) {
  const NumberResult n = partial("max(x*x,0)", "where(x*x>0,2*x,0)", 1e-5, binary16);
  EXPECT_EQ(n.computed, 0);
  EXPECT_EQ(n.judgement.blame, Blame::branch);
}

TEST(ConstantError, IsWhatTheRoundingsOfEachConstantDo) {
  const double u = 0x1p-53, x = 1e6;
  const auto error = [&](const char* text) {
    return constant_error(Function::parse(text, {"x"}), std::array{x}, binary64, 0);
  };
  EXPECT_NEAR(error("0.1*x"), 3 * u * 0.1 * x, 1e-3 * u * x);
  EXPECT_NEAR(error("sin(0.1*x)"), 3 * u * 0.1 * x * std::fabs(std::cos(0.1 * x)), 1e-3 * u * x);
  for (const char* text : {"2*x", "x/4+1000", "x^2", "sin(x)"}) EXPECT_EQ(error(text), 0) << text;
  // A compiled function's constants are known as numbers only.
  const Function compiled = [](auto t) { return 0.1 * t + 8.0; };
  EXPECT_NEAR(constant_error(compiled, std::array{x}, binary64, 0), 3 * u * 0.1 * x, 1e-3 * u * x);
}

}  // namespace
}  // namespace clino
