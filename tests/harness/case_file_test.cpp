#include "clino/case_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include "clino/check.hpp"
#include "clino/fpcore.hpp"

namespace clino {
namespace {

using testing::HasSubstr;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
const std::filesystem::path data = CLINO_TEST_DATA;

std::vector<Case> parse(const std::string& text) { return parse_case_file(text, "cases.json").cases; }

CaseFileError error_of(const std::string& text, const std::string& path = "cases.json") {
  try {
    parse_case_file(text, path);
  } catch (const CaseFileError& e) {
    return e;
  }
  ADD_FAILURE() << "no error in: " << text;
  return {"", 0, 0, "", ""};
}

/// A file of one case with those members after name, variables x and y, and a function.
std::string with(const std::string& members) {
  return R"({"schema":1, "cases":[{"name":"a", "variables":{"x":[0,1],"y":[2,3]}, "function":["x*y"])" +
         (members.empty() ? "" : ", " + members) + "}]}";
}

TEST(CaseFile, EveryMemberArrives) {
  const std::vector<Case> cases = load_cases(data / "cases/activations.json");
  ASSERT_EQ(cases.size(), 2u);
  const Case& c = cases[0];
  EXPECT_EQ(c.name, "sigmoid/naive");
  EXPECT_EQ(c.function.variables(), std::vector<std::string>{"x"});
  EXPECT_EQ(c.function.text(), "1/(1+exp(-x))");
  EXPECT_EQ(c.function.run(std::array{2.0}).at(0), 1 / (1 + std::exp(-2.0)));
  EXPECT_EQ(c.domain.at(0).lo, -750);
  EXPECT_EQ(c.domain.at(0).hi, 750);
  EXPECT_EQ(c.gradient->text(), "exp(-x)/(1+exp(-x))^2");
  EXPECT_EQ(c.reference->text(), "1/(1+exp(-x))");
  EXPECT_EQ(c.formats, (std::vector{binary32, binary64}));
  ASSERT_EQ(c.points.size(), 2u);
  EXPECT_EQ(c.points[1].x, (Point{100}));
  EXPECT_EQ(c.sampling, std::vector{Sampling::uniform});
  EXPECT_EQ(c.tags, (std::vector<std::string>{"activation", "\xC3\xA9\xF0\x9F\x98\x80"}));
  EXPECT_EQ(c.source, "a \"textbook\"\n");
  EXPECT_EQ(c.stable, "0.5 + 0.5*tanh(0.5*x)");
  EXPECT_EQ(c.mechanism, "overflow");
  EXPECT_EQ(c.lesson, "The square of the denominator overflows first.");
}

TEST(CaseFile, SeveralOutputsHaveRowsOfPartials) {
  const Case c = load_cases(data / "cases/activations.json").at(1);
  EXPECT_EQ(c.function.shape(), (Shape{2, 2}));
  EXPECT_EQ(c.gradient->shape(), (Shape{2, 4}));
  EXPECT_EQ(c.domain[1].lo, 0.1);
  EXPECT_EQ(c.gradient->run(std::array{3.0, 4.0}), (std::vector{0.6, 0.8, -4.0 / 25, 3.0 / 25}));
  EXPECT_EQ(c.formats, (std::vector{binary32, binary64})) << "unless given";
}

TEST(CaseFile, AReferenceHasRealLiteralsAndAFunctionThoseAsked) {
  const std::string text =
      R"({"schema":1,"cases":[{"name":"a","variables":{"x":[0,1]},"function":["0.1*x"],"reference":["0.1*x"]}]})";
  const auto nodes = [&](Literals literals) {
    const Case c = parse_case_file(text, "cases.json", literals).cases.at(0);
    const std::array x{1.0};
    return std::pair(c.function.trace(x).nodes.size(), c.reference->trace(x).nodes.size());
  };
  EXPECT_EQ(nodes(Literals::as_compiled), std::pair(std::size_t{2}, std::size_t{4})) << "one tenth is a quotient";
  EXPECT_EQ(nodes(Literals::real), std::pair(std::size_t{4}, std::size_t{4}));
}

TEST(CaseFile, ACoreMayBeTheFunction) {
  const Case c =
      parse(R"~({"schema":1,"cases":[{"name":"a","variables":{"x":[0,1]},"function":["(FPCore (x) (* x x))"]}]})~")
          .at(0);
  EXPECT_EQ(c.function.run(std::array{3.0}).at(0), 9);
}

TEST(CaseFile, FpcoreFilesAreCasesNamedAfterTheFile) {
  const std::vector<Case> cases = load_cases(data / "straight_line.fpcore");
  EXPECT_GE(cases.size(), 45u);
  EXPECT_EQ(cases[0].name, "straight_line/doppler1");
  EXPECT_EQ(cases[0].formats, std::vector{binary64});
  const CaseFile file = parse_case_file(
      "(FPCore (x) :name \"a\" x) (FPCore (x) :name \"a\" (+ x x))\n(FPCore (x) (array x))", "dir/suite.fpcore");
  ASSERT_EQ(file.cases.size(), 2u);
  EXPECT_EQ(file.cases[1].name, "suite/a (2)");
  ASSERT_EQ(file.refused.size(), 1u);
  EXPECT_THAT(file.refused[0].what(), testing::StartsWith("dir/suite.fpcore:2:14: tensors ('array')"));
}

TEST(CaseFile, AThousandCasesAreAThousandFunctions) {
  std::string text = R"({"schema": 1, "cases": [)";
  for (int k = 0; k < 1000; ++k)
    text += std::string(k > 0 ? ",\n" : "") + R"({"name": "c)" + std::to_string(k) +
            R"(", "variables": {"x": [-1, 1]}, "function": ["x + )" + std::to_string(k) +
            R"("], "points": [{"x": 1}]})";
  const CaseFile file = parse_case_file(text + "]}", "cases.json");
  ASSERT_EQ(file.cases.size(), 1000U);
  for (std::size_t k = 0; k < 1000; ++k) {
    EXPECT_EQ(file.cases[k].name, "c" + std::to_string(k));
    EXPECT_EQ(file.cases[k].function.run(file.cases[k].points.at(0).x)[0], 1.0 + static_cast<double>(k));
  }
}

