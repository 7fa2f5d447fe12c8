/// Exemplars of the page: the numbers at one input, and the program step by step.
#include <algorithm>

#include "reports/page_json.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::size_t numbers_kept = 24;  ///< partials listed for an exemplar, the worst ones
constexpr std::size_t steps_kept = 60;    ///< steps listed for a diagnosis

Json result_json(const NumberResult& n, const Format& format) {
  const Judgement& j = n.judgement;
  Json json{{"output", n.output},
            {"input", n.input},
            {"computed", number_json(format, n.computed)},
            {"reference", number_json(format, n.reference)},
            {"existence", name(n.existence)},
            {"verdict", static_cast<int>(j.verdict)},
            {"level", name(j.level)},
            {"blame", name(j.blame)},
            {"ulps", number_json(j.error_ulps)},
            {"bits", tenths(j.bits_lost)},
            {"reason", j.reason}};
  if (n.existence == Existence::kink) json["sides"] = {number_json(format, n.left), number_json(format, n.right)};
  if (n.estimate)
    json["estimate"] = {{"value", number_json(n.estimate->value)},
                        {"error", number_json(n.estimate->error)},
                        {"step", number_json(n.estimate->step)},
                        {"evaluations", n.estimate->evaluations}};
  return json;
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

Json diagnosis_json(const Diagnosis& d, const Format& format) {
  Json json{{"summary", d.summary},
            {"fault", name(d.fault)},
            {"inDerivative", d.in_derivative},
            {"mode", d.mode == Mode::reverse ? "adjoint" : "tangent"},
            {"stepCount", d.steps.size()},
            {"steps", Json::array()}};
  for (const std::size_t i : steps_shown(d)) {
    const Step& s = d.steps[i];
    json["steps"].push_back({{"index", i},
                             {"culprit", d.culprit && s.node == *d.culprit},
                             {"text", s.text},
                             {"value", number_json(format, s.value)},
                             {"exact", number_json(s.exact_value)},
                             {"ulps", number_json(s.local_ulps)},
                             {"derivative", number_json(format, s.derivative)},
                             {"exactDerivative", number_json(s.exact_derivative)}});
  }
  return json;
}

}  // namespace

Json exemplar_json(const UnitResult& unit, const PointResult& point) {
  const Format format = find_format(unit.format).value_or(binary64);
  Json json{{"x", Json::array()}, {"why", point.why}, {"inside", point.in_domain}, {"numbers", Json::array()}};
  for (const double x : point.x) json["x"].push_back(number_json(format, x));
  std::vector<NumberResult> partials = point.partials;
  std::ranges::stable_sort(partials, is_worse);
  json["command"] = reproduce_command(unit, &point);
  if (point.target) json["target"] = {point.target->output, point.target->input};
  json["numberCount"] = partials.size();
  partials.resize(std::min(partials.size(), numbers_kept));
  for (const NumberResult& n : point.values) json["numbers"].push_back(result_json(n, format));
  for (const NumberResult& n : partials) json["numbers"].push_back(result_json(n, format));
  if (point.diagnosis) json["diagnosis"] = diagnosis_json(*point.diagnosis, format);
  return json;
}

}  // namespace clino
