/// GitLab's code quality report: an array of issues, what is worse than accepted.
#include <nlohmann/json.hpp>

#include "reports/regressions.hpp"
#include "reports/reporters.hpp"

namespace clino {
namespace {

using Json = nlohmann::ordered_json;

std::string_view severity(Level level) {
  switch (level) {
    case Level::ok:
    case Level::note: return "info";
    case Level::warning: return "minor";
    case Level::error: return "major";
  }
  return "info";
}

}  // namespace

std::string render_gitlab(const Run& run, const Changes& changes) {
  Json issues = Json::array();
  for (const Change* change : worst_first(changes)) {
    const Place place = place_of(run.header, change->key.case_name);
    issues.push_back({{"description", message_of(*change)},
                      {"check_name", change->key.verdict},
                      {"fingerprint", fingerprint_of(change->key)},
                      {"severity", severity(level_of(*change))},
                      {"location", {{"path", place.file}, {"lines", {{"begin", place.line > 0 ? place.line : 1}}}}}});
  }
  return issues.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace clino
