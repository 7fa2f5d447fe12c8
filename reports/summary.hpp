/// What every report says of a run: totals, and the findings in the order in which a reader should look at them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clino/result.hpp"

namespace clino {

/// A unit and the number that shows best what is wrong with it.
struct Finding {
  const UnitResult* unit = nullptr;
  const PointResult* point = nullptr;    ///< its plainest failing point; null when the whole unit failed
  const NumberResult* number = nullptr;  ///< the partial or value of `point` that carries the verdict
  Verdict verdict = Verdict::accurate;
  Level level = Level::ok;
  double bits_lost = 0;    ///< of `number`; 0 without one
  std::string sentence{};  ///< one sentence, without a full stop: the diagnosis, else the reason of the verdict
};

/// The highest level of the unit's partials in the working range; an error when the unit failed.
Level gradient_level(const UnitResult& unit);
/// The unit's worst verdict in the working range, at its plainest input: of its partials, or of its values where those
/// are at a higher level.
Finding leading_finding(const UnitResult& unit);
/// Whether it is a value that the finding is about.
bool about_value(const Finding& finding);
/// Leading findings at `least` and above: worst level first, then by verdict, gradients before values, by share of the
/// significand lost and by name. They point into `run`.
std::vector<Finding> findings(const Run& run, Level least);

/// Verdicts from the most to the least alarming: the order of columns, counts and findings.
const std::vector<Verdict>& verdicts_by_severity();

/// Distinct names of the run, in the order of the request where there is one, else of appearance.
std::vector<std::string> case_names(const Run& run);
std::vector<std::string> engine_names(const Run& run);
std::vector<std::string> format_names(const Run& run);

/// Partials judged in the working range, over all units, or those of one engine.
Counts total_counts(const Run& run);
Counts total_counts(const Run& run, std::string_view engine);
Counts total_outside(const Run& run);

/// Units by the level of their gradients, indexed by `Level`.
std::array<std::int64_t, 4> units_by_gradient_level(const Run& run);
/// Units whose gradient has neither errors nor warnings while a value has.
std::int64_t units_with_bad_values_only(const Run& run);

/// The run in one sentence.
std::string headline(const Run& run);

/// "x = 100, y = 2" in decimal, shortest in the unit's format; at most `most` inputs, then how many more there are.
std::string input_text(const UnitResult& unit, const PointResult& point, std::size_t most = 3);
/// The point as `--at` takes it: "x=100,y=2", its decimals exact in the format.
std::string at_option(const UnitResult& unit, const PointResult& point);
/// The command that shows the unit at that point, its decimals exact in the format: `clino explain recip_exp/naive --at
/// x=100 ...`; without a point the one that runs the unit again.
std::string reproduce_command(const UnitResult& unit, const PointResult* point);
/// The word as a POSIX shell must be given it.
std::string shell_word(const std::string& word);
/// What such a command needs besides: " --cases mine.json" for each file of the run.
std::string case_file_options(const RunSpec& spec);

/// The command that a person types to see the point: as above with the files of the run; where there are many inputs or
/// no point is known, the worst is looked for again.
std::string command_to_type(const UnitResult& unit, const PointResult* point, const RunSpec& spec);

/// "1 unit", "2 units".
std::string counted(std::int64_t n, std::string_view noun);
/// `n` with a comma between thousands.
std::string grouped(std::int64_t n);

}  // namespace clino