TEST(CaseFile, PreconditionsFilterTheSampledPoints) {
  const Case c =
      parse_case_file("(FPCore (x y) :pre (and (<= 0 x 2) (<= 0 y 2) (<= (+ x y) 2) (!= x y)) (+ x y))", "a.fpcore")
          .cases[0];
  const std::vector<PointResult> points = sample(c, binary64, {.points = 100});
  EXPECT_GE(points.size(), 50u) << "the other half is the search's";
  for (const PointResult& p : points) EXPECT_TRUE(p.x[0] + p.x[1] <= 2 && p.x[0] != p.x[1]) << p.x[0] << ' ' << p.x[1];
}

TEST(CaseFile, AnUnboundedInputIsSampledOverTheWholeFormat) {
  const Case c = parse_case_file("(FPCore (x) (+ x 1))", "a.fpcore").cases[0];
  int large = 0, small = 0, negative = 0;
  for (const Format& f : c.formats)
    for (const PointResult& p : sample(c, f, {.points = 200})) {
      EXPECT_TRUE(representable(f, p.x[0]) && std::isfinite(p.x[0]));
      large += std::fabs(p.x[0]) > 1e10, small += std::fabs(p.x[0]) < 1e-10, negative += p.x[0] < 0;
    }
  for (int count : {large, small, negative}) EXPECT_GT(count, 50);
}

