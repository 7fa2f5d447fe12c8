/// Results on disk: `results.jsonl`, one record a line, and back.
///
/// The first line is the `run` record, then one `unit` record each, last the `end` record. Finite numbers are written
/// in shortest round-trip form, the others as the strings "NaN", "Infinity" and "-Infinity". Wall-clock times stand in
/// the end record only, so that unit lines are the same bytes for the same input and seed.
#pragma once
#include <deque>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "clino/result.hpp"

namespace clino {

/// A results file that cannot be read or is not one: what is wrong, with file and line.
struct BadResults : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// Results that cannot be written: file and reason.
struct CannotWrite : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The record of a run's header, of a unit (without its seconds), as one line without the newline.
std::string to_json(const RunHeader& header);
std::string to_json(const UnitResult& unit);
/// The unit of such a line. Throws BadResults.
UnitResult unit_from_json(std::string_view line);

/// A unit that an earlier run of the same spec has measured: its line, and its seconds where they are known.
struct Measured {
  std::string line;
  double seconds = 0;
};

/// Whether a writer empties its file or goes on where a killed run left it.
enum class Start : bool { fresh, resume };

/// Appends records to a file. A record is either there as a whole line or not at all. Not thread-safe.
///
/// Units stand in the order of the plan. One that is done before its turn is kept aside in `PATH.waiting`, so that a
/// kill at any moment loses the units in flight only; the file goes when the run is complete.
class ResultsWriter {
 public:
  /// Creates the directory where needed. A fresh start empties the file and writes the run record; a resumed one keeps
  /// it. Throws CannotWrite, also when another writer has the file (the lock dies with the process), and BadResults
  /// when a run of another spec, catalogue or build is to be resumed.
  ResultsWriter(std::filesystem::path path, const RunHeader& header, Start start = Start::fresh);
  ~ResultsWriter();
  ResultsWriter(const ResultsWriter&) = delete;
  ResultsWriter& operator=(const ResultsWriter&) = delete;

  /// Appends a unit record as `to_json` made it; it is in the file when this returns. Throws CannotWrite.
  void append(std::string_view unit_line, const UnitResult& unit);
  /// Keeps the record of a unit whose turn has not come.
  void set_aside(std::string_view unit_line);
  /// What was there when a run was resumed, by `unit_id`.
  const std::map<std::string, Measured>& measured() const { return measured_; }
  /// Appends the end record: the run is complete.
  void finish(double seconds);
  /// Units written.
  std::size_t units() const { return timings_.size(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  void write_line(std::string_view line);
  void open_file();
  void load(const RunHeader& header);
  void give_up_old_order();
  std::filesystem::path waiting_path() const { return path_.string() + ".waiting"; }

  std::filesystem::path path_;
  int waiting_ = -1;
  std::deque<std::string> old_{};  ///< lines behind `length_` that a resumed file has already
  std::map<std::string, Measured> measured_{};
  int file_ = -1;
  std::int64_t length_ = 0;  ///< bytes of whole lines in the file
  std::vector<double> timings_;
  Counts counts_{};
};

/// What names a unit: case, engine and format.
std::string unit_id(const UnitResult& unit);
std::string unit_id(std::string_view case_name, std::string_view engine, std::string_view format);

/// What two headers must share for their units to belong to one run: the header without its time, host and shard.
std::string identity_of(const RunHeader& header);

/// A results file as lines, for tools that move units without a look inside.
struct RawResults {
  RunHeader header;
  std::vector<std::string> lines{};  ///< of the units
  std::vector<double> seconds{};     ///< of each unit; empty where the run did not finish
  double total_seconds = 0;
  bool complete = false;
};
/// Throws BadResults.
RawResults read_raw_results(const std::filesystem::path& path);
/// Case, format and engine of a unit's line.
struct UnitName {
  std::string case_name, engine, format;
};
UnitName name_of_line(std::string_view unit_line);

/// The run in a file, or in `results.jsonl` of a directory. A torn last line is dropped and said so in `warnings`.
/// Throws BadResults for a file that is missing, empty, damaged, of another schema or not ours.
Run read_results(const std::filesystem::path& path);

}  // namespace clino
