#include "clino/expression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "clino/evaluate.hpp"

namespace clino {
namespace {

using std::abs, std::cos, std::exp, std::log1p, std::pow, std::sin, std::sqrt;
using testing::HasSubstr, testing::StartsWith;

Expression expression(std::string text, std::vector<std::string> variables = {}) {
  return Expression::parse(std::span<const std::string>(&text, 1), std::move(variables));
}
double value(const std::string& text, std::vector<double> x = {1}) { return Function::parse(text).run(x).at(0); }
double number(const std::string& text) { return Function::parse(text, {"x"}).run(std::array{0.0}).at(0); }

ParseError error_of(const std::string& text, std::vector<std::string> variables = {}) {
  try {
    Function::parse(text, std::move(variables));
  } catch (const ParseError& e) {
    return e;
  }
  ADD_FAILURE() << "no error in: " << text;
  return ParseError("", 1, 1, "");
}

// The same program as text and as C++: the traces are equal node for node.
struct Pair {
  std::string text;
  Function code;
  std::vector<double> x;
};

TEST(Expression, TextRecordsWhatTheSameCppRecords) {
  const std::vector<Pair> pairs{
      {"1/(1+exp(-x))", [](auto x) { return 1.0 / (1.0 + exp(-x)); }, {2}},
      {"2.0*x", [](auto x) { return 2.0 * x; }, {3}},
      {"2/3*x", [](auto x) { return 2.0 / 3.0 * x; }, {3}},
      {"x^2 - 0.5", [](auto x) { return pow(x, 2.0) - 0.5; }, {3}},
      {"3*x^0.5", [](auto x) { return 3.0 * pow(x, 0.5); }, {3}},
      {"-x^2", [](auto x) { return -pow(x, 2.0); }, {3}},
      {"2^-x", [](auto x) { return pow(2.0, -x); }, {3}},
      {"x^-2", [](auto x) { return pow(x, -2.0); }, {3}},
      {"s = 1/(1+exp(-x)); s*(1-s)",
       [](auto x) {
         const auto s = 1.0 / (1.0 + exp(-x));
         return s * (1.0 - s);
       },
       {1}},
      {"where(x > 0, x, 0)*y", [](auto x, auto y) { return (x > 0.0 ? x : decltype(x)(0.0)) * y; }, {-1, 2}},
      {"where(x > 0, 1, 2)*y", [](auto x, auto y) { return (x > 0.0 ? 1.0 : 2.0) * y; }, {-1, 2}},
      {"where(x > 0 and x < 1, x, -x)", [](auto x) { return x > 0.0 && x < 1.0 ? x : -x; }, {-1}},
      {"sqrt(2)*x + pi", [](auto x) { return std::sqrt(2.0) * x + 3.141592653589793; }, {1}},
      {"a = 2; a*x",
       [](auto x) {
         const auto a = 2.0;
         return a * x;
       },
       {1}},
  };
  for (const Pair& p : pairs) EXPECT_EQ(Function::parse(p.text).trace(p.x), p.code.trace(p.x)) << p.text;
}

TEST(Expression, NumbersBesideActiveOnesAreLiteralOperands) {
  const Trace t = Function::parse("max(x, 0) + 2*x").trace(std::array{1.0});
  for (const Node& n : t.nodes) EXPECT_NE(n.op, Op::constant);
  EXPECT_TRUE(t.nodes[1].b.is_literal());
}

TEST(Expression, PrecedenceIsThatOfMathematics) {
  EXPECT_EQ(value("-x^2", {3}), -9);
  EXPECT_EQ(value("2^x^2", {3}), 512);
  EXPECT_EQ(value("2^-x", {3}), 0.125);
  EXPECT_EQ(value("x-1-1", {3}), 1);
  EXPECT_EQ(value("x/2/2", {8}), 2);
  EXPECT_EQ(value("1+2*x^2", {3}), 19);
  EXPECT_EQ(value("-2*-x", {3}), 6);
  EXPECT_EQ(value("x < 1 or x > 2 and x < 4", {3}), 1);
  EXPECT_EQ(value("not x < 1", {3}), 1);
  EXPECT_EQ(value("!(x < 1) && x != 2", {3}), 1);
}

TEST(Expression, NumbersAreDecimalOrHexadecimal) {
  EXPECT_EQ(number("0.1"), 0.1);
  EXPECT_EQ(number(".5"), 0.5);
  EXPECT_EQ(number("1."), 1);
  EXPECT_EQ(number("1.5e-3"), 1.5e-3);
  EXPECT_EQ(number("0x1.9p+6"), 100);
  EXPECT_EQ(number("5e-324"), 5e-324);
  EXPECT_EQ(number("pi"), std::acos(-1.0));
  EXPECT_EQ(number("e"), std::exp(1.0));
  EXPECT_EQ(number("-inf"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(number("nan")));
}

TEST(Expression, EveryOperationOfTheTableHasItsName) {
  for (const OpInfo& row : operators()) {
    if (row.notation != Notation::call) continue;
    std::string text(row.name);
    text += row.arity == 1 ? "(x)" : row.arity == 2 ? "(x, x)" : "(x, x, x)";
    const Trace t = Function::parse(text).trace(std::array{0.5});
    EXPECT_EQ(t.nodes.back().op, row.op) << text;
    EXPECT_EQ(t.nodes.size(), 2u) << text;
  }
  EXPECT_EQ(Function::parse("fabs(x)").trace(std::array{1.0}), Function::parse("abs(x)").trace(std::array{1.0}));
  EXPECT_EQ(value("fmin(x, 3) + fmax(x, 3)", {2}), 5);
}

TEST(Expression, WhereTakesOneBranchAndSelectBoth) {
  const std::array zero{0.0};
  const Trace branch = Function::parse("where(x != 0, sin(x)/x, 1)").trace(zero);
  ASSERT_EQ(branch.branches.size(), 1u);
  EXPECT_EQ(branch.branches[0].relation, Relation::equal);
  EXPECT_EQ(branch.nodes.size(), 2u) << "the input and the constant 1";
  const Trace both = Function::parse("select(x != 0, sin(x)/x, 1)").trace(zero);
  EXPECT_TRUE(both.branches.empty());
  EXPECT_EQ(both.nodes.back().op, Op::select);
  EXPECT_EQ(evaluate(both, zero, binary64).back(), 1);
}

TEST(Expression, ConditionsStopAtTheFirstThatDecides) {
  const std::array x{3.0};
  const auto branches = [&](const char* text) { return Function::parse(text).trace(x).branches.size(); };
  EXPECT_EQ(branches("where(x > 5 and x < 9, x, 0)"), 1u);
  EXPECT_EQ(branches("where(x > 1 and x < 9, x, 0)"), 2u);
  EXPECT_EQ(branches("where(x > 1 or x < 9, x, 0)"), 1u);
  EXPECT_EQ(branches("where(1 < 2, x, 0)"), 0u) << "numbers alone decide nothing at run time";
  EXPECT_EQ(branches("where(x, x, 0)"), 1u) << "a number is compared with 0";
}

TEST(Expression, ComparisonsAsNumbersAreMasks) {
  const std::array x{3.0};
  for (const char* text :
       {"(x > 1)*x", "(x >= 1 and x != 2)*x", "(x < 1 or x == 3)*x", "(not x < 1)*x", "(x and 1)*x"}) {
    const Function f = Function::parse(text);
    EXPECT_EQ(f.run(x).at(0), 3) << text;
    EXPECT_TRUE(f.trace(x).branches.empty()) << text;
    EXPECT_EQ(f.run(std::array{0.0}).at(0), 0) << text;
  }
}

TEST(Expression, AComparisonWithANameIsMadeOnceWhereItIsUsed) {
  const std::array x{3.0};
  const Trace t =
      Function::parse("c = x > 0; d = c and x < 9; where(c, x, 0) + where(d, x, 0) + where(d, x, 0)").trace(x);
  EXPECT_EQ(t.branches.size(), 2u);
  for (const Node& n : t.nodes) EXPECT_NE(n.op, Op::less);
  const Trace mask = Function::parse("c = x > 0; c*x + c").trace(x);
  EXPECT_EQ(std::ranges::count(mask.nodes, Op::less, &Node::op), 1);
}

TEST(Expression, ADefinitionIsEvaluatedOnce) {
  std::string text = "a0 = exp(x); ";
  for (int i = 1; i < 60; ++i) {
    const std::string previous = "a" + std::to_string(i - 1);
    text += "let a" + std::to_string(i) + " = " + previous + " + " + previous + "; ";
  }
  const Trace t = Function::parse(text + "a59").trace(std::array{0.0});
  EXPECT_EQ(t.nodes.size(), 61u);
  EXPECT_EQ(value(text + "a59", {0}), 0x1p59);
}

TEST(Expression, SeveralOutputsFromOneTextOrSeveral) {
  const Function a = Function::parse("x*y, x+y"), b = Function::parse("[x*y, x+y]");
  const std::vector<std::string> texts{"s = x*y; s", "s = x+y; s"};
  const Function c = Function::parse(texts);
  const std::array x{2.0, 5.0};
  for (const Function* f : {&a, &b, &c}) EXPECT_EQ(f->run(x), (std::vector{10.0, 7.0}));
  EXPECT_EQ(c.trace(x), Function::parse(c.text()).trace(x)) << c.text();
  EXPECT_EQ(a.shape(), (Shape{2, 2}));
}

TEST(Expression, VariablesByFirstAppearanceOrAsGiven) {
  EXPECT_EQ(Function::parse("z*a + z").variables(), (std::vector<std::string>{"z", "a"}));
  EXPECT_EQ(Function::parse("z", {"a", "z"}).variables(), (std::vector<std::string>{"a", "z"}));
  EXPECT_EQ(Function::parse("e*x", {"x", "e"}).run(std::array{2.0, 3.0}).at(0), 6) << "a variable may be called e";
  EXPECT_EQ(Function::parse(" 1/x ").text(), " 1/x ");
  EXPECT_THROW(Function::parse("x", {"x", "x"}), std::invalid_argument);
  EXPECT_THROW(Function::parse("x", {"2x"}), std::invalid_argument);
  EXPECT_THROW(Function::parse("x", {"and"}), std::invalid_argument);
}

TEST(Expression, RunIsTheReplayInBinary64) {
  for (const char* text :
       {"exp(-x^2)/(1+x)", "(x > 0.3)*tanh(x) + 0.1", "where(x < 1/3, lgamma(x), x^pi)", "fma(x, 3, -x)"}) {
    const Function f = Function::parse(text);
    for (double x : {0.1, 0.7, 2.5}) {
      const std::array at{x};
      const Trace t = f.trace(at);
      EXPECT_EQ(f.run(at).at(0), evaluate(t, at, binary64)[t.outputs[0]]) << text;
    }
  }
}

// In binary64 a quotient of two exact integers is the correctly rounded decimal, which is what from_chars gives: two
// routes.
TEST(Expression, RealLiteralsAreQuotientsOfIntegers) {
  for (const char* decimal : {"0.1", "3.14159", "1e-20", "123456789.123", "1e-7", "0.3"}) {
    const Function f = Function::parse(std::string(decimal) + "*x", {}, Literals::real);
    const Trace t = f.trace(std::array{1.0});
    EXPECT_EQ(evaluate(t, std::array{1.0}, binary64).back(), std::stod(decimal)) << decimal;
    for (const Node& n : t.nodes)
      for (const Operand* o : {&n.a, &n.b}) EXPECT_EQ(o->literal, std::floor(o->literal)) << decimal;
  }
}

TEST(Expression, RealLiteralsKeepWhatBinary64HoldsExactly) {
  const std::array x{1.5};
  for (const char* text : {"0.5*x", "x^2", "x^(1/2)", "x/1024 + 0.375", "0x1.8p-3*x", "1e15*x", "x/(3-1)"})
    EXPECT_EQ(Function::parse(text, {}, Literals::real).trace(x), Function::parse(text).trace(x)) << text;
  const Trace third = Function::parse("x^(1/3)", {}, Literals::real).trace(x);
  EXPECT_FALSE(third.nodes.back().b.is_literal());
  const Trace pi = Function::parse("pi*x", {}, Literals::real).trace(x);
  EXPECT_EQ(pi.nodes.at(2).op, Op::acos);
  const Trace long_number =
      Function::parse("0.12345678901234567890123456789*x", {}, Literals::real).trace(std::array{1.0});
  EXPECT_NEAR(evaluate(long_number, std::array{1.0}, binary64).back(), 0.12345678901234567890123456789, 1e-16);
}

TEST(ParseError, SaysWhereWhatAndWhatWasExpected) {
  const ParseError e = error_of("1 +\n  2*)x");
  EXPECT_EQ(e.line, 2);
  EXPECT_EQ(e.column, 5);
  EXPECT_EQ(e.message, "found ')', expected a number, a name or '('");
  EXPECT_STREQ(e.what(), "2:5: found ')', expected a number, a name or '('\n    2*)x\n      ^");
}

TEST(ParseError, SuggestsTheNearestName) {
  EXPECT_EQ(error_of("sigmod(x)").message, "unknown function 'sigmod'; did you mean 'sign'?");
  EXPECT_THAT(error_of("ln(x)").message, HasSubstr("'log'"));
  EXPECT_THAT(error_of("Exp(x)").message, HasSubstr("'exp'"));
  EXPECT_THAT(error_of("alhpa*x", {"alpha", "x"}).message, HasSubstr("did you mean 'alpha'"));
  EXPECT_EQ(error_of("y*x", {"x", "z"}).message, "unknown name 'y'; the variables are x, z");
  EXPECT_EQ(error_of("qqqqqqqqqqqq(x)").message, "unknown function 'qqqqqqqqqqqq'");
}

TEST(ParseError, NamesEachMistake) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"", "found the end of the text, expected a number, a name or '('"},
      {"x +", "found the end of the text, expected a number"},
      {"(x", "found the end of the text, expected an operator or ')'"},
      {"x)", "found ')', expected an operator, ',' or the end"},
      {"2x", "a product is written '*'"},
      {"x**2", "a power is written '^'"},
      {"x = 2", "expected an operator or ';' after the definition of 'x'"},
      {"exp", "found the end of the text, expected '(' after the function 'exp'"},
      {"exp(x, x)", "'exp' takes 1 argument, 2 given"},
      {"hypot(x)", "'hypot' takes 2 arguments, 1 given"},
      {"0 < x < 1", "comparisons do not chain"},
      {"1e400*x", "outside the range of binary64"},
      {"1e*x", "malformed number '1e'"},
      {"x $ 2", "unexpected character '$'"},
      {"x \xE2\x88\x92 2", "unexpected character '\xE2\x88\x92'"},
      {"s = x; s = x; s", "'s' is defined twice"},
      {"pi = 3; x*pi", "'pi' is a constant: a definition wants another name"},
      {"s*2 == 1; s = x; s", "expected"},
      {"a = s; s = x; a", "'s' is used as a variable before it is defined"},
      {"2 + 3", "found no variable"},
      {"s = x;", "found the end of the text, expected a number"},
  };
  for (const auto& [text, message] : table) EXPECT_THAT(error_of(text).message, HasSubstr(message)) << text;
}

