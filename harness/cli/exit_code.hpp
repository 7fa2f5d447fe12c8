/// What the command tells its caller.
#pragma once
#include <stdexcept>

namespace clino::cli {

enum class ExitCode : int {
  expected = 0,    ///< nothing, or nothing new
  findings = 1,    ///< findings that are not in the expectations, or an expected one that is gone
  bad_usage = 2,   ///< the command line or an input is wrong
  incomplete = 3,  ///< crash, timeout, interrupt, internal error, or nothing ran
};

/// A wrong command line or input: what was given and what was wanted, in one message.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace clino::cli
