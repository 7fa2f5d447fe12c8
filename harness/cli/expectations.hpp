/// Accepted findings, beside the catalogue in `cases/expected.txt` and checked in both directions.
///
/// One finding a line, sorted, five columns parted by tabs: case, engine, format, verdict, blame; a sixth may say why
/// it is accepted. The verdict on a value (not a derivative) is written `value:inaccurate`. Lines that start with `#`
/// and empty lines are comments.
#pragma once
#include <compare>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clino/result.hpp"

namespace clino::cli {

struct Finding {
  std::string case_name, engine, format, verdict, blame;
  friend auto operator<=>(const Finding&, const Finding&) = default;
};

/// The distinct findings of a unit at or above a level: its partials in the working range, its values too unless the
/// unit verifies a user's gradient, and `failed` when the whole unit failed.
std::set<Finding> findings_of(const UnitResult& unit, Level at_least);

class Expectations {
 public:
  Expectations() = default;
  /// Throws UsageError, with `name` and line, for what is not such a file.
  Expectations(std::string_view text, std::string_view name);
  /// Those of the catalogue in this binary.
  static const Expectations& of_catalogue();

  bool contains(const Finding& finding) const { return reasons_.contains(finding); }
  const std::string& reason(const Finding& finding) const;
  std::vector<Finding> of_unit(const UnitResult& unit) const;

 private:
  std::map<Finding, std::string> reasons_;
};

struct Deviations {
  std::vector<Finding> fresh;  ///< found, not expected
  std::vector<Finding> gone;   ///< expected, not found
};

/// What of the run's units is not as expected. `gone` is looked for only when the run's points are those that the
/// expectations were made with.
enum class Direction { fresh_only, both };
Deviations compare(const Run& run, const Expectations& expected, Level fail_on, Direction direction);

/// The run's findings as an expectations file; reasons are kept from `known`.
std::string render_expectations(const Run& run, Level at_least, const Expectations& known);

}  // namespace clino::cli
