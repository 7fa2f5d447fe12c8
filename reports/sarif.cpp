/// SARIF 2.1.0 (OASIS): what is worse than accepted, for code scanning. GitHub keeps 5,000 results of a run.
#include <nlohmann/json.hpp>

#include "reports/regressions.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t most_results = 5000;

std::string_view sarif_level(Level level) {
  switch (level) {
    case Level::ok: return "none";
    case Level::note: return "note";
    case Level::warning: return "warning";
    case Level::error: return "error";
  }
  return "none";
}

Json rules_json() {
  Json rules = Json::array();
  for (const Verdict v : verdicts()) rules.push_back({{"id", name(v)}, {"shortDescription", {{"text", meaning(v)}}}});
  return rules;
}

/// A path as a relative reference (RFC 3986).
std::string uri_of(std::string_view path) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/,@!$&'()*+;=";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != std::string_view::npos)
      uri += c;
    else
      (uri += '%') += {digits[byte >> 4], digits[byte & 15]};
  }
  return uri;
}

Json location_json(const RunHeader& header, const FindingKey& key) {
  const Place place = place_of(header, key.case_name);
  Json physical{{"artifactLocation", {{"uri", uri_of(place.file)}}}};
  if (place.line > 0) physical["region"] = {{"startLine", place.line}};
  return {{"physicalLocation", std::move(physical)},
          {"logicalLocations", {{{"fullyQualifiedName", unit_name(key)}, {"kind", "function"}}}}};
}

Json result_json(const RunHeader& header, const Change& change) {
  const std::string& verdict = change.key.verdict;
  return {{"ruleId", verdict.starts_with("value:") ? verdict.substr(6) : verdict},
          {"level", sarif_level(level_of(change))},
          {"message", {{"text", message_of(change) + ". Reproduce: " + command_of(change, header.spec)}}},
          {"locations", {location_json(header, change.key)}},
          {"partialFingerprints", {{"clinoFinding/v1", fingerprint_of(change.key)}}}};
}

}  // namespace

std::string render_sarif(const Run& run, const Changes& changes) {
  Json results = Json::array();
  const auto worse = worst_first(changes);
  for (const Change* change : worse)
    if (results.size() < most_results) results.push_back(result_json(run.header, *change));
  Json invocation{{"executionSuccessful", run.complete}};
  if (worse.size() > results.size())
    invocation["toolExecutionNotifications"] = {
        {{"level", "warning"},
         {"message",
          {{"text",
            counted(static_cast<std::int64_t>(worse.size() - results.size()), "more finding") + " left out"}}}}};
  const Json log{
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       {{{"tool", {{"driver", {{"name", "clino"}, {"version", run.header.version}, {"rules", rules_json()}}}}},
         {"invocations", {std::move(invocation)}},
         {"results", std::move(results)}}}}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace clino
