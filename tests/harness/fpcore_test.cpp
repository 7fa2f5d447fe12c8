#include "clino/fpcore.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <random>
#include <sstream>

#include "clino/evaluate.hpp"
#include "clino/reference.hpp"

namespace clino {
namespace {

using testing::HasSubstr, testing::StartsWith;

std::string read(const std::string& name) {
  std::ifstream file(std::string(CLINO_TEST_DATA) + "/" + name);
  EXPECT_TRUE(file) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Fpcore core(const std::string& text) {
  const FpcoreFile file = parse_fpcore(text);
  for (const ParseError& e : file.refused) ADD_FAILURE() << e.what();
  return file.cores.at(0);
}

const Fpcore& named(const FpcoreFile& file, const std::string& name) {
  for (const Fpcore& c : file.cores)
    if (c.name == name) return c;
  throw std::out_of_range(name);
}

/// The value of an expression of x (1 unless given) and y.
double value(const std::string& expression, std::vector<double> x = {1, 2}) {
  x.resize(2, 2.0);
  return core("(FPCore (x y) " + expression + ")").function.run(x).at(0);
}
bool truth(const std::string& condition, double x = 1) { return value("(if " + condition + " 1 0)", {x}) == 1; }

Trace trace(const std::string& expression, std::vector<double> x, const RecordingOptions& options = {}) {
  x.resize(2, 2.0);
  return core("(FPCore (x y) " + expression + ")").function.trace(x, options);
}

ParseError error_of(const std::string& text) {
  try {
    parse_fpcore(text);
  } catch (const ParseError& e) {
    return e;
  }
  ADD_FAILURE() << "no error in: " << text;
  return ParseError("", 1, 1, "");
}
ParseError error_in(const std::string& expression) { return error_of("(FPCore (x y) " + expression + ")"); }

std::string refusal(const std::string& text) {
  const FpcoreFile file = parse_fpcore(text);
  EXPECT_TRUE(file.cores.empty()) << text;
  return file.refused.empty() ? "" : file.refused[0].message;
}

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

void expect_same(double given, double expected, const std::string& where) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(given)) << where << " gave " << given;
  } else {
    EXPECT_EQ(given, expected) << where;
    EXPECT_EQ(std::signbit(given), std::signbit(expected)) << where;
  }
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

TEST(Fpcore, ConditionsRecordWhatTheyCompareAndStopWhereDecided) {
  EXPECT_EQ(trace("(if (< 0 x 2) x y)", {1}).branches.size(), 2u);
  EXPECT_EQ(trace("(if (< 0 x 2) x y)", {-1}).branches.size(), 1u);
  EXPECT_EQ(trace("(if (or (< x 2) (< y 0)) x y)", {1}).branches.size(), 1u);
  EXPECT_EQ(trace("(if (< 1 2) x y)", {1}).branches.size(), 0u) << "constants decide nothing at run time";
  EXPECT_EQ(trace("(if (> x 0) x y)", {1}).branches[0], (Branch{Relation::less, {.literal = 0}, {.node = 0}, true}));
}

TEST(Fpcore, BindingsAreSimultaneousOrSequential) {
  EXPECT_EQ(value("(let ([x y] [y x]) (- x y))", {5, 3}), -2);
  EXPECT_EQ(value("(let* ([x y] [y x]) (- x y))", {5, 3}), 0);
  EXPECT_EQ(value("(let ([a 1]) (let ([a (+ a 1)] [b a]) (+ (* 10 a) b)))"), 21);
  EXPECT_EQ(value("(let ([c (< x 3)]) (if c 1 2))"), 1) << "truth values may be named";
  EXPECT_EQ(value("(let ([PI 3]) PI)"), 3) << "names hide constants";
}

TEST(Fpcore, LoopsUpdateAtOnceOrOneByOne) {
  EXPECT_EQ(value("(while FALSE ([a 0.0 (+ a 1.0)]) a)"), 0);
  EXPECT_EQ(value("(while (<= a 3) ([a 0.0 (+ a 1.0)] [b 0.0 (- b a)]) b)"), -6);
  EXPECT_EQ(value("(while* (<= a 3) ([a 0.0 (+ a 1.0)] [b 0.0 (- b a)]) b)"), -10);
  EXPECT_EQ(value("(while (< i 3) ([i 0 (+ i 1)] [a 0.0 b] [b 1.0 a]) a)", {1, 0}), 1);
  EXPECT_EQ(value("(while (not done) ([i 0 (+ i 1)] [done FALSE (> i 4)]) i)"), 6);
  EXPECT_EQ(value("(while (<= a 3) ([a 0.0 (+ a 1.0)]"
                  "  [b 0.0 (while (<= i a) ([i 0 (+ i 1)] [x 0.0 (+ x i)]) x)]) b)"),
            6);
  EXPECT_EQ(value("(for ([i 4] [j 3]) ([n 0 (+ n 1)]) n)"), 12);
  EXPECT_EQ(value("(for ([i 3] [j 2]) ([s 0 (+ (* 10 s) (+ (* 2 i) j))]) s)"), 12345) << "the last index is innermost";
  EXPECT_EQ(value("(for ([i 3]) ([a 1 (+ a i)] [b 0 a]) b)"), 2);
  EXPECT_EQ(value("(for* ([i 3]) ([a 1 (+ a i)] [b 0 a]) b)"), 4);
  EXPECT_EQ(value("(for ([i 0] [j 5]) ([n 0 (+ n 1)]) n)"), 0);
}

TEST(Fpcore, CoresCallEachOtherAndThemselves) {
  const FpcoreFile file = parse_fpcore(
      "(FPCore cube (x) (* x (square x))) (FPCore square (x) (* x x))"
      "(FPCore even (n) (if (<= n 0) TRUE (not (even (- n 1)))))"
      "(FPCore factorial (n) (if (<= n 1) 1 (* n (factorial (- n 1)))))"
      "(FPCore (x) :name \"user\" (if (even 6) (+ (cube x) (factorial 5)) 0))");
  EXPECT_EQ(named(file, "user").function.run(std::array{2.0}).at(0), 128);
  EXPECT_EQ(file.cores.size(), 4u) << "'even' is no function of numbers";
  const Function again = Function::parse(named(file, "user").function.text());
  EXPECT_EQ(again.run(std::array{2.0}).at(0), 128) << again.text();
  const Function endless = core("(FPCore f (x) (f (+ x 1)))").function;
  EXPECT_THROW(endless.run(std::array{1.0}), OperationBudget);
}

TEST(Fpcore, EndlessLoopsMeetTheBudgetEvenWhenNothingIsRecorded) {
  EXPECT_THROW(trace("(while TRUE ([i 0 (+ i 1)]) x)", {1}, {.budget = 1000}), OperationBudget);
  EXPECT_THROW(trace("(while (> z 0) ([z x (+ z 1)]) x)", {1}, {.budget = 1000}), OperationBudget);
}

// Ten steps of 0.1 stay below 1 in binary64 and do not in binary32: the loop runs as in the format.
TEST(Fpcore, WhatDependsOnNoInputIsComputedInTheFormat) {
  const std::string loop = "(while (< t 1) ([t 0 (+ t 0.1)] [z x (* z 2)]) z)";
  EXPECT_EQ(trace(loop, {1}).nodes.size(), 2u + 11);
  EXPECT_EQ(trace(loop, {1}, {.format = binary32}).nodes.size(), 2u + 10);
  EXPECT_TRUE(trace(loop, {1}).branches.empty());
  const Trace exact =
      parse_fpcore("(FPCore (x) " + loop + ")", Literals::real).cores[0].function.trace(std::array{1.0});
  EXPECT_FALSE(exact.branches.empty()) << "in real arithmetic the comparison is for the reference to decide";
}

TEST(Fpcore, IntegersAreExactInEveryFormat) {
  const Trace t = trace("(* x (# (+ 2048 1)))", {1}, {.format = binary16});
  EXPECT_EQ(t.nodes.back().b.literal, 2049);
  EXPECT_EQ(trace("(* x (+ 2048 1))", {1}, {.format = binary16}).nodes.back().b.literal, 2048);
  EXPECT_EQ(trace("(* x (cast 2049))", {1}, {.format = binary16}).nodes.back().b.literal, 2048);
}

TEST(Fpcore, TheSameTraceAsTheSameCpp) {
  using std::exp, std::sqrt;
  const Function cpp([](auto x, auto y) {
    const auto square = x * x;  // C++ may evaluate the operands of a sum in either order
    const auto s = square + 2.0 * y;
    return s < 1.0 ? exp(s) / 3.0 : sqrt(s);
  });
  const Function text =
      core("(FPCore (x y) (let ([s (+ (* x x) (* 2 y))]) (if (< s 1) (/ (exp s) 3) (sqrt s))))").function;
  for (const double y : {-1.0, 1.0}) EXPECT_EQ(text.trace(std::array{0.5, y}), cpp.trace(std::array{0.5, y}));
}

TEST(Fpcore, PreconditionsBecomeIntervals) {
  const auto domain = [](const std::string& pre) { return core("(FPCore (x y) :pre " + pre + " (+ x y))"); };
  const double big = largest(binary64);
  const auto expect = [&](const std::string& pre, std::size_t input, double lo, double hi, bool filters) {
    const Fpcore c = domain(pre);
    EXPECT_EQ(c.domain[input].lo, lo) << pre;
    EXPECT_EQ(c.domain[input].hi, hi) << pre;
    EXPECT_EQ(static_cast<bool>(c.accepts), filters) << pre;
  };
  expect("(<= -1 x 2)", 0, -1, 2, false);
  expect("(< -1 x 2)", 0, next_up(binary64, -1), next_down(binary64, 2), false);
  expect("(and (>= 2 x) (>= y 0))", 0, -big, 2, false);
  expect("(and (>= 2 x) (>= y 0))", 1, 0, big, false);
  expect("(and (< 0 x (* 2 PI)) (< 1/3 y))", 0, smallest_subnormal(binary64), next_down(binary64, 2 * M_PI), false);
  expect("(== x 3)", 0, 3, 3, false);
  expect("(<= 1 x y 5)", 0, 1, 5, true);
  expect("(<= 1 x y 5)", 1, 1, 5, true);
  expect("(or (<= -5 x -1) (<= 1 x 5))", 0, -5, 5, true);
  expect("(and (<= 0 x 1) (!= x 0))", 0, 0, 1, true);
  expect("(and (<= 0 x 1) (<= (+ x y) 2))", 1, -big, big, true);
  expect("(and TRUE (< x INFINITY))", 0, -big, big, false);
  const Fpcore c = domain("(or (<= -5 x -1) (<= 1 x y))");
  EXPECT_TRUE(c.accepts(std::array{-2.0, 0.0}));
  EXPECT_FALSE(c.accepts(std::array{0.0, 3.0}));
  EXPECT_TRUE(c.accepts(std::array{2.0, 3.0}));
  EXPECT_EQ(domain("(<= 1 x 2)").sampling, (std::vector{Sampling::log, Sampling::bits}));
  EXPECT_THAT(error_of("(FPCore (x) :pre (< 2 x 1) x)").message, HasSubstr("allows no value of 'x'"));
}

TEST(Fpcore, PrecisionsBecomeFormats) {
  const auto formats_of = [](const std::string& header, const std::string& body) {
    return core("(FPCore (x) " + header + " " + body + ")").formats;
  };
  EXPECT_EQ(formats_of("", "(* x 2)"), (std::vector{binary32, binary64}));
  EXPECT_EQ(formats_of(":precision real", "(* x 2)"), (std::vector{binary32, binary64}));
  EXPECT_EQ(formats_of(":precision binary16", "(* x 2)"), (std::vector{binary16}));
  EXPECT_EQ(formats_of(":precision (float 8 32)", "(* x 2)"), (std::vector{binary32}));
  EXPECT_EQ(formats_of(":precision (float 8 16)", "(* x 2)"), (std::vector{bfloat16}));
  EXPECT_EQ(formats_of("", "(! :precision binary64 :round nearestEven (* x 2))"), (std::vector{binary64}));
  EXPECT_EQ(formats_of(":precision binary32", "(! :precision binary64 x)"), (std::vector{binary32}))
      << "rounds nothing";
  EXPECT_EQ(formats_of(":precision binary32", "(for ([i 3]) ([z x (* z (# (+ i 1)))]) z)"), (std::vector{binary32}));
  EXPECT_EQ(formats_of(":pre (> x 1e100)", "(* x 2)"), (std::vector{binary64})) << "binary32 has no such number";
}

TEST(Fpcore, WhatCannotBeRecordedIsRefusedByItsName) {
  EXPECT_THAT(refusal("(FPCore (n) (tensor ([i n]) i))"), HasSubstr("tensors ('tensor')"));
  EXPECT_THAT(refusal("(FPCore ((A n)) (ref A 0))"), HasSubstr("the input 'A' has dimensions"));
  EXPECT_THAT(refusal("(FPCore (x) (size (array x x) 0))"), HasSubstr("tensors ('size')"));
  EXPECT_THAT(refusal("(FPCore (x) (array x x))"), HasSubstr("tensors ('array')"));
  EXPECT_THAT(refusal("(FPCore (x) (dim x))"), HasSubstr("tensors ('dim')"));
  EXPECT_THAT(refusal("(FPCore (x) :precision posit16 (+ x 1))"), HasSubstr("precision 'posit16'"));
  EXPECT_THAT(refusal("(FPCore (x) :precision (fixed -8 16) (+ x 1))"), HasSubstr("(fixed -8 16)"));
  EXPECT_THAT(refusal("(FPCore (x) (! :precision binary128 (+ x 1)))"), HasSubstr("'binary128'"));
  EXPECT_THAT(refusal("(FPCore (x) :round toZero (+ x 1))"), HasSubstr("rounding mode 'toZero'"));
  EXPECT_THAT(refusal("(FPCore (x) :precision binary64 (+ (! :precision binary32 (cast x)) 1))"),
              HasSubstr("mixed precision: binary64 here, binary32 elsewhere"));
  EXPECT_THAT(refusal("(FPCore () (+ 1 2))"), HasSubstr("no inputs"));
  EXPECT_THAT(refusal("(FPCore (x) (< x 1))"), HasSubstr("truth value"));
  EXPECT_THAT(refusal("(FPCore f (x) (array x)) (FPCore (x) (f x))"), HasSubstr("'array'"));
}

TEST(Fpcore, OneRefusedCoreDoesNotStopTheOthers) {
  const FpcoreFile file =
      parse_fpcore("(FPCore (x) :name \"a\" x)\n(FPCore ((A 3)) (ref A 0))\n(FPCore (x) :name \"b\" x)");
  ASSERT_EQ(file.cores.size(), 2u);
  ASSERT_EQ(file.refused.size(), 1u);
  EXPECT_EQ(file.refused[0].line, 2);
  EXPECT_EQ(file.refused[0].column, 10);
}

TEST(Fpcore, PropertiesAreKept) {
  const Fpcore c = core(
      "(FPCore id (x) :name \"a \\\"name\\\"\" :description \"what it is\" :cite (one two) :math-library "
      "gnu-libm-2.34\n"
      " :herbie-time 1.5 :alt (* x 2) :spec (* 2 x) :alt (+ x (+ x 0)) :example ([x 3]) (+ x x))");
  EXPECT_EQ(c.name, "a \"name\"");
  EXPECT_EQ(c.identifier, "id");
  EXPECT_EQ(c.description, "what it is");
  EXPECT_EQ(c.cites, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(c.properties.size(), 9u);
  EXPECT_EQ(c.properties[4], (std::pair<std::string, std::string>{":herbie-time", "1.5"}));
  ASSERT_EQ(c.alternatives.size(), 2u);
  EXPECT_EQ(c.alternatives[1].run(std::array{5.0}).at(0), 10);
  ASSERT_TRUE(c.spec);
  EXPECT_EQ(c.points.at(0).x, (Point{3}));
  EXPECT_EQ(core("(FPCore id (x) x)").name, "id");
  EXPECT_EQ(core("(FPCore (x) (+ x\n 1))").name, "(+ x 1)");
}

TEST(Fpcore, ACoreAndItsAlternativesAreCases) {
  const std::vector<Case> cases = cases_of(
      core("(FPCore (x) :name \"expm1\" :cite (kahan) :pre (< 0 x 1) :spec (expm1 x) :alt (expm1 x) (- (exp x) 1))"));
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0].stable, cases[1].name);
  EXPECT_EQ(cases[1].name, "expm1/alt");
  EXPECT_TRUE(cases[0].reference && cases[1].reference);
  EXPECT_EQ(cases[0].source, "kahan");
  EXPECT_EQ(cases[0].function.text(), "(FPCore (x) (- (exp x) 1))");
  EXPECT_EQ(cases[0].reference->text(), "(FPCore (x) :precision real (expm1 x))");
}

