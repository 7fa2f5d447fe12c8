#include "expectations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "exit_code.hpp"

namespace clino::cli {

/// cases/expected.txt, put into the binary by CMake.
extern const std::string_view expected_findings_text;

namespace {

std::vector<std::string> columns_of(std::string_view line) {
  std::vector<std::string> columns;
  for (std::size_t start = 0;;) {
    const std::size_t tab = line.find('\t', start);
    columns.emplace_back(line.substr(start, tab - start));
    if (tab == std::string_view::npos) return columns;
    start = tab + 1;
  }
}

void collect(std::set<Finding>& found, const UnitResult& unit, const PointResult& p, Level at_least) {
  if (!p.in_domain) return;
  const auto add = [&](const NumberResult& n, const char* prefix) {
    const Judgement& j = n.judgement;
    if (j.level >= at_least)
      found.insert({unit.case_name, unit.engine, unit.format, prefix + std::string(name(j.verdict)),
                    std::string(name(j.blame))});
  };
  for (const NumberResult& n : p.partials) add(n, "");
  if (unit.engine != "custom")
    for (const NumberResult& n : p.values) add(n, "value:");
}

}  // namespace

std::set<Finding> findings_of(const UnitResult& unit, Level at_least) {
  std::set<Finding> found;
  if (!unit.failure.empty())
    found.insert({unit.case_name, unit.engine, unit.format, std::string(name(Verdict::failed)), "none"});
  for (const auto* points : {&unit.points, &unit.exemplars})
    for (const PointResult& p : *points) collect(found, unit, p, at_least);
  return found;
}

Expectations::Expectations(std::string_view text, std::string_view name) {
  int number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const auto c = columns_of(line);
    const std::string_view verdict = c.size() < 4                 ? ""
                                     : c[3].starts_with("value:") ? std::string_view(c[3]).substr(6)
                                                                  : c[3];
    if (c.size() < 5 || c.size() > 6 || !find_verdict(verdict))
      throw UsageError(
          fmt::format("{}:{}: '{}' is no expectation; wanted case, engine, format, verdict, blame, parted "
                      "by tabs",
                      name, number, line));
    if (!reasons_.try_emplace({c[0], c[1], c[2], c[3], c[4]}, c.size() > 5 ? c[5] : "").second)
      throw UsageError(fmt::format("{}:{}: '{}' is there twice", name, number, line));
  }
}

const Expectations& Expectations::of_catalogue() {
  static const Expectations expectations(expected_findings_text, "cases/expected.txt");
  return expectations;
}

const std::string& Expectations::reason(const Finding& finding) const {
  static const std::string none;
  const auto found = reasons_.find(finding);
  return found == reasons_.end() ? none : found->second;
}

std::vector<Finding> Expectations::of_unit(const UnitResult& unit) const {
  std::vector<Finding> all;
  for (auto row = reasons_.lower_bound({unit.case_name, unit.engine, unit.format, {}, {}});
       row != reasons_.end() && row->first.case_name == unit.case_name && row->first.engine == unit.engine &&
       row->first.format == unit.format;
       ++row)
    all.push_back(row->first);
  return all;
}

Deviations compare(const Run& run, const Expectations& expected, Level fail_on, Direction direction) {
  Deviations d;
  // The file holds warnings and errors: with a higher threshold the warnings among them are not gone.
  const Level still_there = std::min(fail_on, Level::warning);
  for (const UnitResult& unit : run.units) {
    std::ranges::copy_if(findings_of(unit, fail_on), std::back_inserter(d.fresh),
                         [&](const Finding& f) { return !expected.contains(f); });
    if (direction == Direction::fresh_only) continue;
    const std::set<Finding> found = findings_of(unit, still_there);
    std::ranges::copy_if(expected.of_unit(unit), std::back_inserter(d.gone),
                         [&](const Finding& f) { return !found.contains(f); });
  }
  return d;
}

std::string render_expectations(const Run& run, Level at_least, const Expectations& known) {
  std::set<Finding> all;
  for (const UnitResult& unit : run.units) all.merge(findings_of(unit, at_least));
  std::string text =
      "# Accepted findings of the catalogue, checked in both directions by `clino run`.\n"
      "# case, engine, format, verdict, blame, why it is accepted (optional); rewritten by `clino run "
      "--write-expected`.\n";
  for (const Finding& f : all) {
    text += fmt::format("{}\t{}\t{}\t{}\t{}", f.case_name, f.engine, f.format, f.verdict, f.blame);
    if (const std::string& why = known.reason(f); !why.empty()) text += '\t' + why;
    text += '\n';
  }
  return text;
}

}  // namespace clino::cli
