/// What decides whether a run passes: the catalogue's expectations, or a baseline.
#pragma once
#include <filesystem>
#include <string>

#include "clino/run.hpp"
#include "exit_code.hpp"
#include "reports/baseline.hpp"

namespace clino::cli {

struct GateArguments {
  std::filesystem::path baseline;  ///< empty: the catalogue's expectations
  bool strict = false;             ///< a baseline that is worse than reality fails too
  Level fail_on = Level::warning;
};

/// The accepted findings, and how to hold a run against them.
class Gate {
 public:
  /// Reads the baseline. Throws BadBaseline, also for one that was measured otherwise than the run with this header.
  Gate(const GateArguments& arguments, const RunHeader& header);

  Changes compare(const Run& run) const;
  /// Whether the run is as accepted.
  bool passes(const Changes& changes) const;
  const Baseline& accepted() const { return *accepted_; }

 private:
  GateArguments arguments_;
  bool own_ = false;  ///< a baseline of the user
  Baseline read_;
  const Baseline* accepted_ = nullptr;
  Direction direction_ = Direction::both;
};

/// cases/expected.txt as it stands in the command.
const Baseline& catalogue_expectations();
/// A baseline file. Throws BadBaseline.
Baseline read_baseline(const std::filesystem::path& path);

/// One line a change, tabs between: word, case, engine, format, verdict, blame, digits, input. On a terminal the first.
void print_changes(const std::vector<Change>& changes);
/// The `gate` line and the exit code; `lost` units and `refused` cases make the run incomplete.
ExitCode print_gate(const Gate& gate, const Changes& changes, std::size_t lost, std::size_t refused);

/// Whether this is a job of a continuous integration service: CI is set to something other than "false" and "0".
bool in_ci();

}  // namespace clino::cli
