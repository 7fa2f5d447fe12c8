// `clino run` and `clino report` on a small part of the catalogue.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "command.hpp"

namespace clino::test {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> small{"sigmoid/*", "recip_exp/*", "relu/*", "--format", "binary32", "--engine",
                                     "forward",   "--points",    "4",      "--seed",   "7"};

std::vector<std::string> run_into(const Directory& d, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"run", "--out", d.path().string()};
  arguments.insert(arguments.end(), small.begin(), small.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(RunCommand, WritesRunUnitsAndEndAndSaysWhere) {
  const Directory d;
  const Outcome o = clino(run_into(d));
  EXPECT_LE(o.exit_code, 1) << o.err;
  const auto lines = lines_of(contents(d.path() / "results.jsonl"));
  ASSERT_GT(lines.size(), 2U);
  const Json first = Json::parse(lines.front()), last = Json::parse(lines.back());
  EXPECT_EQ(first.at("record"), "run");
  EXPECT_EQ(first.at("spec").at("seed"), 7);
  EXPECT_FALSE(first.at("compiler").get<std::string>().empty());
  EXPECT_EQ(last.at("record"), "end");
  EXPECT_EQ(last.at("units"), lines.size() - 2);
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) EXPECT_EQ(Json::parse(lines[i]).at("record"), "unit");
  EXPECT_NE(o.out.find("results\t" + d.file("results.jsonl")), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("html\t" + d.file("report.html")), std::string::npos);
  EXPECT_GT(contents(d.path() / "report.html").size(), 1000U);
}

TEST(RunCommand, UnitLinesAreTheSameBytesWhateverTheNumberOfJobs) {
  const Directory a, b;
  clino(run_into(a, {"--jobs", "1"}));
  clino(run_into(b, {"--jobs", "3"}));
  auto one = lines_of(contents(a.path() / "results.jsonl")), three = lines_of(contents(b.path() / "results.jsonl"));
  ASSERT_GT(one.size(), 2U);
  ASSERT_EQ(one.size(), three.size());
  for (std::size_t i = 1; i + 1 < one.size(); ++i) ASSERT_EQ(one[i], three[i]) << i;
}

TEST(RunCommand, AGlobThatMatchesNothingIsNoSuccess) {
  const Directory d;
  const Outcome o = clino({"run", "no-such-family/*", "--out", d.path().string()});
  EXPECT_EQ(o.exit_code, 3);
  EXPECT_TRUE(o.says("nothing to run"));
}

TEST(RunCommand, NoProgressBarInAPipe) {
  const Directory d;
  EXPECT_EQ(clino(run_into(d)).err.find("units"), std::string::npos);
}

TEST(RunCommand, VerboseLogsFindingsToStderr) {
  const Outcome o = shell("$CLINO run 'sigmoid/*' -vv --engine eigen --format float --points 4 > out.txt");
  EXPECT_TRUE(o.says("clino: info: ")) << o.err;
  EXPECT_TRUE(o.says("clino: debug: ")) << o.err;
}

TEST(RunCommand, WritesWhatItFoundInTheFormatOfTheExpectations) {
  const Directory d;
  clino(run_into(d, {"--write-expected", d.file("expected.txt")}));
  const std::string text = contents(d.path() / "expected.txt");
  EXPECT_TRUE(text.starts_with("# "));
  for (const std::string& line : lines_of(text))
    EXPECT_TRUE(line.starts_with("#") || std::count(line.begin(), line.end(), '\t') >= 4) << line;
}

TEST(RunCommand, AnUnwritableDirectoryIsRefused) {
  const Outcome file = shell("touch file; $CLINO run --out file/below --points 1");
  EXPECT_EQ(file.exit_code, 2);
  EXPECT_TRUE(file.says("cannot write")) << file.err;
}

TEST(RunCommand, AReadOnlyDirectoryIsRefusedBeforeAnythingIsMeasured) {
  // Root writes wherever it likes unless that power is taken away.
  const Outcome o = shell(
      "as=; [ $(id -u) -ne 0 ] || as='setpriv --bounding-set=-dac_override'; mkdir locked; chmod 555 locked\n"
      "$as touch locked/probe 2> /dev/null && echo not locked\n"
      "run() { $as $CLINO run 'relu/*' --engine forward --points 1 \"$@\" > /dev/null; echo code $?; }\n"
      "run --out locked/out; run --out open --report html:locked/report.html; ls\n"
      "run --out open; $as $CLINO accept --results open --baseline locked/b.tsv; echo code $?\n"
      "chmod 444 open/results.jsonl; chmod 555 open; run --out open --resume; $as $CLINO report open > /dev/null; echo "
      "$?");
  EXPECT_EQ(o.out, "code 2\ncode 2\nlocked\ncode 0\ncode 2\ncode 2\n0\n") << o.err;
  for (const char* path : {"locked/out/results.jsonl", "locked/report.html", "locked/b.tsv", "open/results.jsonl"})
    EXPECT_TRUE(o.says("cannot write " + std::string(path) + ": Permission denied")) << path << "\n" << o.err;
}

TEST(RunCommand, AFullDiskLosesNothingThatWasWritten) {
  // ulimit -f counts blocks of 512 bytes in sh.
  const Outcome o = shell(
      "(ulimit -f 60; $CLINO run --out o --engine forward --format float --points 16); code=$?\n"
      "$CLINO report o > report.txt 2> err.txt; echo $? >> err.txt; cat err.txt; exit $code");
  EXPECT_EQ(o.exit_code, 3);
  EXPECT_TRUE(o.says("cannot write o/results.jsonl") && o.says("File too large")) << o.err;
  EXPECT_TRUE(o.says("units are in o/results.jsonl")) << o.err;
  EXPECT_NE(o.out.find("the run did not finish"), std::string::npos) << o.out;
  EXPECT_EQ(o.out.find("torn"), std::string::npos) << o.out;
}

TEST(RunCommand, AnInterruptKeepsWhatIsComplete) {
  const Outcome o = shell(
      "$CLINO run --out o --engine forward --points 100000 --jobs 2 & pid=$!\n"
      "n=0; while [ ! -s o/results.jsonl ] && [ $n -lt 100 ]; do sleep 0.02; n=$((n+1)); done; sleep 0.1\n"
      "kill -INT $pid; wait $pid; code=$?\n"
      "$CLINO report o > /dev/null; echo report $?; exit $code");
  EXPECT_EQ(o.exit_code, 3) << o.err;
  EXPECT_TRUE(o.says("interrupted: ")) << o.err;
  EXPECT_NE(o.out.find("report 3"), std::string::npos) << o.out;
}

TEST(RunCommand, ShowsABarOnATerminal) {
  const Directory d;
  const Outcome o = clino_on({}, run_into(d));
  EXPECT_NE(o.out.find("units  "), std::string::npos);
}

TEST(ReportCommand, RendersResultsAgainTheSameWay) {
  const Directory d;
  const Outcome run = clino(run_into(d, {"--report", "console:" + d.file("first.txt")}));
  ASSERT_LE(run.exit_code, 1) << run.err;
  const Outcome again = clino({"report", d.file("results.jsonl"), "--report", "console:-"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(again.out, contents(d.path() / "first.txt"));
  EXPECT_EQ(clino({"report", d.path().string()}).out, again.out) << "the directory will do, console is the default";
}

TEST(ReportCommand, BadFilesAreRefusedWithFileAndLine) {
  const Directory d;
  write(d.path() / "empty.jsonl", "");
  write(d.path() / "other.jsonl", "{\"hello\":1}\n");
  write(d.path() / "newer.jsonl", "{\"record\":\"run\",\"schema\":9}\n");
  for (const auto& [name, message] :
       {std::pair{"empty.jsonl", "is empty"}, std::pair{"other.jsonl", ":1: not a results file"},
        std::pair{"newer.jsonl", "schema 9 cannot be read"}, std::pair{"none.jsonl", "No such file"}}) {
    const Outcome o = clino({"report", d.file(name)});
    EXPECT_EQ(o.exit_code, 2);
    EXPECT_TRUE(o.says(message)) << o.err;
    EXPECT_EQ(o.out, "");
  }
}

TEST(ReportCommand, ATornFileIsReadAsFarAsItGoesAndSaidSo) {
  const Directory d;
  clino(run_into(d));
  const std::string whole = contents(d.path() / "results.jsonl");
  write(d.path() / "torn.jsonl", whole.substr(0, whole.size() / 2));
  const Outcome o = clino({"report", d.file("torn.jsonl")});
  EXPECT_EQ(o.exit_code, 3);
  EXPECT_TRUE(o.says("the last line is torn and was dropped")) << o.err;
  EXPECT_FALSE(o.out.empty());
}

TEST(ListCommand, ListsOneThingALineWithTabs) {
  for (const char* what : {"cases", "engines", "formats", "estimators", "reports", "operators"}) {
    const Outcome o = clino({"list", what});
    EXPECT_EQ(o.exit_code, 0);
    EXPECT_GT(line_count(o.out), 1U) << what;
    EXPECT_NE(o.out.find('\t'), std::string::npos) << what;
  }
  EXPECT_NE(clino({"list", "engines"}).out.find("eigen\t"), std::string::npos);
}

}  // namespace
}  // namespace clino::test
