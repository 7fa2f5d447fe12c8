// `clino sweep` as a user meets it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"

namespace clino::test {
namespace {

using nlohmann::json;

TEST(SweepCommand, CountsEveryFloatOnce) {
  const Outcome o = clino({"sweep", "1/exp(x)", "--format", "binary16", "--from", "9", "--to", "15", "--json"});
  EXPECT_EQ(o.exit_code, 1) << o.err;
  const json j = json::parse(o.out);
  EXPECT_EQ(j["axes"][0]["first"], 9);
  std::uint64_t all = 0;
  for (const auto& [verdict, n] : j["targets"][1]["counts"].items()) all += n.get<std::uint64_t>();
  EXPECT_EQ(all, j["count"].get<std::uint64_t>());
  EXPECT_GT(j["targets"][1]["counts"]["non_finite"], 0);
}

TEST(SweepCommand, APipeGetsOneFactALine) {
  const Outcome o = clino({"sweep", "abs(x)", "--format", "binary16", "--from=-1e-6", "--to", "1e-6"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_NE(o.out.find("count\tdf/dx\tsubgradient\t2\n"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("interval\tdf/dx\tsubgradient\t-0\t0\t2\n"), std::string::npos) << o.out;
  EXPECT_EQ(o.err, "");
}

TEST(SweepCommand, ATerminalGetsOnePage) {
  const Outcome o =
      clino_on({}, {"sweep", "x*sin(1/x)", "--format", "bfloat16", "--from", "0.01", "--to", "0.02", "-q"});
  EXPECT_LE(line_count(o.out), 25u);
  EXPECT_LE(widest_line(o.out), 80u);
}

TEST(SweepCommand, RefusesWhatCannotBeSweptAndSaysWhatToDo) {
  const auto refused = [](const std::vector<std::string>& arguments, const std::string& message) {
    const Outcome o = clino(arguments);
    EXPECT_EQ(o.exit_code, 2) << o.err;
    EXPECT_TRUE(o.says(message)) << "wanted: " << message << "\ngiven: " << o.err;
    EXPECT_EQ(o.out, "");
  };
  refused({"sweep", "x*y", "--format", "binary32"}, "2^64 pairs of numbers");
  refused({"sweep", "x*y*z", "--format", "binary16"}, "clino check with --domain");
  refused({"sweep", "x", "--from", "2", "--to", "1"}, "--from 2 is above --to 1");
  refused({"sweep", "x", "--from", "inf"}, "--from");
  refused({"sweep", "x", "--to", "nan"}, "--to");
  refused({"sweep", "x", "--to", "1e60"}, "no finite number of binary32");
  refused({"sweep", "x", "--format", "binary64"}, "a narrower --from");
  refused({"sweep", "x", "--format", "binary33"}, "unknown format");
  refused({"sweep", "x", "--engine", "eign"}, "did you mean 'eigen'");
  refused({"sweep", "expm1(x)", "--no-shims"}, "has no expm1");
  refused({"sweep", "x", "--engine", "custom"}, "needs a gradient");
  refused({"sweep", "x", "--html", "/no-such-directory/x.html"}, "cannot write");
}

TEST(SweepCommand, AKilledSweepGoesOnWhereItWas) {
  const Outcome o = shell(
      "timeout --foreground -s KILL 2.5 $CLINO sweep 'x*sin(1/x)' --from 1e-30 --to 1.1e-30 --state state -q; "
      "$CLINO sweep 'x*sin(1/x)' --from 1e-30 --to 1.2e-30 --state state; "
      "wc -l <state; "
      "timeout --foreground -s INT 2 $CLINO sweep 'x*sin(1/x)' --from 1e-30 --to 1.1e-30 --state state; echo code $?");
  EXPECT_TRUE(o.says("holds another sweep")) << o.err;
  EXPECT_TRUE(o.says("goes on where an earlier sweep ended")) << o.err;
  EXPECT_TRUE(o.says("the same command goes on from state")) << o.err;
}

TEST(SweepCommand, AFullDiskEndsTheSweepWithAMessage) {
  const Outcome o =
      clino({"sweep", "1/exp(x)", "--format", "binary16", "--from", "9", "--to", "9.5", "--state", "/dev/full"});
  EXPECT_EQ(o.exit_code, 3);
  EXPECT_TRUE(o.says("cannot write /dev/full: No space left on device")) << o.err;
  const Outcome out = shell("$CLINO sweep 'x^2' --format binary16 --from 1 --to 1.1 >/dev/full");
  EXPECT_EQ(out.exit_code, 3) << out.err;
  const Outcome page =
      clino({"sweep", "x^2", "--format", "binary16", "--from", "1", "--to", "1.1", "--html", "/dev/full"});
  EXPECT_EQ(page.exit_code, 3) << page.err;
}

TEST(SweepCommand, SweepsTheCasesOfAFile) {
  const Directory d;
  write(d.path() / "cases.json", R"json({"schema":1,"cases":[
    {"name":"a/one","variables":{"x":[1,1.125]},"function":["x^2"],"formats":["binary16"]},
    {"name":"a/two","variables":{"x":[2,2.25]},"function":["exp(x)"],"gradient":[["exp(x)"]],"formats":["binary16"]}]})json");
  const Outcome all = clino({"sweep", "--cases", d.file("cases.json"), "--json"});
  EXPECT_EQ(all.exit_code, 0) << all.err;
  EXPECT_EQ(json::parse(all.out)["sweeps"].size(), 2u);
  const Outcome one = clino({"sweep", "a/two", "--cases", d.file("cases.json"), "--engine", "custom"});
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_NE(one.out.find("axis\tx\t2\t2.25\n"), std::string::npos) << one.out;
}

// The known worst error of glibc 2.36's expf over all of binary32 is 0.5016 ulps (tests/sweep/libm.sh looks at all).
TEST(SweepCommand, ASingleOperatorStaysBelowItsKnownWorstError) {
  const Outcome o = clino({"sweep", "exp(x)", "--from", "1", "--to", "1.01", "--json"});
  const json worst = json::parse(o.out)["targets"][0]["worst"];
  EXPECT_GT(worst["error_ulps"].get<double>(), 0.5);
  EXPECT_LE(worst["error_ulps"].get<double>(), 0.5017);
}

TEST(SweepCommand, ThePageNeedsNothingElse) {
  const Directory d;
  const Outcome o =
      clino({"sweep", "1/exp(x)", "--format", "binary16", "--from", "5", "--to", "15", "--html", d.file("s.html")});
  EXPECT_EQ(o.exit_code, 1) << o.err;
  const std::string page = contents(d.path() / "s.html");
  EXPECT_EQ(page.find("http"), std::string::npos);
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_NE(page.find("non_finite"), std::string::npos);
}

}  // namespace
}  // namespace clino::test
