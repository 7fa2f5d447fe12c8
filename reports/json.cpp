/// One JSON document: units with counts and their leading finding, and what changed. The points stay in results.jsonl.
#include <nlohmann/json.hpp>

#include "reports/page_json.hpp"
#include "reports/regressions.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

Json counts_json(const Counts& counts) {
  Json json = Json::object();
  for (const Verdict v : verdicts())
    if (const auto n = counts[static_cast<std::size_t>(v)]; n > 0) json[std::string(name(v))] = n;
  return json;
}

Json finding_json(const UnitResult& unit, const RunSpec& spec) {
  const Finding f = leading_finding(unit);
  if (f.level == Level::ok) return nullptr;
  Json at = Json::object();
  if (f.point != nullptr)
    for (std::size_t i = 0; i < f.point->x.size(); ++i)
      at[i < unit.variables.size() ? unit.variables[i] : "x" + std::to_string(i)] = number_json(f.point->x[i]);
  return {{"of", about_value(f) ? "value" : "partial"},
          {"verdict", name(f.verdict)},
          {"level", name(f.level)},
          {"blame", f.number == nullptr ? "none" : name(f.number->judgement.blame)},
          {"bits_lost", f.bits_lost},
          {"at", std::move(at)},
          {"sentence", f.sentence},
          {"command", reproduce_command(unit, f.point) + case_file_options(spec)}};
}

Json change_json(const Change& c, const RunSpec& spec) {
  const auto facts = [](const std::optional<FindingFacts>& f) -> Json {
    if (!f) return nullptr;
    return {{"digits_lost", f->digits ? Json(*f->digits) : Json()}, {"at", f->at}, {"reason", f->reason}};
  };
  return {{"change", word(c)},
          {"case", c.key.case_name},
          {"engine", c.key.engine},
          {"format", c.key.format},
          {"verdict", c.key.verdict},
          {"blame", c.key.blame},
          {"before", facts(c.before)},
          {"after", facts(c.after)},
          {"sentence", c.after ? sentence_of(c) : ""},
          {"command", command_of(c, spec)}};
}

}  // namespace

std::string render_json(const Run& run, const Changes& changes) {
  Json units = Json::array(), changed = Json::array();
  for (const UnitResult& unit : run.units)
    units.push_back({{"case", unit.case_name},
                     {"engine", unit.engine},
                     {"format", unit.format},
                     {"level", name(level_of(unit))},
                     {"counts", counts_json(unit.counts)},
                     {"value_counts", counts_json(unit.value_counts)},
                     {"outside", counts_json(unit.outside)},
                     {"failure", unit.failure},
                     {"finding", finding_json(unit, run.header.spec)}});
  for (const auto* list : {&changes.worse, &changes.better})
    for (const Change& c : *list) changed.push_back(change_json(c, run.header.spec));
  const RunHeader& h = run.header;
  const Json document{{"schema", 1},
                      {"version", h.version},
                      {"compiler", h.compiler},
                      {"environment", h.environment},
                      {"catalogue", h.catalogue},
                      {"seed", h.spec.seed},
                      {"points", h.spec.points},
                      {"complete", run.complete},
                      {"headline", headline(run)},
                      {"as_accepted", changes.same},
                      {"changes", std::move(changed)},
                      {"units", std::move(units)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace clino
