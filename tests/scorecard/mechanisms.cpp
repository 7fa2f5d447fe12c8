// The confusion matrix on the catalogue: what each entry states against what each engine's findings are blamed on.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "mechanisms.hpp"

namespace clino::scorecard {
namespace {

constexpr std::array blames{Blame::formula, Blame::engine, Blame::range,    Blame::singular, Blame::branch,
                            Blame::tie,     Blame::libm,   Blame::gradient, Blame::none};

/// What one engine found on one case, its formats together.
struct Found {
  std::string mechanism;
  std::map<Blame, int> numbers;
  std::set<std::string> classes;
};

void collect(Found& found, const PointResult& point, bool with_values) {
  const auto add = [&](const NumberResult& n, const char* prefix) {
    const Judgement& j = n.judgement;
    if (j.level < Level::warning) return;
    ++found.numbers[j.blame];
    found.classes.insert(fmt::format("{}{} {}", prefix, name(j.verdict), name(j.blame)));
  };
  if (!point.in_domain) return;
  for (const NumberResult& n : point.partials) add(n, "");
  if (with_values)
    for (const NumberResult& n : point.values) add(n, "value ");
}

std::map<std::string, Found> by_case(const Run& run, const std::string& engine) {
  std::map<std::string, Found> all;
  for (const UnitResult& unit : run.units) {
    if (unit.engine != engine) continue;
    Found& found = all[unit.case_name];
    found.mechanism = unit.mechanism;
    for (const PointResult& p : unit.points) collect(found, p, engine != "custom");
    if (!unit.failure.empty()) found.classes.insert("failed none"), ++found.numbers[Blame::none];
  }
  return all;
}

std::string matrix(const Confusion& c, const std::string& engine) {
  std::string text = fmt::format("{:<14}{:>6}{:>8}", engine, "cases", "silent");
  for (const Blame b : blames) text += fmt::format("{:>10}", name(b));
  text += fmt::format("{:>8}\n", "fits");
  int fitting = 0, total = 0;
  for (const auto& [mechanism, count] : c.cases) {
    const auto silent = c.silent.find(mechanism);
    text += fmt::format("{:<14}{:>6}{:>8}", mechanism, count, silent == c.silent.end() ? 0 : silent->second);
    int here = 0, with = 0;
    const auto row = c.main_blame.find(mechanism);
    for (const Blame b : blames) {
      const int n = row == c.main_blame.end() || !row->second.contains(b) ? 0 : row->second.at(b);
      text += n == 0 ? fmt::format("{:>10}", ".") : fmt::format("{:>10}", n);
      with += n;
      here += fits(mechanism, b) ? n : 0;
    }
    text += with == 0 ? fmt::format("{:>8}\n", "-") : fmt::format("{:>8}\n", fmt::format("{}/{}", here, with));
    fitting += here;
    total += with;
  }
  return text + fmt::format("findings on {} cases, blamed as the mechanism has it on {}\n\n", total, fitting);
}

std::string classes(const Confusion& c, const std::string& engine) {
  std::string text = engine + ": cases with a finding, by mechanism and (verdict, blame)\n";
  for (const auto& [mechanism, found] : c.classes) {
    std::vector<std::pair<int, std::string>> sorted;
    for (const auto& [kind, count] : found) sorted.emplace_back(-count, kind);
    std::ranges::sort(sorted);
    text += fmt::format("  {:<14}", mechanism);
    for (const auto& [count, kind] : sorted) text += fmt::format("{} {}  ", -count, kind);
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text + '\n';
}

}  // namespace

bool fits(const std::string& mechanism, Blame blame) {
  using enum Blame;
  static const std::map<std::string, std::set<Blame>> table{{"overflow", {range, engine}},
                                                            {"underflow", {range, engine}},
                                                            {"cancellation", {formula}},
                                                            {"saturation", {formula, engine}},
                                                            {"edge", {singular, tie, range, engine, formula}},
                                                            {"mask", {singular, range, engine}},
                                                            {"branch", {branch}},
                                                            {"kink", {tie}},
                                                            {"tie", {tie}}};
  const auto row = table.find(mechanism);
  return row != table.end() && row->second.contains(blame);
}

Confusion confusion(const Run& run, const std::string& engine) {
  Confusion c;
  for (const auto& [name, found] : by_case(run, engine)) {
    ++c.cases[found.mechanism];
    if (found.numbers.empty()) {
      ++c.silent[found.mechanism];
      continue;
    }
    const auto most = std::ranges::max_element(found.numbers, {}, [](const auto& entry) { return entry.second; });
    ++c.main_blame[found.mechanism][most->first];
    for (const std::string& kind : found.classes) ++c.classes[found.mechanism][kind];
  }
  return c;
}

std::string mechanism_section(const Run& run) {
  std::vector<std::string> engines;
  for (const UnitResult& unit : run.units)
    if (std::ranges::find(engines, unit.engine) == engines.end()) engines.push_back(unit.engine);
  std::string text = "Stated mechanism x the blame that most of a case's findings bear (cases)\n\n", details;
  for (const std::string& engine : engines) {
    const Confusion c = confusion(run, engine);
    text += matrix(c, engine);
    details += classes(c, engine);
  }
  return text + details;
}

}  // namespace clino::scorecard
