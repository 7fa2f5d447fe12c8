// Result types to JSON. Members that hold their default are left out; the reader puts them back.
#include <cmath>

#include "clino/store.hpp"
#include "json_writer.hpp"
#include "point_columns.hpp"
#include "result_names.hpp"

namespace clino {
namespace {

template <class Range, class Write>
void list(JsonWriter& out, std::string_view key, const Range& range, Write write) {
  out.key(key).begin_array();
  for (const auto& item : range) write(item);
  out.end_array();
}
void strings(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
  list(out, key, texts, [&](const std::string& s) { out.string(s); });
}
void text(JsonWriter& out, std::string_view key, const std::string& s) {
  if (!s.empty()) out.member(key, s);
}
void known(JsonWriter& out, std::string_view key, double x) {
  if (!std::isnan(x)) out.member(key, x);
}

void counts(JsonWriter& out, std::string_view key, const Counts& counts) {
  out.key(key).begin_object();
  for (Verdict v : verdicts())
    if (const auto n = counts[static_cast<std::size_t>(v)]; n != 0) out.member(name(v), n);
  out.end_object();
}

void write(JsonWriter& out, const Estimate& e) {
  out.key("estimate").begin_object().member("value", e.value).member("error", e.error).member("step", e.step);
  out.member("evaluations", e.evaluations).end_object();
}

void write(JsonWriter& out, const NumberResult& n) {
  out.begin_object();
  if (n.output != 0) out.member("output", n.output);
  if (n.input >= 0) out.member("input", n.input);
  out.member("computed", n.computed).member("reference", n.reference);
  if (n.existence != Existence::exists) out.member("existence", name_in(existence_names, n.existence));
  known(out, "left", n.left);
  known(out, "right", n.right);
  if (n.estimate) write(out, *n.estimate);
  const Judgement& j = n.judgement;
  out.member("verdict", name(j.verdict)).member("level", name(j.level));
  if (j.blame != Blame::none) out.member("blame", name(j.blame));
  known(out, "error_ulps", j.error_ulps);
  if (j.bits_lost != 0) out.member("bits_lost", j.bits_lost);
  text(out, "reason", j.reason);
  out.end_object();
}

void write(JsonWriter& out, const Step& s) {
  out.begin_object().member("node", s.node).member("op", info(s.op).name).member("text", s.text);
  out.member("value", s.value).member("exact_value", s.exact_value).member("local_ulps", s.local_ulps);
  out.member("derivative", s.derivative).member("exact_derivative", s.exact_derivative).end_object();
}

void write(JsonWriter& out, const Diagnosis& d) {
  out.begin_object();
  if (d.culprit) out.member("culprit", *d.culprit);
  out.member("fault", name_in(fault_names, d.fault)).member("in_derivative", d.in_derivative);
  if (d.mechanism != Mechanism::none) out.member("mechanism", name(d.mechanism));
  out.member("mode", name_in(mode_names, d.mode)).member("summary", d.summary);
  list(out, "steps", d.steps, [&](const Step& s) { write(out, s); });
  out.end_object();
}

/// {"stencil":"central", "exponents":[first, second], "slopes":[...]}: of steps that are powers of two, evenly apart.
void write(JsonWriter& out, const StepSeries& s) {
  out.begin_object().member("stencil", name_in(stencil_names, s.stencil));
  out.key("exponents").begin_array().integer(s.exponents.at(0)).integer(s.exponents.at(1)).end_array();
  list(out, "slopes", s.slopes, [&](double slope) { out.number(slope); });
  out.end_object();
}

void write(JsonWriter& out, const PointResult& p) {
  out.begin_object();
  list(out, "x", p.x, [&](double xi) { out.number(xi); });
  text(out, "why", p.why);
  if (!p.in_domain) out.member("in_domain", false);
  if (p.target) out.key("target").begin_array().integer(p.target->output).integer(p.target->input).end_array();
  list(out, "values", p.values, [&](const NumberResult& n) { write(out, n); });
  list(out, "partials", p.partials, [&](const NumberResult& n) { write(out, n); });
  if (!p.supplied.empty()) strings(out, "supplied", p.supplied);
  if (p.diagnosis) write(out.key("diagnosis"), *p.diagnosis);
  if (p.autodiff) out.member("autodiff", *p.autodiff);
  if (p.differences) write(out.key("differences"), *p.differences);
  out.end_object();
}

void write(JsonWriter& out, const Range& r) {
  out.begin_object().member("output", r.output).member("input", r.input).member("verdict", name(r.verdict));
  out.member("first", r.first).member("last", r.last);
  out.member("first_is_edge", r.first_is_edge).member("last_is_edge", r.last_is_edge).end_object();
}

void write(JsonWriter& out, const Interval& i) { out.begin_array().number(i.lo).number(i.hi).end_array(); }

void write(JsonWriter& out, const RunSpec& s) {
  out.begin_object();
  strings(out, "globs", s.globs);
  strings(out, "tags", s.tags);
  strings(out, "engines", s.engines);
  list(out, "formats", s.formats, [&](const Format& f) { out.string(f.name); });
  out.member("points", s.points).key("seed").integer(s.seed);
  out.member("ulps", s.tolerance.ulps).member("input_ulps", s.tolerance.input_ulps);
  out.member("shims", name_in(shims_names, s.shims)).member("literals", name_in(literals_names, s.literals));
  if (!s.case_files.empty()) strings(out, "case_files", s.case_files);
  if (!s.catalogue) out.member("catalogue", false);
  out.end_object();
}

}  // namespace

std::string to_json(const RunHeader& h) {
  JsonWriter out;
  out.begin_object().member("record", "run").member("schema", h.schema).member("version", h.version);
  out.member("compiler", h.compiler).member("flags", h.flags).member("libm", h.libm).member("host", h.host);
  out.member("started", h.started).member("catalogue", h.catalogue).member("environment", h.environment);
  out.member("rules", h.rules);
  if (h.shards > 1) out.key("shard").begin_array().integer(h.shard).integer(h.shards).end_array();
  write(out.key("spec"), h.spec);
  if (!h.places.empty())
    list(out, "places", h.places, [&](const CasePlace& p) {
      out.begin_array().string(p.case_name).string(p.file).integer(p.line).end_array();
    });
  if (!h.refused.empty()) strings(out, "refused", h.refused);
  return out.end_object().text();
}

std::string to_json(const UnitResult& u) {
  JsonWriter out;
  out.begin_object().member("record", "unit").member("case", u.case_name).member("engine", u.engine);
  out.member("format", u.format).member("function", u.function);
  text(out, "gradient", u.gradient);
  text(out, "reference", u.reference);
  strings(out, "variables", u.variables);
  list(out, "domain", u.domain, [&](const Interval& i) { write(out, i); });
  text(out, "mechanism", u.mechanism);
  text(out, "lesson", u.lesson);
  text(out, "stable", u.stable);
  text(out, "source", u.source);
  strings(out, "tags", u.tags);
  text(out, "failure", u.failure);
  out.member("level", name(u.level)).member("value_level", name(u.value_level));
  counts(out, "counts", u.counts);
  counts(out, "value_counts", u.value_counts);
  counts(out, "outside", u.outside);
  strings(out, "supplied", u.supplied);
  strings(out, "notes", u.notes);
  list(out, "ranges", u.ranges, [&](const Range& r) { write(out, r); });
  list(out, "exemplars", u.exemplars, [&](const PointResult& p) { write(out, p); });
  write_points(out.key("points"), u.points);
  return out.end_object().text();
}

}  // namespace clino
