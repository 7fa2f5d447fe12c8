/// Ctrl-C in verbs that print their answer at the end: it is said what was done, and the exit code is 3.
#pragma once
#include <string>

namespace clino::cli {

/// From here on an interrupt writes "clino: error: interrupted: TEXT" to stderr and ends the process at once with
/// ExitCode::incomplete. Later calls replace the text. Not thread-safe.
void end_when_interrupted(const std::string& text);

}  // namespace clino::cli
