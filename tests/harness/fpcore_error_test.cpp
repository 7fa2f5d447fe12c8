#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "clino/fpcore.hpp"
#include "fpcore_testing.hpp"

namespace clino {
namespace {

using namespace fpcore_testing;
using testing::HasSubstr, testing::StartsWith;

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

TEST(FpcoreError, DepthAndSizeAreBounded) {
  EXPECT_EQ(value(repeated("(+ 1 ", 900) + "x" + repeated(")", 900)), 901);
  for (const char* piece : {"(", "(+ 1 ", "(let ([a ", "(- ", "[", "(if (< "})
    EXPECT_THAT(error_in(repeated(piece, 100'000)).message, StartsWith("nested deeper than")) << piece;
  EXPECT_THAT(error_of("(FPCore (x) " + std::string(std::size_t{17} << 20, ' ') + "x)").message,
              HasSubstr("longer than"));
  EXPECT_THAT(error_in("1" + std::string(5000, '0') + "/3").message, HasSubstr("outside the range"));
}

// What grows faster than the file would take minutes here.
TEST(FpcoreError, HostileFilesAreReadInLinearTimeOrRefused) {
  const auto joined = [](int n, auto piece) {
    std::string out;
    for (int i = 0; i < n; ++i) out += piece(std::to_string(i));
    return out;
  };
  const std::string chain = joined(300'000, [](const std::string& i) { return " " + i; });
  EXPECT_EQ(core("(FPCore (x) :pre (< -1" + chain + " x) (* x x))").domain[0].lo, next_up(binary64, 299'999));
  const std::string properties = joined(100'000, [](const std::string& i) { return ":p" + i + " 1 "; });
  EXPECT_EQ(core("(FPCore (x) " + properties + "x)").properties.size(), 100'000u);
  EXPECT_THAT(error_of("(FPCore (" + joined(1001, [](const std::string& i) { return "x" + i + " "; }) + ") 1)").message,
              HasSubstr("more than 1000 inputs"));
  const auto caller = [](const std::string& i) { return "(FPCore f" + i + "0 (x) (f" + i + " x))"; };
  std::string callers = "(FPCore f (x) x)", name = "";
  for (int i = 0; i < 200; ++i, name += "0") callers += caller(name);
  EXPECT_THAT(error_of(callers).message, HasSubstr("calls more than 100 others"));
  const std::string bindings = joined(30'000, [](const std::string& i) { return "[a" + i + " (+ x " + i + ")]"; });
  EXPECT_EQ(core("(FPCore (x) (let* (" + bindings + ") a29999))").function.run(std::array{1.0}).at(0), 30'000);
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