TEST(Fpcore, ASpecificationHasRealLiterals) {
  const Fpcore c = core("(FPCore (x) :spec (+ x 1/3) (+ x 0.3))");
  const Reference r = reference(*c.spec, std::array{0.0}, binary64, {.literals = Literals::real});
  EXPECT_EQ(r.values[0].high, 1.0 / 3);
  EXPECT_NEAR(r.values[0].low * 0x1p54, 1.0 / 3, 1e-9) << "1/3 = 0x1.5555555555555p-2 + 2^-54/3";
}

TEST(Fpcore, TextsOfFunctionsParseAsFunctions) {
  const FpcoreFile file = parse_fpcore(read("loops.fpcore") + read("straight_line.fpcore"));
  for (const Fpcore& c : file.cores) {
    const Function again = Function::parse(c.function.text(), c.function.variables());
    Point x;
    for (const Interval& side : c.domain) x.push_back(side.lo + (std::min(side.hi, 1e3) - side.lo) / 3);
    for (double& xi : x) xi = std::clamp(xi, -1e3, 1e3);
    EXPECT_EQ(again.trace(x), c.function.trace(x)) << c.name;
  }
  EXPECT_THROW(Function::parse("(FPCore (x) x)", {"y"}), ParseError);
  EXPECT_TRUE(looks_like_fpcore("; hello\n [ FPCore (x) x]"));
  EXPECT_FALSE(looks_like_fpcore("(FPCores*x)"));
  EXPECT_FALSE(looks_like_fpcore("FPCore"));
}

