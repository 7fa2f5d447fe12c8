/// The reports: pure functions from a finished run to text. The table is reporters.cpp.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "clino/result.hpp"
#include "reports/baseline.hpp"

namespace clino {

struct Reporter {
  std::string_view name;       ///< "console": what `--report` takes
  std::string_view extension;  ///< of the file it is written to: "txt"
  /// UTF-8 text, ending in a newline. `changes` is how the run differs from what is accepted.
  std::string (*render)(const Run& run, const Changes& changes);
};

/// The table of reports, "console" first.
std::span<const Reporter> reporters();
/// The report with that name, or null.
const Reporter* find_reporter(std::string_view name);

/// Summary for a terminal of 80 columns: plain text, no escape codes. The same run gives the same bytes.
std::string render_console(const Run& run, const Changes& changes);
/// One self-contained HTML page that opens from disk and asks no network for anything.
std::string render_html(const Run& run, const Changes& changes);
/// A summary for the page of a job or a comment.
std::string render_markdown(const Run& run, const Changes& changes);
/// JUnit XML; what is worse than accepted fails.
std::string render_junit(const Run& run, const Changes& changes);
/// SARIF 2.1.0: what is worse than accepted.
std::string render_sarif(const Run& run, const Changes& changes);
/// Annotations of GitHub Actions, for the standard output of a job.
std::string render_github(const Run& run, const Changes& changes);
/// GitLab's code quality report.
std::string render_gitlab(const Run& run, const Changes& changes);
/// A line for each unit.
std::string render_csv(const Run& run, const Changes& changes);
/// One document: units, findings, changes.
std::string render_json(const Run& run, const Changes& changes);
/// One picture: every unit a cell.
std::string render_svg(const Run& run, const Changes& changes);

}  // namespace clino
