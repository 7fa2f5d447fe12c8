// `clino check` for programs: one fact a line, tabs between, the first column a stable word.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_command.hpp"
#include "facts.hpp"

namespace clino::cli {
namespace {

std::string number_line(const UnitResult& unit, const PointResult& p, const NumberResult& n, const Format& format) {
  const Judgement& j = n.judgement;
  std::string line =
      fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", n.input < 0 ? "value" : "partial", unit.format, unit.engine,
                  point_fact(unit.variables, p.x, format), symbol(unit.variables, n, unit_outputs(p)),
                  to_decimal(format, n.computed), reference_text(n, format),
                  std::isnan(j.error_ulps) ? "-" : to_decimal(binary64, j.error_ulps), name(j.verdict), name(j.level));
  line += fmt::format("\t{}", name(j.blame));
  if (n.input >= 0)
    line += n.estimate ? fmt::format("\t{}\t{}", to_decimal(binary64, n.estimate->value),
                                     to_decimal(binary64, n.estimate->error))
                       : "\t-\t-";
  return line + '\n';
}

std::string point_lines(const UnitResult& unit, const PointResult& p, const Format& format) {
  std::string lines;
  for (const NumberResult& n : p.values) lines += number_line(unit, p, n, format);
  for (const NumberResult& n : p.partials) lines += number_line(unit, p, n, format);
  if (p.diagnosis && !p.diagnosis->summary.empty())
    lines += fmt::format("diagnosis\t{}\t{}\t{}\t{}\t{}\n", unit.format, unit.engine,
                         point_fact(unit.variables, p.x, format), culprit_name(*p.diagnosis), p.diagnosis->summary);
  for (const auto* list : {&p.values, &p.partials})
    for (const NumberResult& n : *list)
      if (!n.judgement.reason.empty())
        lines += fmt::format("reason\t{}\t{}\t{}\t{}\t{}\n", unit.format, unit.engine,
                             point_fact(unit.variables, p.x, format), symbol(unit.variables, n, unit_outputs(p)),
                             n.judgement.reason);
  return lines;
}

std::string unit_lines(const UnitResult& unit, bool sampled) {
  const Format format = find_format(unit.format).value_or(binary64);
  std::string lines;
  for (const PointResult& p : sampled ? unit.exemplars : unit.points) lines += point_lines(unit, p, format);
  for (const Range& r : unit.ranges)
    lines += fmt::format("range\t{}\t{}\t{}\t{}\t{}\t{}\n", unit.format, unit.engine,
                         unit.variables[static_cast<std::size_t>(r.input)], name(r.verdict),
                         to_decimal(format, r.first), to_decimal(format, r.last));
  for (const std::string& s : unit.supplied)
    lines += fmt::format("supplied\t{}\t{}\t{}\n", unit.format, unit.engine, s);
  for (const std::string& s : unit.notes) lines += fmt::format("note\t{}\t{}\t{}\n", unit.format, unit.engine, s);
  lines += fmt::format("counts\t{}\t{}", unit.format, unit.engine);
  for (const Verdict v : verdicts())
    if (const auto n = unit.counts[static_cast<std::size_t>(v)]; n > 0) lines += fmt::format("\t{}={}", name(v), n);
  return lines + '\n';
}

}  // namespace

std::string check_for_pipes(const CheckResult& result) {
  std::string text = result.case_name.empty() ? "" : fmt::format("case\t{}\n", result.case_name);
  for (const std::string& f : result.function) text += fmt::format("function\t{}\n", f);
  for (const UnitResult& unit : result.units) text += unit_lines(unit, result.sampled);
  return text;
}

}  // namespace clino::cli
