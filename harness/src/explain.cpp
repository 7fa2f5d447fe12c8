// The answer to one check, in words: what a failing assertion or a terminal shows.
#include <algorithm>
#include <cmath>

#include "answer_text.hpp"
#include "clino/check.hpp"
#include "survey.hpp"

namespace clino {
namespace {

Case case_of(const Function& function, const Domain& domain, const CheckSettings& settings) {
  const auto n = static_cast<std::size_t>(function.shape().inputs);
  Case c{.name = function.text(),
         .function = function,
         .domain = domain.intervals,
         .formats = {settings.format},
         .sampling = settings.sampling};
  if (c.domain.size() == 1) c.domain.resize(n, c.domain.front());
  if (c.domain.size() != n)
    throw std::invalid_argument("a function of " + std::to_string(n) + " inputs was given a domain of " +
                                std::to_string(c.domain.size()) + " intervals");
  for (const Interval& d : c.domain)
    if (!(d.lo <= d.hi) || !std::isfinite(d.lo) || !std::isfinite(d.hi))
      throw std::invalid_argument("an interval needs finite ends, the lower first; given " +
                                  to_decimal(binary64, d.lo) + " to " + to_decimal(binary64, d.hi));
  for (const Point& x : settings.points) {
    if (x.size() != n)
      throw std::invalid_argument("a point of " + std::to_string(x.size()) + " numbers for " + std::to_string(n) +
                                  " inputs");
    for (std::size_t i = 0; i < n; ++i)
      if (!(c.domain[i].lo <= x[i] && x[i] <= c.domain[i].hi))
        throw std::invalid_argument("the point " + render_point(function.variables(), x, binary64) +
                                    " lies outside the domain " + to_decimal(binary64, c.domain[i].lo) + " to " +
                                    to_decimal(binary64, c.domain[i].hi) + " of " + function.variables()[i]);
    c.points.push_back({x, "given"});
  }
  return c;
}

UnitResult without_vacuous_pass(UnitResult unit) {
  if (unit.failure.empty() && compared(unit) == 0) unit.failure = "nothing could be compared";
  return unit;
}

const PointResult* loudest(const UnitResult& unit) {
  const PointResult* best = nullptr;
  const auto level = [](const PointResult& p) {
    Level highest = Level::ok;
    for (const auto* list : {&p.partials, &p.values})
      for (const NumberResult& n : *list) highest = std::max(highest, n.judgement.level);
    return highest;
  };
  for (const PointResult& p : unit.exemplars)
    if (best == nullptr || level(p) > level(*best)) best = &p;
  return best;
}

std::string subject(const UnitResult& unit, const NumberResult& n) {
  const std::string of =
      unit.function.empty() ? unit.case_name.empty() ? "the function" : unit.case_name : unit.function;
  const std::string row = n.output > 0 ? " (output " + std::to_string(n.output) + ")" : "";
  if (n.input < 0) return "value of " + of + row;
  return "d/d" + unit.variables[static_cast<std::size_t>(n.input)] + " of " + of + row;
}

std::string reproduce(const UnitResult& unit, const PointResult& p) {
  std::string at;
  for (std::size_t i = 0; i < p.x.size() && i < 4; ++i)
    at +=
        (i > 0 ? "," : "") + unit.variables[i] + "=" + to_decimal(find_format(unit.format).value_or(binary64), p.x[i]);
  if (unit.function.empty() && unit.case_name.empty()) {
    std::string point;
    for (std::size_t i = 0; i < p.x.size() && i < 8; ++i) point += (i > 0 ? ", " : "") + to_hex(p.x[i]);
    return "  reproduce   .points = {{" + point + "}} in " + unit.format;
  }
  const std::string what =
      unit.case_name.empty() || unit.case_name == unit.function ? "'" + unit.function + "'" : unit.case_name;
  return "  reproduce   clino check " + what + " --at " + at + " --format " + unit.format +
         (unit.engine == "custom" ? "" : " --engine " + unit.engine);
}

std::vector<std::string> range_lines(const UnitResult& unit, const Format& format) {
  std::vector<std::string> lines;
  for (const Range& r : unit.ranges)
    if (r.verdict != Verdict::accurate && lines.size() < 4)
      lines.push_back("  " + std::string(name(r.verdict)) + " from " + unit.variables[0] + " = " +
                      to_decimal(format, r.first) + (r.first_is_edge ? "" : " or before") + " to " +
                      to_decimal(format, r.last) + (r.last_is_edge ? "" : " or beyond"));
  return lines;
}

std::string describe(const UnitResult& unit, const PointResult& p, const NumberResult& n, const Format& format) {
  const auto text = [&](double x) { return to_decimal(format, x); };
  std::string hex;
  for (std::size_t i = 0; i < p.x.size() && i < 4; ++i) hex += (i > 0 ? ", " : "") + to_hex(p.x[i]);
  std::string s = subject(unit, n) + " by " + unit.engine + " in " + unit.format + " is " +
                  std::string(name(n.judgement.verdict)) + ":\n  " + std::string(meaning(n.judgement.verdict)) + "\n";
  s += "  at          " + render_point(unit.variables, p.x, format) + "  (" + hex + ")\n";
  s += "  " + std::string(unit.engine == "custom" ? "given       " : "computed    ") + text(n.computed) + amount(n) +
       "\n";
  if (p.autodiff) s += autodiff_line(*p.autodiff, format);
  s += difference_line(n);
  s += "  reference   " +
       (n.existence == Existence::exists      ? text(n.reference) + "  (certified)"
        : n.existence == Existence::kink      ? "slopes " + text(n.left) + " and " + text(n.right) + "  (certified)"
        : n.existence == Existence::undefined ? "none exists  (certified)"
                                              : "undecided") +
       "\n";
  if (!n.judgement.reason.empty()) s += "  because     " + n.judgement.reason + "\n";
  if (p.diagnosis && !p.diagnosis->summary.empty()) s += "  diagnosis   " + p.diagnosis->summary + "\n";
  return s;
}

}  // namespace

UnitResult check(const Function& function, const Domain& domain, const CheckSettings& settings) {
  const Engine* engine = find_engine(settings.engine);
  if (engine == nullptr) throw std::invalid_argument("no engine is called '" + settings.engine + "'");
  return without_vacuous_pass(
      check_unit(case_of(function, domain, settings), *engine, settings.format, settings.options));
}

UnitResult check_gradient_unit(const Function& function, const Function& gradient, const Domain& domain,
                               const CheckSettings& settings) {
  const auto [n, m] = function.shape();
  if (gradient.shape() != Shape{n, n * m})
    throw std::invalid_argument("a function of " + std::to_string(n) + " inputs and " + std::to_string(m) +
                                " outputs needs a gradient of " + std::to_string(n * m) + " numbers; given " +
                                std::to_string(gradient.shape().outputs) + " of " +
                                std::to_string(gradient.shape().inputs) + " inputs");
  Case c = case_of(function, domain, settings);
  c.gradient = gradient;
  return without_vacuous_pass(check_unit(c, *custom_engine(function, gradient), settings.format, settings.options));
}

bool passes(const UnitResult& unit, Scope scope, Level fail_on) {
  if (!unit.failure.empty()) return false;
  return unit.level < fail_on && (scope == Scope::partials || unit.value_level < fail_on);
}

std::string explain(const UnitResult& unit) {
  const Format format = find_format(unit.format).value_or(binary64);
  std::string s;
  if (!unit.failure.empty()) s += unit.engine + " in " + unit.format + " failed: " + unit.failure + "\n";
  const PointResult* p = loudest(unit);
  if (p != nullptr) {
    const Target t = p->target.value_or(Target{0, 0});
    const auto n = unit.variables.size();
    const NumberResult& number =
        t.input < 0 ? p->values[static_cast<std::size_t>(t.output)]
                    : p->partials[static_cast<std::size_t>(t.output) * n + static_cast<std::size_t>(t.input)];
    s += describe(unit, *p, number, format);
  }
  const Census c = census(unit.counts);
  s += "  of " + std::to_string(c.total) + " checked: " + c.verdicts + "\n";
  for (const std::string& line : range_lines(unit, format)) s += line + "\n";
  for (const std::string& note : unit.notes) s += "  note        " + note + "\n";
  if (p != nullptr) s += reproduce(unit, *p) + "\n";
  return s;
}

}  // namespace clino
