#include "run_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "case_list.hpp"
#include "ci.hpp"
#include "clino/store.hpp"
#include "facts.hpp"
#include "gate.hpp"
#include "host.hpp"
#include "measure.hpp"
#include "progress.hpp"
#include "report_command.hpp"
#include "reports/summary.hpp"
#include "run_output.hpp"
#include "shard.hpp"
#include "suggest.hpp"

namespace clino::cli {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

/// Ctrl-C asks the run to stop; a second one ends the process.
void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_requested = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int s : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(s, &action, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is an error of write, like a full disk
}

/// A tag that no case has is a mistake, not an empty choice.
void refuse_unknown_tags(const RunSpec& spec, const std::vector<Case>& cases) {
  std::vector<std::string> tags;
  for (const Case& c : cases) tags.insert(tags.end(), c.tags.begin(), c.tags.end());
  std::ranges::sort(tags);
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  for (const std::string& tag : spec.tags)
    if (std::ranges::find(tags, tag) == tags.end()) throw UsageError(unknown("tag", tag, tags));
}

std::string finding_text(const UnitResult& unit, const PointResult& p) {
  const Format format = find_format(unit.format).value_or(binary64);
  const NumberResult& n = loudest(p);
  std::string text =
      fmt::format("{} {} {}: {} of {} at {}: computed {}, reference {}", unit.case_name, unit.engine, unit.format,
                  name(n.judgement.verdict), symbol(unit.variables, n, unit_outputs(p)),
                  point_fact(unit.variables, p.x, format), to_decimal(format, n.computed), reference_text(n, format));
  return p.diagnosis && !p.diagnosis->summary.empty() ? text + "; " + p.diagnosis->summary : text;
}

void log_unit(const UnitResult& unit) {
  if (!unit.failure.empty())
    log_warning(fmt::format("{} {} {}: {}", unit.case_name, unit.engine, unit.format, unit.failure));
  for (const PointResult& p : unit.exemplars) log_finding(finding_text(unit, p));
  log_detail(fmt::format("{} {} {}: {} in {:.3f} s", unit.case_name, unit.engine, unit.format,
                         name(worst_verdict(unit)), unit.seconds));
}

struct Measured {
  Run run;
  RunSummary summary;
  double seconds = 0;
};

Measured measure(const RunArguments& a, const std::vector<Case>& cases, const std::vector<Task>& tasks,
                 Verbosity verbosity, ResultsWriter& writer, RunHeader header) {
  Measured m{.run = {.header = std::move(header)}, .summary = {}};
  const auto start = std::chrono::steady_clock::now();
  Progress progress(unit_count(tasks), verbosity == Verbosity::quiet ? Progress::Kind::none
                                       : stderr_is_terminal()        ? Progress::Kind::bar
                                                                     : Progress::Kind::lines);
  if (verbosity != Verbosity::quiet && stderr_is_terminal())
    fmt::print(stderr, "clino {}: {}, seed {}\n", m.run.header.version,
               counted(static_cast<std::int64_t>(unit_count(tasks)), "gradient"), a.spec.seed);
  RunEvents events;
  events.finished = [&](const UnitResult& unit) {
    progress.count(level_of(unit));
    if (verbosity >= Verbosity::findings || !unit.failure.empty()) progress.clear();
    log_unit(unit);
  };
  events.append = [&](const std::string& line, UnitResult unit) {
    writer.append(line, unit);
    m.run.units.push_back(std::move(unit));
  };
  events.set_aside = [&](const std::string& line) { writer.set_aside(line); };
  events.known = [&](const std::string& id) {
    const auto found = writer.measured().find(id);
    return found == writer.measured().end() ? nullptr : &found->second;
  };
  events.tick = [&] { progress.tick(); };
  m.summary = run(cases, tasks, a.spec, a.limits, events, stop_requested);
  m.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return m;
}

/// All that can be chosen: the catalogue and the files.
CaseList all_cases(const RunSpec& spec) {
  return gather_cases(spec.case_files, spec.catalogue ? WithCatalogue::yes : WithCatalogue::no, spec.literals);
}

/// The cases that names choose; refused ones have no tags to be chosen by.
CaseList chosen_cases(CaseList list, const RunSpec& spec) {
  refuse_unknown_tags(spec, list.cases);
  list = choose_cases(std::move(list), spec.globs);
  if (!spec.tags.empty()) list.refused.clear();
  warn_of_refused(list);
  return list;
}

std::vector<ReportTarget> reports_of(const RunArguments& a) {
  const std::vector<ReportTarget> asked = a.reports.empty() ? std::vector<ReportTarget>{{"html", ""}} : a.reports;
  return reports_with_ci(asked, a.ci, own_environment);
}

/// Files in a directory that the run makes can be written when that can.
void require_writable_files(const RunArguments& a) {
  const auto require = [&](const std::filesystem::path& path) {
    const bool made =
        !std::filesystem::exists(a.out) && path.parent_path().lexically_normal() == a.out.lexically_normal();
    if (!made) require_writable(path);
  };
  for (const ReportTarget& target : reports_of(a))
    if (!target.path.empty() && target.path != "-") require(target.path);
  if (a.write_expected) require(*a.write_expected);
}

ExitCode report(const RunArguments& a, const Measured& m, const Gate& gate, const std::filesystem::path& results,
                Color color) {
  const Changes changes = gate.compare(m.run);
  RunStory story{.run = m.run,
                 .gate = gate,
                 .changes = changes,
                 .files = {{"results", results}},
                 .out = a.out,
                 .outcome = outcome_of(gate, changes, m.summary.lost, m.run.header.refused.size()),
                 .lost = m.summary.lost,
                 .seconds = m.seconds};
  for (const ReportTarget& target : reports_of(a))
    if (const auto path = write_report(m.run, changes, target, a.out); !path.empty())
      story.files.push_back({target.name, path});
  if (a.write_expected) {
    write_file(*a.write_expected, render_expectations(m.run, a.gate.fail_on, gate.accepted()));
    story.files.push_back({"expected", *a.write_expected});
  }
  if (stdout_is_terminal() || color == Color::always)
    print_run_page(story, stdout_paper(color));
  else
    print_run_facts(story);
  return story.outcome.code;
}

}  // namespace