TEST(CaseFileError, NamesFileLineAndColumn) {
  const CaseFileError e = error_of("{\"schema\": 1,\n \"cases\": [{\"nmae\": \"a\"}]}");
  EXPECT_EQ(e.line, 2);
  EXPECT_EQ(e.column, 13);
  EXPECT_STREQ(e.what(),
               "cases.json:2:13: unknown member of a case 'nmae'; did you mean 'name'?\n"
               "   \"cases\": [{\"nmae\": \"a\"}]}\n              ^");
  EXPECT_THROW(load_cases(data / "no such file.json"), CaseFileError);
  EXPECT_THROW(load_cases(data), CaseFileError);
}

TEST(CaseFileError, PointsIntoTheExpression) {
  const std::string text = with(R"~("gradient":[["y", "\t1 +\u0020exq(x)"]])~");
  const CaseFileError e = error_of(text);
  EXPECT_EQ(e.message, "gradient: unknown function 'exq'; did you mean 'exp'?");
  EXPECT_EQ(text.substr(static_cast<std::size_t>(e.column) - 1, 3), "exq");
  EXPECT_THAT(error_of("(FPCore (x)\n (exq x))", "a.fpcore").what(),
              testing::StartsWith("a.fpcore:2:3: unknown operation 'exq'"));
}

TEST(CaseFileError, NamesEachMistake) {
  const std::vector<std::pair<std::string, std::string>> members{
      {R"("gradeint":[])", "unknown member of a case 'gradeint'; did you mean 'gradient'?"},
      {R"("zzzzzzzzzzzz":1)", "known are name, variables"},
      {R"("name":"b")", "'name' is given twice"},
      {R"("gradient":[["y"]])", "found 1 partials in a row, expected 2, one for each variable"},
      {R"("gradient":[["y","x"],["y","x"]])", "found 2 rows, expected 1, one for each output"},
      {R"("gradient":["y","x"])", "found 2 rows, expected 1"},
      {R"("gradient":["y"])", "a row of the gradient: found a string, expected an array"},
      {R"("gradient":[["y, x","x"]])", "each partial is one expression"},
      {R"("gradient":[["y","z"]])", "gradient: unknown name 'z'; the variables are x, y"},
      {R"("reference":["x","y"])", "found 2 outputs, expected 1"},
      {R"("reference":[])", "reference: expected at least one expression"},
      {R"("reference":"x")", "reference: found a string, expected an array"},
      {R"("formats":["binary23"])", "unknown format 'binary23'; did you mean 'binary32'?"},
      {R"("formats":["float","binary32"])", "the format 'binary32' is given twice"},
      {R"("formats":[])", "formats: expected at least one of binary16"},
      {R"("points":[{"x":1}])", "the point has no value for 'y'"},
      {R"("points":[{"x":1,"y":2},{"x":1,"y":4}])", "case 'a': the point's y = 4 is outside the range 2 to 3"},
      {R"("points":[{"x":1,"y":2,"z":3}])", "unknown variable 'z'"},
      {R"("points":[{"x":1,"y":"inf"}])", "found 'inf', expected a finite number"},
      {R"("points":[{"x":1,"y":"1,5"}])", "found '1,5', expected a finite number"},
      {R"("points":[{"x":1,"y":[2]}])", "y: found an array, expected a number"},
      {R"("points":{"x":1})", "points: found an object, expected an array"},
      {R"("sampling":{"x":"lgo"})", "unknown sampling 'lgo'; did you mean 'log'?"},
      {R"("sampling":{"z":"log"})", "unknown variable 'z'"},
      {R"("tags":"t")", "tags: found a string, expected an array"},
      {R"("source":null)", "source: found null, expected a string"},
  };
  for (const auto& [text, message] : members) EXPECT_THAT(error_of(with(text)).message, HasSubstr(message)) << text;
  const std::vector<std::pair<std::string, std::string>> files{
      {"", "found the end of the file, expected a value"},
      {"[]", "a case file: found an array, expected an object"},
      {R"({"cases":[]})", "the member 'schema' is missing"},
      {R"({"schema":2,"cases":[]})", "schema 2 cannot be read, expected 1"},
      {R"({"schema":1})", "the member 'cases' is missing"},
      {R"({"schema":1,"cases":[]})", "cases: expected at least one"},
      {R"({"schema":1,"cases":[1]})", "a case: found a number, expected an object"},
      {R"({"schema":1,"case":[]})", "unknown member of a case file 'case'; did you mean 'cases'?"},
      {R"({"schema":1,"cases":[{"name":""}]})", "the name of a case is empty"},
      {R"({"schema":1,"cases":[{"name":"a"}]})", "the member 'variables' is missing"},
      {R"({"schema":1,"cases":[{"name":"a","variables":{}}]})", "variables: expected at least one"},
      {R"({"schema":1,"cases":[{"name":"a","variables":{"2x":[0,1]}}]})", "'2x' cannot name a variable"},
      {R"({"schema":1,"cases":[{"name":"a","variables":{"x":[0,1,2]}}]})", "the range of 'x' has 3 numbers"},
      {R"({"schema":1,"cases":[{"name":"a","variables":{"x":[1,0]}}]})", "the range of 'x' is empty"},
      {R"({"schema":1,"cases":[{"name":"a","variables":{"x":[0,1e400]}}]})", "outside the range of binary64"},
      {R"({"schema":1,"cases":[{"name":"a","variables":{"x":[0,1]},"function":[]}]})",
       "expected at least one expression"},
      {R"({"schema":1,"cases":[{"name":"a","variables":{"x":[0,1]},"function":["x+"]}]})",
       "function: found the end of the text"},
  };
  for (const auto& [text, message] : files) EXPECT_THAT(error_of(text).message, HasSubstr(message)) << text;
  const std::string one = R"({"name":"a","variables":{"x":[0,1]},"function":["x"]})";
  EXPECT_THAT(error_of(R"({"schema":1,"cases":[)" + one + "," + one + "]}").message,
              HasSubstr("two cases are called 'a'"));
}

