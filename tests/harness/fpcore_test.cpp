#include "clino/fpcore.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "clino/reference.hpp"
#include "fpcore_testing.hpp"

namespace clino {
namespace {

using namespace fpcore_testing;
using testing::HasSubstr;

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

}  // namespace
}  // namespace clino
