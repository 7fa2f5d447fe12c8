/// Results on disk: `results.jsonl`, one record a line, and back.
///
/// The first line is the `run` record, then one `unit` record each, last the `end` record. Finite numbers are written
/// in shortest round-trip form, the others as the strings "NaN", "Infinity" and "-Infinity". Wall-clock times stand in
/// the end record only, so that unit lines are the same bytes for the same input and seed.
#pragma once
#include <filesystem>
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

/// Appends records to a file. A record is either there as a whole line or not at all. Not thread-safe.
class ResultsWriter {
 public:
  /// Creates the directory where needed, empties the file and writes the run record. Throws CannotWrite, also when
  /// another writer has the file.
  ResultsWriter(std::filesystem::path path, const RunHeader& header);
  ~ResultsWriter();
  ResultsWriter(const ResultsWriter&) = delete;
  ResultsWriter& operator=(const ResultsWriter&) = delete;

  /// Appends a unit record as `to_json` made it; it is in the file when this returns. Throws CannotWrite.
  void append(std::string_view unit_line, const UnitResult& unit);
  /// Appends the end record: the run is complete.
  void finish(double seconds);
  /// Units written.
  std::size_t units() const { return timings_.size(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  void write_line(std::string_view line);

  std::filesystem::path path_;
  int file_ = -1;
  std::int64_t length_ = 0;  ///< bytes of whole lines in the file
  std::vector<double> timings_;
  Counts counts_{};
};

/// The run in a file, or in `results.jsonl` of a directory. A torn last line is dropped and said so in `warnings`.
/// Throws BadResults for a file that is missing, empty, damaged, of another schema or not ours.
Run read_results(const std::filesystem::path& path);

}  // namespace clino
