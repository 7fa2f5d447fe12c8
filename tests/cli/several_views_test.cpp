// `clino check` and the others on a terminal of 80 x 25, with several formats, several points and long names.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "command.hpp"

namespace clino::test {
namespace {

const std::vector<std::string> four_formats{"check",    "1/exp(x)", "--at",    "100", "--format", "half,bf16,float,double",
                                            "--engine", "eigen",    "--color", "never"};

std::size_t times(const std::string& text, const std::string& word) {
  std::size_t n = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

void expect_a_page(const Outcome& o) {
  EXPECT_LE(line_count(o.out), 25U) << o.out;
  EXPECT_LE(widest_line(o.out), 80U) << o.out;
}

TEST(SeveralViews, TheMostTellingAreShownWholeAndTheRestIsCounted) {
  const Outcome o = clino_on({}, four_formats);
  expect_a_page(o);
  EXPECT_GE(times(o.out, "df/dx  reference"), 2U) << o.out;
  EXPECT_GE(times(o.out, " difference "), 2U) << "there is none in bfloat16";
  EXPECT_EQ(times(o.out, "df/dx  reference"), times(o.out, "exp overflows"));
  EXPECT_NE(o.out.find("more: "), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("; --format or --json shows them"), std::string::npos) << o.out;
  expect_golden("check_formats_terminal.txt", o.out);
}

TEST(SeveralViews, OfManyPointsAFindingComesBeforeWhatIsRight) {
  std::vector<std::string> arguments{"check", "1/exp(x)", "--format", "float", "--engine", "eigen", "--color", "never"};
  for (const char* x : {"1", "2", "3", "4", "100"}) arguments.insert(arguments.end(), {"--at", x});
  const Outcome o = clino_on({}, arguments);
  expect_a_page(o);
  EXPECT_NE(o.out.find("x = 100"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("exp overflows from x = 88.72284 on"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("accurate; --at or --json shows them"), std::string::npos) << o.out;
}

TEST(SeveralViews, NoLineIsWiderThanATerminalWhateverTheNames) {
  expect_a_page(clino_on({}, {"check", "abs(a_rather_long_name_of_an_input)*1e300", "--at", "0", "--format", "double"}));
  expect_a_page(clino_on({}, {"check", "exp(-temperature)/temperature_of_the_bath", "--at",
                              "temperature=-700.1234567890123,temperature_of_the_bath=1.2345678901234567e-3"}));
  EXPECT_LE(widest_line(clino_on({}, {"explain", "abs(x)*1.2345678901234567e300", "--at", "0"}).out), 80U);
  EXPECT_LE(widest_line(clino_on({}, {"explain", "exp(x)*1.2345678901234567e-305", "--at", "-1.2345678901234567"}).out),
            80U);
}

TEST(SeveralViews, TheWidthOfTheTerminalIsKeptAndUsed) {
  const std::vector<std::vector<std::string>> commands{
      {"check", "sigmoid/naive"},
      {"check", "exp(x)*1.2345678901234567e-305", "--domain", "x=-5:5", "--points", "16"},
      {"check", "abs(x)*1e300", "--at", "0"},
      {"explain", "exp(x)*1.2345678901234567e-305", "--at", "-1.2345678901234567"},
      {"explain", "1/exp(x)", "--at", "100", "--format", "float", "--engine", "reverse"},
      {"sweep", "1/exp(x)", "--format", "half", "--quiet"},
      {"list", "cases"}};
  for (const auto& command : commands)
    for (const int width : {60, 80, 140}) {
      const Outcome o = clino_on({.columns = width}, command);
      EXPECT_LE(widest_line(o.out), static_cast<std::size_t>(width)) << o.out;
      EXPECT_GT(line_count(o.out), 3U) << o.out;
    }
  const auto explained = [](int width) {
    return clino_on({.columns = width}, {"explain", "exp(x)*3", "--at", "1.5", "--format", "double"}).out;
  };
  EXPECT_EQ(explained(80).find("4.4816890703380645 "), std::string::npos) << "six digits fit";
  EXPECT_NE(explained(140).find("4.4816890703380645 "), std::string::npos) << "all digits fit";
}

TEST(SeveralViews, SignsAreThoseOfTheLocale) {
  const std::vector<std::string> command{"check", "x^2", "--at", "3", "--format", "double"};
  EXPECT_NE(clino_on({.locale = "C.UTF-8"}, command).out.find(" ± "), std::string::npos);
  EXPECT_NE(clino_on({.locale = "C"}, command).out.find(" +- "), std::string::npos);
}

TEST(SeveralViews, BehindAPipeColumnsCount) {
  const Outcome o = shell("COLUMNS=60 $CLINO check '1/exp(x)' --at 100 --format float --color always");
  EXPECT_EQ(o.exit_code, 1) << o.err;
  EXPECT_LE(widest_line(o.out), 60U) << o.out;
}

TEST(SeveralViews, ListsAreWrapped) {
  for (const char* topic : {"cases", "engines", "formats", "estimators", "reports", "operators"})
    EXPECT_LE(widest_line(clino_on({}, {"list", topic}).out), 80U) << topic;
}

TEST(SeveralViews, AGradientIsJudgedBesideTheEnginesThatAreNamed) {
  const auto j = nlohmann::json::parse(
      clino({"check", "x^2", "--gradient", "3*x", "--engine", "eigen", "--at", "1", "--format", "float", "--json"}).out);
  ASSERT_EQ(j.at("units").size(), 2U);
  EXPECT_EQ(j.at("units").at(0).at("engine"), "eigen");
  EXPECT_EQ(j.at("units").at(0).at("counts").at("accurate"), 1);
  EXPECT_EQ(j.at("units").at(1).at("engine"), "custom");
  EXPECT_EQ(j.at("units").at(1).at("counts").at("wrong"), 1);
}

}  // namespace
}  // namespace clino::test