// --- the suite's formulas, against the same formulas in C++ ---------------------------------------------------------

struct Direct {
  std::string name;
  std::vector<double> x;
  double expected;
};

double doppler(double u, double v, double t) {
  const double t1 = 331.4 + 0.6 * t;
  return (-t1 * v) / ((t1 + u) * (t1 + u));
}

double pid(double m, double kp, double ki, double kd, double c) {
  double i = 0, eold = 0;
  for (double t = 0; t < 10; t += 0.5) {
    const double e = c - m;
    i = i + ki * 0.5 * e;
    m = m + 0.01 * (kp * e + i + kd * 2 * (e - eold));
    eold = e;
  }
  return m;
}

double runge_kutta(double h, double y, double c) {
  const auto slope = [&](double at) { return 1.2 * (c - at) * (c - at); };
  for (int i = 0; i < 5; ++i) {
    const double k1 = slope(y), k2 = slope(y + 0.5 * h * k1), k3 = slope(y + 0.5 * h * k2), k4 = slope(y + h * k3);
    y = y + 1.0 / 6 * h * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
  }
  return y;
}

double newton_root(double a) {
  double x = a;
  while (std::fabs(x * x - a) > 1e-6 * a) x = 0.5 * (x + a / x);
  return x;
}

double pendulum(double t, double w) {
  for (int n = 0; n < 20; ++n) {
    const double next = t + 0.01 * (w + 0.01 / 2 * (-9.80665 / 2.0 * std::sin(t)));
    w = w + 0.01 * (-9.80665 / 2.0 * std::sin(t + 0.01 / 2 * w));
    t = next;
  }
  return t;
}

