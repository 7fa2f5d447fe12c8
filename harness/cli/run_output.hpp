/// What `clino run` prints when it is done: a page for people on a terminal, elsewhere one fact a line.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "gate.hpp"
#include "reports/text.hpp"

namespace clino::cli {

/// A file that the run has written, and what it is: "html", "results".
struct WrittenFile {
  std::string what;
  std::filesystem::path path;
};

/// A finished run with all that is said of it.
struct RunStory {
  const Run& run;
  const Gate& gate;
  const Changes& changes;
  std::vector<WrittenFile> files;
  std::filesystem::path out;  ///< the directory of the results
  GateOutcome outcome;
  std::size_t lost = 0;  ///< units
  double seconds = 0;
};

/// Verdicts by engine, what is worse and better than accepted, what to type next, how the gate decided.
void print_run_page(const RunStory& story, const Paper& paper);
/// Tabs between columns, the first a word: `gradients`, `verdicts` (a line an engine), the words of changes, a line a
/// file, `refused`, `gate`.
void print_run_facts(const RunStory& story);

}  // namespace clino::cli
