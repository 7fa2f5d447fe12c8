/// Exemplars of the page: the numbers at one input, and the program step by step.
#include <algorithm>
#include <cmath>

#include "reports/page_json.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::size_t numbers_kept = 24;  ///< partials listed for an exemplar, the worst ones
constexpr std::size_t steps_kept = 60;    ///< steps listed for a diagnosis

/// A row of `number_fields`.
Json result_json(const NumberResult& n, const Format& format) {
  const Judgement& j = n.judgement;
  Json sides, estimate;
  if (n.existence == Existence::kink) sides = {number_json(format, n.left), number_json(format, n.right)};
  if (n.estimate)
    estimate = {digits_json(n.estimate->value, 7), digits_json(n.estimate->error, 2), digits_json(n.estimate->step, 2),
                n.estimate->evaluations};
  return {n.output,
          n.input,
          number_json(format, n.computed),
          number_json(format, n.reference),
          name(n.existence),
          static_cast<int>(j.verdict),
          name(j.level),
          name(j.blame),
          digits_json(j.error_ulps, 3),
          tenths(j.bits_lost),
          j.reason,
          std::move(sides),
          std::move(estimate)};
}

/// The first steps, those around the culprit and the last ones of a long program.
std::vector<std::size_t> steps_shown(const Diagnosis& d) {
  const std::size_t n = d.steps.size();
  const auto at = std::ranges::find_if(d.steps, [&](const Step& s) { return d.culprit && s.node == *d.culprit; });
  const auto culprit = at == d.steps.end() ? n - 1 : static_cast<std::size_t>(at - d.steps.begin());
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t away = i > culprit ? i - culprit : culprit - i;
    if (n <= steps_kept || i < 6 || i + 6 >= n || away <= (steps_kept - 12) / 2) shown.push_back(i);
  }
  return shown;
}

/// A number of a step, which may be more precise than the format: two digits more than the format can tell apart,
/// twelve at most.
Json exact_json(const Format& format, double x) {
  if (format.precision <= 24 && representable(format, x)) return number_json(format, x);
  return digits_json(x, std::min(10, format.precision * 302 / 1000 + 3));
}

/// Steps by columns: the program and the exact numbers are the same for several engines.
Json steps_json(const Diagnosis& d, const Format& format, Pool& pool) {
  Json index = Json::array(), text = index, value = index, exact = index, ulps = index, derivative = index,
       exact_derivative = index, culprit;
  for (const std::size_t i : steps_shown(d)) {
    const Step& s = d.steps[i];
    if (d.culprit && s.node == *d.culprit) culprit = i;
    index.push_back(i);
    text.push_back(s.text);
    value.push_back(exact_json(format, s.value));
    exact.push_back(exact_json(format, s.exact_value));
    ulps.push_back(digits_json(s.local_ulps, 2));
    derivative.push_back(exact_json(format, s.derivative));
    exact_derivative.push_back(exact_json(format, s.exact_derivative));
  }
  Json columns = Json::array();
  columns.push_back(pool.intern("steps", index));
  columns.push_back(pool.intern("steps", text));
  for (const Json* column : {&value, &exact, &ulps, &derivative, &exact_derivative})
    columns.push_back(pool.intern("numbers", *column));
  return {{"count", d.steps.size()}, {"culprit", culprit}, {"columns", std::move(columns)}};
}

Json diagnosis_json(const Diagnosis& d, const Format& format, Pool& pool) {
  return {{"summary", d.summary},
          {"advice", advice(d)},
          {"fault", name(d.fault)},
          {"mode", d.mode == Mode::reverse ? "adjoint" : "tangent"},
          {"steps", steps_json(d, format, pool)}};
}

/// The partial that the exemplar is an example of.
const NumberResult* target_of(const PointResult& point) {
  const auto is_target = [&](const NumberResult& n) {
    return point.target && n.output == point.target->output && n.input == point.target->input;
  };
  const auto found = std::ranges::find_if(point.partials, is_target);
  return found == point.partials.end() ? nullptr : &*found;
}

}  // namespace

Json number_fields() {
  return {"output", "input", "computed", "reference", "existence", "verdict", "level",
          "blame",  "ulps",  "bits",     "reason",    "sides",     "estimate"};
}

Json step_fields() { return {"index", "text", "value", "exact", "ulps", "derivative", "exactDerivative"}; }

Json exemplar_json(const UnitResult& unit, const PointResult& point, Pool& pool) {
  const Format format = find_format(unit.format).value_or(binary64);
  Json json{{"x", Json::array()}, {"why", point.why}, {"inside", point.in_domain}, {"numbers", Json::array()}};
  for (const double x : point.x) json["x"].push_back(number_json(format, x));
  std::vector<NumberResult> partials = point.partials;
  std::ranges::stable_sort(partials, is_worse);
  if (!point.x.empty()) json["at"] = at_option(unit, point);
  if (point.target) json["target"] = {point.target->output, point.target->input};
  json["numberCount"] = partials.size();
  partials.resize(std::min(partials.size(), numbers_kept));
  for (const NumberResult& n : point.values) json["numbers"].push_back(result_json(n, format));
  for (const NumberResult& n : partials) json["numbers"].push_back(result_json(n, format));
  if (const NumberResult* n = target_of(point); n != nullptr && point.differences)
    json["differences"] = pool.intern("differences", differences_json(*point.differences, n->reference));
  if (point.diagnosis) json["diagnosis"] = diagnosis_json(*point.diagnosis, format, pool);
  return json;
}

}  // namespace clino
