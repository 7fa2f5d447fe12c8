#include "clino/reference.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cfenv>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace clino {
namespace {

using std::abs, std::exp, std::log, std::sin, std::cos, std::sqrt, std::pow, std::max;

Reference at(const Function& f, const std::vector<double>& x, const Format& format = binary64) {
  return reference(f, x, format);
}

TEST(Reference, RoundsASubnormalGradientToTheFormat) {
  const Reference r = at([](auto x) { return 1.0 / exp(x); }, {100}, binary32);
  EXPECT_EQ(r.values[0].existence, Existence::exists);
  EXPECT_EQ(r.values[0].rounded, 3.783505853677006e-44);
  EXPECT_EQ(r.partials[0].rounded, -3.783505853677006e-44);
  EXPECT_EQ(r.partials[0].rounded, -27 * smallest_subnormal(binary32));
  EXPECT_EQ(r.partials[0].high, -3.720075976020836e-44);
}

TEST(Reference, SigmoidAtTwo) {
  const Reference r = at([](auto x) { return 1.0 / (1.0 + exp(-x)); }, {2});
  EXPECT_EQ(r.values[0].rounded, 0.8807970779778824);  // mpmath 1.2, 300 bits
  EXPECT_EQ(r.partials[0].rounded, 0.10499358540350652);
}

TEST(Reference, HighAndLowTellTheTruthToAHundredBits) {
  const Reference r = at([](auto x) { return x / 3.0; }, {1});
  EXPECT_EQ(r.values[0].high, 1.0 / 3.0);
  EXPECT_EQ(std::fma(r.values[0].high, 3.0, -1.0) + 3.0 * r.values[0].low, 0.0);
}

TEST(Reference, AnExactTieIsRoundedToEven) {
  // 2^-80 to the power 15/8 is 2^-150, between 0 and the smallest subnormal; 8! = 315 * 2^7 is between two bfloat16
  EXPECT_EQ(at([](auto x) { return pow(x, 1.875); }, {0x1p-80}, binary32).values[0].rounded, 0);
  EXPECT_EQ(at([](auto x) { return tgamma(x); }, {9}, bfloat16).values[0].rounded, 316 * 128);
}

TEST(Reference, ATieReachedThroughFractionsIsRoundedToEven) {
  // 1 + 2^-24 lies between two numbers of binary32; thirds and roots on the way to it are no exact balls.
  const auto at32 = [](const char* text, std::vector<double> x) {
    return reference(Function::parse(text, {"x", "y", "z"}), x, binary32);
  };
  for (const char* text : {"(x/3)*3+y*z", "sqrt((x/3)^2)*3+y*z", "cbrt((x/3)^3)*3+y*z", "hypot(x/3,0*y)*3+y*z",
                           "3*max(x/3,y)+y*z", "abs(-x/3)*3+y*z", "1/(3/x)*3+y*z", "select(x/3,x/3,y)*3+y*z",
                           "fma(x/3,3,y*z)", "(x/3)^-1*x*x/3+y*z"}) {
    const Reference tie = at32(text, {1, 0x1p-24, 1}), above = at32(text, {1, 0x1p-24, 1 + 0x1p-23});
    EXPECT_EQ(tie.values[0].rounded, 1) << text << tie.values[0].reason;
    EXPECT_EQ(above.values[0].rounded, 1 + 0x1p-23) << text;
    EXPECT_EQ(tie.partials[1].rounded, 1) << text << tie.partials[1].reason;
  }
  const Reference slope = at32("(x/3)*3*(y+z)", {3, 1, 0x1p-24});
  EXPECT_EQ(slope.partials[0].rounded, 1) << slope.partials[0].reason;
  EXPECT_EQ(slope.partials[0].high, 1 + 0x1p-24);
  const Reference root = at32("sqrt((x/3)^2)*3*(y+z)", {-3, 1, 0x1p-24});
  EXPECT_EQ(root.partials[0].rounded, -1) << root.partials[0].reason;
  // No fraction: exp(0) (x/3) 3 stays undecided.
  EXPECT_EQ(at32("exp(z-z)*(x/3)*3+y", {1, 0x1p-24, 1}).values[0].existence, Existence::undecided);
}

TEST(Reference, HugeArgumentsAndHugeResults) {
  // mpmath 1.2 at 4000 bits
  EXPECT_EQ(at([](auto x) { return sin(x); }, {1e300}).values[0].rounded, -0.8178819121159085);
  EXPECT_EQ(at([](auto x) { return exp(x); }, {1e300}).values[0].rounded, std::numeric_limits<double>::infinity());
  EXPECT_EQ(at([](auto x) { return exp(-x); }, {1e300}).values[0].rounded, 0);
  EXPECT_EQ(at([](auto x) { return log(exp(x)); }, {1e300}).values[0].rounded, 1e300);
  EXPECT_EQ(at([](auto x) { return log(exp(x)); }, {1e300}).partials[0].rounded, 1);
}

TEST(Reference, CancellationIsSeenThrough) {
  // (1 - cos x)/x^2 = 1/2 - x^2/24 + ..., its derivative -x/12 + ...
  const Function f = [](auto x) { return (1.0 - cos(x)) / (x * x); };
  const Reference r = at(f, {1e-6});
  EXPECT_EQ(r.values[0].rounded, 0.5 - 1e-12 / 24);
  EXPECT_NEAR(r.partials[0].rounded, -1e-6 / 12, 1e-19);
  EXPECT_EQ(at(f, {1e-150}).values[0].rounded, 0.5);
  EXPECT_GT(at(f, {1e-150}).values[0].precision, 512);
}

TEST(Reference, ValuesAndPartialsKeepThePrecisionThatDecidedThem) {
  const Reference r = at([](auto x) { return (x + 1e300) - 1e300 + x * 3.0; }, {0x1p-60});
  EXPECT_EQ(r.values[0].rounded, 0x1p-58);
  EXPECT_GT(r.values[0].precision, 512);
  EXPECT_EQ(r.partials[0].precision, 128);
}

TEST(Reference, GammaFarBelowZeroDoesNotTakeForEver) {
  const double x = -1e14 - 0.5;
  const Reference r = at([](auto t) { return digamma(t); }, {x});
  EXPECT_NEAR(r.partials[0].rounded, std::numbers::pi * std::numbers::pi, 1e-12);  // pi^2 / sin(pi x)^2 - 1/|x|
}

TEST(Reference, InputsOfManyDimensionsAndOutputs) {
  const Function f = Function::of_vector(3, 2, [](auto x) { return std::array{x[0] * x[1], x[1] / x[2]}; });
  const Reference r = at(f, {2, 3, 4});
  ASSERT_EQ(r.partials.size(), 6u);
  const std::array expected{3.0, 2.0, 0.0, 0.0, 0.25, -0.1875};
  for (std::size_t k = 0; k < 6; ++k) EXPECT_EQ(r.partials[k].rounded, expected[k]);
  EXPECT_TRUE(reference(f, std::vector{2.0, 3.0, 4.0}, binary64, {.partials = false}).partials.empty());
}

TEST(Reference, OnlyTheOutputThatNeedsItIsUndefined) {
  const Function f = Function::of_vector(2, 2, [](auto x) { return std::array{1.0 / x[0], x[0] + x[1]}; });
  const Reference r = at(f, {0, 1});
  EXPECT_EQ(r.values[0].existence, Existence::undefined);
  EXPECT_EQ(r.values[0].reason, "division by 0");
  EXPECT_EQ(r.values[1].rounded, 1);
  EXPECT_EQ(r.partials[2].rounded, 1);
}

TEST(Reference, InfiniteLiteralsMayBoundButNotCompute) {
  const double inf = std::numeric_limits<double>::infinity();
  const Reference least = at([inf](auto x) { using std::min; return min(decltype(x)(inf), x); }, {3});
  EXPECT_EQ(least.values[0].rounded, 3);
  EXPECT_EQ(least.partials[0].rounded, 1);
  EXPECT_EQ(at([inf](auto x) { return x * inf; }, {3}).values[0].existence, Existence::undefined);
  EXPECT_EQ(at([](auto x) { using std::isfinite; return isfinite(x) ? x : x * 2.0; }, {3}).values[0].rounded, 3);
}

TEST(Reference, RoundsNumbersWhoseExponentIsHugeToIntegers) {
  // exp(-exp(100)) and exp(exp(100)) have exponents of 10^43: neither is ever written out.
  const Reference tiny = at([](auto x) { return round(exp(-exp(x))); }, {100});
  EXPECT_EQ(tiny.values[0].rounded, 0);
  EXPECT_EQ(tiny.partials[0].rounded, 0);
  const Reference huge = at([](auto x) { return floor(exp(exp(x))) + abs(x - 100.0); }, {100});
  EXPECT_EQ(huge.partials[0].existence, Existence::undecided);
}

TEST(Reference, AnEndlessProgramIsUndecided) {
  const Reference r = at([](auto x) {
    while (x > 0.0) x = x + 1.0;
    return x;
  }, {1});
  EXPECT_EQ(r.values[0].existence, Existence::undecided);
  EXPECT_NE(r.values[0].reason.find("operations"), std::string::npos);
}

TEST(Reference, ALoopThatOnlyTheFormatEndsIsUndecided) {
  const Reference r = at([](auto x) {  // until underflow, which real arithmetic does not know
    while (x * 0.5 < x) x = x * 0.5;
    return x;
  }, {0x1p-1070});
  EXPECT_EQ(r.values[0].existence, Existence::undecided);
  EXPECT_FALSE(r.values[0].reason.empty());
}

TEST(Reference, BranchesAreDecidedInRealArithmetic) {
  // 1.41421356f squared is below 2, and rounds to 1.9999999 or 2 depending on the format
  const Function f = [](auto x) { return x * x < 2.0 ? x * x : 4.0 - x * x; };
  const double root = std::numbers::sqrt2;  // rounded up: its square is above 2
  const Reference r = at(f, {root});
  EXPECT_EQ(r.partials[0].rounded, -2 * root);
  const Function g = [](auto x) { return (x + 1.0) - 1.0 == x ? x * 2.0 : x * 3.0; };
  const Reference s = at(g, {0x1p-60});
  EXPECT_EQ(s.flipped, std::vector<std::size_t>{0});
  EXPECT_EQ(s.values[0].rounded, 0x1p-59);
}

TEST(Reference, ALoopThatRealArithmeticNeverEndsIsUndecided) {
  const Function newton = [](auto a) {
    auto x = a, old = a * 0.0;
    while (x != old) {
      old = x;
      x = (x + a / x) * 0.5;
    }
    return x;
  };
  const Reference r = at(newton, {2});
  EXPECT_EQ(r.values[0].existence, Existence::undecided);
  EXPECT_NE(r.values[0].reason.find("comparison"), std::string::npos);
  EXPECT_EQ(at(newton, {1}).values[0].rounded, 1);
}

TEST(Reference, AnUndecidableBranchIsUndecidedAndSaysWhich) {
  const Reference r = at([](auto x) { return exp(x) * exp(-x) - 1.0 < 0.0 ? x : -x; }, {0.7});
  EXPECT_EQ(r.values[0].existence, Existence::undecided);
  EXPECT_EQ(r.values[0].reason, "comparison 0 cannot be decided at 16384 bits");
}

TEST(Reference, EqualNumbersThatNoPrecisionShowsAreEqualByTheirExpressions) {
  const Reference r = at([](auto x) { return sin(x) * sin(x) + cos(x) * cos(x) - 1.0 < 0.0 ? x : -x; }, {0.7});
  EXPECT_EQ(r.values[0].rounded, -0.7);
  EXPECT_EQ(r.partials[0].existence, Existence::undecided);  // is it 0 nearby too? the expansion cannot tell
  const Reference tie = at([](auto x, auto y) { return max(log(x), log(y)); }, {3, 3});
  EXPECT_EQ(tie.values[0].rounded, std::log(3.0));
  EXPECT_EQ(tie.partials[0].existence, Existence::kink);
  EXPECT_EQ(tie.partials[0].left, 0);
  EXPECT_EQ(tie.partials[0].right, 1.0 / 3.0);
}

TEST(Reference, SaysThatAnInputIsNaN) {
  const Reference r = at([](auto x) { return x * 0.5; }, {Certified::none});
  EXPECT_EQ(r.values[0].existence, Existence::undecided);
  EXPECT_EQ(r.partials[0].reason, "an input is NaN");
}

TEST(Reference, IgnoresTheCallersRoundingModeAndFlushToZero) {
  const Function f = [](auto x) { return x * 0.5; };
  const std::vector<double> tiny{3 * 0x1p-1074};
  std::fesetround(FE_UPWARD);
#if defined(__SSE2__)
  const unsigned saved = _mm_getcsr();
  _mm_setcsr(saved | 0x8040);
#endif
  const Reference r = at(f, tiny);
#if defined(__SSE2__)
  EXPECT_EQ(_mm_getcsr() & 0x8040u, 0x8040u);
  _mm_setcsr(saved);
#endif
  EXPECT_EQ(std::fegetround(), FE_UPWARD);
  std::fesetround(FE_TONEAREST);
  EXPECT_EQ(r.values[0].rounded, 2 * 0x1p-1074);
}

}  // namespace
}  // namespace clino