TEST(ParseError, CaretStandsBelowTheCharacterOfALongOrForeignLine) {
  const ParseError foreign = error_of("x + \xC3\xA9 + y");
  EXPECT_EQ(foreign.column, 5);
  const std::string text = std::string(5000, ' ') + "x + )" + std::string(5000, ' ');
  const std::string what = error_of(text).what();
  EXPECT_LT(what.size(), 400u);
  const std::size_t first = what.find('\n'), second = what.find('\n', first + 1);
  const std::string line = what.substr(first + 1, second - first - 1), caret = what.substr(second + 1);
  EXPECT_EQ(line.at(caret.find('^')), ')');
  const std::string hostile = error_of("x \x01\xFF\x1B[31m").what();
  EXPECT_EQ(hostile.find('\x1B'), std::string::npos);
  EXPECT_EQ(hostile.find('\xFF'), std::string::npos);
}

TEST(Expression, PrintedTextParsesToTheSameTraces) {
  for (const char* text : {"-x^2",
                           "(-x)^2",
                           "2^-x",
                           "(2^x)^2",
                           "2^x^2",
                           "x-(1-x)",
                           "(x-1)-x",
                           "x/(2*x)",
                           "x/2*x",
                           "-(x+1)*2",
                           "a = x; b = a+1; a*b, a",
                           "where(not x > 0 and (x < 1 or x == 2), x, 0)",
                           "(x > 1)*x",
                           "not (x and 1)",
                           "select(x != 0, sin(x)/x, 1)",
                           "0x1.8p3*x + 1.50e1 + pi",
                           "s = 1/(1+exp(-x)); s*(1-s)",
                           "!x + 1",
                           "x + (not x)",
                           "(x < 1) == (x > 2)",
                           "hypot(x, -(-x))"}) {
    const Expression e = expression(text);
    const Expression again = expression(e.print());
    EXPECT_EQ(again.print(), e.print()) << text;
    for (double x : {-1.5, 0.0, 0.5, 3.0})
      for (Literals literals : {Literals::as_compiled, Literals::real})
        EXPECT_EQ(Function::parse(e.print(), {"x"}, literals).trace(std::array{x}),
                  Function::parse(text, {"x"}, literals).trace(std::array{x}))
            << text << " printed as " << e.print();
  }
  EXPECT_EQ(expression("((x+(1)))*(2)").print(), "(x + 1)*2");
}

