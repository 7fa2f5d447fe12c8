// The document of `clino check --json`.
#include <algorithm>
#include <cmath>

#include "check_command.hpp"
#include "json_writer.hpp"
#include "result_names.hpp"

namespace clino::cli {
namespace {

void number_or_null(JsonWriter& out, std::string_view key, double x, bool known) {
  out.key(key);
  if (known)
    out.number(x);
  else
    out.null();
}

void write_at(JsonWriter& out, const std::vector<std::string>& variables, const Point& x) {
  out.key("at").begin_object();
  for (std::size_t i = 0; i < x.size(); ++i) out.member(variables[i], x[i]);
  out.end_object();
}

/// Members of a value or a partial, in an open object.
void write_number(JsonWriter& out, const std::vector<std::string>& variables, const NumberResult& n) {
  const Judgement& j = n.judgement;
  out.member("output", n.output);
  if (n.input >= 0) out.member("input", variables[static_cast<std::size_t>(n.input)]);
  out.member("computed", n.computed);
  number_or_null(out, "reference", n.reference, n.existence == Existence::exists);
  out.member("existence", name_in(existence_names, n.existence));
  if (n.existence == Existence::kink) out.member("left", n.left).member("right", n.right);
  number_or_null(out, "error_ulps", j.error_ulps, !std::isnan(j.error_ulps));
  out.member("bits_lost", j.bits_lost);
  if (n.input >= 0) {
    number_or_null(out, "estimate", n.estimate ? n.estimate->value : 0, n.estimate.has_value());
    number_or_null(out, "estimate_error", n.estimate ? n.estimate->error : 0, n.estimate.has_value());
  }
  out.member("verdict", name(j.verdict)).member("level", name(j.level)).member("blame", name(j.blame));
  out.member("reason", j.reason);
}

void write_numbers(JsonWriter& out, std::string_view key, const std::vector<std::string>& variables,
                   const std::vector<NumberResult>& numbers) {
  out.key(key).begin_array();
  for (const NumberResult& n : numbers) {
    out.begin_object();
    write_number(out, variables, n);
    out.end_object();
  }
  out.end_array();
}

void write_diagnosis(JsonWriter& out, const Diagnosis& d) {
  out.key("diagnosis").begin_object().key("operation");
  const auto step = std::ranges::find_if(d.steps, [&](const Step& s) { return d.culprit && s.node == *d.culprit; });
  if (step == d.steps.end())
    out.null();
  else
    out.string(info(step->op).name);
  out.member("fault", name_in(fault_names, d.fault)).member("summary", d.summary).end_object();
}

void write_point(JsonWriter& out, const UnitResult& unit, const PointResult& p) {
  out.begin_object();
  write_at(out, unit.variables, p.x);
  out.member("why", p.why).member("in_domain", p.in_domain);
  write_numbers(out, "values", unit.variables, p.values);
  write_numbers(out, "partials", unit.variables, p.partials);
  if (p.diagnosis) write_diagnosis(out, *p.diagnosis);
  out.end_object();
}

/// Exemplars, which carry a diagnosis, then the other points.
std::vector<const PointResult*> points_of(const UnitResult& unit) {
  std::vector<const PointResult*> all;
  for (const PointResult& p : unit.exemplars) all.push_back(&p);
  for (const PointResult& p : unit.points)
    if (std::ranges::find(unit.exemplars, p.x, &PointResult::x) == unit.exemplars.end()) all.push_back(&p);
  return all;
}

void write_worst(JsonWriter& out, const UnitResult& unit) {
  const PointResult* worst = nullptr;
  const auto key = [](const PointResult& p) {
    const Judgement& j = loudest(p).judgement;
    return std::pair(j.level, j.bits_lost);
  };
  for (const PointResult* p : points_of(unit))
    if (worst == nullptr || key(*p) > key(*worst)) worst = p;
  out.key("worst");
  if (worst == nullptr) {
    out.null();
    return;
  }
  out.begin_object();
  write_at(out, unit.variables, worst->x);
  write_number(out, unit.variables, loudest(*worst));
  out.end_object();
}

void write_counts(JsonWriter& out, std::string_view key, const Counts& counts) {
  out.key(key).begin_object();
  for (const Verdict v : verdicts())
    if (const auto n = counts[static_cast<std::size_t>(v)]; n != 0) out.member(name(v), n);
  out.end_object();
}

void write_ranges(JsonWriter& out, const UnitResult& unit) {
  out.key("ranges").begin_array();
  for (const Range& r : unit.ranges)
    out.begin_object()
        .member("output", r.output)
        .member("input", unit.variables[static_cast<std::size_t>(r.input)])
        .member("verdict", name(r.verdict))
        .member("first", r.first)
        .member("last", r.last)
        .member("first_is_edge", r.first_is_edge)
        .member("last_is_edge", r.last_is_edge)
        .end_object();
  out.end_array();
}

void write_strings(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key).begin_array();
  for (const std::string& t : texts) out.string(t);
  out.end_array();
}

}  // namespace

namespace {

void write(JsonWriter& out, const CheckResult& result) {
  out.begin_object().member("schema", 1);
  if (!result.case_name.empty()) out.member("case", result.case_name);
  write_strings(out, "function", result.function);
  write_strings(out, "variables", result.variables);
  out.key("units").begin_array();
  for (const UnitResult& unit : result.units) {
    out.begin_object().member("engine", unit.engine).member("format", unit.format);
    if (!unit.failure.empty()) out.member("failure", unit.failure);
    out.key("points").begin_array();
    for (const PointResult* p : points_of(unit)) write_point(out, unit, *p);
    out.end_array();
    write_counts(out, "counts", unit.counts);
    write_counts(out, "value_counts", unit.value_counts);
    write_worst(out, unit);
    if (result.sampled) write_ranges(out, unit);
    write_strings(out, "supplied", unit.supplied);
    write_strings(out, "notes", unit.notes);
    out.end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string check_as_json(const CheckResult& result) {
  JsonWriter out;
  write(out, result);
  return out.text();
}

std::string checks_as_json(const std::vector<CheckResult>& results) {
  JsonWriter out;
  out.begin_object().member("schema", 1).key("checks").begin_array();
  for (const CheckResult& result : results) write(out, result);
  return out.end_array().end_object().text();
}

}  // namespace clino::cli