double horner(double x, double y) {
  double p = 0, q = 0;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 2; ++j) p = p * x + i, q = q * y + p * j;
  return p + q;
}

TEST(FpcoreSuite, AllCoresAreReadAndRecordedAndKeepTheirPreconditions) {
  for (const auto& [name, least] : {std::pair{"straight_line.fpcore", 40u}, {"loops.fpcore", 11u}}) {
    const FpcoreFile file = parse_fpcore(read(name));
    EXPECT_TRUE(file.refused.empty());
    EXPECT_GE(file.cores.size(), least);
    for (const Fpcore& c : file.cores)
      for (const Case& example : cases_of(c)) {
        Point x;
        for (const Interval& side : example.domain) x.push_back(std::clamp(1.5, side.lo, side.hi));
        const Trace t = example.function.trace(x);
        expect_same(evaluate(t, x, binary64)[t.outputs[0]], example.function.run(x)[0], example.name);
      }
  }
}

TEST(FpcoreSuite, ValuesAreThoseOfTheSameFormulasInCpp) {
  const FpcoreFile file = parse_fpcore(read("straight_line.fpcore") + read("loops.fpcore"));
  const double x = 0.7, v = 0.2;
  const std::vector<Direct> table{
      {"doppler1", {10, 300, 20}, doppler(10, 300, 20)},
      {"doppler3", {-20, 400, -40}, doppler(-20, 400, -40)},
      {"rigidBody1", {1, 2, 3}, -(1 * 2) - 2 * 2 * 3 - 1 - 3.0},
      {"rigidBody2", {1, 2, 3}, 2 * 1 * 2 * 3 + 3 * 3 * 3 - 2 * 1 * 2 * 3 + 3 * 3 * 3 - 2.0},
      {"verhulst", {v}, 4 * v / (1 + v / 1.11)},
      {"predatorPrey", {v}, 4 * v * v / (1 + v / 1.11 * (v / 1.11))},
      {"sineOrder3", {x}, 0.954929658551372 * x - 0.12900613773279798 * (x * x * x)},
      {"sqroot", {x}, 1 + 0.5 * x - 0.125 * x * x + 0.0625 * x * x * x - 0.0390625 * x * x * x * x},
      {"kepler0", {4, 5, 6, 5}, 4 * 5 + 5 * 6 - 4 * 5 - 6 * 5 - 4 * 6.0},
      {"himmilbeau", {3, 2}, 0},
      {"NMSE example 3.1, 2sqrt", {1e10}, std::sqrt(1e10 + 1) - std::sqrt(1e10)},
      {"NMSE p42, positive, quadp", {1, 5, 6}, -2},
      {"NMSE p42, negative, quadm", {1, 5, 6}, -3},
      {"NMSE section 3.11, expq2", {x}, std::exp(x) / (std::exp(x) - 1)},
      {"triangle area (Kahan)", {3, 4, 5}, 6},
      {"PID", {-5, 9.4514, 0.69006, 2.8454, 5}, pid(-5, 9.4514, 0.69006, 2.8454, 5)},
      {"Runge-Kutta 4", {0.001, 10.1, 100.1}, runge_kutta(0.001, 10.1, 100.1)},
      {"Newton-Raphson square root", {2}, newton_root(2)},
      {"Pendulum", {1, 0.5}, pendulum(1, 0.5)},
      {"Horner by for*", {0.5, 0.25}, horner(0.5, 0.25)},
      {"unit vector", {3, 4}, 0.6},
  };
  for (const Direct& d : table) EXPECT_EQ(named(file, d.name).function.run(d.x).at(0), d.expected) << d.name;
  EXPECT_NEAR(named(file, "Taylor series of exp").function.run(std::array{x}).at(0), std::exp(x), 1e-12);
  EXPECT_NEAR(named(file, "sine").function.run(std::array{x}).at(0), std::sin(x), 1e-6);
}

