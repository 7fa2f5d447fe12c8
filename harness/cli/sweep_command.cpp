#include "sweep_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include "clino/sweep.hpp"
#include "clino/sweep_journal.hpp"
#include "host.hpp"
#include "log.hpp"
#include "measure.hpp"
#include "report_command.hpp"
#include "reports/sweep_html.hpp"
#include "subject.hpp"
#include "sweep_keeper.hpp"
#include "sweep_task.hpp"

namespace clino::cli {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

/// Ctrl-C ends the sweep after the pieces in hand; a second one ends the process.
void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_requested = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int s : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(s, &action, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is an error of write, like a full disk
}

int jobs_of(const SweepArguments& a) {
  return a.jobs > 0 ? a.jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

std::optional<SweepReport> sweep_subject(const Subject& subject, const SweepArguments& a, Verbosity verbosity) {
  const SweepTask task = sweep_task(subject, a);
  const ChosenEngine engine(task.subject, a.engine);
  SweepTask chosen = task;
  chosen.engine = &*engine;
  const auto start = std::chrono::steady_clock::now();
  SweepKeeper keeper(chosen, a, verbosity);
  const std::vector<SweepPiece> done =
      sweep(chosen, keeper.earlier(), jobs_of(a),
            {.piece = [&](const SweepPiece& p) { keeper.keep(p); },
             .tick = [&] { keeper.tick(); },
             .go_on = [&](const SweepRest& rest) { return keeper.goes_on(rest); }},
            stop_requested);
  keeper.clear();
  if (done.size() != 1 || done.front().size() != chosen.size()) {
    keeper.tell_interrupted();
    return std::nullopt;
  }
  keeper.finish();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double judged = static_cast<double>(chosen.size() - keeper.resumed());
  if (verbosity >= Verbosity::findings)
    log_finding(fmt::format("{:.0f} numbers in {:.3g} s: {:.3g} a second", judged, seconds, judged / seconds));
  const RunHeader host = header_of({});
  const std::string text = one_line(task.subject.function.text());
  return SweepReport{.function = text.empty() ? task.subject.name : text,
                     .variables = task.subject.function.variables(),
                     .engine = a.engine,
                     .format = task.format,
                     .axes = task.axes,
                     .outputs = static_cast<std::size_t>(task.subject.function.shape().outputs),
                     .targets = task.targets(),
                     .all = done.front(),
                     .seconds = seconds,
                     .resumed = keeper.resumed(),
                     .libm = host.libm,
                     .version = host.version};
}

void print(const std::vector<SweepReport>& reports, bool one, const SweepArguments& a, Color color) {
  if (a.json) {
    fmt::print("{}\n", sweep_as_json(reports, one));
    return;
  }
  const bool people = stdout_is_terminal() || color == Color::always;
  for (const SweepReport& r : reports) {
    if (people && &r != &reports.front()) fmt::print("\n");
    fmt::print("{}", people ? sweep_for_people(r, people_paper(color)) : sweep_for_pipes(r));
  }
}

bool has_findings(const SweepReport& r) {
  return std::ranges::any_of(r.all.targets, [](const SweepTally& t) {
    return t.levels[static_cast<std::size_t>(Level::warning)] + t.levels[static_cast<std::size_t>(Level::error)] > 0;
  });
}

}  // namespace

ExitCode sweep_command(const SweepArguments& a, Color color, Verbosity verbosity) {
  const Subjects subjects =
      find_subjects({.function = a.function.empty() ? std::vector<std::string>{} : std::vector{a.function},
                     .gradient = a.gradient,
                     .literals = a.literals},
                    a.case_files);
  if (!a.html.empty() && subjects.all.size() > 1)
    throw UsageError(fmt::format("--html wants one function; {} are chosen", subjects.all.size()));
  if (!a.html.empty()) require_writable(a.html);
  for (const Subject& s : subjects.all) sweep_task(s, a);  // what is wrong is said before anything runs
  catch_interrupts();
  std::vector<SweepReport> reports;
  for (const Subject& s : subjects.all) {
    std::optional<SweepReport> r = sweep_subject(s, a, verbosity);
    if (!r) return ExitCode::incomplete;
    reports.push_back(std::move(*r));
  }
  print(reports, subjects.one, a, color);
  if (!a.html.empty() && !reports.empty()) {
    write_file(a.html, render_sweep_html(reports.front()));
    if (!a.json) fmt::print("html\t{}\n", a.html);
  }
  if (subjects.refused > 0 || reports.empty()) return ExitCode::incomplete;
  return std::ranges::any_of(reports, has_findings) ? ExitCode::findings : ExitCode::expected;
}

}  // namespace clino::cli
