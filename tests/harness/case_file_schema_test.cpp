// The shipped schema and the documentation say what the loader does.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "clino/case_file.hpp"
#include "clino/fpcore.hpp"
#include "tests/harness/json_schema.hpp"

namespace clino {
namespace {

using Json = nlohmann::json;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
const std::filesystem::path data = CLINO_TEST_DATA, docs = CLINO_DOCS;

std::vector<Case> parse(const std::string& text) { return parse_case_file(text, "cases.json").cases; }

/// A file of one case with those members after name, variables x and y, and a function.
std::string with(const std::string& members) {
  return R"({"schema":1, "cases":[{"name":"a", "variables":{"x":[0,1],"y":[2,3]}, "function":["x*y"])" +
         (members.empty() ? "" : ", " + members) + "}]}";
}

TEST(CaseFileSchema, AcceptsWhatTheLoaderAccepts) {
  const Schema schema(Json::parse(read(docs / "case-file.schema.json")));
  for (const std::string& text :
       {read(data / "cases/activations.json"), with(""), with(R"("formats":["bf16","half","float64"])"),
        with(R"("points":[{"x":".5","y":"2."},{"x":"0X.8P1","y":"3"},{"x":"-0.","y":"25e-1"}])"),
        with(R"("sampling":{"y":"bits"}, "tags":[])")}) {
    EXPECT_NO_THROW(parse(text)) << text;
    EXPECT_TRUE(schema.accepts(Json::parse(text))) << text;
  }
  for (const Format& f : formats())
    for (const std::string_view name : {f.name, f.alias})
      EXPECT_TRUE(schema.accepts(Json::parse(with("\"formats\":[\"" + std::string(name) + "\"]")))) << name;
}

TEST(CaseFileSchema, RefusesWhatTheLoaderRefuses) {
  const Schema schema(Json::parse(read(docs / "case-file.schema.json")));
  std::vector<std::string> texts{"[]",
                                 R"({"schema":2,"cases":[]})",
                                 R"({"schema":1,"cases":[]})",
                                 R"({"schema":1,"cases":[1]})",
                                 R"({"schema":1,"cases":[{"name":"a","variables":{"x":[0,1]}}]})",
                                 R"({"schema":1,"cases":[{"name":"","variables":{"x":[0,1]},"function":["x"]}]})",
                                 R"({"schema":1,"cases":[{"name":"a","variables":{"and":[0,1]},"function":["1"]}]})",
                                 R"({"schema":1,"cases":[{"name":"a","variables":{"x":[0]},"function":["x"]}]})"};
  for (const char* members :
       {R"("gradeint":[])", R"("gradient":["y"])", R"("reference":[])", R"("formats":[])", R"("formats":["binary23"])",
        R"("formats":["float","float"])", R"("points":[{"x":1,"y":"inf"}])", R"("points":[{"x":1,"y":"--1"}])",
        R"("sampling":{"x":"lgo"})", R"("tags":"t")", R"("source":null)"})
    texts.push_back(with(members));
  for (const std::string& text : texts) {
    EXPECT_THROW(parse(text), CaseFileError) << text;
    EXPECT_FALSE(schema.accepts(Json::parse(text))) << text;
  }
}

/// The blocks of a page that are marked with a language.
std::vector<std::string> blocks(const std::string& page, const std::string& language) {
  std::vector<std::string> out;
  const std::string mark = "\n```" + language + "\n";
  for (std::size_t at = page.find(mark); at != std::string::npos; at = page.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    out.push_back(page.substr(begin, page.find("\n```", begin) - begin));
  }
  return out;
}

TEST(Documentation, EveryExampleParses) {
  const std::string page = read(docs / "functions.md");
  ASSERT_FALSE(blocks(page, "clino").empty());
  for (const std::string& block : blocks(page, "clino")) {
    std::istringstream lines(block);
    for (std::string line; std::getline(lines, line);) EXPECT_NO_THROW(Function::parse(line)) << line;
  }
  ASSERT_FALSE(blocks(page, "fpcore").empty());
  for (const std::string& block : blocks(page, "fpcore"))
    EXPECT_NO_THROW(EXPECT_TRUE(parse_fpcore(block).refused.empty())) << block;
  ASSERT_FALSE(blocks(page, "json").empty());
  const Schema schema(Json::parse(read(docs / "case-file.schema.json")));
  for (const std::string& block : blocks(page, "json")) {
    EXPECT_NO_THROW(parse(block)) << block;
    EXPECT_TRUE(schema.accepts(Json::parse(block))) << block;
  }
}

}  // namespace
}  // namespace clino
