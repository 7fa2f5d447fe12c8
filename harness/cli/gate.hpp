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
  /// What people call the accepted findings: the file of the baseline, or the catalogue's; empty where nothing is.
  std::string accepted_name() const;
  /// The options that put a run before the same gate: " --baseline FILE".
  std::string options() const;

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

/// How a run stands before the gate: "pass", "fail", or "incomplete" where units were lost or cases refused.
struct GateOutcome {
  std::string_view word;
  ExitCode code = ExitCode::expected;
};
GateOutcome outcome_of(const Gate& gate, const Changes& changes, std::size_t lost, std::size_t refused);

/// One line a change, tabs between: word, case, engine, format, verdict, blame, digits, input, what happens, and the
/// command that shows it.
void print_changes(const std::vector<Change>& changes, const RunSpec& spec);
/// The `gate` line.
void print_gate(const GateOutcome& outcome, const Changes& changes, std::size_t lost, std::size_t refused);

}  // namespace clino::cli
