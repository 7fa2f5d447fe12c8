#include "compare_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "clino/store.hpp"
#include "log.hpp"
#include "reports/baseline.hpp"
#include "reports/regressions.hpp"
#include "reports/summary.hpp"

namespace clino::cli {
namespace {

struct Comparison {
  Changes changes;
  std::vector<std::string> only_old{}, only_new{};  ///< units
  std::size_t both = 0, moved = 0;                  ///< units in both, and those of them with a change
};

std::string id_of(const UnitResult& unit) { return unit.case_name + '/' + unit.engine + '/' + unit.format; }

Comparison compare(const Run& old, const Run& fresh, Level least) {
  Comparison c;
  std::set<std::string> before, after, moved;
  Baseline accepted;
  for (const UnitResult& unit : fresh.units) after.insert(id_of(unit));
  for (const UnitResult& unit : old.units) {
    before.insert(id_of(unit));
    if (after.contains(id_of(unit)))
      for (auto& [key, facts] : findings_of(unit, least)) accepted.accept(key, facts);
  }
  std::ranges::set_difference(before, after, std::back_inserter(c.only_old));
  std::ranges::set_difference(after, before, std::back_inserter(c.only_new));
  c.both = before.size() - c.only_old.size();
  c.changes = changes_of(fresh, accepted, least, Direction::both);
  const auto only_new = [&](const Change& change) { return !before.contains(unit_name(change.key)); };
  std::erase_if(c.changes.worse, only_new);
  for (const auto* list : {&c.changes.worse, &c.changes.better})
    for (const Change& change : *list) moved.insert(unit_name(change.key));
  c.moved = moved.size();
  return c;
}

/// What else is different: a change there may explain all others.
std::vector<std::string> differences(const RunHeader& a, const RunHeader& b) {
  std::vector<std::string> list;
  const auto see = [&](const char* what, const std::string& x, const std::string& y) {
    if (x != y) list.push_back(fmt::format("{}\t{}\t{}", what, x, y));
  };
  see("version", a.version, b.version);
  see("compiler", a.compiler, b.compiler);
  see("flags", a.flags, b.flags);
  see("libm", a.libm, b.libm);
  see("measured", measure_of(a), measure_of(b));
  return list;
}

void print_piped(const Comparison& c, const std::vector<std::string>& different) {
  for (const std::string& line : different) fmt::print("differs\t{}\n", line);
  for (const auto* list : {&c.changes.worse, &c.changes.better})
    for (const Change& change : *list)
      fmt::print("{}\t{}\t{}\t{}\t{}\n", word(change), unit_name(change.key), change.key.verdict, change.key.blame,
                 step_of(change));
  for (const std::string& unit : c.only_old) fmt::print("only_old\t{}\n", unit);
  for (const std::string& unit : c.only_new) fmt::print("only_new\t{}\n", unit);
  fmt::print("summary\tunits={}\tsame={}\tworse={}\tbetter={}\tonly_old={}\tonly_new={}\n", c.both, c.both - c.moved,
             c.changes.worse.size(), c.changes.better.size(), c.only_old.size(), c.only_new.size());
}

void print_list(const Paper& paper, const char* title, Level level, const std::vector<Change>& changes) {
  constexpr std::size_t most = 12;
  if (changes.empty()) return;
  fmt::print("\n{}\n", paper.style.level(fmt::format("{} {}", changes.size(), title), level));
  for (std::size_t i = 0; i < std::min(changes.size(), most); ++i) {
    fmt::print("  {}\n", fit(fmt::format("{}  {}", word(changes[i]), unit_name(changes[i].key)), paper.width - 2));
    fmt::print("    {}\n", fit(step_of(changes[i]), paper.width - 4));
  }
  if (changes.size() > most) fmt::print("  ... and {} more; piped all are listed\n", changes.size() - most);
}

void print_units(const Paper& paper, const char* title, const std::vector<std::string>& units) {
  constexpr std::size_t most = 8;
  if (units.empty()) return;
  fmt::print("\n{} {}\n", units.size(), title);
  for (std::size_t i = 0; i < std::min(units.size(), most); ++i) fmt::print("  {}\n", fit(units[i], paper.width - 2));
  if (units.size() > most) fmt::print("  ... and {} more; piped all are listed\n", units.size() - most);
}

void print_page(const Comparison& c, const std::vector<std::string>& different, const Paper& paper) {
  fmt::print("{} in both, {} without a difference\n", counted(static_cast<std::int64_t>(c.both), "unit"),
             grouped(static_cast<std::int64_t>(c.both - c.moved)));
  for (std::string line : different) {
    std::ranges::replace(line, '\t', ' ');
    fmt::print("  differs: {}\n", fit(line, paper.width - 11));
  }
  print_list(paper, "worse", Level::error, c.changes.worse);
  print_list(paper, "better", Level::ok, c.changes.better);
  print_units(paper, "only in the old run", c.only_old);
  print_units(paper, "only in the new run", c.only_new);
}

Run read(const std::filesystem::path& path) {
  Run run = read_results(path);
  for (const std::string& warning : run.warnings) log_warning(path.string() + ": " + warning);
  return run;
}

}  // namespace

ExitCode compare_command(const CompareArguments& a, Color color) {
  const Run old = read(a.old_results), fresh = read(a.new_results);
  const Comparison c = compare(old, fresh, a.fail_on);
  const auto different = differences(old.header, fresh.header);
  if (stdout_is_terminal())
    print_page(c, different, stdout_paper(color));
  else
    print_piped(c, different);
  if (!old.complete || !fresh.complete) return ExitCode::incomplete;
  return c.changes.worse.empty() ? ExitCode::expected : ExitCode::findings;
}

}  // namespace clino::cli
