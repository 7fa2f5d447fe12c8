// Functions from files: `--cases` of run, check and explain.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"

namespace clino::test {
namespace {

using Json = nlohmann::json;

constexpr const char* two_cases = R"json({"schema": 1, "cases": [
  {"name": "my/naive", "variables": {"x": [-750, 750]}, "function": ["1/(1+exp(-x))"],
   "gradient": [["exp(-x)/(1+exp(-x))^2"]], "points": [{"x": 2}], "stable": "my/cube"},
  {"name": "my/cube", "variables": {"x": [1, 2]}, "function": ["x^3"], "tags": ["easy"]}]})json";

constexpr const char* two_cores_and_a_tensor =
    "(FPCore (x) :name \"half [1]\" :pre (<= 1 x 2) (/ x 2))\n"
    "(FPCore ((a 3)) :name \"sum\" (ref a 0))\n"
    "(FPCore (x) :name \"twice\" :pre (<= 1 x 2) (* x 2))\n";

/// Files in a directory of their own.
struct Files {
  Files() {
    write(directory.path() / "my.json", two_cases);
    write(directory.path() / "suite.fpcore", two_cores_and_a_tensor);
  }
  std::vector<std::string> run(const std::vector<std::string>& more) const {
    std::vector<std::string> all{"run", "--points", "4", "--engine", "forward", "--out", directory.file("out")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Directory directory;
  std::string json = directory.file("my.json"), fpcore = directory.file("suite.fpcore");
};

void expect_refused(const std::vector<std::string>& arguments, const std::string& message) {
  const Outcome o = clino(arguments);
  EXPECT_EQ(o.exit_code, 2) << o.err;
  EXPECT_TRUE(o.says(message)) << "wanted: " << message << "\ngiven: " << o.err;
  EXPECT_EQ(o.out, "");
}

TEST(RunCases, MeasuresTheCasesOfAFileWithoutTheCatalogue) {
  const Files files;
  const Outcome o = clino(files.run({"--cases", files.json, "--no-catalogue"}));
  EXPECT_EQ(o.exit_code, 1) << o.err;
  EXPECT_NE(o.out.find("new\tmy/naive\tforward\tbinary32\tnon_finite\trange"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("\tgone=0\tlost=0\trefused=0"), std::string::npos) << "the catalogue was not asked for";
  EXPECT_EQ(o.out.find("sigmoid"), std::string::npos);
  EXPECT_EQ(clino(files.run({"--cases", files.json, "--no-catalogue", "--tag", "easy"})).exit_code, 0);
}

TEST(RunCases, RunsThemBesideTheCatalogueAndGlobsChooseAmongAll) {
  const Files files;
  const Outcome o = clino(files.run({"my/cube", "relu/*", "--cases", files.json}));
  EXPECT_EQ(o.exit_code, 0) << o.out << o.err;
  const std::string results = contents(files.directory.path() / "out/results.jsonl");
  EXPECT_NE(results.find("\"case\":\"my/cube\""), std::string::npos);
  EXPECT_NE(results.find("\"case\":\"relu/"), std::string::npos);
  EXPECT_EQ(results.find("\"case\":\"my/naive\""), std::string::npos);
  EXPECT_NE(results.find("\"case_files\":[\"" + files.json + "\"]"), std::string::npos) << "the whole RunSpec";
}

TEST(RunCases, ACoreThatCannotBeRecordedIsNeverSilentlyDropped) {
  const Files files;
  const Outcome o = clino(files.run({"--cases", files.fpcore, "--no-catalogue"}));
  EXPECT_EQ(o.exit_code, 3) << "part of what was asked for is missing";
  EXPECT_TRUE(o.says("'suite/sum' is left out: " + files.fpcore + ":2:10: tensors")) << o.err;
  EXPECT_NE(o.out.find("refused\tsuite/sum: tensors"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("gate\tincomplete\tnew=0\tgone=0\tlost=0\trefused=1"), std::string::npos) << o.out;
  EXPECT_NE(contents(files.directory.path() / "out/results.jsonl").find("\"refused\":[\"suite/sum"), std::string::npos);
  const Outcome others = clino(files.run({"suite/half [1]", "*twice", "--cases", files.fpcore, "--no-catalogue"}));
  EXPECT_EQ(others.exit_code, 0) << "it was not chosen" << others.err;
  EXPECT_EQ(others.err, "");
  const Outcome alone = clino(files.run({"suite/sum", "--cases", files.fpcore, "--no-catalogue"}));
  EXPECT_EQ(alone.exit_code, 3);
  EXPECT_TRUE(alone.says("none of the cases can be recorded")) << alone.err;
}

TEST(RunCases, NamesThatClashAreRefused) {
  const Files files;
  write(files.directory.path() / "other.json", two_cases);
  const std::string other = files.directory.file("other.json");
  expect_refused(files.run({"--cases", files.json, other}),
                 other + ": the case 'my/naive' is in " + files.json + " too");
  expect_refused(files.run({"--cases", files.json, files.json}), "is given twice");
  const std::string listed = clino({"list", "cases"}).out;
  std::string text = two_cases;
  text.replace(text.find("my/naive"), 8, listed.substr(0, listed.find('\t')));
  write(files.directory.path() / "clash.json", text);
  const std::string clash = files.directory.file("clash.json");
  expect_refused(files.run({"--cases", clash}), "--no-catalogue");
  EXPECT_LE(clino(files.run({"--cases", clash, "--no-catalogue"})).exit_code, 1);
}

TEST(RunCases, BadFilesAndNamesAreRefusedWithTheirPlace) {
  const Files files;
  write(files.directory.path() / "bad.json", "{\"schema\": 1, \"cases\": [{\"name\": 3}]}");
  expect_refused(files.run({"--cases", files.directory.file("bad.json")}), "bad.json:1:");
  expect_refused(files.run({"--cases", files.directory.file("none.json")}), "No such file");
  expect_refused(files.run({"my/cub", "--cases", files.json}), "unknown case 'my/cub'; did you mean 'my/cube'?");
  expect_refused(files.run({"--no-catalogue"}), "wants --cases FILE");
}

TEST(CheckCases, ChecksOneCaseOfAFileByNameAsIfItWereText) {
  const Files files;
  const Json j = Json::parse(clino({"check", "my/naive", "--cases", files.json, "--json"}).out);
  EXPECT_EQ(j.at("case"), "my/naive");
  EXPECT_EQ(j.at("units").size(), 2U * 4U) << "two formats; three engines and the file's gradient";
  EXPECT_EQ(clino({"check", "my/cube", "--cases", files.json, "--at", "1.5"}).exit_code, 0);
  EXPECT_EQ(clino({"check", "my/cube", "--cases", files.json, "--at", "3"}).exit_code, 2) << "outside its range";
}

TEST(CheckCases, ChecksAllCasesOfAFile) {
  const Files files;
  const Outcome o = clino({"check", "--cases", files.json, "--engine", "forward", "--json"});
  EXPECT_EQ(o.exit_code, 1);
  const Json checks = Json::parse(o.out).at("checks");
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks.at(1).at("case"), "my/cube");
  const Outcome terminal = clino_on({}, {"check", "--cases", files.json, "--color", "never"});
  EXPECT_EQ(line_count(terminal.out), 4U) << "a line for each case and format\n" << terminal.out;
  EXPECT_LE(widest_line(terminal.out), 80U);
  const Outcome some = clino({"check", "*half*", "--cases", files.fpcore, "--engine", "forward"});
  EXPECT_EQ(some.exit_code, 0) << some.err;
  EXPECT_TRUE(some.out.starts_with("case\tsuite/half [1]\n")) << some.out;
  EXPECT_EQ(clino({"check", "--cases", files.fpcore, "--engine", "forward"}).exit_code, 3) << "one is left out";
}

TEST(CheckCases, RefusesWhatItCannotFind) {
  const Files files;
  expect_refused({"check", "my/cub", "--cases", files.json}, "did you mean 'my/cube'?");
  expect_refused({"check", "your/*", "--cases", files.json}, "no case of " + files.json + " matches your/*");
  expect_refused({"check"}, "wants an expression, the name of a case, or --cases FILE");
  expect_refused({"check", "--cases", files.json, "--gradient", "1"}, "want one case; 2 are chosen");
}

TEST(EndlessLoops, FailWithAReasonAfterAMillionOperations) {
  const Files files;
  write(files.directory.path() / "loop.fpcore",
        "(FPCore (x) :name \"endless\" :pre (<= 1 x 2) :precision binary64 (while (> x 0) () x))\n"
        "(FPCore (x) :name \"billions\" :pre (<= 1 x 2) :precision binary64\n"
        "  (while (< i 3e9) ([i 0 (+ i 1)] [s x (* s 1.0000001)]) s))\n");
  const Outcome o = clino(files.run({"--cases", files.directory.file("loop.fpcore"), "--no-catalogue"}));
  EXPECT_EQ(o.exit_code, 1) << o.err;
  EXPECT_NE(o.out.find("the function threw: more than 1000000"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("new\tloop/endless\tforward\tbinary64\tfailed"), std::string::npos);
  EXPECT_NE(o.out.find("new\tloop/billions\tforward\tbinary64\tfailed"), std::string::npos);
  EXPECT_NE(contents(files.directory.path() / "out/results.jsonl").find("more points were not tried"),
            std::string::npos);
  const Outcome explained = clino({"explain", "(FPCore (x) (while (> x 0) () x))", "--at", "1", "--engine", "eigen"});
  EXPECT_EQ(explained.exit_code, 1) << explained.err;
  EXPECT_NE(explained.out.find("does a loop never end?"), std::string::npos) << explained.out;
}

TEST(EmptyRanges, AreNoSuccess) {
  const Files files;
  const std::string file = files.directory.file("none.fpcore");
  write(files.directory.path() / "none.fpcore", "(FPCore (x) :name \"none\" :pre (!= x x) x)\n");
  expect_refused({"check", "--cases", file}, "no point of the working range was found");
  const Outcome o = clino(files.run({"--cases", file, "--no-catalogue"}));
  EXPECT_EQ(o.exit_code, 1) << o.out;
  EXPECT_NE(o.out.find("new\tnone/none\tforward\tbinary64\tfailed"), std::string::npos) << o.out;
}

TEST(ExplainCases, ExplainsACaseOfAFileAndNamesItsStableForm) {
  const Files files;
  const Outcome o = clino({"explain", "my/naive", "--cases", files.json, "--at", "x=-100", "--format", "float"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_NE(o.out.find("\ntry\tmy/cube\n"), std::string::npos) << o.out;
  const Outcome all = clino({"explain", "--cases", files.json, "--json"});
  EXPECT_EQ(Json::parse(all.out).at("explanations").size(), 2U);
  expect_refused({"explain"}, "wants an expression");
}

}  // namespace
}  // namespace clino::test
