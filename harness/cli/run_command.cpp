#include "run_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "case_list.hpp"
#include "clino/store.hpp"
#include "expectations.hpp"
#include "facts.hpp"
#include "host.hpp"
#include "measure.hpp"
#include "progress.hpp"
#include "report_command.hpp"
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
  /// Units that were lost, and cases that were chosen but could not be recorded.
  std::size_t missing() const { return summary.lost + run.header.refused.size(); }
};

/// The expectations are the catalogue's: a case of a file that has a name of the catalogue is another one.
const Expectations& expectations_for(const RunSpec& spec) {
  static const Expectations none;
  return spec.catalogue ? Expectations::of_catalogue() : none;
}

Measured measure(const RunArguments& a, const std::vector<Case>& cases, const std::vector<Task>& tasks,
                 Verbosity verbosity, ResultsWriter& writer, RunHeader header) {
  Measured m{.run = {.header = std::move(header)}, .summary = {}};
  const auto start = std::chrono::steady_clock::now();
  Progress progress(unit_count(tasks), verbosity == Verbosity::quiet ? Progress::Style::none
                                       : stderr_is_terminal()        ? Progress::Style::bar
                                                                     : Progress::Style::lines);
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
  events.tick = [&] { progress.tick(); };
  m.summary = run(cases, tasks, a.spec, a.limits, events, stop_requested);
  m.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return m;
}

/// The expectations were made with the default points and rules; with others a finding may rightly be missing.
Direction direction_of(const RunSpec& spec) {
  const RunSpec usual;
  const bool same = spec.points == usual.points && spec.seed == usual.seed && spec.shims == usual.shims &&
                    spec.literals == usual.literals;
  return same ? Direction::both : Direction::fresh_only;
}

/// All of them for programs, the first for people.
void print_deviations(const char* word, const std::vector<Finding>& findings) {
  constexpr std::size_t most = 10;
  const std::size_t shown = stdout_is_terminal() ? std::min(findings.size(), most) : findings.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const Finding& f = findings[i];
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", word, f.case_name, f.engine, f.format, f.verdict, f.blame);
  }
  if (shown < findings.size()) fmt::print("{}\t... and {} more; piped all are listed\n", word, findings.size() - shown);
}

/// The cases that names choose, of the catalogue and the files; refused ones have no tags to be chosen by.
CaseList chosen_cases(const RunSpec& spec) {
  CaseList list = gather_cases(spec.case_files, spec.catalogue ? WithCatalogue::yes : WithCatalogue::no, spec.literals);
  refuse_unknown_tags(spec, list.cases);
  list = choose_cases(std::move(list), spec.globs);
  if (!spec.tags.empty()) list.refused.clear();
  warn_of_refused(list);
  return list;
}

std::vector<ReportTarget> reports_of(const RunArguments& a) {
  return a.reports.empty() ? std::vector<ReportTarget>{{"html", ""}} : a.reports;
}

ExitCode report(const RunArguments& a, const Measured& m, const std::filesystem::path& results) {
  std::vector<std::string> files{fmt::format("results\t{}\n", results.string())};
  for (const ReportTarget& target : reports_of(a))
    if (const auto path = write_report(m.run, target, a.out); !path.empty())
      files.push_back(fmt::format("{}\t{}\n", target.name, path.string()));
  if (a.write_expected) {
    write_file(*a.write_expected, render_expectations(m.run, a.fail_on, expectations_for(a.spec)));
    files.push_back(fmt::format("expected\t{}\n", a.write_expected->string()));
  }
  write_report(m.run, {"console", "-"}, a.out);
  const Deviations d = compare(m.run, expectations_for(a.spec), a.fail_on, direction_of(a.spec));
  print_deviations("new", d.fresh);
  print_deviations("gone", d.gone);
  for (const std::string& file : files) fmt::print("{}", file);
  for (const std::string& name : m.run.header.refused) fmt::print("refused\t{}\n", name);
  fmt::print("gate\t{}\tnew={}\tgone={}\tlost={}\trefused={}\n",
             m.missing() > 0                     ? "incomplete"
             : d.fresh.empty() && d.gone.empty() ? "pass"
                                                 : "fail",
             d.fresh.size(), d.gone.size(), m.summary.lost, m.run.header.refused.size());
  if (m.missing() > 0) return ExitCode::incomplete;
  return d.fresh.empty() && d.gone.empty() ? ExitCode::expected : ExitCode::findings;
}

}  // namespace

ExitCode run_command(const RunArguments& a, Verbosity verbosity) {
  const CaseList list = chosen_cases(a.spec);
  const std::vector<Task> tasks = plan(list.cases, a.spec);
  if (tasks.empty()) {
    log_error(list.cases.empty() && !list.refused.empty()
                  ? "nothing to run: none of the cases can be recorded"
                  : "nothing to run: no case, engine and format match all of what was asked; see clino list cases");
    return ExitCode::incomplete;
  }
  for (const ReportTarget& target : a.reports)
    if (!target.path.empty() && target.path != "-") require_writable(target.path);
  if (a.write_expected) require_writable(*a.write_expected);
  catch_interrupts();
  const std::filesystem::path path = a.out / "results.jsonl";
  RunHeader header = header_of(a.spec);
  for (const RefusedCase& r : list.refused) header.refused.push_back(fmt::format("{}: {}", r.name, r.message));
  std::optional<ResultsWriter> writer;
  try {
    writer.emplace(path, header);
  } catch (const CannotWrite& error) {
    throw UsageError(error.what());
  }
  try {
    Measured m = measure(a, list.cases, tasks, verbosity, *writer, std::move(header));
    if (m.summary.interrupted) {
      log_error(fmt::format("interrupted: {} of {} units are in {}; clino report shows them", writer->units(),
                            m.summary.planned, path.string()));
      return ExitCode::incomplete;
    }
    writer->finish(m.seconds);
    m.run.complete = true;
    return report(a, m, path);
  } catch (const CannotWrite& error) {
    log_error(fmt::format("{}; {} units are in {}", error.what(), writer->units(), path.string()));
    return ExitCode::incomplete;
  }
}

}  // namespace clino::cli
