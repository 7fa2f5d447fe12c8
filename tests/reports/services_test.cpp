// The reports for services and programs: each against its schema and the limits of its reader.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <pugixml.hpp>
#include <sstream>

#include "reports/regressions.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"
#include "tests/harness/json_schema.hpp"
#include "tests/reports/sample_run.hpp"

namespace clino {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::filesystem::path schemas = std::filesystem::path(CLINO_TEST_DATA) / "schemas";

Schema schema(const char* name) {
  std::ifstream file(schemas / name);
  return Schema(json::parse(file));
}

/// The sample held against nothing: everything is new; its first case stands in a file.
struct Sample {
  clino::Run run = sample::sample_run();
  Changes changes;
  Sample() {
    run.header.places = {{run.units.front().case_name, "mine, with: signs.json", 7}};
    changes = changes_of(run, {}, Level::warning, Direction::both);
  }
};

std::size_t count(const std::string& text, std::string_view word) {
  std::size_t n = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

/// The sample's changes so many times over.
Changes many(const Sample& s, std::size_t n) {
  Changes changes;
  while (changes.worse.size() < n)
    changes.worse.push_back(s.changes.worse[changes.worse.size() % s.changes.worse.size()]);
  return changes;
}

TEST(Services, EveryReportIsUtf8TextThatEndsInANewlineAndHasNoEscapeCodes) {
  const Sample s;
  for (const Reporter& reporter : reporters()) {
    const std::string text = reporter.render(s.run, s.changes);
    EXPECT_EQ(text.back(), '\n') << reporter.name;
    EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << reporter.name;
    EXPECT_EQ(text, reporter.render(s.run, s.changes)) << reporter.name;
    EXPECT_NO_THROW(json(text).dump()) << reporter.name << " is not UTF-8";
  }
}

TEST(Sarif, HoldsRegressionsOnlyAndFitsItsSchema) {
  const Sample s;
  const json log = json::parse(render_sarif(s.run, s.changes));
  EXPECT_TRUE(schema("sarif.json").accepts(log)) << log.dump(2);
  EXPECT_EQ(log["runs"][0]["results"].size(), s.changes.worse.size());
  EXPECT_EQ(json::parse(render_sarif(s.run, {}))["runs"][0]["results"].size(), 0U);
}

TEST(Sarif, PointsIntoTheUsersFile) {
  const Sample s;
  const json results = json::parse(render_sarif(s.run, s.changes))["runs"][0]["results"];
  const auto own = std::ranges::find_if(results, [&](const json& r) {
    return r["message"]["text"].get<std::string>().starts_with(s.run.units.front().case_name + " by");
  });
  ASSERT_NE(own, results.end());
  const json& place = (*own)["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "mine,%20with%3A%20signs.json");
  EXPECT_EQ(place["region"]["startLine"], 7);
}

TEST(Sarif, FingerprintsAreOneForEachFindingAndDoNotHangOnDigitsLinesOrInputs) {
  Sample s;
  std::set<std::string> seen;
  for (const Change& c : s.changes.worse) seen.insert(fingerprint_of(c.key));
  EXPECT_EQ(seen.size(), s.changes.worse.size());
  const auto prints = [&] {
    std::vector<std::string> all;
    for (const json& r : json::parse(render_sarif(s.run, s.changes))["runs"][0]["results"])
      all.push_back(r["partialFingerprints"]["clinoFinding/v1"]);
    return all;
  };
  const auto before = prints();
  s.run.header.places[0].line = 99;
  for (Change& c : s.changes.worse) c.after->at = "x=1";
  EXPECT_EQ(prints(), before);
}

TEST(Sarif, KeepsToFiveThousandResultsAndSaysSo) {
  const Sample s;
  const json log = json::parse(render_sarif(s.run, many(s, 5003)));
  EXPECT_TRUE(schema("sarif.json").accepts(log));
  EXPECT_EQ(log["runs"][0]["results"].size(), 5000U);
  EXPECT_EQ(log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
            "3 more findings left out");
}

TEST(GitLab, FitsTheSchemaOfCodeQuality) {
  const Sample s;
  const json issues = json::parse(render_gitlab(s.run, s.changes));
  EXPECT_TRUE(schema("code_quality.json").accepts(issues)) << issues.dump(2);
  EXPECT_EQ(issues.size(), s.changes.worse.size());
  EXPECT_EQ(render_gitlab(s.run, {}), "[]\n");
}

TEST(JUnit, IsWellFormedWithATestCaseForEachCaseAndEngine) {
  const Sample s;
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(render_junit(s.run, s.changes).c_str()));
  std::set<std::pair<std::string, std::string>> wanted, failing, found, failed;
  for (const UnitResult& u : s.run.units) wanted.emplace(u.case_name, u.engine);
  for (const Change& c : s.changes.worse) failing.emplace(c.key.case_name, c.key.engine);
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  for (const pugi::xml_node t : suite.children("testcase")) {
    const std::pair<std::string, std::string> name{t.attribute("classname").value(), t.attribute("name").value()};
    found.insert(name);
    if (t.child("failure")) failed.insert(name);
  }
  EXPECT_EQ(found, wanted);
  EXPECT_EQ(failed, failing);
  EXPECT_EQ(suite.attribute("tests").as_uint(), wanted.size());
  EXPECT_EQ(suite.attribute("failures").as_uint(), failing.size());
}

TEST(JUnit, SaysEverythingInTheBodyAndNothingThatXmlCannotHold) {
  Sample s;
  s.run.units.front().failure = std::string("crashed \x01 <&> \x1b[0m");
  s.changes = changes_of(s.run, {}, Level::warning, Direction::both);
  const std::string text = render_junit(s.run, s.changes);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text.c_str()));
  EXPECT_EQ(std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; }), 0);
  for (const auto& failure : document.select_nodes("//failure")) {
    const std::string body = failure.node().text().get();
    EXPECT_THAT(body, HasSubstr("clino ")) << "the command";
    EXPECT_THAT(body, HasSubstr(" is "));
  }
}

