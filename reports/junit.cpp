/// JUnit XML: a test case for each case and engine, the formats folded into it; what is worse than accepted fails. All
/// of the text stands in the body, since GitLab shows that and not the attribute `message`.
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "reports/regressions.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

using Name = std::pair<std::string, std::string>;  ///< case, engine

struct TestCase {
  double seconds = 0;
  std::vector<const UnitResult*> units{};
  std::vector<const Change*> worse{};
};

/// In the order of the run.
std::vector<std::pair<Name, TestCase>> test_cases(const Run& run, const Changes& changes) {
  std::vector<std::pair<Name, TestCase>> list;
  std::map<Name, std::size_t> index;
  for (const UnitResult& unit : run.units) {
    const Name name{unit.case_name, unit.engine};
    const auto [at, fresh] = index.try_emplace(name, list.size());
    if (fresh) list.push_back({name, {}});
    list[at->second].second.units.push_back(&unit);
    list[at->second].second.seconds += unit.seconds;
  }
  for (const Change& change : changes.worse)
    list[index.at({change.key.case_name, change.key.engine})].second.worse.push_back(&change);
  return list;
}

/// Characters that XML 1.0 cannot hold, not even escaped, become blanks.
std::string xml_text(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') c = ' ';
  return text;
}

std::string body(const TestCase& test, const RunSpec& spec) {
  std::string text;
  for (const Change* change : test.worse)
    text += std::string(word(*change)) + ": " + message_of(*change) + "\n  " + command_of(*change, spec) + "\n";
  return text;
}

void set(pugi::xml_node node, const char* key, const std::string& value) {
  node.append_attribute(key).set_value(xml_text(value).c_str());
}

std::string seconds_text(double seconds) {
  std::string text = std::to_string(seconds);  // six decimals, the locale is never set
  return text;
}

void add(pugi::xml_node suite, const Name& name, const TestCase& test, const RunSpec& spec) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "classname", name.first);
  set(node, "name", name.second);
  set(node, "time", seconds_text(test.seconds));
  if (!test.worse.empty()) {
    pugi::xml_node failure = node.append_child("failure");
    set(failure, "message", counted(static_cast<std::int64_t>(test.worse.size()), "finding") + " not accepted");
    set(failure, "type", test.worse.front()->key.verdict);
    failure.text().set(xml_text(body(test, spec)).c_str());
    return;
  }
  std::int64_t judged = 0;
  for (const UnitResult* unit : test.units) judged += compared(*unit);
  if (judged == 0) set(node.append_child("skipped"), "message", "no number could be judged");
}

}  // namespace

std::string render_junit(const Run& run, const Changes& changes) {
  const auto tests = test_cases(run, changes);
  std::int64_t failures = 0;
  double seconds = 0;
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("testsuites"), suite = root.append_child("testsuite");
  for (const auto& [name, test] : tests) {
    add(suite, name, test, run.header.spec);
    failures += test.worse.empty() ? 0 : 1;
    seconds += test.seconds;
  }
  set(suite, "name", "clino");
  set(suite, "tests", std::to_string(tests.size()));
  set(suite, "failures", std::to_string(failures));
  set(suite, "errors", "0");
  set(suite, "skipped",
      std::to_string(
          std::distance(suite.select_nodes("testcase/skipped").begin(), suite.select_nodes("testcase/skipped").end())));
  set(suite, "time", seconds_text(seconds));
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace clino