TEST(FpcoreSuite, AlternativesAgreeWithTheCoreWhereBothAreAccurate) {
  const FpcoreFile file = parse_fpcore(read("straight_line.fpcore"));
  int compared = 0;
  for (const Fpcore& c : file.cores)
    for (const Function& alternative : c.alternatives) {
      Point x;
      for (const Interval& side : c.domain) x.push_back(std::clamp(0.25, side.lo, side.hi));
      const double a = c.function.run(x)[0], b = alternative.run(x)[0];
      EXPECT_NEAR(a, b, 1e-9 * std::fabs(a)) << c.name;
      ++compared;
    }
  EXPECT_GE(compared, 8);
}

// --- errors ---------------------------------------------------------------------------------------------------------

TEST(FpcoreError, SaysWhereWhatAndWhatWasExpected) {
  const ParseError e = error_of("(FPCore (x)\n  (+ x (sni x)))");
  EXPECT_EQ(e.line, 2);
  EXPECT_EQ(e.column, 9);
  EXPECT_STREQ(e.what(), "2:9: unknown operation 'sni'; did you mean 'sin'?\n    (+ x (sni x)))\n          ^");
}

TEST(FpcoreError, NamesEachMistake) {
  const std::vector<std::pair<std::string, std::string>> expressions{
      {"z", "unknown name 'z'"},
      {"(+ x)", "'+' takes 2 arguments, 1 given"},
      {"(sin x y)", "'sin' takes 1 argument, 2 given"},
      {"(- x y x)", "'-' takes 2 arguments, 3 given"},
      {"(+ x TRUE)", "found 'TRUE', which is a truth value, expected a number"},
      {"(if x 1 2)", "found 'x', which is a number, expected a truth value"},
      {"(if (< x 1) 1 TRUE)", "expected a number"},
      {"(if (< x 1) 1)", "'if' takes a condition and two expressions, 2 given"},
      {"(not (< x 1) TRUE)", "'not' takes one argument, 2 given"},
      {"(< x)", "'<' takes two or more arguments"},
      {"(let ([a 1] [a 2]) a)", "'a' is bound twice"},
      {"(let ([a 1 2]) a)", "expected [name expression]"},
      {"(let ([a b] [b 1]) a)", "unknown name 'b'"},
      {"(let a a)", "expected a list of [name expression]"},
      {"(while (< i 3) ([i 0]) i)", "expected [name initial update]"},
      {"(while (< i 3) ([i 0 (< i 1)]) i)", "expected a number"},
      {"(for ([i 3]) i)", "'for' takes indices, bindings and an expression, 2 given"},
      {"(digits 1.5 0 2)", "found '1.5', expected an integer"},
      {"(digits 1 0 1)", "found base '1', expected at least 2"},
      {"(digits 1 99999 2)", "outside the range of binary64"},
      {"1e400", "outside the range of binary64"},
      {"1e-400", "outside the range of binary64"},
      {"1/0", "malformed number '1/0'"},
      {"1x", "malformed number '1x'"},
      {"0x", "malformed number '0x'"},
      {"\"text\"", "found a string, expected an expression"},
      {"()", "expected an operation after '('"},
      {"((f) x)", "expected an operation after '('"},
      {"(abs x)", "did you mean 'fabs'?"},
      {"(fbas x)", "did you mean 'fabs'?"},
      {"(lte ([a 1]) a)", "did you mean 'let'?"},
      {"(! :precision binary33 x)", "unknown precision 'binary33'; did you mean 'binary32'?"},
      {"(! :round toZreo x)", "unknown rounding mode 'toZreo'; did you mean 'toZero'?"},
      {"(! :precision)", "expected a value after ':precision'"},
      {"(! :precision real)", "'!' takes properties and one expression"},
      {"(+ x \xC3\xA9)", "unexpected character '\xC3\xA9'"},
  };
  for (const auto& [text, message] : expressions) EXPECT_THAT(error_in(text).message, HasSubstr(message)) << text;
  const std::vector<std::pair<std::string, std::string>> files{
      {"(FPCor (x) x)", "expected '(FPCore'; did you mean 'FPCore'?"},
      {"x", "found 'x', expected '(FPCore'"},
      {"(FPCore)", "expected the list of inputs"},
      {"(FPCore x)", "expected the list of inputs"},
      {"(FPCore (x))", "the core has no expression"},
      {"(FPCore (x) x x)", "found 'x', expected ')' after the core's expression"},
      {"(FPCore (x x) x)", "the input 'x' is given twice"},
      {"(FPCore (1) 1)", "expected the name of an input"},
      {"(FPCore (x) :name \"a\" :name \"b\" x)", "property ':name' is given twice"},
      {"(FPCore (x) :pre (+ x 1) x)", "expected a condition"},
      {"(FPCore (x) :spec (< x 1) x)", "expected a number"},
      {"(FPCore (x) x", "expected ')' for the list that begins here"},
      {"(FPCore (x] x)", "found ']', expected ')'"},
      {"(FPCore (x) x))", "found ')', which closes nothing"},
      {"(FPCore (x) :name \"a x)", "expected '\"' for the string that begins here"},
      {"(FPCore f (x) x) (FPCore f (x) x)", "two cores are called 'f'"},
      {"(FPCore f (x) (+ 1 (g x))) (FPCore g (x) (< x 1))", "expected a number"},
      {"(FPCore f (x) (+ 1 (g x))) (FPCore g (x) (h x)) (FPCore h (x) (< x 1))", "'g' is called before"},
  };
  for (const auto& [text, message] : files) EXPECT_THAT(error_of(text).message, HasSubstr(message)) << text;
}

