/// Points where the chain rule is silent, each with the answer that a hand proof gives (the comment is the proof).
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <ostream>

#include "clino/reference.hpp"
#include "one_sided.hpp"

namespace clino {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double none = Certified::none;
constexpr auto exists = Existence::exists, kink = Existence::kink, undefined = Existence::undefined,
               undecided = Existence::undecided;

/// One function of x at one point. `derivative` is meant where it exists; `left` and `right` wherever they are given.
struct Row {
  const char* function;
  double x;
  Existence value;
  double number;  ///< the value, or its limit where it does not exist
  Existence partial;
  double derivative;
  double left = none, right = none;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.function << " at " << row.x; }

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

class OneSided : public testing::TestWithParam<Row> {};

TEST_P(OneSided, AgreesWithTheHandProof) {
  const Row& row = GetParam();
  const Reference r = reference(Function::parse(row.function, {"x"}), std::vector{row.x}, binary64);
  const Certified &v = r.values[0], &d = r.partials[0];
  EXPECT_EQ(v.existence, row.value) << v.reason;
  EXPECT_TRUE(same(row.value == exists ? v.rounded : v.limit, row.number)) << v.rounded << " limit " << v.limit;
  EXPECT_EQ(d.existence, row.partial) << d.reason;
  if (row.partial == exists) {
    EXPECT_EQ(d.rounded, row.derivative);
  }
  if (row.partial == undefined && row.value == undefined) {
    EXPECT_TRUE(same(d.limit, row.derivative)) << d.limit;
  }
  if (!std::isnan(row.left) || !std::isnan(row.right) || row.partial == kink) {
    EXPECT_TRUE(same(d.left, row.left)) << d.left;
    EXPECT_TRUE(same(d.right, row.right)) << d.right;
  }
  if (row.partial != exists) {
    EXPECT_FALSE(d.reason.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Kinks, OneSided, testing::Values(
    Row{"abs(x)", 0, exists, 0, kink, none, -1, 1},
    Row{"max(x,0)", 0, exists, 0, kink, none, 0, 1},
    Row{"where(x>0,x,0)", 0, exists, 0, kink, none, 0, 1},
    Row{"min(2*x,3*x)", 0, exists, 0, kink, none, 3, 2},
    Row{"abs(x)+abs(2*x)", 0, exists, 0, kink, none, -3, 3},
    Row{"abs(x)*exp(x)", 0, exists, 0, kink, none, -1, 1},
    Row{"hypot(x,0*x)", 0, exists, 0, kink, none, -1, 1},        // |x|
    Row{"sqrt(x^2)", 0, exists, 0, kink, none, -1, 1},           // |x|
    Row{"abs(sin(x))", 0, exists, 0, kink, none, -1, 1},
    Row{"abs(x-1)*x", 1, exists, 0, kink, none, -1, 1},
    Row{"where(x<0,exp(x)-1,2*x)", 0, exists, 0, kink, none, 1, 2},
    Row{"acos(1-x^2)", 0, exists, 0, kink, none, -std::numbers::sqrt2, std::numbers::sqrt2},  // acos(1-u) ~ sqrt(2u)
    Row{"min(max(x,-1),1)", 1, exists, 1, kink, none, 1, 0}));

INSTANTIATE_TEST_SUITE_P(TiesOfSmoothFunctions, OneSided, testing::Values(
    Row{"x*abs(x)", 0, exists, 0, exists, 0},
    Row{"abs(x)^2", 0, exists, 0, exists, 0},
    Row{"abs(x)^3", 0, exists, 0, exists, 0},
    Row{"max(x,0)^2", 0, exists, 0, exists, 0},
    Row{"m=max(x,0); m+log(exp(x-m)+exp(-m))", 0, exists, std::numbers::ln2, exists, 0.5},  // softplus
    Row{"where(x>0,x+log1p(exp(-x)),log1p(exp(x)))", 0, exists, std::numbers::ln2, exists, 0.5},
    Row{"where(x>=0,1/(1+exp(-x)),exp(x)/(1+exp(x)))", 0, exists, 0.5, exists, 0.25},
    Row{"max(x,-x)-abs(x)", 0, exists, 0, exists, 0},
    Row{"max(log(x),log(4-x))+min(log(x),log(4-x))", 2, exists, 2 * std::numbers::ln2, exists, 0},
    Row{"where(x==0,0,x)", 0, exists, 0, exists, 1},
    Row{"where(x==0,1,sin(x)/x)", 0, exists, 1, exists, 0},
    Row{"where(x==0,0.5,(1-cos(x))/x^2)", 0, exists, 0.5, exists, 0},
    Row{"where(x==0,1,x/log1p(x))", 0, exists, 1, exists, 0.5},   // 1 + x/2 - ...
    Row{"where(x==0,1,expm1(x)/x)", 0, exists, 1, exists, 0.5},
    Row{"select(x==0,1,sin(x)/x)", 0, exists, 1, exists, 0},
    Row{"cbrt(x)^3", 0, exists, 0, exists, 1},
    Row{"cbrt(x^3)", 0, exists, 0, exists, 1},
    Row{"trunc(x)", 0, exists, 0, exists, 0},
    Row{"sin(x)*sign(x)*x", 0, exists, 0, exists, 0},            // |x| x ~ 0
    Row{"where(abs(x)<=1,x^2/2,abs(x)-0.5)", 1, exists, 0.5, exists, 1}));                  // Huber

INSTANTIATE_TEST_SUITE_P(Oscillations, OneSided, testing::Values(
    Row{"where(x==0,0,x*sin(1/x))", 0, exists, 0, undefined, none},
    Row{"where(x==0,0,x^2*sin(1/x))", 0, exists, 0, exists, 0},
    Row{"where(x==0,0,x^2*sin(1/x)+x)", 0, exists, 0, exists, 1},
    Row{"where(x==0,0,x^2*cos(1/x^2))", 0, exists, 0, exists, 0},
    Row{"where(x==0,0,sin(1/x))", 0, exists, 0, undefined, none},
    Row{"where(x==0,0,2*x*sin(1/x)-x*sin(1/x))", 0, exists, 0, undecided, none},  // two sines, not seen to be one
    Row{"where(x==0,0,x*sin(log(abs(x))))", 0, exists, 0, undefined, none},
    Row{"where(x==0,0,abs(x)^1.5*sin(1/x))", 0, exists, 0, exists, 0},
    Row{"where(x==0,0,x*(2+sin(1/x)))", 0, exists, 0, undefined, none}));

INSTANTIATE_TEST_SUITE_P(PowersOfNegativeNumbers, OneSided, testing::Values(
    Row{"x^(x+3)", -2, exists, -2, undefined, none},
    Row{"x^(x/x)", -2, exists, -2, undecided, none}));  // x, but the exponent is not seen to be constant

INSTANTIATE_TEST_SUITE_P(SteepPlaces, OneSided, testing::Values(
    Row{"sqrt(x)", 0, exists, 0, undefined, none, none, inf},
    Row{"cbrt(x)", 0, exists, 0, undefined, none, inf, inf},
    Row{"sqrt(abs(x))", 0, exists, 0, undefined, none, -inf, inf},
    Row{"asin(x)", 1, exists, std::numbers::pi / 2, undefined, none, inf, none},
    Row{"acos(x)", -1, exists, std::numbers::pi, undefined, none, none, -inf},
    Row{"acosh(x)", 1, exists, 0, undefined, none, none, inf},
    Row{"pow(x,0.5)", 0, exists, 0, undefined, none, none, inf},
    Row{"where(x==0,0,x*log(abs(x)))", 0, exists, 0, undefined, none, -inf, -inf},
    Row{"where(x>0,x*log(x),0)", 0, exists, 0, undefined, none, 0, -inf},
    Row{"floor(x)", 2, exists, 2, undefined, none, inf, 0},
    Row{"ceil(x)", 2, exists, 2, undefined, none, 0, inf},
    Row{"round(x)", 2.5, exists, 3, undefined, none, inf, 0},    // half away from zero
    Row{"sign(x)", 0, exists, 0, undefined, none, inf, inf},
    Row{"where(x<1,x,x+1)", 1, exists, 2, undefined, none, inf, 1},
    Row{"where(x==0,0,1/x)", 0, exists, 0, undefined, none, inf, inf}));

INSTANTIATE_TEST_SUITE_P(EndsOfDomains, OneSided, testing::Values(
    Row{"x^1.5", 0, exists, 0, exists, 0, none, 0},
    Row{"sqrt(x)*sqrt(x)", 0, exists, 0, exists, 1, none, 1},
    Row{"x*sqrt(x)", 0, exists, 0, exists, 0, none, 0},
    Row{"max(sqrt(x),1)", 0, exists, 1, exists, 0, none, 0},
    Row{"asin(x)+acos(x)", 1, exists, std::numbers::pi / 2, exists, 0},
    Row{"sqrt(-x^2)", 0, exists, 0, undefined, none},            // an isolated point
    Row{"where(x==0,0,exp(-1/x^2))", 0, exists, 0, exists, 0},   // flat
    Row{"where(x==0,0,1/(1+exp(1/x)))", 0, exists, 0, undefined, none, -inf, 0},
    Row{"where(x==0,0,x*tanh(1/x))", 0, exists, 0, kink, none, -1, 1},
    Row{"where(x==0,0,x*atan(1/x))", 0, exists, 0, kink, none, -std::numbers::pi / 2, std::numbers::pi / 2}));

INSTANTIATE_TEST_SUITE_P(ValuesThatDoNotExist, OneSided, testing::Values(
    Row{"x/x", 0, undefined, 1, undefined, 0},
    Row{"sin(x)/x", 0, undefined, 1, undefined, 0},
    Row{"(1-cos(x))/x^2", 0, undefined, 0.5, undefined, 0},
    Row{"expm1(x)/x", 0, undefined, 1, undefined, 0.5},
    Row{"1/x", 0, undefined, none, undefined, none},
    Row{"abs(x)/x", 0, undefined, none, undefined, none},
    Row{"sin(1/x)", 0, undefined, none, undefined, none},
    Row{"x*sin(1/x)", 0, undefined, 0, undefined, none},
    Row{"x*log(x)", 0, undefined, 0, undefined, none},
    Row{"log(x)", 0, undefined, none, undefined, none},
    Row{"log(x)", -1, undefined, none, undefined, none},
    Row{"x^(-1)", 0, undefined, none, undefined, none},
    Row{"0*(1/x)", 0, undefined, 0, undefined, 0},
    Row{"(x-2)/(x^2-4)", 2, undefined, 0.25, undefined, -0.0625},
    Row{"tgamma(x)*x", 0, undefined, 1, undefined, -0.57721566490153286061},  // Gamma(1 + x)
    Row{"x^x", 0, exists, 1, undefined, none, none, -inf}));                  // exp(x log x), 0^0 = 1

TEST(OneSided, APartialAlongEachAxisOfATie) {
  const Reference r = reference(Function::parse("max(x,y)*z", {"x", "y", "z"}), std::vector{2.0, 2.0, 3.0}, binary64);
  EXPECT_EQ(r.partials[0].existence, kink);
  EXPECT_EQ(r.partials[0].left, 0);
  EXPECT_EQ(r.partials[0].right, 3);
  EXPECT_EQ(r.partials[1].existence, kink);
  EXPECT_EQ(r.partials[2].existence, exists);
  EXPECT_EQ(r.partials[2].rounded, 2);
}

TEST(OneSided, LogSumExpIsSmoothAtATie) {
  const Function f = Function::parse("m=max(max(x,y),z); m+log(exp(x-m)+exp(y-m)+exp(z-m))", {"x", "y", "z"});
  const Reference r = reference(f, std::vector{0.3, 0.3, -0.7}, binary64);
  const double p = 1 / (2 + std::exp(-1.0));
  ASSERT_EQ(r.partials[0].existence, exists) << r.partials[0].reason;
  EXPECT_NEAR(r.partials[0].rounded, p, 1e-16);
  EXPECT_EQ(r.partials[1].rounded, r.partials[0].rounded);
}

TEST(OneSided, AlongTheCutOfAtan2NothingHappensAcrossItItJumps) {
  const Reference r = reference(Function::parse("atan2(y,x)", {"y", "x"}), std::vector{0.0, -2.0}, binary64);
  EXPECT_EQ(r.values[0].rounded, std::numbers::pi);
  EXPECT_EQ(r.partials[0].existence, undefined);
  EXPECT_EQ(r.partials[0].right, -0.5);
  EXPECT_EQ(r.partials[0].left, inf);
  EXPECT_EQ(r.partials[1].rounded, 0);
  const Reference origin = reference(Function::parse("atan2(y,x)", {"y", "x"}), std::vector{0.0, 0.0}, binary64);
  EXPECT_EQ(origin.values[0].existence, undefined);
}

TEST(OneSided, APowerAtTheEdgesOfItsDomain) {
  const Function f = Function::parse("x^y", {"x", "y"});
  const auto at = [&](double x, double y) { return reference(f, std::vector{x, y}, binary64); };
  EXPECT_EQ(at(0, 0).values[0].rounded, 1);
  EXPECT_EQ(at(0, 0).partials[0].rounded, 0);            // x^0 = 1
  EXPECT_EQ(at(0, 0).partials[1].existence, undefined);  // 0^y jumps
  EXPECT_EQ(at(0, 2).partials[0].rounded, 0);
  EXPECT_EQ(at(0, 1).partials[0].rounded, 1);
  EXPECT_EQ(at(0, 2).partials[1].rounded, 0);
  EXPECT_EQ(at(-2, 3).values[0].rounded, -8);
  EXPECT_EQ(at(-2, 3).partials[0].rounded, 12);
  EXPECT_EQ(at(-2, 3).partials[1].existence, undefined);
  EXPECT_EQ(at(-2, 0.5).values[0].existence, undefined);
}

TEST(OneSided, NeverClaimsALimitAlongOneAxisOfTwo) {
  const Reference r = reference(Function::parse("x*y/(x^2+y^2)", {"x", "y"}), std::vector{0.0, 0.0}, binary64);
  EXPECT_EQ(r.values[0].existence, undefined);
  EXPECT_TRUE(std::isnan(r.values[0].limit));
}

TEST(OneSided, WhereTheChainRuleHoldsTheGermsGiveTheSameDerivative) {
  const char* functions[] = {
      "1/(1+exp(-x))", "x*sin(1/x)", "log1p(exp(x))", "(1-cos(x))/x^2", "sqrt(x+1)-sqrt(x)", "x*(1+erf(x))", "tanh(x)",
      "x^1.7", "x^x", "lgamma(x)", "tgamma(x)*exp(-x)", "digamma(x)", "hypot(x,3)", "atan2(x,x-2)", "atan2(-x,-1)",
      "max(x,1)*min(x,0.1)", "abs(x-7)", "cbrt(x-9)", "exp2(x)-expm1(x)", "log2(x)*log10(x)", "asin(x/16)*acos(-x/16)",
      "acosh(1+x)+asinh(-x)", "atanh(x/16)", "sinh(x)/cosh(x)", "fma(x,x,tan(x))", "erfc(x)", "floor(x)*x", "x^(-3)",
      "select(x<1,x^2,log(x))", "round(x+0.3)+trunc(x)*x", "sign(x)*ceil(x)*x", "2^x", "exp(-x^2)", "(x-8)^5"};
  for (const char* text : functions) {
    const Function f = Function::parse(text, {"x"});
    for (const double at : {0.37, 1.6875, 5.3}) {
      const std::vector x{at};
      const Reference r = reference(f, x, binary64);
      ASSERT_EQ(r.partials[0].existence, exists) << text << " at " << at;
      RealProgram program(f, x, binary64, Literals::as_compiled);
      ASSERT_EQ(program.evaluate(128, Derivatives::compute), RealProgram::Status::settled);
      const AxisBehaviour axis = along_axis(program, 0, {true}, {""}, 16384);
      EXPECT_EQ(axis.partials[0].existence, exists) << text << " at " << at << ": " << axis.partials[0].reason;
      EXPECT_EQ(axis.partials[0].rounded, r.partials[0].rounded) << text << " at " << at;
      EXPECT_EQ(axis.partials[0].left, axis.partials[0].right) << text << " at " << at;
    }
  }
}

}  // namespace
}  // namespace clino
