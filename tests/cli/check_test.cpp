#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"

namespace clino::test {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> recip_exp{"check", "1/exp(x)", "--at", "x=100", "--format", "binary32"};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Json json_of(const std::vector<std::string>& arguments) {
  const Outcome o = clino(arguments + std::vector<std::string>{"--json"});
  EXPECT_EQ(line_count(o.out), 1U) << o.err;
  return Json::parse(o.out);
}

TEST(Check, TellsTheSeedsFindingInTheSchemaOfTheContract) {
  const Json j = json_of(recip_exp + std::vector<std::string>{"--engine", "eigen"});
  EXPECT_EQ(j.at("schema"), 1);
  EXPECT_EQ(j.at("function"), Json({"1/exp(x)"}));
  EXPECT_EQ(j.at("variables"), Json({"x"}));
  const Json unit = j.at("units").at(0);
  EXPECT_EQ(unit.at("engine"), "eigen");
  EXPECT_EQ(unit.at("format"), "binary32");
  EXPECT_EQ(unit.at("counts"), Json({{"non_finite", 1}}));
  const Json point = unit.at("points").at(0);
  EXPECT_EQ(point.at("at"), Json({{"x", 100}}));
  // exp(-100) rounds to 27 subnormal units of 2^-149; the program gives 1/inf = 0.
  const Json value = point.at("values").at(0);
  EXPECT_EQ(value.at("computed"), 0);
  EXPECT_EQ(value.at("reference"), 27 * 0x1p-149);
  EXPECT_EQ(value.at("error_ulps"), 27);
  const Json partial = point.at("partials").at(0);
  EXPECT_EQ(partial.at("input"), "x");
  EXPECT_EQ(partial.at("computed"), "NaN");
  EXPECT_EQ(partial.at("reference"), -27 * 0x1p-149);
  EXPECT_TRUE(partial.at("error_ulps").is_null());
  EXPECT_EQ(partial.at("verdict"), "non_finite");
  EXPECT_EQ(partial.at("level"), "error");
  EXPECT_EQ(partial.at("blame"), "range");
  EXPECT_EQ(point.at("diagnosis").at("operation"), "exp");
  EXPECT_EQ(unit.at("worst").at("verdict"), "non_finite");
}

TEST(Check, NumbersInJsonAreTheShortestThatReadBack) {
  const Outcome o = clino(recip_exp + std::vector<std::string>{"--json"});
  EXPECT_NE(o.out.find("\"reference\":-3.783505853677006e-44"), std::string::npos) << o.out;
}

TEST(Check, ExitsWithOneOnAFindingAndZeroWithout) {
  EXPECT_EQ(clino(recip_exp).exit_code, 1);
  EXPECT_EQ(clino({"check", "x^2", "--at", "3"}).exit_code, 0);
  EXPECT_EQ(clino({"check", "1/exp(x)", "--gradient", "-exp(-x)", "--at", "x=100", "--format", "float"}).exit_code, 0);
}

TEST(Check, VerifiesAGradientGivenAsText) {
  const Json right = json_of({"check", "x*y", "sin(x)", "--gradient", "y", "x", "cos(x)", "0*y", "--at", "x=2,y=3"});
  for (const Json& unit : right.at("units")) {
    EXPECT_EQ(unit.at("engine"), "custom");
    EXPECT_EQ(unit.at("counts"), Json({{"accurate", 4}}));
  }
  const Outcome wrong = clino({"check", "sin(x)", "--gradient", "cos(x)*(1+1e-7)", "--at", "1", "--format", "double"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_NE(wrong.out.find("\twrong\terror"), std::string::npos) << wrong.out;
}

TEST(Check, TakesExpressionsThatStartWithAMinusSign) {
  EXPECT_EQ(clino({"check", "-x^2", "--at", "-3"}).exit_code, 0);
  EXPECT_EQ(clino({"check", "-x^2", "--at=-3", "--gradient", "-2*x"}).exit_code, 0);
}

TEST(Check, ReadsPointsInDecimalAndHexAndRoundsThemOnce) {
  const Json j = json_of({"check", "x*y", "--at", "x=0x1.9p+6,y=0.1", "--format", "binary32", "--engine", "forward"});
  const Json at = j.at("units").at(0).at("points").at(0).at("at");
  EXPECT_EQ(at.at("x"), 100);
  EXPECT_EQ(at.at("y"), static_cast<double>(0.1F));
}

TEST(Check, ManyPointsAreCheckedInOneGo) {
  const Json j = json_of({"check", "x^2", "--at", "1", "--at", "2", "--at", "x=-3", "--engine", "forward"});
  EXPECT_EQ(j.at("units").at(0).at("points").size(), 3U);
}

TEST(Check, WithoutAPointItSamplesTheDomainAndShowsThePlainestFailure) {
  const Json j = json_of({"check", "1/exp(x)", "--domain", "x=0:100", "--format", "binary32", "--engine", "eigen"});
  const Json unit = j.at("units").at(0);
  EXPECT_GT(unit.at("points").size(), 50U);
  EXPECT_GT(unit.at("counts").at("non_finite"), 0);
  EXPECT_EQ(unit.at("points").at(0).at("why"), "plainest");
  EXPECT_EQ(clino({"check", "exp(x)", "--domain", "-10:10", "--points", "8"}).exit_code, 0);
}

TEST(Check, TakesACaseOfTheCatalogueWithItsOwnPointsAndDomain) {
  const Json j = json_of({"check", "recip_exp/naive", "--engine", "eigen", "--format", "float"});
  EXPECT_EQ(j.at("case"), "recip_exp/naive");
  EXPECT_EQ(j.at("units").at(0).at("engine"), "eigen");
  bool at_hundred = false;
  for (const Json& p : j.at("units").at(0).at("points")) at_hundred = at_hundred || p.at("at").at("x") == 100;
  EXPECT_TRUE(at_hundred) << "the seed's own point";
  EXPECT_EQ(clino({"check", "recip_exp/naive", "--at", "1e30"}).exit_code, 2) << "outside the case's domain";
}

TEST(Check, JudgesAgainstTheIntendedFunctionWhereOneIsGiven) {
  const std::vector<std::string> program{"check",    "log(1+x)", "--at",     "1e-10",
                                         "--format", "double",   "--engine", "forward"};
  const Json intended = json_of(program + std::vector<std::string>{"--reference", "log1p(x)"});
  EXPECT_LT(intended.at("units").at(0).at("points").at(0).at("values").at(0).at("reference"), 1e-10);
}

TEST(Check, GoldenOnATerminal) {
  const Outcome o = clino_on({}, recip_exp + std::vector<std::string>{"--color", "never"});
  expect_golden("check_terminal.txt", o.out);
  EXPECT_LE(line_count(o.out), 25U);
  EXPECT_LE(widest_line(o.out), 80U);
}

TEST(Check, GoldenInAPipe) { expect_golden("check_pipe.txt", clino(recip_exp).out); }

TEST(Check, FitsATerminalWhateverIsAsked) {
  const std::vector<std::vector<std::string>> asked{
      {"check", "1/exp(x)"},
      {"check", "x*sin(1/x)", "--at", "0"},
      {"check", "abs(x)", "--at", "0"},
      {"check", "(1-cos(x))/x^2", "--at", "1e-6", "--format", "half,bf16,float,double"},
      {"check", "x*y", "x/y", "sin(x)", "--at", "x=1,y=2", "--at", "x=0,y=0"}};
  for (const auto& arguments : asked) {
    const Outcome o = clino_on({}, arguments);
    EXPECT_LE(line_count(o.out), 25U) << o.out;
    EXPECT_LE(widest_line(o.out), 80U) << o.out;
  }
}

TEST(Check, ColoursATerminalAndHonoursNoColor) {
  EXPECT_NE(clino_on({}, recip_exp).out.find("\x1b["), std::string::npos);
  EXPECT_EQ(clino(recip_exp).out.find("\x1b["), std::string::npos);
  const Outcome quiet = shell("NO_COLOR=1 script -qec \"$CLINO check '1/exp(x)' --at 100 --format float\" /dev/null");
  EXPECT_EQ(quiet.out.find("\x1b["), std::string::npos) << quiet.out;
  EXPECT_NE(quiet.out.find("non_finite"), std::string::npos);
}

TEST(Explain, GoldenOnATerminalAndInAPipe) {
  const std::vector<std::string> arguments{"explain",  "1/exp(x)", "--at",     "x=100",
                                           "--engine", "eigen",    "--format", "float"};
  const Outcome o = clino_on({}, arguments + std::vector<std::string>{"--color", "never"});
  expect_golden("explain_terminal.txt", o.out);
  EXPECT_LE(widest_line(o.out), 80U);
  expect_golden("explain_pipe.txt", clino(arguments).out);
}

TEST(Explain, NamesTheFirstBadStepInJson) {
  const Json j = json_of({"explain", "1/exp(x)", "--at", "x=100"});
  EXPECT_EQ(j.at("operation"), "exp");
  EXPECT_EQ(j.at("format"), "binary32") << "the first format with a finding";
  std::size_t first_bad = 0;
  for (const Json& step : j.at("steps")) first_bad += step.at("first_bad").get<bool>() ? 1 : 0;
  EXPECT_EQ(first_bad, 1U);
}

}  // namespace
}  // namespace clino::test
