#include "ball.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <random>

#include "clino/function.hpp"
#include "clino/replay.hpp"

namespace clino {
namespace {

using boost::multiprecision::cpp_bin_float_50;

/// Whether the ball contains the number, read as an exact binary fraction of two doubles, to within 1e-45 relative.
bool encloses(const Ball& ball, const cpp_bin_float_50& x) {
  const PrecisionScope scope(512);
  const std::string text = x.str(60, std::ios_base::scientific);
  Ball truth(text.c_str());
  const Ball slack = abs(truth) * Ball("1e-45");
  arb_add_error(truth.backend().x, slack.backend().x);
  return arb_overlaps(truth.backend().x, ball.backend().x) != 0;
}

TEST(Ball, ArithmeticEnclosesAnIndependentArithmetic) {
  std::mt19937_64 bits(7);
  for (int i = 0; i < 200; ++i) {
    const double a = std::ldexp(static_cast<double>(bits()), static_cast<int>(bits() % 100) - 110);
    const double b = -std::ldexp(static_cast<double>(bits()), static_cast<int>(bits() % 100) - 110);
    const Ball x(a), y(b);
    const cpp_bin_float_50 u(a), v(b);
    EXPECT_TRUE(encloses(x + y, u + v));
    EXPECT_TRUE(encloses(x - y, u - v));
    EXPECT_TRUE(encloses(x * y, u * v));
    EXPECT_TRUE(encloses(x / y, u / v));
    EXPECT_TRUE(encloses(sqrt(x), sqrt(u)));
    EXPECT_TRUE(encloses(fma(x, y, x), u * v + u));
  }
}

TEST(Ball, EveryFunctionEnclosesAnIndependentOne) {
  for (const double a : {-3.75, -0.625, 0.03125, 0.5, 0.8125, 2.25, 7.125}) {
    const Ball x(a);
    const cpp_bin_float_50 u(a);
    EXPECT_TRUE(encloses(exp(x), exp(u))) << a;
    EXPECT_TRUE(encloses(expm1(x), boost::math::expm1(u))) << a;
    EXPECT_TRUE(encloses(exp2(x), pow(cpp_bin_float_50(2), u))) << a;
    EXPECT_TRUE(encloses(sin(x), sin(u))) << a;
    EXPECT_TRUE(encloses(cos(x), cos(u))) << a;
    EXPECT_TRUE(encloses(tan(x), tan(u))) << a;
    EXPECT_TRUE(encloses(atan(x), atan(u))) << a;
    EXPECT_TRUE(encloses(atan2(x, Ball(-2)), atan2(u, cpp_bin_float_50(-2)))) << a;
    EXPECT_TRUE(encloses(sinh(x), sinh(u))) << a;
    EXPECT_TRUE(encloses(cosh(x), cosh(u))) << a;
    EXPECT_TRUE(encloses(tanh(x), tanh(u))) << a;
    EXPECT_TRUE(encloses(asinh(x), boost::math::asinh(u))) << a;
    EXPECT_TRUE(encloses(erf(x), boost::math::erf(u))) << a;
    EXPECT_TRUE(encloses(erfc(x), boost::math::erfc(u))) << a;
    EXPECT_TRUE(encloses(tgamma(x), boost::math::tgamma(u))) << a;
    EXPECT_TRUE(encloses(lgamma(x), log(abs(boost::math::tgamma(u))))) << a;
    EXPECT_TRUE(encloses(cbrt(x) * cbrt(x) * cbrt(x), u)) << a;
    EXPECT_TRUE(encloses(hypot(x, Ball(2)), sqrt(u * u + 4))) << a;
    EXPECT_TRUE(encloses(pow(Ball(3), x), pow(cpp_bin_float_50(3), u))) << a;
    if (a > 0) {
      EXPECT_TRUE(encloses(log(x), log(u))) << a;
      EXPECT_TRUE(encloses(log2(x), log(u) / log(cpp_bin_float_50(2)))) << a;
      EXPECT_TRUE(encloses(log10(x), log10(u))) << a;
      EXPECT_TRUE(encloses(log1p(x), boost::math::log1p(u))) << a;
    }
    if (std::fabs(a) < 1) {
      EXPECT_TRUE(encloses(asin(x), asin(u))) << a;
      EXPECT_TRUE(encloses(acos(x), acos(u))) << a;
      EXPECT_TRUE(encloses(atanh(x), boost::math::atanh(u))) << a;
    }
    if (a > 1) {
      EXPECT_TRUE(encloses(acosh(x), boost::math::acosh(u))) << a;
    }
  }
}

TEST(Ball, DigammaObeysItsRecurrence) {
  for (const double a : {-2.5, 0.25, 3.75}) {
    const Ball x(a);
    EXPECT_NE(arb_contains_zero((digamma(x + 1) - digamma(x) - 1 / x).backend().x), 0);
  }
}

TEST(Ball, AComparisonOfOverlappingBallsThrows) {
  const Ball third = Ball(1) / 3;
  EXPECT_THROW(static_cast<void>(third * 3 < 1), AmbiguousComparison);
  EXPECT_THROW(static_cast<void>(third * 3 == 1), AmbiguousComparison);
  EXPECT_THROW(static_cast<void>(max(third * 3 - 1, Ball(0)) > 0), AmbiguousComparison);
  EXPECT_THROW(static_cast<void>((third * 3 - 1).sign()), AmbiguousComparison);
  EXPECT_LT(third, 1);
  EXPECT_GT(third, 0.25);
  EXPECT_EQ(Ball(0.5) + Ball(0.5), 1);
}

TEST(Ball, OutsideTheDomainNothingIsKnown) {
  EXPECT_TRUE(isnan(sqrt(Ball(-1))));
  EXPECT_TRUE(isnan(log(Ball(0))));
  EXPECT_TRUE(isnan(Ball(1) / 0));
  EXPECT_TRUE(isnan(0 * (Ball(1) / 0)));
  EXPECT_TRUE(isnan(pow(Ball(-2), Ball(0.5))));
}

TEST(Ball, ExactResultsStayExact) {
  EXPECT_EQ(cbrt(Ball(-27)), -3);
  EXPECT_EQ(log2(Ball(0x1p-200)), -200);
  EXPECT_EQ(log10(Ball(1000)), 3);
  EXPECT_EQ(exp2(Ball(-3)), 0.125);
  EXPECT_EQ(pow(Ball(2.25), Ball(1.5)), 3.375);
  EXPECT_EQ(pow(Ball(0x1p-80), Ball(1.875)), ldexp(Ball(1), -150));
  EXPECT_EQ(pow(Ball(81), Ball(0.75)), 27);
  EXPECT_EQ(pow(Ball(4), Ball(-1.5)), 0.125);
  EXPECT_TRUE(encloses(pow(Ball(82), Ball(0.75)), pow(cpp_bin_float_50(82), cpp_bin_float_50(0.75))));
  EXPECT_EQ(hypot(Ball(3), Ball(4)), 5);
  EXPECT_EQ(tgamma(Ball(9)), 40320);
  EXPECT_EQ(pow(Ball(0), Ball(0)), 1);
  EXPECT_EQ(lgamma(Ball(2)), 0);
  EXPECT_EQ(round(Ball(-2.5)), -3);
  EXPECT_EQ(trunc(Ball(-2.5)), -2);
}

TEST(Ball, PredicatesAreArbs) {
  std::mt19937_64 bits(5);
  for (int i = 0; i < 20'000; ++i) {
    ArbValue x(static_cast<double>(bits() % 64) - 32);
    mag_set_ui_2exp_si(arb_radref(static_cast<arb_ptr>(x)), bits() % 40, static_cast<slong>(bits() % 4) - 3);
    if (i % 3 == 0) arb_mul_2exp_fmpz(x, x, FmpzValue(bits() % 2 == 0 ? COEFF_MAX : COEFF_MIN));
    EXPECT_EQ(contains_zero(x), arb_contains_zero(x) != 0);
    EXPECT_EQ(is_positive(x), arb_is_positive(x) != 0);
    EXPECT_EQ(is_negative(x), arb_is_negative(x) != 0);
    EXPECT_EQ(is_finite(x), arb_is_finite(x) != 0);
  }
  ArbValue none, all;
  arb_indeterminate(none);
  arb_zero_pm_inf(all);
  for (arb_srcptr x : {arb_srcptr(none), arb_srcptr(all)}) {
    EXPECT_FALSE(is_finite(x));
    EXPECT_TRUE(contains_zero(x));
    EXPECT_FALSE(is_positive(x) || is_negative(x));
  }
}

TEST(Ball, ExponentialsOfHugeNumbersNeedNoHugePrecision) {
  for (const double huge : {1e40, 1e300, -1e40, -1e300}) {
    const PrecisionScope bits(64);
    const Ball x = huge, product = exp(x) * exp(-x), sum = cosh(x) + sinh(x) - exp(x), less = expm1(x) - exp(x);
    EXPECT_TRUE(arb_contains_si(product.backend().x, 1)) << huge;
    EXPECT_TRUE(arb_contains_si(less.backend().x, -1)) << huge;
    if (huge < 0) continue;
    EXPECT_GE(arb_rel_accuracy_bits(exp(x).backend().x), 50) << huge;
    EXPECT_GE(arb_rel_accuracy_bits(exp(-x).backend().x), 50) << huge;
    EXPECT_TRUE(arb_contains_zero(sum.backend().x)) << huge;
  }
}

TEST(Ball, IsAScalarThatATraceReplaysIn) {
  const Function f = [](auto x) {
    using std::exp;
    return 1.0 / (1.0 + exp(-x));
  };
  const std::array at{2.0};
  const std::vector<Ball> in{Ball(2)};
  const Ball y = replay<Ball>(f.trace(at), std::span<const Ball>(in)).back();
  EXPECT_LT(abs(y - 1 / (1 + exp(Ball(-2)))), 1e-30);
}

TEST(Ball, PrecisionIsThatOfTheScope) {
  const PrecisionScope outer(100);
  {
    const PrecisionScope inner(1000);
    EXPECT_GT(arb_rel_accuracy_bits((Ball(1) / 3).backend().x), 990);
  }
  EXPECT_LT(arb_rel_accuracy_bits((Ball(1) / 3).backend().x), 110);
}

}  // namespace
}  // namespace clino
