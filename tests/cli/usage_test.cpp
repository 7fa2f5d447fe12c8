// Bad input: each gives one clear message on stderr, exit code 2, and nothing on stdout.
#include <gtest/gtest.h>

#include "command.hpp"

namespace clino::test {
namespace {

void expect_refused(const std::vector<std::string>& arguments, const std::string& message) {
  const Outcome o = clino(arguments);
  EXPECT_EQ(o.exit_code, 2) << o.err;
  EXPECT_TRUE(o.says(message)) << "wanted: " << message << "\ngiven: " << o.err;
  EXPECT_EQ(o.out, "");
  EXPECT_TRUE(o.err.starts_with("clino: error: ")) << o.err;
}

TEST(Usage, AnUnknownVerbIsRefusedWithTheNearest) {
  expect_refused({"chekc", "x^2"}, "unknown verb 'chekc'; did you mean 'check'?");
  expect_refused({"comp"}, "unknown verb 'comp'");
  expect_refused({}, "no verb");
}

TEST(Usage, AnUnknownOptionIsRefusedWithTheNearest) {
  expect_refused({"check", "x^2", "--enigne", "eigen"}, "unknown option '--enigne'; did you mean '--engine'?");
  expect_refused({"run", "--bass-line", "x"}, "unknown option '--bass-line'");
  expect_refused({"explain", "x^2", "y", "--at", "1"}, "unexpected argument 'y'");
  expect_refused({"--bogus"}, "unknown option '--bogus' in front of a verb");
  expect_refused({"-v", "run"}, "unknown option '-v' in front of a verb");
}

TEST(Usage, WhatIsMissingIsSaidInPlainWords) {
  expect_refused({"list"}, "nothing to list; there are: cases, engines");
  expect_refused({"report"}, "results is missing; see clino report --help");
  expect_refused({"check", "x", "--at"}, "--at wants a value; see clino check --help");
  expect_refused({"check", "x", "--", "--at", "x=1"}, "option '--at' stands after '--'");
}

TEST(Usage, AReportThatCannotBeWrittenIsRefusedBeforeTheRun) {
  expect_refused({"run", "sigmoid/naive", "--report", "html:/no-such-directory/x.html"},
                 "cannot write /no-such-directory/x.html: No such file or directory");
  expect_refused({"run", "sigmoid/naive", "--report", "html:/"}, "cannot write /: Is a directory");
  expect_refused({"run", "sigmoid/naive", "--write-expected", "/no-such-directory/x"}, "cannot write");
}

TEST(Usage, AReportOfOldResultsThatCannotBeWrittenIsBadInputToo) {
  const Directory directory;
  write(directory.file("one.fpcore"), "(FPCore (x) :name \"square\" :pre (<= 1 x 2) (* x x))");
  ASSERT_EQ(clino({"run", "--no-catalogue", "--points", "8", "--cases", directory.file("one.fpcore"), "--out", directory.file("out"),
                   "--write-expected", directory.file("out/expected.txt")})
                .exit_code,
            0)
      << "a file in the directory that the run makes";
  EXPECT_TRUE(std::filesystem::exists(directory.file("out/expected.txt")));
  expect_refused({"report", directory.file("out"), "--report", "html:/no-such-directory/x.html"},
                 "cannot write /no-such-directory/x.html: No such file or directory");
}

TEST(Usage, APointThatOneFormatCannotHoldIsAskedInTheOthers) {
  const Outcome o = clino({"check", "x^2", "--at", "x=1e300"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(o.says("x = 1e300 is no finite number of binary32"));
  EXPECT_NE(o.out.find("binary64"), std::string::npos);
  expect_refused({"check", "x^2", "--at", "x=1e300", "--format", "binary32"}, "no finite number of binary32");
}

TEST(Usage, UnknownNamesAreRefusedWithTheNearest) {
  expect_refused({"check", "x^2", "--engine", "eign"}, "unknown engine 'eign'; did you mean 'eigen'?");
  expect_refused({"check", "x^2", "--format", "binary33"}, "unknown format 'binary33'; did you mean 'binary32'?");
  expect_refused({"run", "--report", "htm"}, "unknown report 'htm'; did you mean 'html'?");
  expect_refused({"run", "sigmoid_naiv"}, "unknown case 'sigmoid_naiv'");
  expect_refused({"run", "--tag", "no-such-tag"}, "unknown tag 'no-such-tag'");
  expect_refused({"check", "x^2", "--format", "flaot"}, "unknown format 'flaot'; did you mean 'float'?");
  expect_refused({"list", "engine"}, "unknown topic 'engine'; did you mean 'engines'?");
}

TEST(Usage, NumbersOutOfRangeAreRefused) {
  expect_refused({"run", "--points", "-1"}, "--points: '-1' is not a whole number from 0 to 10000000; see");
  expect_refused({"check", "x", "--points", "abc"}, "--points: 'abc' is not a whole number from 1 to 10000000; see");
  expect_refused({"run", "--timeout", "-1"}, "--timeout: '-1' is not a number from 0 to 1000000000; see");
  expect_refused({"run", "--timeout", "nan"}, "--timeout: 'nan' is not a number");
  expect_refused({"run", "--seed", "-1"}, "--seed: '-1' is not a whole number from 0 to 18446744073709551615; see");
  expect_refused({"check", "x", "--seed", "1.5"}, "--seed: '1.5' is not a whole number");
  expect_refused({"run", "--jobs", "0"}, "--jobs");
  expect_refused({"run", "--points", "many"}, "--points");
  expect_refused({"run", "--fail-on", "bad"}, "--fail-on");
}

TEST(Usage, PointsToSampleAndPointsGivenExcludeEachOther) {
  expect_refused({"check", "x^2", "--at", "1", "--points", "5"}, "--points and --at exclude each other");
}

TEST(Usage, AnInterruptedCheckSaysSoAndIsIncomplete) {
  for (const char* command : {"check '1/exp(x)' --points 1000000", "explain 'exp(x*y)*sin(x)^2*y*tan(x*y)'"}) {
    const Outcome o = shell(std::string("timeout --preserve-status -s INT 0.2 $CLINO ") + command);
    EXPECT_EQ(o.exit_code, 3) << o.err;
    EXPECT_TRUE(o.says("\nclino: error: interrupted: nothing ")) << o.err;
    EXPECT_EQ(o.out, "");
  }
}

TEST(Usage, AVariableWithoutAValueIsRefused) {
  expect_refused({"check", "x*y", "--at", "x=1"}, "no value for the variable y");
  expect_refused({"check", "x*y", "--at", "1"}, "1 number for 2 variables (x, y)");
  expect_refused({"check", "x*y", "--at", "x=1,z=2"}, "unknown variable 'z'");
  expect_refused({"check", "x", "--at", "x=1,x=2"}, "two values for x");
  expect_refused({"check", "x", "--at", "x=one"}, "'one' is not a number");
}

TEST(Usage, APointOutsideTheDomainOrTheFormatIsRefused) {
  expect_refused({"check", "x^2", "--domain", "x=-1:1", "--at", "x=2"}, "x is outside the domain -1 to 1");
  expect_refused({"check", "x^2", "--at", "1e39", "--format", "float"}, "1e39 is no finite number of binary32");
  expect_refused({"check", "x^2", "--domain", "1:-1"}, "is empty");
  expect_refused({"check", "x^2", "--domain", "x=1"}, "wanted LOW:HIGH");
}

TEST(Usage, ADomainIsGivenOnceForAVariable) {
  expect_refused({"check", "x", "--domain", "x=0:1", "--domain", "x=1:2"}, "--domain x=1:2: two ranges for x");
  expect_refused({"check", "x", "--domain", "0:1", "--domain", "1:2"}, "--domain 1:2: two ranges for all variables");
}

TEST(Usage, ADomainWithoutANumberOfTheFormatIsRefused) {
  expect_refused({"check", "x^2", "--domain", "x=1e-60:2e-60", "--format", "float"},
                 "the domain 1e-60 to 2e-60 of x contains no number of binary32");
  const Outcome o = clino({"check", "x^2", "--domain", "x=1e-60:2e-60", "--points", "8"});
  EXPECT_EQ(o.exit_code, 0) << "binary64 has some";
  EXPECT_TRUE(o.says("contains no number of binary32")) << o.err;
}

TEST(Usage, ExplainTakesAGradientForNoEngineButCustom) {
  expect_refused({"explain", "x^2", "--gradient", "3*x", "--engine", "eigen", "--at", "1"},
                 "--gradient is explained by --engine custom; the engine given is eigen");
}

TEST(Usage, AFunctionThatOthersCallSgnIsCalledSign) {
  expect_refused({"check", "sgn(x)", "--at", "1"}, "unknown function 'sgn'; did you mean 'sign'?");
}

TEST(Usage, ASyntaxErrorShowsLineColumnAndCaret) {
  expect_refused({"check", "1/(exp(x)"}, "function at 1:");
  const Outcome o = clino({"check", "x + * 2", "--at", "1"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(o.says("\n") && o.says("^")) << o.err;
  expect_refused({"check", "frob(x)"}, "frob");
}

TEST(Usage, AGradientOfTheWrongSizeIsRefused) {
  expect_refused({"check", "x*y", "--gradient", "y"}, "--gradient has 1 expressions");
  expect_refused({"check", "x^2", "--engine", "custom"}, "needs a gradient");
}

TEST(Usage, HelpAndVersionGoToStdout) {
  for (const char* verb : {"run", "check", "explain", "list", "report"}) {
    const Outcome o = clino({verb, "--help"});
    EXPECT_EQ(o.exit_code, 0);
    EXPECT_NE(o.out.find("Example: clino " + std::string(verb)), std::string::npos) << o.out;
  }
  EXPECT_NE(clino({"--help"}).out.find("explain"), std::string::npos);
  EXPECT_TRUE(clino({"--version"}).out.starts_with("clino "));
}

TEST(Usage, AFullDiskBehindStdoutIsNoSuccess) {
  const Outcome o = shell("$CLINO list operators > /dev/full");
  EXPECT_EQ(o.exit_code, 3);
  EXPECT_TRUE(o.says("stdout"));
}

}  // namespace
}  // namespace clino::test
