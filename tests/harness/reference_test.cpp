#include "clino/reference.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cfenv>
#include <cmath>
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
