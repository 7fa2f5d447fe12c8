#include "report_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "ci.hpp"
#include "clino/store.hpp"
#include "log.hpp"
#include "reports/console.hpp"
#include "reports/reporters.hpp"

namespace clino::cli {

void write_file(const std::filesystem::path& path, const std::string& text, ReportTarget::Write how) {
  errno = 0;
  std::ofstream file(path, how == ReportTarget::Write::append ? std::ios::binary | std::ios::app : std::ios::binary);
  file << text;
  file.close();
  if (!file) throw CannotWrite("cannot write " + path.string() + ": " + std::strerror(errno));
}

void replace_file(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path fresh = path.string() + ".new";
  write_file(fresh, text);
  std::error_code error;
  std::filesystem::rename(fresh, path, error);
  if (error) throw CannotWrite("cannot write " + path.string() + ": " + error.message());
}

void require_writable(const std::filesystem::path& path) {
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
  const auto refuse = [&](int error) {
    throw UsageError("cannot write " + path.string() + ": " + std::strerror(error));
  };
  if (std::filesystem::is_directory(path)) refuse(EISDIR);
  const bool there = std::filesystem::exists(path);
  if (::access((there ? path : directory).c_str(), W_OK) != 0) refuse(errno);
}

std::filesystem::path write_report(const Run& run, const Changes& changes, const ReportTarget& target,
                                   const std::filesystem::path& directory) {
  const Reporter& reporter = *find_reporter(target.name);
  const std::string text = reporter.render(run, changes);
  if (target.path == "-") {
    fmt::print("{}", text);
    return {};
  }
  const std::filesystem::path path = target.path.empty() ? directory / ("report." + std::string(reporter.extension))
                                                         : std::filesystem::path(target.path);
  write_file(path, text, target.write);
  return path;
}

namespace {

/// The summary in the colours, signs and width of the terminal.
void print_summary(const Run& run, const Paper& paper) {
  fmt::print("{}{}{}", run_title(run, paper), verdict_table(run, paper), look_first(run, paper));
}

ExitCode hold(const Run& run, const Gate& gate, const Changes& changes) {
  const auto lost = static_cast<std::size_t>(
      std::ranges::count_if(run.units, [](const UnitResult& u) { return !u.failure.empty(); }));
  const std::size_t refused = run.header.refused.size();
  const GateOutcome outcome = outcome_of(gate, changes, lost, refused);
  print_changes(changes.worse, run.header.spec);
  print_changes(changes.better, run.header.spec);
  print_gate(outcome, changes, lost, refused);
  return outcome.code;
}

}  // namespace

ExitCode report_command(const ReportArguments& a, Color color) {
  const Run run = read_results(a.results);
  for (const std::string& warning : run.warnings) log_warning(a.results.string() + ": " + warning);
  const auto directory = std::filesystem::is_directory(a.results) ? a.results : a.results.parent_path();
  const Gate gate(a.gate, run.header);
  const Changes changes = gate.compare(run);
  const std::vector<ReportTarget> reports = reports_with_ci(a.reports, a.ci, own_environment);
  for (const ReportTarget& target : reports)
    if (!target.path.empty() && target.path != "-") require_writable(target.path);
  if (reports.empty()) print_summary(run, stdout_is_terminal() ? stdout_paper(color) : Paper{});
  for (const ReportTarget& target : reports)
    if (const auto path = write_report(run, changes, target, directory); !path.empty())
      fmt::print("{}\t{}\n", target.name, path.string());
  const ExitCode code = a.gated ? hold(run, gate, changes) : ExitCode::expected;
  return run.complete ? code : ExitCode::incomplete;
}

}  // namespace clino::cli
