// The local rules where textbook rules cancel, overflow or underflow: against differences in MPFR (`audit`).
#include "rules.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "clino/engine.hpp"
#include "clino/reference.hpp"

namespace clino {
namespace {

Jacobian forward(const Function& f, const std::vector<double>& x, const Format& format) {
  return std::get<Jacobian>(find_engine("forward")->jacobian(f.trace(x, {.format = format}), x, format, Shims::supply));
}

/// Every partial of `forward` is within `ulps` of the truth at x, rounded to the format.
void expect_accurate(const Function& f, std::vector<double> x, const Format& format, double ulps = 4) {
  for (double& xi : x) xi = round_to(format, xi);
  const Jacobian j = forward(f, x, format);
  const Trace trace = f.trace(x, {.format = format});
  for (int i = 0; i < trace.inputs; ++i) {
    const double truth = audit(trace, x, format, {0, i}).value;
    ASSERT_TRUE(std::isfinite(truth)) << testing::PrintToString(x);
    EXPECT_LE(std::fabs(j.partials[static_cast<std::size_t>(i)] - truth), ulps * ulp(format, round_to(format, truth)))
        << format.name << " partial " << i << " at " << testing::PrintToString(x) << ": "
        << j.partials[static_cast<std::size_t>(i)] << " for " << truth;
  }
}

Function unary(Op op) {
  return Function::make({1, 1}, nullptr, [op](std::span<const Tracer> x) { return std::vector{record(op, &x[0], 0)}; });
}

TEST(Rules, SaturatedFunctionsKeepTheirSlope) {
  for (double x : {5.0, 10.0, 20.0, 43.0, -43.0}) expect_accurate(unary(Op::tanh), {x}, binary32);
  for (double x : {20.0, 100.0, 350.0, -350.0}) expect_accurate(unary(Op::tanh), {x}, binary64);
  for (double x : {-20.0, -80.0}) expect_accurate(unary(Op::expm1), {x}, binary32);
  for (double x : {3.0, 6.0, 9.0, -9.2}) expect_accurate(unary(Op::erf), {x}, binary32);
  for (double x : {6.0, 20.0, 26.4}) expect_accurate(unary(Op::erfc), {x}, binary64);
}

TEST(Rules, LargeAndSmallOperandsDoNotLeaveTheRange) {
  for (double x : {1e15, -1e18, 1e-30}) expect_accurate(unary(Op::atan), {x}, binary32);
  for (double x : {1e150, -1e153}) expect_accurate(unary(Op::atan), {x}, binary64);
  for (double x : {1e25, -1e30}) expect_accurate(unary(Op::asinh), {x}, binary32);
  for (double x : {1e200, 3.0, 1.0 + 0x1p-50}) expect_accurate(unary(Op::acosh), {x}, binary64);
  for (double x : {1 - 0x1p-53, -1 + 0x1p-50, 0x1p-600}) expect_accurate(unary(Op::asin), {x}, binary64);
  for (double x : {1 - 0x1p-53, 0x1p-600}) expect_accurate(unary(Op::atanh), {x}, binary64);
  for (double x : {1e-300, 1e300, 5e-324}) expect_accurate(unary(Op::cbrt), {x}, binary64, 6);
  using std::atan2, std::hypot;
  const Function h = [](auto x, auto y) { return hypot(x, y); };
  const Function a = [](auto y, auto x) { return atan2(y, x); };
  for (const auto& x : {std::vector{3e30, 4e30}, {3e-40, 4e-40}, {1e20, 1.0}, {-1.0, 1e-10}})
    expect_accurate(h, x, binary32);
  for (const auto& x : {std::vector{1e-30, 1e-30}, {1e30, -1e25}, {-1.0, 1e-10}, {1e-12, -3.0}})
    expect_accurate(a, x, binary32);
  for (const auto& x : {std::vector{1e-200, 1e-200}, {1e-170, -1e-171}, {1e200, 1e190}})
    expect_accurate(a, x, binary64);
}

TEST(Rules, QuotientsAreNotSquared) {
  const Function ratio = [](auto x, auto y) { return x / y; };
  for (const auto& x : {std::vector{1e25, 1e20}, {1e-25, 1e-22}, {2.0, 1e-15}, {3.0, 1e18}})
    expect_accurate(ratio, x, binary32);
  for (const auto& x : {std::vector{1e200, 1e190}, {1e-200, 1e-180}}) expect_accurate(ratio, x, binary64);
  const Function one = [](auto x) { return x / x; };
  for (double x : {1e-40, 1e-30, 1e30}) EXPECT_EQ(forward(one, {round_to(binary32, x)}, binary32).partials[0], 0.0);
}

TEST(Rules, SigmoidIsAccurateAsLongAsItsValueIs) {
  using std::exp, std::log;
  const Function sigmoid = [](auto x) { return 1.0 / (1.0 + exp(-x)); };
  for (double x : {2.0, -30.0, -44.4, -60.0, -80.0, 80.0}) expect_accurate(sigmoid, {x}, binary32);
  for (double x : {-360.0, -700.0}) expect_accurate(sigmoid, {x}, binary64);
  const Function log_exp = [](auto x) { return log(exp(x)); };
  EXPECT_EQ(forward(log_exp, {-100}, binary32).partials[0], 1.0);
}

TEST(Rules, PowerKeepsItsDigitsWhereTheExponentLessOneRounds) {
  using std::pow;
  const Function f = [](auto x) { return pow(x, 0.1); };
  for (double x : {1e-300, 1e-10, 3.0, 1e300}) expect_accurate(f, {x}, binary64);
  const Function g = [](auto x, auto y) { return pow(x, y); };
  for (const auto& x : {std::vector{1e-30, -0.3}, {1e30, 1e-3}, {2.0, 100.0}, {1e-25, 1.7}})
    expect_accurate(g, x, binary32);
}

TEST(Rules, PowerAtItsCorners) {
  using std::pow;
  const Function f = [](auto x, auto y) { return pow(x, y); };
  const auto at = [&](double x, double y) { return forward(f, {x, y}, binary64).partials; };
  EXPECT_EQ(at(0, 2), (std::vector{0.0, 0.0}));
  EXPECT_EQ(at(0, 1), (std::vector{1.0, 0.0}));
  EXPECT_EQ(at(0, 0), (std::vector{0.0, 0.0}));
  EXPECT_EQ(at(3, 0)[0], 0.0);
  EXPECT_TRUE(std::isinf(at(0, 0.5)[0]));
  EXPECT_EQ(at(-2, 2)[0], -4.0);
  EXPECT_TRUE(std::isnan(at(-2, 2)[1]));
}

TEST(Rules, KinksHaveTheSubgradientOfLeastNorm) {
  using std::abs, std::hypot, std::max, std::min;
  const auto zero = [](const Function& f) { return forward(f, {0, 0}, binary64).partials; };
  EXPECT_EQ(zero([](auto x, auto y) { return abs(x) + y; }), (std::vector{0.0, 1.0}));
  EXPECT_EQ(zero([](auto x, auto y) { return hypot(x, y); }), (std::vector{0.0, 0.0}));
  EXPECT_EQ(zero([](auto x, auto y) { return max(x, y); }), (std::vector{0.5, 0.5}));
  EXPECT_EQ(zero([](auto x, auto y) { return min(x, y); }), (std::vector{0.5, 0.5}));
  EXPECT_EQ(zero([](auto x, auto y) { return max(x, 0.0) - max(-x, 0.0) + y; }), (std::vector{1.0, 1.0}));
  EXPECT_TRUE(std::isinf(zero([](auto x, auto y) { return sqrt(x) + y; })[0]));
}

/// Gamma functions over both signs, off their poles. libm's tgamma is good to about 7 ulps in binary32; near a zero
/// of lgamma or digamma only the value loses digits, not this slope.
TEST(Rules, GammaFunctionsOnBothSides) {
  for (double x : {1e-3, 0.4, 1.4616321, 2.0, 9.5, 30.0, -0.3, -1.5, -4.25})
    for (const Format& f : {binary32, binary64}) {
      expect_accurate(unary(Op::lgamma), {x}, f, 8);
      expect_accurate(unary(Op::tgamma), {x}, f, 16);
      expect_accurate(unary(Op::digamma), {x}, f, 8);
    }
}

TEST(Rules, OperandsThatAreNotTakenDoNotEnter) {
  const Partials<double> p = partials<double>(Op::select, {1, 2, 3}, 2);
  EXPECT_TRUE(p.enters_operand(1));
  EXPECT_FALSE(p.enters_operand(0));
  EXPECT_FALSE(p.enters_operand(2));
  EXPECT_EQ(partials<double>(Op::floor, {1.5, 0, 0}, 1).enters, 0);
  EXPECT_EQ(partials<double>(Op::less, {1, 2, 0}, 1).enters, 0);
}

}  // namespace
}  // namespace clino
