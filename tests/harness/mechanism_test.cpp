// The names of what goes wrong, what helps, and how far it goes.
#include <gmock/gmock.h>

#include <cmath>

#include "clino/check.hpp"
#include "clino/diagnose.hpp"

namespace clino {
namespace {

using std::abs, std::acos, std::cos, std::exp, std::expm1, std::log, std::sin, std::sqrt, std::tanh;
using testing::HasSubstr;

constexpr Target slope{0, 0};

Diagnosis diagnosis(std::string_view engine, const Function& f, Point x, Target target = slope,
                    const Format& format = binary32) {
  for (double& xi : x) xi = round_to(format, xi);
  return diagnose(*find_engine(engine), f.trace(x, {.format = format}), x, format, target, f.variables());
}
std::string_view mechanism(std::string_view engine, const Function& f, Point x, Target target = slope,
                           const Format& format = binary32) {
  return name(diagnosis(engine, f, std::move(x), target, format).mechanism);
}

const Function reciprocal_exp = [](auto x) { return 1.0 / exp(x); };

TEST(Mechanism, EachAccidentHasItsName) {
  EXPECT_EQ(mechanism("eigen", reciprocal_exp, {100}), "overflow, then 0*inf");
  EXPECT_EQ(mechanism("eigen", reciprocal_exp, {50}), "squared denominator");
  EXPECT_EQ(mechanism("forward", [](auto x) { return exp(x) / (1.0 + exp(x)); }, {100}, {0, -1}),
            "overflow, then inf/inf");
  EXPECT_EQ(mechanism("forward", [](auto x) { return exp(x) - exp(x - 1.0); }, {100}, {0, -1}),
            "overflow, then inf-inf");
  EXPECT_EQ(mechanism("forward", [](auto x) { return exp(-x) / exp(-2.0 * x); }, {200}, {0, -1}), "0/0");
  EXPECT_EQ(mechanism("forward", [](auto x) { return sin(x) / x; }, {0}), "0/0");
  EXPECT_EQ(mechanism("eigen", [](auto x) { return (1.0 - cos(x)) / (x * x); }, {1e-3}), "cancellation in f");
  EXPECT_EQ(mechanism("forward", [](auto x) { return expm1(x) / x; }, {1e-3}), "cancellation in f'");
  EXPECT_EQ(mechanism("reverse", [](auto x) { return tanh(x); }, {10}), "cancellation in f'");
  EXPECT_EQ(mechanism("reverse", reciprocal_exp, {50}), "underflow too early");
  EXPECT_EQ(mechanism("forward", [](auto x) { return sin(1.0 / x); }, {1e-5}), "rounding growth");
  EXPECT_EQ(mechanism("eigen", [](auto x) { return sqrt(x * x); }, {0}), "edge of the domain");
  EXPECT_EQ(mechanism("eigen", [](auto x) { return abs(x); }, {0}), "kink");
  EXPECT_EQ(mechanism("forward", Function::parse("where(x + 1e8 > 1e8, 2*x, 3*x)"), {1}), "branch flipped by rounding");
  EXPECT_EQ(mechanism("forward", Function::parse("where(x == 0, 1, expm1(x)/x)"), {0}), "border of a branch");
  EXPECT_EQ(mechanism("forward", [](auto x) { return x * x; }, {3}), "none");
}

TEST(Mechanism, AWrongGradientIsCalledWrong) {
  const Function f = [](auto x) { return x * x; };
  const Function wrong = [](auto x) { return 3.0 * x; };
  const Point x{3};
  const Diagnosis d = diagnose(*custom_engine(f, wrong), f.trace(x), x, binary64, slope);
  EXPECT_EQ(name(d.mechanism), "hand-written rule wrong");
}

TEST(Mechanism, EveryNameIsDistinct) {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Mechanism::wrong_gradient); ++i)
    names.push_back(name(static_cast<Mechanism>(i)));
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

TEST(Advice, DependsOnTheOperationWhereThatDecides) {
  EXPECT_THAT(advice(diagnosis("eigen", reciprocal_exp, {100})), HasSubstr("exp(-x)"));
  EXPECT_THAT(advice(diagnosis("reverse", [](auto x) { return tanh(x); }, {10})), HasSubstr("1/cosh(x)^2"));
  EXPECT_THAT(advice(diagnosis("eigen", [](auto x) { return (1.0 - cos(x)) / (x * x); }, {1e-3})),
              HasSubstr("2*sin(x/2)^2"));
  EXPECT_EQ(advice(diagnosis("forward", [](auto x) { return x * x; }, {3})), "");
}

Case on(Function f, std::vector<Interval> domain) {
  return {.name = "test", .function = std::move(f), .domain = std::move(domain)};
}

TEST(MechanismRange, EndsAtTheFloatWhereTheOperationOverflows) {
  const Case c = on(reciprocal_exp, {{-50, 1000}});
  const auto ranges = mechanism_ranges(c, *find_engine("eigen"), Point{100}, binary32, slope, {});
  ASSERT_EQ(ranges.size(), 1U);
  EXPECT_EQ(ranges[0].first, *overflow_threshold(Op::exp, binary32));
  EXPECT_TRUE(ranges[0].first_is_edge);
  EXPECT_EQ(ranges[0].last, 1000);
  EXPECT_FALSE(ranges[0].last_is_edge) << "there the domain ends";
}

TEST(MechanismRange, EndsAtAZeroThatIsRight) {
  Case c = on([](auto x) { return x * x; }, {{-10, 10}});
  c.gradient = Function([](auto x) { return 3.0 * x; });
  const auto ranges = mechanism_ranges(c, *custom_engine(c.function, *c.gradient), Point{3}, binary64, slope, {});
  ASSERT_EQ(ranges.size(), 1U);
  EXPECT_GT(ranges[0].first, 0);
  EXPECT_EQ(ranges[0].last, 10);
}

TEST(MechanismRange, IsTakenAlongEachInputAlone) {
  const Case c = on([](auto x, auto y) { return y / exp(x); }, {{0, 1000}, {1, 2}});
  const auto ranges = mechanism_ranges(c, *find_engine("eigen"), Point{100, 1.5}, binary32, slope, {});
  ASSERT_EQ(ranges.size(), 2U);
  EXPECT_EQ(ranges[0].first, *overflow_threshold(Op::exp, binary32));
  EXPECT_EQ(ranges[1].first, 1);
  EXPECT_EQ(ranges[1].last, 2);
  EXPECT_TRUE(mechanism_ranges(c, *find_engine("eigen"), Point{1, 1.5}, binary32, slope, {}).empty());
}

}  // namespace
}  // namespace clino
