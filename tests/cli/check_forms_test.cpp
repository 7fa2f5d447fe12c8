// `clino check` with everything it can be given: gradients by rows, an intended function, domains, literals.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "command.hpp"

namespace clino::test {
namespace {

using Json = nlohmann::json;
using Arguments = std::vector<std::string>;

const Arguments two_functions{"check",      "x*y",  "x/y",     "--gradient", "y, x",
                              "1/y, x/y^2", "--at", "x=1,y=2", "--format",   "double"};
const Arguments intended{"check", "log(1+x)", "--reference", "log1p(x)", "--at", "1e-10", "--format", "double"};
const Arguments over_a_domain{"check", "1/(1+exp(-x))", "--domain",      "x=-100:100", "--format",
                              "float", "--engine",      "eigen,forward", "--points",   "20"};

Arguments on_a_page(Arguments arguments) {
  arguments.insert(arguments.end(), {"--color", "never"});
  return arguments;
}

TEST(CheckForms, GoldenOfAGradientByRows) {
  const Outcome o = clino_on({}, on_a_page(two_functions));
  EXPECT_EQ(o.exit_code, 1);
  expect_golden("check_gradient_terminal.txt", o.out);
  expect_golden("check_gradient_pipe.txt", clino(two_functions).out);
}

TEST(CheckForms, GoldenOfAnIntendedFunction) {
  expect_golden("check_reference_terminal.txt", clino_on({}, on_a_page(intended)).out);
}

TEST(CheckForms, GoldenOverADomain) {
  const Outcome o = clino_on({}, on_a_page(over_a_domain));
  EXPECT_LE(line_count(o.out), 25U);
  EXPECT_LE(widest_line(o.out), 80U);
  expect_golden("check_domain_terminal.txt", o.out);
}

TEST(CheckForms, PipedEveryLineIsOneFactOfAFixedNumberOfColumns) {
  const std::map<std::string, std::ptrdiff_t> columns{{"function", 2},  {"value", 11}, {"partial", 13},
                                                      {"diagnosis", 6}, {"reason", 6}, {"range", 7}};
  for (const Arguments& arguments : {two_functions, intended, over_a_domain}) {
    std::istringstream out(clino(arguments).out);
    for (std::string line; std::getline(out, line);) {
      const std::string word = line.substr(0, line.find('\t'));
      if (word == "counts" || word == "note" || word == "supplied") continue;
      ASSERT_TRUE(columns.contains(word)) << line;
      EXPECT_EQ(std::count(line.begin(), line.end(), '\t') + 1, columns.at(word)) << line;
    }
  }
}

TEST(CheckForms, LiteralsAreNumbersOfTheFormatOrRealNumbers) {
  const auto error = [](const char* literals) {
    const Json j = Json::parse(clino({"check", "0.1*x", "--at", "3", "--format", "double", "--engine", "forward",
                                      "--literals", literals, "--json"})
                                   .out);
    return j.at("units").at(0).at("points").at(0).at("values").at(0).at("error_ulps").get<double>();
  };
  EXPECT_EQ(error("as-compiled"), 0) << "0.30000000000000004 is three times the number that 0.1 compiles to";
  EXPECT_EQ(error("real"), 1) << "it is not three tenths";
}

TEST(CheckForms, ATextOfSeveralLinesIsStillOneFact) {
  const Outcome o = clino({"check", "x\n +\t1", "--at", "1", "--format", "double"});
  EXPECT_TRUE(o.out.starts_with("function\tx + 1\nvalue\t")) << o.out;
}

TEST(CheckForms, DomainsAreForAllVariablesOrForOne) {
  const Json j = Json::parse(
      clino({"check", "x*y", "--domain", "1:2", "--domain", "y=5:6", "--points", "8", "--engine", "forward", "--json"})
          .out);
  for (const Json& p : j.at("units").at(0).at("points")) {
    EXPECT_TRUE(p.at("at").at("x") >= 1 && p.at("at").at("x") <= 2) << p;
    EXPECT_TRUE(p.at("at").at("y") >= 5 && p.at("at").at("y") <= 6) << p;
  }
}

}  // namespace
}  // namespace clino::test