TEST(JUnit, FitsItsSchema) {
  if (std::system("xmllint --version > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "xmllint (libxml2-utils) is not installed";
  const Sample s;
  const std::string path = testing::TempDir() + "/clino_junit.xml";
  std::ofstream(path) << render_junit(s.run, s.changes);
  EXPECT_EQ(
      std::system(("xmllint --noout --schema '" + (schemas / "junit.xsd").string() + "' '" + path + "' 2>&1").c_str()),
      0);
  std::filesystem::remove(path);
}

TEST(GitHub, AnnotationsAreOneLineEachWithinTheLimitsOfAStep) {
  const Sample s;
  const std::string text = render_github(s.run, many(s, 200));
  EXPECT_THAT(text, StartsWith("::error title=clino::"));
  EXPECT_LE(count(text, "::error "), 10U);
  EXPECT_LE(count(text, "::warning "), 10U);
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) EXPECT_THAT(line, StartsWith("::")) << line;
  EXPECT_THAT(text, HasSubstr("file=mine%2C with%3A signs.json,line=7,title="));
}

TEST(GitHub, SaysThatNothingIsWrong) {
  EXPECT_EQ(render_github(sample::sample_run(), {}),
            "::notice title=clino::0 new findings, 0 worse, 0 gone, 0 better; 0 as accepted\n");
}

TEST(Markdown, CutsATableThatGrowsAndStaysBelowTheLimitOfASummary) {
  const Sample s;
  const std::string text = render_markdown(s.run, many(s, 20'000));
  EXPECT_LT(text.size(), 900U * 1024);
  EXPECT_THAT(text, HasSubstr("19,800 more are not shown."));
}

TEST(Markdown, NamesCannotBreakTheTable) {
  Sample s;
  s.changes.worse.resize(1);
  s.changes.worse[0].key.case_name = "a|b<script>";
  EXPECT_THAT(render_markdown(s.run, s.changes), HasSubstr("a\\|b\\<script\\>/"));
}

TEST(Csv, HasOneRowAUnitWithAsManyFieldsAsTheHeader) {
  const Sample s;
  const std::string text = render_csv(s.run, {});
  std::size_t rows = 0, fields = 1, wanted = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) ++fields;
    if (c != '\n' || quoted) continue;
    if (rows++ == 0) wanted = fields;
    EXPECT_EQ(fields, wanted) << "row " << rows;
    fields = 1;
  }
  EXPECT_EQ(rows, s.run.units.size() + 1);
}

TEST(Json, IsOneDocumentWithEveryUnitAndChange) {
  const Sample s;
  const json document = json::parse(render_json(s.run, s.changes));
  EXPECT_EQ(document["units"].size(), s.run.units.size());
  EXPECT_EQ(document["changes"].size(), s.changes.worse.size());
  EXPECT_EQ(document["complete"], s.run.complete);
  std::int64_t n = 0;
  for (const json& unit : document["units"])
    for (const auto& [verdict, k] : unit["counts"].items()) n += k.get<std::int64_t>();
  const Counts all = total_counts(s.run);
  EXPECT_EQ(n, std::accumulate(all.begin(), all.end(), std::int64_t{0}));
}

TEST(Svg, IsWellFormedWithATitledCellForEachUnit) {
  const Sample s;
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(render_svg(s.run, {}).c_str()));
  EXPECT_EQ(document.select_nodes("/svg/rect/title").size(), s.run.units.size());
}

}  // namespace
}  // namespace clino
