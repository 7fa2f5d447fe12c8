/// The log: everything that is said on stderr besides progress. The only file behind it knows spdlog.
#pragma once
#include <string_view>

namespace clino::cli {

/// quiet: errors only; normal: warnings; findings (-v): each finding; all (-vv): each unit.
enum class Verbosity { quiet, normal, findings, all };

/// Sends the log to stderr. Call it once, before anything is logged.
void open_log(Verbosity verbosity, bool color);

void log_error(std::string_view text);
void log_warning(std::string_view text);
void log_finding(std::string_view text);
void log_detail(std::string_view text);

}  // namespace clino::cli
