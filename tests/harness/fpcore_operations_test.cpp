#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "clino/evaluate.hpp"
#include "clino/fpcore.hpp"
#include "clino/reference.hpp"
#include "fpcore_testing.hpp"

namespace clino {
namespace {

using namespace fpcore_testing;
TEST(Fpcore, NumbersAreRationalDecimalHexadecimalOrDigits) {
  EXPECT_EQ(value("1/3"), 1.0 / 3);
  EXPECT_EQ(value("-007/2"), -3.5);
  EXPECT_EQ(value("+.5"), 0.5);
  EXPECT_EQ(value("-.985e1"), -9.85);
  EXPECT_EQ(value("0xf.fp-4"), 0.99609375);
  EXPECT_EQ(value("-0X1p3"), -8);
  EXPECT_EQ(value("(digits 3 -1 2)"), 1.5);
  EXPECT_EQ(value("(digits -1 1 10)"), -10);
  EXPECT_EQ(value("(digits 1 -1074 2)"), 0x1p-1074);
  EXPECT_EQ(value("5902958103587057/590295810358705651712"), 5902958103587057.0 / 0x1p69);
  EXPECT_TRUE(std::signbit(value("-0.0")));
}

TEST(Fpcore, RationalsAreRoundedToNearestTiesToEven) {
  EXPECT_EQ(value("9007199254740993/1"), 9007199254740992.0) << "2^53 + 1 is a tie";
  EXPECT_EQ(value("9007199254740995/1"), 9007199254740996.0);
  EXPECT_EQ(value("90071992547409931/10"), 9007199254740994.0) << "just above the tie";
  EXPECT_EQ(value("0x1.00000000000018p0"), 0x1.0000000000002p0);
  EXPECT_EQ(value("(digits 3 -1075 2)"), 0x1p-1073) << "a tie between subnormals";
  EXPECT_EQ(value("(digits 10000000000000000000001 -43 10)"), 10000000000000000000001e-43);
  for (const char* decimal : {"0.1", "3.14159", "123456789.123", "0.3"}) {
    std::string digits = decimal;
    const std::size_t places = digits.size() - 1 - digits.find('.');
    digits.erase(digits.find('.'), 1);
    EXPECT_EQ(value(digits + "/1" + std::string(places, '0')), std::stod(decimal)) << decimal;
  }
}

TEST(Fpcore, EveryConstantIsTheNearestNumberAndInRealArithmeticTheConstant) {
  const std::vector<std::pair<std::string, double>> table{{"E", M_E},
                                                          {"LOG2E", M_LOG2E},
                                                          {"LOG10E", M_LOG10E},
                                                          {"LN2", M_LN2},
                                                          {"LN10", M_LN10},
                                                          {"PI", M_PI},
                                                          {"PI_2", M_PI_2},
                                                          {"PI_4", M_PI_4},
                                                          {"M_1_PI", M_1_PI},
                                                          {"M_2_PI", M_2_PI},
                                                          {"M_2_SQRTPI", M_2_SQRTPI},
                                                          {"SQRT2", M_SQRT2},
                                                          {"SQRT1_2", M_SQRT1_2}};
  for (const auto& [name, nearest] : table) {
    EXPECT_EQ(value(name), nearest) << name;
    const Function real = parse_fpcore("(FPCore (x) (* x " + name + "))", Literals::real).cores.at(0).function;
    const Reference r = reference(real, std::array{1.0}, binary64, {.literals = Literals::real});
    ASSERT_EQ(r.values[0].existence, Existence::exists) << name;
    EXPECT_EQ(r.values[0].rounded, nearest) << name;
    EXPECT_NE(r.values[0].low, 0) << name << " is irrational";
  }
  EXPECT_EQ(value("INFINITY"), HUGE_VAL);
  EXPECT_TRUE(std::isnan(value("NAN")));
  EXPECT_TRUE(truth("TRUE"));
  EXPECT_FALSE(truth("FALSE"));
}

TEST(Fpcore, EveryOperationIsTheMathLibrarys) {
  const volatile double at_x = 0.7, at_y = 2.25;  // the compiler would fold what the library is asked for
  const double x = at_x, y = at_y;
  const std::vector<std::pair<std::string, double>> table{{"(+ x y)", x + y},
                                                          {"(- x y)", x - y},
                                                          {"(- x)", -x},
                                                          {"(* x y)", x * y},
                                                          {"(/ x y)", x / y},
                                                          {"(fabs (- x))", x},
                                                          {"(fma x y x)", std::fma(x, y, x)},
                                                          {"(exp x)", std::exp(x)},
                                                          {"(exp2 x)", std::exp2(x)},
                                                          {"(expm1 x)", std::expm1(x)},
                                                          {"(log x)", std::log(x)},
                                                          {"(log10 x)", std::log10(x)},
                                                          {"(log2 x)", std::log2(x)},
                                                          {"(log1p x)", std::log1p(x)},
                                                          {"(pow x y)", std::pow(x, y)},
                                                          {"(sqrt x)", std::sqrt(x)},
                                                          {"(cbrt x)", std::cbrt(x)},
                                                          {"(hypot x y)", std::hypot(x, y)},
                                                          {"(sin x)", std::sin(x)},
                                                          {"(cos x)", std::cos(x)},
                                                          {"(tan x)", std::tan(x)},
                                                          {"(asin x)", std::asin(x)},
                                                          {"(acos x)", std::acos(x)},
                                                          {"(atan x)", std::atan(x)},
                                                          {"(atan2 x y)", std::atan2(x, y)},
                                                          {"(sinh x)", std::sinh(x)},
                                                          {"(cosh x)", std::cosh(x)},
                                                          {"(tanh x)", std::tanh(x)},
                                                          {"(asinh x)", std::asinh(x)},
                                                          {"(acosh y)", std::acosh(y)},
                                                          {"(atanh x)", std::atanh(x)},
                                                          {"(erf x)", std::erf(x)},
                                                          {"(erfc x)", std::erfc(x)},
                                                          {"(tgamma y)", std::tgamma(y)},
                                                          {"(lgamma y)", std::lgamma(y)},
                                                          {"(ceil x)", 1},
                                                          {"(floor x)", 0},
                                                          {"(fmax x y)", y},
                                                          {"(fmin x y)", x},
                                                          {"(trunc y)", 2},
                                                          {"(round y)", 2},
                                                          {"(fdim y x)", y - x},
                                                          {"(fdim x y)", 0},
                                                          {"(copysign x (- y))", -x},
                                                          {"(fmod y x)", std::fmod(y, x)},
                                                          {"(remainder y x)", std::remainder(y, x)},
                                                          {"(nearbyint y)", 2}};
  for (const auto& [text, expected] : table) EXPECT_EQ(value(text, {x, y}), expected) << text;
}

/// Pairs of numbers of a format that have been trouble: ties, subnormals, zeros, infinities, far apart.
std::vector<std::pair<double, double>> hard_pairs(const Format& f) {
  std::vector<double> numbers{0.0,
                              -0.0,
                              1,
                              -1,
                              0.5,
                              1.5,
                              2.5,
                              -2.5,
                              3,
                              7,
                              0.1,
                              1e4,
                              smallest_subnormal(f),
                              smallest_normal(f),
                              largest(f),
                              -largest(f),
                              HUGE_VAL,
                              -HUGE_VAL,
                              std::nan("")};
  std::mt19937_64 random(7);
  for (int i = 0; i < 20; ++i)
    numbers.push_back(
        from_ordinal(f, static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(ordinal(f, largest(f))))));
  std::vector<std::pair<double, double>> pairs;
  for (double a : numbers)
    for (double b : numbers) pairs.emplace_back(round_to(f, a), round_to(f, b));
  return pairs;
}

// C's functions are exact in binary64 and their results numbers of the narrower format, so they are its, too.
TEST(Fpcore, DerivedOperationsAreExactInEveryFormat) {
  const FpcoreFile file = parse_fpcore(
      "(FPCore (x y) (fmod x y)) (FPCore (x y) (remainder x y)) (FPCore (x y) (copysign x y))"
      "(FPCore (x y) (fdim x y)) (FPCore (x y) (+ (nearbyint x) (* 0 (trunc y))))");
  const std::vector<double (*)(double, double)> expected{[](double a, double b) { return std::fmod(a, b); },
                                                         [](double a, double b) { return std::remainder(a, b); },
                                                         [](double a, double b) { return std::copysign(a, b); }};
  for (const Format& f : {binary64, binary32, binary16})
    for (const auto& [x, y] : hard_pairs(f))
      for (std::size_t k = 0; k < expected.size(); ++k) {
        if (k == 2 && std::isnan(y)) continue;  // the sign of NaN is nobody's
        const Trace t = file.cores[k].function.trace(std::array{x, y}, {.format = f});
        expect_same(evaluate(t, std::array{x, y}, f)[t.outputs[0]], expected[k](x, y),
                    file.cores[k].name + " at " + std::to_string(x) + ", " + std::to_string(y));
      }
}

TEST(Fpcore, DifferenceAndNearestIntegerFollowC) {
  for (const auto& [x, y] : hard_pairs(binary64)) {
    expect_same(value("(fdim x y)", {x, y}), std::fdim(x, y), "fdim " + std::to_string(x) + " " + std::to_string(y));
    expect_same(value("(nearbyint x)", {x}), std::nearbyint(x), "nearbyint " + std::to_string(x));
  }
}

TEST(Fpcore, QuotientsOfFmodAreCertified) {
  const Function f = core("(FPCore (x y) (fmod x y))").function;
  const Reference r = reference(f, std::array{10.5, 3.0}, binary64);
  EXPECT_EQ(r.values[0].rounded, 1.5);
  EXPECT_EQ(r.partials[0].rounded, 1);
  EXPECT_EQ(r.partials[1].rounded, -3);
  EXPECT_EQ(reference(f, std::array{1.0, 0.0}, binary64).values[0].existence, Existence::undefined);
}

TEST(Fpcore, QuestionsAboutNumbers) {
  const double tiny = 0x1p-1050;
  EXPECT_TRUE(truth("(isfinite x)"));
  EXPECT_FALSE(truth("(isfinite x)", HUGE_VAL));
  EXPECT_FALSE(truth("(isfinite x)", std::nan("")));
  EXPECT_TRUE(truth("(isinf x)", -HUGE_VAL));
  EXPECT_FALSE(truth("(isinf x)"));
  EXPECT_TRUE(truth("(isnan x)", std::nan("")));
  EXPECT_FALSE(truth("(isnan x)"));
  EXPECT_TRUE(truth("(isnormal x)", -1));
  EXPECT_FALSE(truth("(isnormal x)", tiny));
  EXPECT_FALSE(truth("(isnormal x)", 0));
  EXPECT_FALSE(truth("(isnormal x)", HUGE_VAL));
  EXPECT_TRUE(truth("(signbit x)", -0.0));
  EXPECT_TRUE(truth("(signbit x)", -3));
  EXPECT_FALSE(truth("(signbit x)", 0));
  const Trace t = trace("(if (isnormal x) 1 0)", {0x1p-130}, {.format = binary32});
  EXPECT_FALSE(t.branches.at(0).taken) << "subnormal in binary32";
}

TEST(Fpcore, ComparisonsChainOverAllPairs) {
  EXPECT_TRUE(truth("(< 0 x 2)"));
  EXPECT_FALSE(truth("(< 0 x 1)"));
  EXPECT_TRUE(truth("(<= 0 x 1 1)"));
  EXPECT_TRUE(truth("(> 3 2 x)"));
  EXPECT_FALSE(truth("(>= 3 x 2)"));
  EXPECT_TRUE(truth("(== x 1 1.0)"));
  EXPECT_FALSE(truth("(!= x 2 1)")) << "not neighbours, but equal";
  EXPECT_TRUE(truth("(!= x 2 3)"));
  EXPECT_FALSE(truth("(== NAN NAN)"));
  EXPECT_TRUE(truth("(!= NAN NAN)"));
  EXPECT_TRUE(truth("(and (< x 2) TRUE (not FALSE))"));
  EXPECT_FALSE(truth("(or FALSE (< x 0) FALSE)"));
}

}  // namespace
}  // namespace clino