std::string repeated(const std::string& piece, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += piece;
  return out;
}

TEST(FpcoreError, DepthAndSizeAreBounded) {
  EXPECT_EQ(value(repeated("(+ 1 ", 900) + "x" + repeated(")", 900)), 901);
  for (const char* piece : {"(", "(+ 1 ", "(let ([a ", "(- ", "[", "(if (< "})
    EXPECT_THAT(error_in(repeated(piece, 100'000)).message, StartsWith("nested deeper than")) << piece;
  EXPECT_THAT(error_of("(FPCore (x) " + std::string(std::size_t{17} << 20, ' ') + "x)").message,
              HasSubstr("longer than"));
  EXPECT_THAT(error_in("1" + std::string(5000, '0') + "/3").message, HasSubstr("outside the range"));
}

/// Small generator with the same sequence everywhere.
class Dice {
 public:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_()) % n; }

 private:
  std::mt19937 engine_{4711};
};

void read_and_use(const std::string& text) {
  try {
    const FpcoreFile file = parse_fpcore(text);
    for (const Fpcore& c : file.cores)
      for (const Case& example : cases_of(c)) {
        const Point x(example.domain.size(), 0.5);
        if (example.accepts) example.accepts(x);
        const Trace t = example.function.trace(x, {.budget = 2'000});
        EXPECT_EQ(Function::parse(example.function.text()).trace(x, {.budget = 2'000}), t) << text;
      }
  } catch (const ParseError& e) {
    EXPECT_GE(e.line, 1);
    EXPECT_GE(e.column, 1);
    EXPECT_FALSE(e.message.empty());
  } catch (const OperationBudget&) {
  }
}

TEST(Fpcore, RandomBytesAndMutatedTextsNeverCrash) {
  const std::string suite = read("loops.fpcore");
  std::vector<std::string> valid;
  for (std::size_t at = suite.find("(FPCore"); at != std::string::npos;) {
    const std::size_t next = suite.find("(FPCore", at + 1);
    valid.push_back(suite.substr(at, next - at));
    at = next;
  }
  const std::string alphabet = "()[]xab 01./-+*<=\"#:!;\n\x80";
  const std::vector<std::string> words{"(if ",          "(let ([a ",      "(while ",        "TRUE", " x ",
                                       "1/3",           "(! :precision ", "(FPCore (x) ",   ")",    "(for* ([i 2]) (",
                                       ":pre (< 0 x) ", "(fmod x ",       "(digits 1 2 3)", "(# x)"};
  Dice dice;
  for (int i = 0; i < 2000; ++i) {
    std::string text = i % 2 ? "(FPCore (x) " : "";
    for (std::size_t n = dice.below(30); n > 0; --n)
      text += dice.below(3) ? std::string(1, alphabet[dice.below(alphabet.size())]) : words[dice.below(words.size())];
    read_and_use(text);
  }
  for (int i = 0; i < 3000; ++i) {
    std::string text = valid[dice.below(valid.size())];
    for (std::size_t n = 1 + dice.below(3); n > 0 && !text.empty(); --n) {
      const std::size_t at = dice.below(text.size());
      switch (dice.below(3)) {
        case 0: text.erase(at, 1 + dice.below(4)); break;
        case 1: text[at] = alphabet[dice.below(alphabet.size())]; break;
        default: text.insert(at, words[dice.below(words.size())]);
      }
    }
    read_and_use(text);
  }
}

}  // namespace
}  // namespace clino
