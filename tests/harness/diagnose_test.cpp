#include "clino/diagnose.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace clino {
namespace {

using std::abs, std::acos, std::acosh, std::asin, std::atan2, std::cos, std::exp, std::expm1, std::floor, std::log,
    std::log1p, std::max, std::pow, std::sin, std::sqrt, std::tanh;
using testing::HasSubstr, testing::Not;

constexpr Target value{0, -1}, slope{0, 0};

Diagnosis at(const Engine& engine, const Function& f, std::vector<double> x, Target target = slope,
             const Format& format = binary32) {
  for (double& xi : x) xi = round_to(format, xi);
  return diagnose(engine, f.trace(x, {.format = format}), x, format, target, f.variables());
}
Diagnosis with(std::string_view engine, const Function& f, std::vector<double> x, Target target = slope,
               const Format& format = binary32) {
  return at(*find_engine(engine), f, std::move(x), target, format);
}

void expect(const Diagnosis& d, Op op, Fault fault, std::initializer_list<const char*> words) {
  ASSERT_TRUE(d.culprit.has_value()) << d.summary;
  EXPECT_EQ(info(d.steps[*d.culprit].op).name, info(op).name) << d.summary;
  EXPECT_EQ(static_cast<int>(d.fault), static_cast<int>(fault)) << d.summary;
  for (const char* w : words) EXPECT_THAT(d.summary, HasSubstr(w));
  EXPECT_THAT(d.summary, Not(HasSubstr("\n")));
}

const Function reciprocal_exp = [](auto x) { return 1.0 / exp(x); };
const Function sigmoid = [](auto x) { return 1.0 / (1.0 + exp(-x)); };
const Function one_minus_cos = [](auto x) { return (1.0 - cos(x)) / (x * x); };

TEST(Diagnose, NamesTheOverflowAndTheInputItStartsAt) {
  for (const auto* engine : {"eigen", "reverse", "forward"}) {
    const Diagnosis d = with(engine, reciprocal_exp, {100});
    EXPECT_EQ(d.summary, "exp overflows from x = 88.72284 on; then 0 x inf is NaN");
    expect(d, Op::exp, Fault::overflow, {});
    EXPECT_FALSE(d.in_derivative);
  }
  expect(with("eigen", sigmoid, {-100}), Op::exp, Fault::overflow, {"from x = -88.72284 down"});
  expect(with("eigen", reciprocal_exp, {100}, value), Op::exp, Fault::overflow, {"the value becomes 0"});
  expect(with("forward", [](auto x) { return exp(2.0 * x); }, {50}), Op::exp, Fault::overflow,
         {"exp(2 * x) overflows: its argument 100 is above 88.72283", "the gradient becomes infinite"});
  expect(with("forward", [](auto x, auto y) { return log(x * y); }, {1e30, 1e20}), Op::mul, Fault::overflow,
         {"x * y overflows: exactly it is 1e+50, beyond the largest number 3.4028235e+38"});
}

TEST(Diagnose, NamesTheQuotientRuleThatSquaresItsDenominator) {
  const Diagnosis d = with("eigen", reciprocal_exp, {50});
  expect(d, Op::div, Fault::rule, {"1/(y*y)", "y*y overflows", "y = exp(x) = 5.1847055e+21", "the gradient becomes 0"});
  EXPECT_TRUE(d.in_derivative);
  expect(with("eigen", sigmoid, {-60}), Op::div, Fault::rule, {"y*y overflows", "the gradient becomes 0"});
}

TEST(Diagnose, NamesAnAdjointThatLeavesTheNormalRange) {
  expect(with("reverse", reciprocal_exp, {50}), Op::div, Fault::underflow,
         {"the adjoint of exp(x) is subnormal", "-3.72e-44", "of 24 bits"});
  expect(with("reverse", sigmoid, {-60}), Op::div, Fault::underflow,
         {"the adjoint of 1 + exp(-x) underflows to 0", "the gradient becomes 0"});
}

TEST(Diagnose, NamesTheSubtractionThatCancels) {
  for (const auto* engine : {"eigen", "reverse", "forward"}) {
    // 1 - cos(x) is x^2/2 nearly, 2^-40.9 of 1
    expect(with(engine, one_minus_cos, {1e-6}), Op::sub, Fault::cancellation,
           {"1 - cos(x) cancels to 0", "agree to 40 bits, binary32 has 24"});
    expect(with(engine, one_minus_cos, {1e-3}), Op::sub, Fault::cancellation, {"1 - cos(x) cancels:", "20 bits"});
    expect(with(engine, one_minus_cos, {1e-3}, value), Op::sub, Fault::cancellation, {"the value keeps 4 of 24 bits"});
    expect(with(engine, one_minus_cos, {1e-5}, slope, binary64), Op::sub, Fault::cancellation, {"binary64 has 53"});
  }
  const Diagnosis d = with("reverse", [](auto x) { return log(1.0 - tanh(x)); }, {10});
  expect(d, Op::sub, Fault::cancellation, {"1 - tanh(x) cancels to 0", "0 x inf is NaN"});
}

TEST(Diagnose, NamesTheSumOfADerivativeThatCancelsThoughTheValueIsRight) {
  const Function f = [](auto x) { return expm1(x) / x; };
  expect(with("forward", f, {1e-3}), Op::div, Fault::cancellation, {"the derivative of expm1(x) / x", "10 bits"});
  expect(with("reverse", f, {1e-3}), Op::div, Fault::cancellation, {"the adjoint of x", "10 bits"});
}

TEST(Diagnose, NamesTheRuleThatCancelsInTheTail) {
  const Diagnosis d = with("reverse", [](auto x) { return tanh(x); }, {10});
  expect(d, Op::tanh, Fault::rule, {"1 - y*y", "cancels", "27 bits", "the gradient becomes 0"});
  EXPECT_TRUE(d.in_derivative);
  EXPECT_TRUE(d.mode == Mode::reverse);
  expect(with("reverse", [](auto x) { return expm1(x); }, {-20}), Op::expm1, Fault::rule, {"y + 1", "28 bits"});
  expect(with(
             "eigen", [](auto x) { return acos(x); }, {0.99999994}, slope, binary64),
         Op::acos, Fault::rule, {"1 - x*x of acos cancels: |x| is 1 to 23 bits"});
}

TEST(Diagnose, NamesAnInfiniteSlope) {
  for (const auto* engine : {"eigen", "reverse", "forward"}) {
    expect(with(engine, [](auto x) { return sqrt(x * x); }, {0}), Op::sqrt, Fault::singularity,
           {"sqrt has an infinite slope at 0", "0 x inf is NaN"});
    expect(with(engine, [](auto x, auto y) { return sqrt(x * x + y * y); }, {0, 0}), Op::sqrt, Fault::singularity,
           {"infinite slope at 0"});
  }
}

TEST(Diagnose, NamesAnInfiniteSlopeThatPoisonsAnotherInput) {
  const Diagnosis d = with("eigen", [](auto x, auto y) { return sqrt(x) + y; }, {0, 1}, {0, 1});
  expect(d, Op::sqrt, Fault::singularity, {"infinite slope at 0", "does not vary with this input", "0 x inf is NaN"});
}

TEST(Diagnose, NamesTheRoundingThatASlopeMagnifies) {
  const Diagnosis d = with("forward", [](auto x) { return sin(1.0 / x); }, {1e-5});
  expect(d, Op::sin, Fault::rounding, {"the slope of sin(1 / x) magnifies the rounding of its operand"});
}

TEST(Diagnose, NamesNumbersBeyondTheRangeOfBinary64) {
  const Diagnosis d = with(
      "forward", [](auto x) { return log(exp(-x)); }, {1000}, value, binary64);
  expect(d, Op::exp, Fault::underflow, {"exp(-x) underflows to 0: exactly it is 5.08e-435"});  // e^-1000
  expect(with(
             "forward", [](auto x) { return exp(x * x); }, {100}, value, binary64),
         Op::exp, Fault::overflow, {"argument 10000 is above 709.782712893384"});
  expect(with(
             "forward", [](auto x, auto y) { return x * y; }, {1e200, 1e250}, value, binary64),
         Op::mul, Fault::overflow, {"exactly it is 1e450"});
}

TEST(Diagnose, NamesAKinkAndTheAnswerGiven) {
  expect(with("eigen", [](auto x) { return abs(x) + exp(-x - 200.0); }, {0}), Op::abs, Fault::singularity,
         {"abs(x) has a kink at 0", "the answer is 1"});
  expect(with("forward", [](auto x) { return max(x, 2.0); }, {2}), Op::max, Fault::singularity, {"operands are equal"});
  expect(with("forward", [](auto x) { return floor(x); }, {3}), Op::floor, Fault::singularity, {"floor(x) jumps at 3"});
}

TEST(Diagnose, NamesAnIndeterminateQuotientOnce) {
  const Diagnosis d = with(
      "forward", [](auto x) { return sin(x) / x; }, {0}, value);
  EXPECT_EQ(d.summary, "sin(x) / x is 0 / 0; the value is NaN");
  expect(d, Op::div, Fault::singularity, {});
}

TEST(Diagnose, NamesTheMaskedBranchThatPoisonsAnAdjoint) {
  const Diagnosis d = with("reverse", [](auto x) { return select(less(0.0, x), log(x), 2.0 * x); }, {-0.0});
  expect(d, Op::log, Fault::singularity, {"log", "0 x inf is NaN"});
}

TEST(Diagnose, NamesTheComparisonThatTakesAConstantBranch) {
  const Diagnosis guard = with("eigen", [](auto x) { return x == 0.0 ? decltype(x)(0) : x; }, {0});
  EXPECT_TRUE(guard.fault == Fault::branch);
  EXPECT_THAT(guard.summary, HasSubstr("the comparison x == 0 takes a constant branch"));
  const Diagnosis flipped =
      with("eigen", [](auto x) { return 1.0 + x == 1.0 ? decltype(x)(1) : (exp(x) - 1.0) / x; }, {1e-9});
  expect(flipped, Op::add, Fault::branch, {"1 + x == 1 is true in binary32 but not in real arithmetic"});
}

TEST(Diagnose, NamesAnIllConditionedStep) {
  const Diagnosis d = with(
      "forward", [](auto x) { return sin(100000.0 * x); }, {1.1}, value);
  expect(d, Op::sin, Fault::rounding, {"magnifies the rounding of its operand"});
}

TEST(Diagnose, CountsNoBitsWhereTheOperandsAreEqual) {
  const Diagnosis d = with("eigen", [](auto x) { return sin(x) * sin(x) + cos(x) * cos(x) - 1.0; }, {1}, value);
  EXPECT_THAT(d.summary, AllOf(HasSubstr("cancels"), Not(HasSubstr("-2147483648"))));
}

TEST(Diagnose, NamesTheRuleOfPowByWhatItMultipliesWith) {
  const Diagnosis d = with("reverse", [](auto x) { return pow(x, x); }, {1e-5}, slope, binary16);
  EXPECT_THAT(d.summary, Not(HasSubstr("squares")));
}

TEST(Diagnose, DoesNotCallANumberSubnormalThatIsNot) {
  const Diagnosis d = with("reverse", [](auto x) { return x / sqrt(1.0 + pow(x, 2.0)); }, {1e19});
  EXPECT_THAT(d.summary, Not(HasSubstr("subnormal and loses digits: exactly it is 1e-57")));
}

TEST(Diagnose, NamesALibraryFunctionThatIsOffByItself) {
  // Near a root of digamma below 0, where the reflection cancels.
  const Diagnosis d = with(
      "forward", [](auto x) { return digamma(x); }, {-0.504083008264455}, value);
  expect(d, Op::digamma, Fault::libm, {"digamma(x) is off by", "ulps by itself"});
}

TEST(Diagnose, DoesNotTakeAnUndecidableZeroForATinyNumber) {
  const Function f = [](auto x) { return x * (exp(log(x)) - x); };
  EXPECT_THAT(with("forward", f, {0.7}, slope, binary64).summary, Not(HasSubstr("underflows")));
  EXPECT_FALSE(running_error(f.trace(std::array{0.7}), std::array{0.7}, binary64, slope).out_of_range);
  const Function g = [](auto x) { return log(sin(x) * sin(x) + cos(x) * cos(x) - 1.0); };
  EXPECT_THAT(with("forward", g, {0.7}, value, binary64).summary, HasSubstr("it cannot be decided whether"));
}

TEST(Diagnose, FindsNothingWhereNothingIsOff) {
  const Diagnosis d = with("forward", [](auto x) { return log(x); }, {1.25});
  EXPECT_FALSE(d.culprit.has_value());
  EXPECT_TRUE(d.fault == Fault::none);
}

TEST(Diagnose, LooksIntoACustomGradient) {
  const Function naive = [](auto x) { return exp(-x) / ((1.0 + exp(-x)) * (1.0 + exp(-x))); };
  const Diagnosis d = at(*custom_engine(sigmoid, naive), sigmoid, {-60});
  expect(d, Op::mul, Fault::overflow, {"in the gradient, ", "overflows", "becomes 0"});
  EXPECT_TRUE(d.mode == Mode::analytic);
  const Function wrong = [](auto x) { return exp(-x); };
  const Diagnosis formula = at(*custom_engine(reciprocal_exp, wrong), reciprocal_exp, {2});
  EXPECT_TRUE(formula.fault == Fault::rule);
  EXPECT_THAT(formula.summary,
              HasSubstr("in real arithmetic it gives 0.1353352832366127 where the derivative of the program "
                        "is -0.1353352832366127"));
  const Function box = Function::opaque({1, 1}, [](std::span<const double>) { return std::vector<double>{0.5}; });
  const Diagnosis closed = at(*custom_engine(sigmoid, box), sigmoid, {0});
  EXPECT_THAT(closed.summary, HasSubstr("custom gives 0.5 where the derivative of the program is 0.25"));
}

TEST(Diagnose, TabulatesEveryStepComputedAgainstExact) {
  const Diagnosis d = with("eigen", reciprocal_exp, {100});
  ASSERT_EQ(d.steps.size(), 3u);
  EXPECT_EQ(d.steps[1].text, "%1 = exp(x)");
  EXPECT_EQ(d.steps[2].text, "%2 = 1 / %1");
  EXPECT_DOUBLE_EQ(d.steps[1].exact_value, std::exp(100.0));
  EXPECT_TRUE(std::isinf(d.steps[1].value));
  EXPECT_TRUE(std::isnan(d.steps[1].local_ulps));
  // 1 / exp(100), exp(100) rounded to infinity: 0 instead of 26.5 subnormal ulps
  EXPECT_NEAR(d.steps[2].local_ulps, std::exp(-100.0) / smallest_subnormal(binary32), 1e-3);
  EXPECT_DOUBLE_EQ(d.steps[2].exact_derivative, -std::exp(-100.0));
}

TEST(Diagnose, KeepsTheStepsAroundTheCulpritOfALongProgram) {
  const Function f = [](auto x) {
    auto y = x;
    for (int i = 0; i < 1000; ++i) y = i == 500 ? y * 1e30 : y * 1.0;
    return y * 1e-30;
  };
  const Diagnosis d = with("forward", f, {1e20}, value);
  ASSERT_TRUE(d.culprit.has_value());
  EXPECT_LE(d.steps.size(), 400u);
  EXPECT_EQ(std::ranges::count(d.steps, *d.culprit, &Step::node), 1);
}

TEST(OverflowThreshold, IsTheFirstNumberThatOverflows) {
  const std::optional<double> exp32 = overflow_threshold(Op::exp, binary32);
  ASSERT_TRUE(exp32.has_value());
  EXPECT_EQ(to_decimal(binary32, *exp32), "88.72284");
  EXPECT_TRUE(std::isinf(std::exp(static_cast<float>(*exp32))));
  EXPECT_FALSE(std::isinf(std::exp(static_cast<float>(next_down(binary32, *exp32)))));
  EXPECT_EQ(overflow_threshold(Op::exp2, binary64), 1024.0);
  EXPECT_EQ(overflow_threshold(Op::exp2, binary16), 16.0);
  EXPECT_FALSE(overflow_threshold(Op::sin, binary32).has_value());
  EXPECT_FALSE(overflow_threshold(Op::mul, binary32).has_value());
}

TEST(StepText, KeepsTheParenthesesThatMatterAndItsLimit) {
  const Function f([](auto x, auto y) {
    return std::array{x - (y - 2.0), (x + y) * -x, -(x + 1.0), pow(x, y) / (x / y)};
  });
  const std::array point{1.0, 2.0};
  const Trace t = f.trace(point);
  EXPECT_EQ(expression(t, t.outputs[0], binary64), "x - (y - 2)");
  EXPECT_EQ(expression(t, t.outputs[1], binary64), "(x + y) * -x");
  EXPECT_EQ(expression(t, t.outputs[2], binary64), "-(x + 1)");
  EXPECT_EQ(expression(t, t.outputs[3], binary64), "pow(x, y) / (x / y)");
  EXPECT_EQ(expression(t, t.outputs[3], binary64, std::vector<std::string>{"a", "b"}), "pow(a, b) / (a / b)");
  EXPECT_EQ(expression(t, t.outputs[3], binary64, {}, 10), "(...) / (...)") << "no shorter form";
  EXPECT_THAT(statement(t, t.outputs[3], binary64), HasSubstr(" / %"));
}

}  // namespace
}  // namespace clino
