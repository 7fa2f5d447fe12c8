// FPCore in place of an expression: what its properties say counts as it does from a file.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"

namespace clino::test {
namespace {

using Json = nlohmann::json;

const std::string core =
    "(FPCore (x) :pre (< 0 x 1) :precision binary32 :spec (log1p x) :alt (! :precision binary32 (log1p x)) "
    "(log (+ 1 x)))";

Json check(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--engine", "forward", "--json"});
  return Json::parse(clino(arguments).out);
}

TEST(FpcoreText, ItsPreconditionIsTheDomain) {
  const Json points = check({"check", core}).at("units").at(0).at("points");
  for (const Json& p : points) {
    EXPECT_GT(p.at("at").at("x"), 0);
    EXPECT_LT(p.at("at").at("x"), 1);
  }
  EXPECT_GT(points.size(), 50U);
  const Outcome o = clino({"check", core, "--at", "2"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(o.says("x is outside the domain")) << o.err;
}

TEST(FpcoreText, ItsPrecisionIsTheFormat) {
  const Json units = check({"check", core, "--at", "0.5"}).at("units");
  ASSERT_EQ(units.size(), 1U);
  EXPECT_EQ(units.at(0).at("format"), "binary32");
  EXPECT_EQ(check({"check", core, "--at", "0.5", "--format", "double"}).at("units").at(0).at("format"), "binary64");
}

TEST(FpcoreText, ItsSpecificationIsTheReference) {
  const Json point = check({"check", core, "--at", "0x1p-30"}).at("units").at(0).at("points").at(0);
  // log1p(h) = h - h^2/2 + ...: h is the nearest number of binary32.
  EXPECT_EQ(point.at("values").at(0).at("reference"), 0x1p-30);
  EXPECT_EQ(point.at("values").at(0).at("computed"), 0) << "1 + h is 1";
}

TEST(FpcoreText, ItsAlternativeIsTheStableForm) {
  const Outcome o = clino({"explain", core, "--at", "0x1p-30"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_NE(o.out.find("\ntry\t(FPCore (x) :precision binary32 (! :precision binary32 (log1p x)))"), std::string::npos)
      << o.out;
}

TEST(FpcoreText, GivesTheNumbersThatAFileOfItGives) {
  const Directory directory;
  write(directory.file("a.fpcore"), core);
  const Json text = check({"check", core, "--at", "0.25"}), file = check({"check", "--cases", directory.file("a.fpcore"),
                                                                          "--at", "0.25"});
  EXPECT_EQ(text.at("units"), file.at("checks").at(0).at("units"));
}

TEST(FpcoreFile, APointThatBreaksThePreconditionIsRefused) {
  const Directory directory;
  write(directory.file("a.fpcore"), "(FPCore (x y) :name \"a\" :pre (and (< 0 x 1) (< y x)) (+ x y))");
  const Outcome o = clino({"check", "--cases", directory.file("a.fpcore"), "--at", "x=0.5,y=0.7"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(o.says("--at x=0.5,y=0.7: the point breaks the precondition of a/a")) << o.err;
  EXPECT_EQ(clino({"check", "--cases", directory.file("a.fpcore"), "--at", "x=0.5,y=0.25"}).exit_code, 0);
}

TEST(FpcoreFile, AnEmptyOneIsRefused) {
  const Directory directory;
  write(directory.file("empty.fpcore"), "");
  const Outcome o = clino({"check", "--cases", directory.file("empty.fpcore")});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(o.says("empty.fpcore:1:1: found no core with inputs and a number to give")) << o.err;
}

TEST(FpcoreFile, AByteOrderMarkIsNoPartOfIt) {
  const Directory directory;
  write(directory.file("a.fpcore"), "\xEF\xBB\xBF(FPCore (x) x)");
  EXPECT_EQ(clino({"check", "--cases", directory.file("a.fpcore"), "--at", "1"}).exit_code, 0);
  write(directory.file("a.json"), "\xEF\xBB\xBF" R"({"schema":1,"cases":[{"name":"a","variables":{"x":[0,1]},)"
                                  R"("function":["x"]}]})");
  EXPECT_EQ(clino({"check", "--cases", directory.file("a.json"), "--at", "1"}).exit_code, 0);
}

}  // namespace
}  // namespace clino::test
