#include <gtest/gtest.h>

#include <cmath>

#include "clino/reference.hpp"

namespace clino {
namespace {

constexpr Target value{}, derivative{.input = 0};

Reach one(const char* f, double x, const Format& format, Target target, double computed, double output_ulps = 8,
          double input_ulps = 4) {
  return reach(Function::parse(f, {"x"}), std::vector{x}, format, target, computed, output_ulps, input_ulps);
}

/// The exact target at another point.
double exact(const char* f, double x, const Format& format, Target target) {
  const Reference r = reference(Function::parse(f, {"x"}), std::vector{x}, format);
  return target.input < 0 ? r.values[0].rounded : r.partials[0].rounded;
}

TEST(Reach, NearAPoleTheDerivativeOfAMovedInputIsReachable) {
  const double x = static_cast<double>(1.5707963f);  // the largest float below pi/2
  const double there = exact("tan(x)", x, binary32, derivative);
  const double moved = exact("tan(x)", next_down(binary32, next_down(binary32, x)), binary32, derivative);
  EXPECT_GT(std::fabs(there - moved), 1000 * ulp(binary32, there));
  EXPECT_EQ(one("tan(x)", x, binary32, derivative, moved), Reach::reachable);
  // Between two neighbours: by the intermediate value theorem.
  const double next = exact("tan(x)", next_down(binary32, x), binary32, derivative);
  EXPECT_EQ(one("tan(x)", x, binary32, derivative, round_to(binary32, (moved + next) / 2), 0), Reach::reachable);
}

TEST(Reach, FarFromEveryMovedInputIsUnreachable) {
  const double e = std::exp(1.0);
  EXPECT_EQ(one("exp(x)", 1, binary64, value, e * (1 + 0x1p-30)), Reach::unreachable);
  EXPECT_EQ(one("exp(x)", 1, binary64, derivative, e * (1 - 0x1p-30)), Reach::unreachable);
  EXPECT_EQ(one("x*x", 3, binary32, derivative, -6), Reach::unreachable);
}

TEST(Reach, ManyInputsReachUpToTheCornerWhereAllMove) {
  // x y + z moves by 4 ulps of each: (y + x) 4 ulp + 4 ulp(z), and by second-order terms far below.
  const Function f = Function::parse("x*y+z", {"x", "y", "z"});
  const std::vector x{1.5, 1.25, 3.0};
  const double corner = 4 * (0x1p-52 * 2.75 + 0x1p-51), exact = 1.5 * 1.25 + 3;
  const auto at = [&](double computed) { return reach(f, x, binary64, value, computed, 0.5, 4); };
  EXPECT_EQ(at(exact + corner - 0x1p-50), Reach::reachable);
  EXPECT_EQ(at(exact - corner + 0x1p-50), Reach::reachable);
  EXPECT_EQ(at(exact + corner + 0x1p-49), Reach::unreachable);
  EXPECT_EQ(at(exact - corner - 0x1p-49), Reach::unreachable);
}

TEST(Reach, BothSidesOfTheAllowedError) {
  // x is its own value: with no room for the input the output may be 8.25 ulps off, not 9
  const double step = ulp(binary64, 1.5);
  EXPECT_EQ(one("x+0", 1.5, binary64, value, 1.5 + 8 * step, 8.25, 0), Reach::reachable);
  EXPECT_NE(one("x+0", 1.5, binary64, value, 1.5 + 9 * step, 8.25, 0), Reach::reachable);
  EXPECT_EQ(one("x+0", 1.5, binary64, value, 1.5 + 12 * step, 8.25, 4), Reach::reachable);
  EXPECT_NE(one("x+0", 1.5, binary64, value, 1.5 + 13 * step, 8.25, 4), Reach::reachable);
}

TEST(Reach, AJumpOrAPoleBetweenTwoPointsProvesNothing) {
  EXPECT_NE(one("floor(x)", 2, binary64, value, 1.5), Reach::reachable);
  EXPECT_NE(one("where(x<1,0,10)+0*x", 1, binary64, value, 5), Reach::reachable);
  EXPECT_NE(one("1/(x-1)", 1 + 2 * 0x1p-52, binary64, value, 0), Reach::reachable);
  EXPECT_NE(one("abs(x-1)", 1 + 2 * 0x1p-52, binary64, derivative, 0), Reach::reachable);
}

TEST(Reach, ComesAsCloseToAPoleAsTheNumberAsksFor) {
  // The pole lies 0.06 ulp from the float, between it and the next; the number is attained 0.02 ulp before it.
  const double x = static_cast<double>(1.41421366F);
  const double there = exact("1/(x^2-2)", x, binary32, value);
  EXPECT_EQ(one("1/(x^2-2)", x, binary32, value, round_to(binary32, 1.5 * there)), Reach::reachable);
  const double y = std::sqrt(2.0);  // no number of binary64 lies between the two
  EXPECT_EQ(one("1/(x^2-2)", y, binary64, value, 100 * exact("1/(x^2-2)", y, binary64, value)), Reach::reachable);
  EXPECT_EQ(one("1/(x^2-2)", y, binary64, derivative, 9 * exact("1/(x^2-2)", y, binary64, derivative)), Reach::reachable);
  // There is no smaller number than at the ends: 4 ulps away.
  EXPECT_NE(one("1/(x^2-2)", y, binary64, value, 1e-3 * exact("1/(x^2-2)", y, binary64, value)), Reach::reachable);
}

TEST(Reach, AnOscillationAttainsWhatLiesBetweenItsEnds) {
  EXPECT_EQ(one("sin(exp(x))", 15, binary32, value, 0.25), Reach::reachable);
  EXPECT_EQ(one("sin(exp(x))", 15, binary32, derivative, 12345), Reach::reachable);
  EXPECT_NE(one("sin(exp(x))", 15, binary32, value, 1.01), Reach::reachable);
}

TEST(Reach, NextToThePeakOfAnOscillationTheNumberIsFoundBetweenItsFlanks) {
  EXPECT_EQ(one("sin(exp(x))", 15, binary32, value, 0.9999999), Reach::reachable);
  EXPECT_EQ(one("sin(exp(x))", 15, binary32, value, 1 + 7 * 0x1p-24), Reach::reachable);
  EXPECT_NE(one("sin(exp(x))", 15, binary32, value, 1 + 9 * 0x1p-24), Reach::reachable);
  // Looked at in steps of a sixteenth of the segment, this one stands nearly still.
  EXPECT_EQ(one("sin(x^2)", 199.875, binary16, value, 0.0741), Reach::reachable);
  EXPECT_EQ(one("exp(cos(x^3))", static_cast<double>(371.274F), binary32, derivative, 466356.78), Reach::reachable);
}

TEST(Reach, AmongManyPolesTheNumberIsFoundBetweenTwoOrCloseToOne) {
  EXPECT_EQ(one("tan(exp(x))", 9, bfloat16, value, 0.116), Reach::reachable);
  EXPECT_EQ(one("tan(exp(x))", 20, binary32, derivative, 1.27e14), Reach::reachable);
  EXPECT_EQ(one("atan(tan(exp(x)))", 26.0610885620117, binary32, value, -1.5634217), Reach::reachable);
  EXPECT_NE(one("atan(tan(exp(x)))", 26.0610885620117, binary32, value, 1.5709), Reach::reachable);
}

TEST(Reach, ABranchThatHoldsAtOnePointHasNoDerivativeOfItsOwn) {
  EXPECT_NE(one("where(x==0,1,expm1(x)/x)", 0, binary64, derivative, 0), Reach::reachable);
  EXPECT_NE(one("where(x>0,x,where(x<0,x,0))", 0, binary64, derivative, 0), Reach::reachable);
}

TEST(Reach, AnEndOfTheDomainIsReached) {
  const double x = static_cast<double>(0.693147182F);  // above log 2
  EXPECT_EQ(one("sqrt(exp(x)-2)", x, binary32, value, 0), Reach::reachable);
  EXPECT_NE(one("sqrt(exp(x)-2)", 0.6932, binary64, value, 0), Reach::reachable);
  EXPECT_NE(one("sqrt(exp(x)-2)+1e-3", x, binary32, value, 0), Reach::reachable);
}

TEST(Reach, APoleBetweenTwoInputsIsApproachedToo) {
  const Function f = Function::parse("1/(x*y-2)", {"x", "y"});
  const std::vector<double> x{std::sqrt(2.0), std::sqrt(2.0)};
  const double there = reference(f, x, binary64).values[0].rounded;
  EXPECT_EQ(reach(f, x, binary64, value, 1e6 * there, 8, 4), Reach::reachable);
}

TEST(Reach, InputsMoveTogether) {
  const Function f = Function::parse("x-y", {"x", "y"});
  const double u = 0x1p-52;
  const std::vector<double> x{1 + 20 * u, 1 + 10 * u};
  // 10 u, and 18 u when both move 4 ulps apart; ulps of the difference itself are much smaller
  EXPECT_EQ(reach(f, x, binary64, value, 17 * u, 0, 4), Reach::reachable);
  EXPECT_EQ(reach(f, x, binary64, value, 2.5 * u, 0, 4), Reach::reachable);
  EXPECT_EQ(reach(f, x, binary64, value, 19 * u, 0, 4), Reach::unreachable);
}

TEST(Reach, SomeInputsMoveTogetherWhileOthersStay) {
  const Function hinge = Function::parse("max(abs(a-p)-abs(a-n)+1,0)", {"a", "p", "n"});
  // 0 is attained where a and p rise by half an ulp, together.
  EXPECT_EQ(reach(hinge, std::vector{1.0, 1.0, 0x1p-54}, binary64, value, 0, 8, 4), Reach::reachable);
}

TEST(Reach, ManyInputsAndNonFiniteAnswersAreUnknown) {
  const Function sum = Function::of_vector(65, 1, [](auto x) {
    auto s = x[0];
    for (std::size_t i = 1; i < x.size(); ++i) s = s + x[i];
    return s;
  });
  EXPECT_EQ(reach(sum, std::vector<double>(65, 1.0), binary64, value, 65, 8, 4), Reach::unknown);
  EXPECT_EQ(one("exp(x)", 1, binary64, value, std::nan("")), Reach::unknown);
}

}  // namespace
}  // namespace clino
