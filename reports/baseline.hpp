/// Accepted findings: a text file in git, one finding a line, sorted, its columns parted by tabs.
///
/// Five columns name the finding: case, engine, format, verdict, blame. The verdict on a value (not a derivative) is
/// written `value:inaccurate`. A baseline adds the decimal digits lost, rounded up ("-" where digits are not what is
/// lost), and the plainest input; the last column, which may be missing, says why the finding is accepted. So a line
/// has 5 or 6 columns (cases/expected.txt) or 7 or 8 (a baseline). Lines that start with `#` and empty lines are
/// comments; the one that starts with `# measured ` says how the findings of a baseline were measured.
#pragma once
#include <compare>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "clino/result.hpp"

namespace clino {

/// A baseline that cannot be read or does not belong to the run: what is wrong, with file and line.
struct BadBaseline : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What names a finding.
struct FindingKey {
  std::string case_name, engine, format, verdict, blame;
  friend auto operator<=>(const FindingKey&, const FindingKey&) = default;
};

/// How bad a finding is, where it is plainest, and what goes wrong there.
struct FindingFacts {
  std::optional<int> digits{};  ///< decimal digits lost at the worst number, rounded up
  std::string at{};             ///< "x=100,y=2", as `--at` takes it; empty for many inputs
  std::string cause{};          ///< mechanism of the diagnosis, else the blame
  std::string reason{};         ///< why it is accepted
};
using FindingMap = std::map<FindingKey, FindingFacts>;

/// The findings of a unit at or above a level: its partials in the working range, its values too unless the unit
/// verifies a user's gradient, and `failed` when the whole unit failed.
FindingMap findings_of(const UnitResult& unit, Level at_least);

class Baseline {
 public:
  Baseline() = default;
  /// Throws BadBaseline, with `name` and line, for what is not such a file.
  Baseline(std::string_view text, std::string_view name);

  bool contains(const FindingKey& key) const { return findings_.contains(key); }
  /// Null where it is not accepted.
  const FindingFacts* find(const FindingKey& key) const;
  /// The accepted findings of a unit.
  std::vector<FindingKey> of_unit(const UnitResult& unit) const;
  const FindingMap& findings() const { return findings_; }
  bool empty() const { return findings_.empty(); }

  void accept(const FindingKey& key, FindingFacts facts) { findings_[key] = std::move(facts); }
  void remove(const FindingKey& key) { findings_.erase(key); }

  /// How the findings were measured: `measure_of` their run. Empty for a file that does not say.
  const std::string& measured() const { return measured_; }
  void set_measured(std::string measure) { measured_ = std::move(measure); }

  /// The whole file.
  std::string text() const;

 private:
  std::string measured_;
  FindingMap findings_;
};

/// What has to be the same for findings to be comparable: "catalogue=1f... points=64 seed=1 ...".
std::string measure_of(const RunHeader& header);
/// Throws BadBaseline, with a hint, for a baseline that was measured in another way.
void require_same_measure(const Baseline& baseline, const RunHeader& header, std::string_view name);

/// The run's findings in the format of cases/expected.txt; reasons are kept from `known`.
std::string render_expectations(const Run& run, Level at_least, const Baseline& known);

/// A finding that is not as accepted: `after` is missing where it is gone, `before` where it is new.
struct Change {
  FindingKey key;
  std::optional<FindingFacts> before{}, after{};
  const UnitResult* unit = nullptr;  ///< of the run
};

struct Changes {
  std::vector<Change> worse{};   ///< new, or more digits lost
  std::vector<Change> better{};  ///< gone, or fewer digits lost
  std::size_t same = 0;          ///< findings as accepted
  Level fail_on = Level::warning;  ///< what lies below was not looked at
  std::string accepted{};        ///< what people call the accepted findings: a file; empty where none was given
};

/// What of the run's units is not as accepted. `better` is looked for only when the run's points are those that the
/// accepted findings were measured with.
enum class Direction { worse_only, both };
Changes changes_of(const Run& run, const Baseline& accepted, Level fail_on, Direction direction);

/// "new", "worse", "gone" or "better".
std::string_view word(const Change& change);
/// The point of the unit that shows the finding, or null: its plainest where there is one.
const PointResult* example_of(const UnitResult& unit, const FindingKey& key);
/// What goes wrong, in a sentence without a full stop: diagnosis, reason of the verdict, or failure.
std::string sentence_of(const Change& change);
/// "is wrong with 12 digits lost at x=100, was wrong with 3 digits lost at x=7".
std::string step_of(const Change& change);
/// Takes the change into the baseline: what is there now is accepted, what is gone is removed. Without a reason the old
/// one stays.
void take(Baseline& baseline, const Change& change, const std::string& reason);

/// "tanh/naive/forward/binary32": what `clino accept` matches.
std::string unit_name(const FindingKey& key);

}  // namespace clino
