// What `clino explain` explains when it is not told.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"

namespace clino::test {
namespace {

using Json = nlohmann::json;

Json explained(const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"explain", "--json"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Outcome o = clino(all);
  EXPECT_EQ(o.exit_code, 1) << o.err;
  return Json::parse(o.out);
}

TEST(ExplainChoice, TakesTheWidestFormatInWhichSomethingIsWrong) {
  EXPECT_EQ(explained({"(1-cos(x))/x^2", "--at", "1e-6"}).at("format"), "binary64") << "wrong in both";
  EXPECT_EQ(explained({"1/exp(x)", "--at", "100"}).at("format"), "binary32") << "in binary64 nothing is";
}

TEST(ExplainChoice, PrefersABadPartialToABadValue) {
  const Json both = explained({"(1-cos(x))/x^2", "--at", "1e-6"});
  EXPECT_EQ(both.at("input"), "x");
  const Json value_alone = explained({"log(1+x)", "--at", "1e-10"});
  EXPECT_TRUE(value_alone.at("input").is_null());
}

TEST(ExplainChoice, WithoutAPointTakesAFailingOneAndTellsItsRangeAndRemedy) {
  const Json j = explained({"recip_exp/naive", "--format", "float", "--engine", "eigen"});
  EXPECT_EQ(j.at("verdict"), "non_finite");
  EXPECT_NE(j.at("mechanism"), "none");
  const Json range = j.at("ranges").at(0);
  EXPECT_TRUE(range.at("first") <= j.at("at").at("x") && j.at("at").at("x") <= range.at("last"));
  EXPECT_EQ(j.at("try"), "recip_exp/stable, exp(-x)");
}

TEST(ExplainChoice, AGradientOutsideTheSlopesOfAKinkIsAWrongRule) {
  const Outcome o = clino({"explain", "abs(x)", "--gradient", "2", "--at", "0"});
  EXPECT_NE(o.out.find("\nmechanism\thand-written rule wrong\n"), std::string::npos) << o.out;
}

TEST(ExplainChoice, TheLogarithmOfNearlyOneIsRepairedByLog1p) {
  const Outcome o = clino({"explain", "log(1+exp(x))", "--at", "-40"});
  EXPECT_NE(o.out.find("\ntry\tuse log1p: "), std::string::npos) << o.out;
}

TEST(ExplainChoice, TheRuleOfPowNamesBaseAndExponentOnce) {
  const Outcome o = clino({"explain", "x^x", "--at", "1e-309", "--format", "double", "--engine", "reverse"});
  EXPECT_NE(o.out.find("overflows for base = exponent = x = 1e-309;"), std::string::npos) << o.out;
}

}  // namespace
}  // namespace clino::test