std::string repeated(const std::string& piece, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += piece;
  return out;
}

TEST(Expression, DepthIsBoundedButLengthIsNot) {
  EXPECT_EQ(value(repeated("(", 150) + "x" + repeated(")", 150)), 1);
  for (const char* piece : {"(", "-", "exp(", "x^", "!", "1+2*(", "not ", "where(x,"}) {
    const ParseError e = error_of(repeated(piece, 100'000) + "x");
    EXPECT_THAT(e.message, StartsWith("nested deeper than")) << piece;
  }
  EXPECT_EQ(value("x" + repeated(" + x", 20'000)), 20'001);
  EXPECT_EQ(value("where(x" + repeated(" and x", 20'000) + ", x, 0)"), 1);
  EXPECT_EQ(expression("x" + repeated(" - x", 20'000)).print(), "x" + repeated(" - x", 20'000));
  EXPECT_THAT(error_of(repeated("x+", 1 << 20) + "x").message, HasSubstr("longer than"));
}

TEST(Expression, ChainsOfNamedConditionsAreBoundedAndEvaluatedOnce) {
  std::string conditions = "c0 = x > 0; ";
  for (int i = 1; i < 5000; ++i) {
    const std::string previous = "c" + std::to_string(i - 1);
    conditions += "c" + std::to_string(i) + " = " + previous + " and " + previous + "; ";
    if (i == 60) {
      EXPECT_EQ(Function::parse(conditions + "where(c60, x, 0)").trace(std::array{1.0}).branches.size(), 1u);
      EXPECT_EQ(value(conditions + "c60*x", {1}), 1);
    }
  }
  EXPECT_THAT(error_of(conditions + "where(c4999, x, 0)").message, StartsWith("nested deeper than"));
}

/// Small generator with the same sequence everywhere.
class Dice {
 public:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_()) % n; }

 private:
  std::mt19937 engine_{12345};
};

void read_and_use(const std::string& text) {
  try {
    const Function f = Function::parse(text);
    const std::vector<double> x(static_cast<std::size_t>(f.shape().inputs), 0.5);
    f.run(x);
    const Trace t = f.trace(x, {.budget = 100'000});
    EXPECT_EQ(Function::parse(expression(text).print(), f.variables()).trace(x), t) << text;
  } catch (const ParseError& e) {
    EXPECT_GE(e.line, 1);
    EXPECT_GE(e.column, 1);
    EXPECT_FALSE(e.message.empty());
  }
}

TEST(Expression, RandomBytesAndMutatedTextsNeverCrash) {
  const std::vector<std::string> valid{
      "s = 1/(1+exp(-x)); s*(1-s)", "where(x > 0 and not x < 1, x^2, select(x == 0, 1, -x))", "[x*y, hypot(x, 0x1p3)]",
      "let t = 1e-3*x; fma(t, t, 2) , pi", "(x <= 1 || x >= 2) && x != 3"};
  const std::string alphabet = "x1.e+-*/^(),;=<>!&|[] \n\tpsin\x80\xFF";
  Dice dice;
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t n = dice.below(30); n > 0; --n)
      text += i % 2 ? alphabet[dice.below(alphabet.size())] : static_cast<char>(dice.below(256));
    read_and_use(text);
  }
  for (int i = 0; i < 3000; ++i) {
    std::string text = valid[dice.below(valid.size())];
    for (std::size_t n = 1 + dice.below(4); n > 0 && !text.empty(); --n) {
      const std::size_t at = dice.below(text.size());
      switch (dice.below(3)) {
        case 0: text.erase(at, 1); break;
        case 1: text[at] = alphabet[dice.below(alphabet.size())]; break;
        default: text.insert(at, valid[dice.below(valid.size())].substr(0, dice.below(12)));
      }
    }
    read_and_use(text);
  }
}

}  // namespace
}  // namespace clino
