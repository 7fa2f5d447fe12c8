/// `clino report`, and the reports of `clino run`.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "clino/result.hpp"
#include "exit_code.hpp"
#include "options.hpp"

namespace clino::cli {

/// Renders a report to its path ("-": stdout; none: `report.EXTENSION` in the directory). Returns the path written,
/// empty for stdout. Throws CannotWrite.
std::filesystem::path write_report(const Run& run, const Changes& changes, const ReportTarget& target,
                                   const std::filesystem::path& directory);

ExitCode report_command(const ReportArguments& arguments, Color color);

/// Throws UsageError where a file cannot be created or replaced: asked before a long run, not after it.
void require_writable(const std::filesystem::path& path);

/// Writes the text as a whole, or behind what is there. Throws CannotWrite.
void write_file(const std::filesystem::path& path, const std::string& text,
                ReportTarget::Write how = ReportTarget::Write::replace);
/// The same, so that the old file stands until the new one is complete.
void replace_file(const std::filesystem::path& path, const std::string& text);

}  // namespace clino::cli
