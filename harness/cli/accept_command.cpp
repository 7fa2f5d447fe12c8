#include "accept_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ci.hpp"
#include "clino/store.hpp"
#include "report_command.hpp"

namespace clino::cli {
namespace {

/// What of an older baseline the run speaks of; the rest cannot be checked against it.
Baseline renewed(const Baseline& old, const Run& run) {
  Baseline fresh;
  std::size_t kept = 0;
  for (const UnitResult& unit : run.units)
    for (const FindingKey& key : old.of_unit(unit)) {
      fresh.accept(key, *old.find(key));
      ++kept;
    }
  if (const std::size_t dropped = old.findings().size() - kept; dropped > 0)
    log_warning(
        fmt::format("{} accepted findings are of units that this run did not measure and are dropped", dropped));
  return fresh;
}

}  // namespace

bool chosen(const FindingKey& key, const std::vector<std::string>& globs) {
  return globs.empty() || std::ranges::any_of(globs, [&](const std::string& glob) {
           return glob_matches(glob, key.case_name) || glob_matches(glob, unit_name(key));
         });
}

Pending pending_of(const AcceptArguments& a) {
  if (in_ci(own_environment))
    throw UsageError("nothing is accepted in continuous integration (CI is set): run this where you can commit " +
                     a.baseline.string());
  Pending p{.run = read_results(a.results), .baseline = {}, .changes = {}};
  for (const std::string& warning : p.run.warnings) log_warning(a.results.string() + ": " + warning);
  if (std::filesystem::exists(a.baseline)) {
    p.baseline = read_baseline(a.baseline);
    if (a.renew)
      p.baseline = renewed(p.baseline, p.run);
    else
      require_same_measure(p.baseline, p.run.header, a.baseline.string());
  }
  p.baseline.set_measured(measure_of(p.run.header));
  p.changes = changes_of(p.run, p.baseline, a.fail_on, Direction::both);
  return p;
}

ExitCode accept_command(const AcceptArguments& a) {
  require_writable(a.baseline);
  Pending p = pending_of(a);
  std::size_t taken = 0, left = 0;
  for (const auto* changes : {&p.changes.worse, &p.changes.better})
    for (const Change& change : *changes) {
      if (!chosen(change.key, a.globs)) {
        ++left;
        continue;
      }
      take(p.baseline, change, a.reason);
      fmt::print("accepted\t{}\t{}\t{}\t{}\n", word(change), unit_name(change.key), change.key.verdict,
                 change.key.blame);
      ++taken;
    }
  if (taken == 0 && left > 0) {
    log_error(
        fmt::format("nothing accepted: none of the {} differences is of a case or unit that was asked for", left));
    return ExitCode::incomplete;
  }
  replace_file(a.baseline, p.baseline.text());
  fmt::print("baseline\t{}\taccepted={}\tleft={}\tlines={}\n", a.baseline.string(), taken, left,
             p.baseline.findings().size());
  return ExitCode::expected;
}

}  // namespace clino::cli
