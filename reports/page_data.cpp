#include "reports/page_data.hpp"

#include "reports/page_json.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

/// Indices of the units, findings first and the worst before the others.
Json worst_first(const Run& run) {
  Json order = Json::array();
  for (const Finding& f : findings(run, Level::note)) order.push_back(f.unit - run.units.data());
  for (std::size_t i = 0; i < run.units.size(); ++i)
    if (level_of(run.units[i]) == Level::ok) order.push_back(i);
  return order;
}

Json header_json(const Run& run) {
  const RunHeader& h = run.header;
  return {
      {"version", h.version},
      {"compiler", h.compiler},
      {"flags", h.flags},
      {"libm", h.libm},
      {"host", h.host},
      {"environment", h.environment},
      {"catalogue", h.catalogue},
      {"rules", h.rules},
      {"files", h.spec.case_files},
      {"started", h.started},
      {"points", h.spec.points},
      {"seed", std::to_string(h.spec.seed)},
      {"ulps", number_json(h.spec.tolerance.ulps)},
      {"inputUlps", number_json(h.spec.tolerance.input_ulps)},
      {"globs", h.spec.globs},
      {"shims", h.spec.shims == Shims::supply ? "supplied" : "refused"},
      {"literals", h.spec.literals == Literals::as_compiled ? "rounded to the format, as compiled" : "real numbers"}};
}

Json verdicts_json() {
  Json json = Json::array();
  for (const Verdict v : verdicts()) json.push_back({{"name", name(v)}, {"meaning", meaning(v)}});
  return json;
}

Json formats_json() {
  Json json = Json::array();
  for (const Format& f : formats())
    json.push_back(
        {{"name", f.name}, {"alias", f.alias}, {"precision", f.precision}, {"emin", f.emin}, {"emax", f.emax}});
  return json;
}

}  // namespace

PageData page_data(const Run& run, const Changes& changes) {
  Pool pool;
  std::string units;
  for (const UnitResult& unit : run.units)
    units.append(units.empty() ? "" : ",").append(text_of(unit_json(unit, pool)));
  Json severity = Json::array();
  for (const Verdict v : verdicts_by_severity()) severity.push_back(static_cast<int>(v));
  const Json head{{"schema", result_schema},
                  {"headline", headline(run)},
                  {"badValuesOnly", units_with_bad_values_only(run)},
                  {"header", header_json(run)},
                  {"complete", run.complete},
                  {"warnings", run.warnings},
                  {"verdicts", verdicts_json()},
                  {"severity", std::move(severity)},
                  {"formats", formats_json()},
                  {"engines", engine_names(run)},
                  {"numberFields", number_fields()},
                  {"stepFields", step_fields()},
                  {"caseFiles", case_file_options(run.header.spec)},
                  {"pool", pool.places()},
                  {"order", worst_first(run)},
                  {"changes", changes_json(run, changes)}};
  std::string text = text_of(head);
  text.pop_back();  // its brace
  return {text + ",\"units\":[" + units + "]}\n" + pool.first_lines(), pool.other_lines()};
}

}  // namespace clino
