#include "clino/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "json_writer.hpp"
#include "result_reader.hpp"

namespace clino {
namespace {

using Json = nlohmann::json;

[[noreturn]] void cannot_write(const std::filesystem::path& path, int error) {
  throw CannotWrite("cannot write " + path.string() + ": " + std::strerror(error));
}

/// Writes everything, or gives the error number.
int write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) return errno;
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

/// The lines of a results file, one record at a time.
class Reader {
 public:
  explicit Reader(std::filesystem::path path) : path_(std::move(path)), file_(path_, std::ios::binary) {
    if (!file_ || std::filesystem::is_directory(path_))
      throw BadResults("cannot read " + path_.string() + ": " + std::strerror(errno ? errno : EISDIR));
    more_ = static_cast<bool>(std::getline(file_, next_));
    if (!more_) throw BadResults(path_.string() + " is empty: not one record of a run");
  }

  bool more() const { return more_; }
  [[noreturn]] void fail(const std::string& what) const {
    throw BadResults(path_.string() + ":" + std::to_string(line_) + ": " + what);
  }

  /// The next record; empty when it is the last line and torn.
  std::optional<Json> next() {
    ++line_;
    const bool ended = !file_.eof();  // with a newline
    const std::string text = std::exchange(next_, {});
    more_ = static_cast<bool>(std::getline(file_, next_));
    Json record = Json::parse(text, nullptr, false);
    if (!record.is_discarded() && (ended || more_)) return record;
    if (more_) fail("damaged: not a JSON record");
    return std::nullopt;
  }

 private:
  std::filesystem::path path_;
  std::ifstream file_;
  std::string next_;
  bool more_ = false;
  int line_ = 0;
};

RunHeader header_of(Reader& reader) {
  const auto record = reader.next();
  if (!record) reader.fail("not a results file of clino: the first line is no whole record");
  if (!record->is_object() || record->value("record", Json()) != "run" || !record->contains("schema"))
    reader.fail("not a results file of clino: the first record is not a run");
  if (record->at("schema") != result_schema)
    reader.fail("schema " + record->at("schema").dump() + " cannot be read, wanted " + std::to_string(result_schema));
  return read_header(*record);
}

void read_end(const Json& record, Run& run) {
  run.complete = true;
  const auto units = record.at("units").get<std::size_t>();
  if (units != run.units.size())
    run.warnings.push_back("the end record counts " + std::to_string(units) + " units, the file has " +
                           std::to_string(run.units.size()));
  const Json& seconds = record.at("timings");
  for (std::size_t i = 0; i < std::min(seconds.size(), run.units.size()); ++i)
    run.units[i].seconds = read_number(seconds.at(i));
}

void read_records(Reader& reader, Run& run) {
  while (reader.more()) {
    const auto record = reader.next();
    if (!record) {
      run.warnings.push_back("the last line is torn and was dropped");
    } else if (const Json kind = record->is_object() ? record->value("record", Json()) : Json(); run.complete) {
      reader.fail("a record after the end record");
    } else if (kind == "unit") {
      run.units.push_back(read_unit(*record));
    } else if (kind == "end") {
      read_end(*record, run);
    } else {
      reader.fail("unknown record " + kind.dump());
    }
  }
  if (!run.complete) run.warnings.push_back("the run did not finish: " + std::to_string(run.units.size()) + " units");
}

/// What an exception says, without the library's "[json.exception.out_of_range.403] ".
std::string complaint(const std::exception& e) {
  const std::string text = e.what();
  const std::size_t end = text.starts_with('[') ? text.find("] ") : std::string::npos;
  return end == std::string::npos ? text : text.substr(end + 2);
}

}  // namespace

UnitResult unit_from_json(std::string_view line) {
  try {
    return read_unit(Json::parse(line));
  } catch (const std::exception& e) {
    throw BadResults("not a unit record: " + complaint(e));
  }
}

Run read_results(const std::filesystem::path& path) {
  Reader reader(std::filesystem::is_directory(path) ? path / "results.jsonl" : path);
  try {
    Run run;
    run.header = header_of(reader);
    read_records(reader, run);
    return run;
  } catch (const BadResults&) {
    throw;
  } catch (const std::exception& e) {
    reader.fail("not a record of ours: " + complaint(e));
  }
}

ResultsWriter::ResultsWriter(std::filesystem::path path, const RunHeader& header) : path_(std::move(path)) {
  std::error_code error;
  if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), error);
  if (error) cannot_write(path_, error.value());
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) cannot_write(path_, errno);
  try {
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0)
      throw CannotWrite("cannot write " + path_.string() + ": another run is writing it");
    if (::ftruncate(file_, 0) != 0 && errno != EINVAL) cannot_write(path_, errno);  // EINVAL: a device
    write_line(to_json(header));
  } catch (...) {
    ::close(file_);
    throw;
  }
}

ResultsWriter::~ResultsWriter() { ::close(file_); }

void ResultsWriter::write_line(std::string_view line) {
  if (const int error = write_all(file_, std::string(line) + '\n'); error != 0) {
    // What was written before stays whole: a record is there or it is not.
    if (::ftruncate(file_, length_) != 0 && errno != EINVAL) cannot_write(path_, errno);
    cannot_write(path_, error);
  }
  length_ += static_cast<std::int64_t>(line.size()) + 1;
}

void ResultsWriter::append(std::string_view unit_line, const UnitResult& unit) {
  write_line(unit_line);
  timings_.push_back(unit.seconds);
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += unit.counts[i];
}

void ResultsWriter::finish(double seconds) {
  JsonWriter out;
  out.begin_object().member("record", "end").member("units", units()).key("counts").begin_object();
  for (Verdict v : verdicts())
    if (const auto n = counts_[static_cast<std::size_t>(v)]; n != 0) out.member(name(v), n);
  out.end_object().member("seconds", seconds).key("timings").begin_array();
  for (double s : timings_) out.number(s);
  write_line(out.end_array().end_object().text());
}

}  // namespace clino