TEST(CaseFileError, NamesWhatIsNotJson) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"{", "found the end of the file, expected the name of a member"},
      {"{\"a\"", "expected ':' after the name of a member"},
      {"{\"a\":1,}", "found '}', expected the name of a member"},
      {"[1 2]", "found '2', expected ',' or ']'"},
      {"[1]]", "found ']', expected the end of the file"},
      {"[01]", "a number does not begin with 0"},
      {"[1.]", "expected a digit after the point"},
      {"[-]", "found ']', expected a digit"},
      {"[1e]", "expected a digit of the exponent"},
      {"[NaN]", "found 'N', expected a value"},
      {"[\"\\x\"]", "unknown escape"},
      {"[\"\\ud800\"]", "unknown escape"},
      {"[\"a\nb\"]", "a control character in a string"},
      {"[\"\xFF\"]", "broken UTF-8"},
      {"[\"abc", "expected '\"' for the string that begins here"},
      {"[tru]", "found 't', expected a value"},
      {std::string(100'000, '['), "nested deeper than 64 values"},
  };
  for (const auto& [text, message] : table)
    EXPECT_THAT(error_of(text).message, HasSubstr(message)) << text.substr(0, 20);
}

TEST(CaseFile, MutatedFilesNeverCrash) {
  const std::string valid = read(data / "cases/activations.json");
  const std::string alphabet = "{}[]\",:\\u01e.-xn \n\xC3";
  std::mt19937 random(99);
  for (int i = 0; i < 3000; ++i) {
    std::string text = valid;
    for (std::size_t n = 1 + random() % 3; n > 0; --n) {
      const std::size_t at = random() % text.size();
      if (random() % 2)
        text[at] = alphabet[random() % alphabet.size()];
      else
        text.erase(at, 1 + random() % 8);
    }
    try {
      for (const Case& c : parse(text)) c.function.trace(Point(c.domain.size(), 0.5), {.budget = 10'000});
    } catch (const CaseFileError& e) {
      EXPECT_FALSE(e.message.empty());
      EXPECT_GE(e.line, 1);
    }
  }
}

}  // namespace
}  // namespace clino
