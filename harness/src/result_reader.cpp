#include "result_reader.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "point_columns.hpp"
#include "result_names.hpp"

namespace clino {
namespace {

using Json = nlohmann::json;

template <class T>
T required(std::optional<T> found, std::string_view what, const Json& given) {
  if (!found) throw std::invalid_argument("unknown " + std::string(what) + " " + given.dump());
  return *found;
}

std::string text(const Json& j, const char* key) { return j.value(key, std::string()); }
std::vector<std::string> strings(const Json& j, const char* key) { return j.value(key, std::vector<std::string>()); }
double number(const Json& j, const char* key) {
  const auto member = j.find(key);
  return member == j.end() ? std::numeric_limits<double>::quiet_NaN() : read_number(*member);
}
Verdict verdict(const Json& j) { return required(find_verdict(j.get<std::string>()), "verdict", j); }
Level level(const Json& j) { return required(find_level(j.get<std::string>()), "level", j); }
template <class E, std::size_t N>
E enumerator(const NameTable<E, N>& table, const Json& j) {
  return required(find_in(table, j.get<std::string>()), "word", j);
}
Blame blame(const Json& j) {
  for (int i = 0; i <= static_cast<int>(Blame::estimate); ++i)
    if (const auto b = static_cast<Blame>(i); name(b) == j.get<std::string>()) return b;
  throw std::invalid_argument("unknown blame " + j.dump());
}
Mechanism mechanism(const Json& j) {
  for (int i = 0; i <= static_cast<int>(Mechanism::wrong_gradient); ++i)
    if (const auto m = static_cast<Mechanism>(i); name(m) == j.get<std::string>()) return m;
  throw std::invalid_argument("unknown mechanism " + j.dump());
}
template <class T, class Read>
std::vector<T> list(const Json& j, const char* key, Read read) {
  std::vector<T> out;
  if (const auto member = j.find(key); member != j.end())
    for (const Json& item : *member) out.push_back(read(item));
  return out;
}

Estimate estimate(const Json& j) {
  return {number(j, "value"), number(j, "error"), number(j, "step"), j.at("evaluations").get<int>()};
}

NumberResult number_result(const Json& j) {
  NumberResult n;
  n.output = j.value("output", 0);
  n.input = j.value("input", -1);
  n.computed = read_number(j.at("computed"));
  n.reference = read_number(j.at("reference"));
  n.existence = j.contains("existence") ? enumerator(existence_names, j.at("existence")) : Existence::exists;
  n.left = number(j, "left");
  n.right = number(j, "right");
  if (j.contains("estimate")) n.estimate = estimate(j.at("estimate"));
  n.judgement.verdict = verdict(j.at("verdict"));
  n.judgement.level = level(j.at("level"));
  if (j.contains("blame")) n.judgement.blame = blame(j.at("blame"));
  n.judgement.error_ulps = number(j, "error_ulps");
  n.judgement.bits_lost = j.contains("bits_lost") ? read_number(j.at("bits_lost")) : 0;
  n.judgement.reason = text(j, "reason");
  return n;
}

Step step(const Json& j) {
  Step s;
  s.node = j.at("node").get<NodeId>();
  s.op = required(find_op(j.at("op").get<std::string>()), "operation", j.at("op"));
  s.text = text(j, "text");
  s.value = number(j, "value");
  s.exact_value = number(j, "exact_value");
  s.local_ulps = number(j, "local_ulps");
  s.derivative = number(j, "derivative");
  s.exact_derivative = number(j, "exact_derivative");
  return s;
}

Diagnosis diagnosis(const Json& j) {
  Diagnosis d;
  if (j.contains("culprit")) d.culprit = j.at("culprit").get<NodeId>();
  d.fault = enumerator(fault_names, j.at("fault"));
  d.in_derivative = j.at("in_derivative").get<bool>();
  if (j.contains("mechanism")) d.mechanism = mechanism(j.at("mechanism"));
  d.mode = enumerator(mode_names, j.at("mode"));
  d.summary = text(j, "summary");
  d.steps = list<Step>(j, "steps", step);
  return d;
}

StepSeries step_series(const Json& j) {
  StepSeries s{.stencil = enumerator(stencil_names, j.at("stencil")), .slopes = list<double>(j, "slopes", read_number)};
  const int first = j.at("exponents").at(0).get<int>(), apart = first - j.at("exponents").at(1).get<int>();
  if (apart <= 0) throw std::invalid_argument("steps that do not fall: " + j.at("exponents").dump());
  for (std::size_t i = 0; i < s.slopes.size(); ++i) s.exponents.push_back(first - static_cast<int>(i) * apart);
  return s;
}

PointResult point(const Json& j) {
  PointResult p;
  p.x = list<double>(j, "x", read_number);
  p.why = text(j, "why");
  p.in_domain = j.value("in_domain", true);
  if (const auto target = j.find("target"); target != j.end())
    p.target = Target{target->at(0).get<int>(), target->at(1).get<int>()};
  p.values = list<NumberResult>(j, "values", number_result);
  p.partials = list<NumberResult>(j, "partials", number_result);
  p.supplied = strings(j, "supplied");
  if (j.contains("diagnosis")) p.diagnosis = diagnosis(j.at("diagnosis"));
  if (j.contains("autodiff")) p.autodiff = read_number(j.at("autodiff"));
  if (j.contains("differences")) p.differences = step_series(j.at("differences"));
  return p;
}

Range range(const Json& j) {
  return {.output = j.at("output").get<int>(),
          .input = j.at("input").get<int>(),
          .verdict = verdict(j.at("verdict")),
          .first = number(j, "first"),
          .last = number(j, "last"),
          .first_is_edge = j.at("first_is_edge").get<bool>(),
          .last_is_edge = j.at("last_is_edge").get<bool>()};
}

Interval interval(const Json& j) { return {read_number(j.at(0)), read_number(j.at(1))}; }
Format format(const Json& j) { return required(find_format(j.get<std::string>()), "format", j); }

RunSpec spec(const Json& j) {
  RunSpec s;
  s.globs = strings(j, "globs");
  s.tags = strings(j, "tags");
  s.engines = strings(j, "engines");
  s.formats = list<Format>(j, "formats", format);
  s.points = j.at("points").get<int>();
  s.seed = j.at("seed").get<std::uint64_t>();
  s.tolerance = {number(j, "ulps"), number(j, "input_ulps")};
  s.shims = enumerator(shims_names, j.at("shims"));
  s.literals = enumerator(literals_names, j.at("literals"));
  s.case_files = strings(j, "case_files");
  s.catalogue = j.value("catalogue", true);
  return s;
}

}  // namespace

double read_number(const Json& j) {
  if (!j.is_string()) return j.get<double>();
  const auto& s = j.get_ref<const std::string&>();
  if (s == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (s == "Infinity") return std::numeric_limits<double>::infinity();
  if (s == "-Infinity") return -std::numeric_limits<double>::infinity();
  throw std::invalid_argument("not a number: " + j.dump());
}

Counts read_counts(const Json& j) {
  Counts counts{};
  for (const auto& [key, n] : j.items()) {
    const auto count = n.get<std::int64_t>();
    if (count < 0) throw std::invalid_argument("a negative count: " + n.dump());
    counts[static_cast<std::size_t>(verdict(key))] = count;
  }
  return counts;
}

RunHeader read_header(const Json& j) {
  RunHeader h;
  h.schema = j.at("schema").get<int>();
  h.version = text(j, "version");
  h.compiler = text(j, "compiler");
  h.flags = text(j, "flags");
  h.libm = text(j, "libm");
  h.host = text(j, "host");
  h.started = text(j, "started");
  h.catalogue = text(j, "catalogue");
  h.environment = text(j, "environment");
  h.rules = j.value("rules", 0);
  if (const auto part = j.find("shard"); part != j.end()) {
    h.shard = part->at(0).get<int>();
    h.shards = part->at(1).get<int>();
  }
  h.places = list<CasePlace>(j, "places", [](const Json& p) {
    return CasePlace{p.at(0).get<std::string>(), p.at(1).get<std::string>(), p.at(2).get<int>()};
  });
  h.spec = spec(j.at("spec"));
  h.refused = strings(j, "refused");
  return h;
}

UnitResult read_unit(const Json& j) {
  UnitResult u;
  u.case_name = j.at("case").get<std::string>();
  u.engine = j.at("engine").get<std::string>();
  u.format = j.at("format").get<std::string>();
  u.function = text(j, "function");
  u.gradient = text(j, "gradient");
  u.reference = text(j, "reference");
  u.variables = strings(j, "variables");
  u.domain = list<Interval>(j, "domain", interval);
  u.mechanism = text(j, "mechanism");
  u.lesson = text(j, "lesson");
  u.stable = text(j, "stable");
  u.source = text(j, "source");
  u.tags = strings(j, "tags");
  u.failure = text(j, "failure");
  u.level = level(j.at("level"));
  u.value_level = level(j.at("value_level"));
  u.counts = read_counts(j.at("counts"));
  u.value_counts = read_counts(j.at("value_counts"));
  u.outside = read_counts(j.at("outside"));
  u.supplied = strings(j, "supplied");
  u.notes = strings(j, "notes");
  u.ranges = list<Range>(j, "ranges", range);
  u.exemplars = list<PointResult>(j, "exemplars", point);
  u.points = read_points(j.at("points"));
  return u;
}

}  // namespace clino