ExitCode run_command(const RunArguments& a, Verbosity verbosity, Color color) {
  CaseList all = all_cases(a.spec);
  RunHeader header = header_of(a.spec);
  header.catalogue = fingerprint_of(all);
  const Gate gate(a.gate, header);
  const CaseList list = chosen_cases(std::move(all), a.spec);
  std::vector<Task> tasks = plan(list.cases, a.spec);
  if (tasks.empty()) {
    log_error(list.cases.empty() && !list.refused.empty()
                  ? "nothing to run: none of the cases can be recorded"
                  : "nothing to run: no case, engine and format match all of what was asked; see clino list cases");
    return ExitCode::incomplete;
  }
  const Shard shard = shard_of(a.shard, own_environment);
  header.shard = shard.index;
  header.shards = shard.count;
  tasks = part_of(tasks, shard.index, shard.count);
  if (tasks.empty())
    log_warning(fmt::format("part {} of {} has nothing to do: there are fewer tasks", shard.index, shard.count));
  require_writable_files(a);
  catch_interrupts();
  const std::filesystem::path path = a.out / "results.jsonl";
  header.places = list.places;
  for (const RefusedCase& r : list.refused) header.refused.push_back(fmt::format("{}: {}", r.name, r.message));
  std::optional<ResultsWriter> writer;
  try {
    writer.emplace(path, header, a.resume ? Start::resume : Start::fresh);
  } catch (const CannotWrite& error) {
    throw UsageError(error.what());
  }
  try {
    Measured m = measure(a, list.cases, tasks, verbosity, *writer, std::move(header));
    if (m.summary.interrupted) {
      log_error(fmt::format("interrupted: {} of {} units are in {}; clino report shows them, --resume goes on",
                            writer->units(), m.summary.planned, path.string()));
      return ExitCode::incomplete;
    }
    writer->finish(m.seconds);
    m.run.complete = true;
    return report(a, m, gate, path, color);
  } catch (const CannotWrite& error) {
    log_error(fmt::format("{}; {} units are in {}", error.what(), writer->units(), path.string()));
    return ExitCode::incomplete;
  }
}

}  // namespace clino::cli
