/// `clino check`.
#pragma once
#include <string>
#include <vector>

#include "exit_code.hpp"
#include "measure.hpp"
#include "options.hpp"

namespace clino::cli {

/// Everything one check found.
struct CheckResult {
  std::string case_name;              ///< of the catalogue; empty for text
  std::vector<std::string> function;  ///< texts; the case's name where it has none
  std::vector<std::string> variables;
  bool sampled = false;           ///< over a domain, rather than at given points
  std::vector<UnitResult> units;  ///< formats in order, engines within
  std::vector<View> views;        ///< the points to show
};

ExitCode check_command(const CheckArguments& arguments, Color color);

/// The answer for a terminal: at most 25 lines. Of several formats and points those are shown that tell
/// most, whole, and the last line counts the others.
std::string check_for_people(const CheckResult& result, const Paper& paper);
/// One fact a line, columns parted by tabs, the first a stable word.
std::string check_for_pipes(const CheckResult& result);
/// The document of `--json`, schema 1.
std::string check_as_json(const CheckResult& result);
/// Several cases on a terminal: a line for each case and format, the loudest number of all engines.
std::string checks_for_people(const std::vector<CheckResult>& results, const Paper& paper);
/// The document of several cases: `{"schema":1,"checks":[...]}`, each as if it were alone.
std::string checks_as_json(const std::vector<CheckResult>& results);

}  // namespace clino::cli
