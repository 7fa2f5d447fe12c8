#include "enclosure.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace clino {
namespace {

double partial(const Function& f, std::vector<double> x, int i, double h) {
  x[static_cast<std::size_t>(i)] += h;
  return reference(f, x, binary64).partials[0].high;
}

/// The slopes of d f / d x over a box of no width, beside differences of the certified partials.
void expect_slopes(const char* text, std::vector<double> x) {
  const Function f = Function::parse(text, {"x", "y"});
  RealProgram program(f, x, binary64, Literals::as_compiled);
  ASSERT_EQ(program.evaluate(128, Derivatives::skip), RealProgram::Status::settled) << text;
  Enclosure enclosure(program, {.output = 0, .input = 0});
  ArbVector box(2);
  for (std::size_t i = 0; i < 2; ++i) arb_set_d(box[i], x[i]);
  const std::optional<ArbVector> slopes = enclosure.slopes(box);
  ASSERT_TRUE(slopes) << text;
  const double h = 0x1p-20;
  for (int i = 0; i < 2; ++i) {
    const double slope = arf_get_d(arb_midref((*slopes)[static_cast<std::size_t>(i)]), ARF_RND_NEAR);
    const double difference = (partial(f, x, i, h) - partial(f, x, i, -h)) / (2 * h);
    EXPECT_NEAR(slope, difference, 1e-9 * (1 + std::fabs(difference))) << text << ", input " << i;
  }
}

TEST(Enclosure, SlopesOfADerivativeAreItsDifferences) {
  for (const char* text : {"x*x*y+y^3", "exp(x*y)", "x/(x+y)", "atan2(y,x)", "hypot(x,y)*x", "x^y", "sqrt(x*x+y)",
                           "log(x)*sin(y*x)", "fma(x,y,x)*x", "max(x,y)*x*x", "abs(x-y)*x", "where(x<y,x*x*y,x^3)",
                           "tanh(x)*erf(y*x)", "lgamma(x*y)"}) {
    expect_slopes(text, {0.75, 1.5});
    expect_slopes(text, {2.5, 1.125});
  }
}

std::optional<ArbVector> slopes_around(const char* text, double x, double radius, Target target) {
  const Function f = Function::parse(text, {"x"});
  const std::array at{x};
  RealProgram program(f, at, binary64, Literals::as_compiled);
  EXPECT_EQ(program.evaluate(128, Derivatives::skip), RealProgram::Status::settled) << text;
  Enclosure enclosure(program, target);
  ArbVector box(1);
  arb_set_d(box[0], x);
  arb_add_error(box[0], ArbValue(radius));
  return enclosure.slopes(box);
}

TEST(Enclosure, SlopesEncloseThoseOfTheWholeBox) {
  const std::optional<ArbVector> s = slopes_around("x^3", 1, 0.25, {.input = 0});  // (x^3)'' = 6 x
  ASSERT_TRUE(s);
  EXPECT_TRUE(arb_contains((*s)[0], ArbValue(4.5)) != 0 && arb_contains((*s)[0], ArbValue(7.5)) != 0);
  EXPECT_TRUE(arb_contains((*s)[0], ArbValue(3.0)) == 0);
}

TEST(Enclosure, NoSlopesWhereTheBoxHoldsAKinkAPoleOrABranch) {
  const Target value{}, derivative{.input = 0};
  for (const Target t : {value, derivative}) {
    EXPECT_FALSE(slopes_around("abs(x)", 0.125, 0.25, t));
    EXPECT_FALSE(slopes_around("1/x", 0.125, 0.25, t));
    EXPECT_FALSE(slopes_around("where(x<0,x,2*x)", 0.125, 0.25, t));
    EXPECT_FALSE(slopes_around("sqrt(x)", 0.125, 0.25, t));
    EXPECT_TRUE(slopes_around("abs(x)", 0.5, 0.25, t));
  }
}

}  // namespace
}  // namespace clino
