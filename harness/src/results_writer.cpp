// Results to disk, a line at a time, so that a kill at any moment loses no more than the units in flight.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "clino/store.hpp"
#include "json_writer.hpp"

namespace clino {
namespace {

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

/// The whole lines of a file, from which a torn last one is cut off; none where there is no file.
std::deque<std::string> cut_torn_line(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::deque<std::string> lines;
  off_t whole = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    whole += static_cast<off_t>(line.size()) + 1;
    lines.push_back(std::move(line));
  }
  if (file.is_open() && ::truncate(path.c_str(), whole) != 0) cannot_write(path, errno);
  return lines;
}

bool is_end(std::string_view line) { return line.starts_with(R"({"record":"end")"); }

}  // namespace

std::string unit_id(std::string_view case_name, std::string_view engine, std::string_view format) {
  return std::string(case_name) + '\n' + std::string(engine) + '\n' + std::string(format);
}
std::string unit_id(const UnitResult& unit) { return unit_id(unit.case_name, unit.engine, unit.format); }

std::string identity_of(const RunHeader& header) {
  RunHeader h = header;
  h.host = h.started = {};
  h.shard = h.shards = 1;
  return to_json(h);
}

UnitName name_of_line(std::string_view unit_line) {
  UnitName name;
  try {
    // The names stand first: what follows need not be parsed.
    const std::size_t end = unit_line.find(",\"function\"");
    const auto json = nlohmann::json::parse(std::string(unit_line.substr(0, end)) + "}");
    return {json.at("case").get<std::string>(), json.at("engine").get<std::string>(),
            json.at("format").get<std::string>()};
  } catch (const std::exception& e) {
    throw BadResults(std::string("not a unit record: ") + e.what());
  }
}

ResultsWriter::ResultsWriter(std::filesystem::path path, const RunHeader& header, Start start)
    : path_(std::move(path)) {
  std::error_code error;
  if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), error);
  if (error) cannot_write(path_, error.value());
  open_file();
  try {
    if (start == Start::resume && std::filesystem::file_size(path_, error) > 0 && !error) {
      load(header);
      return;
    }
    std::filesystem::remove(waiting_path(), error);
    if (::ftruncate(file_, 0) != 0 && errno != EINVAL) cannot_write(path_, errno);  // EINVAL: a device
    write_line(to_json(header));
  } catch (...) {
    ::close(file_);
    throw;
  }
}

ResultsWriter::~ResultsWriter() {
  ::close(file_);
  if (waiting_ >= 0) ::close(waiting_);
}

void ResultsWriter::open_file() {
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) cannot_write(path_, errno);
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    ::close(file_);
    throw CannotWrite("cannot write " + path_.string() + ": another run is writing it");
  }
}

void ResultsWriter::load(const RunHeader& header) {
  const RawResults raw = read_raw_results(path_);
  if (raw.header.shard != header.shard || raw.header.shards != header.shards ||
      identity_of(raw.header) != identity_of(header))
    throw BadResults("cannot resume " + path_.string() +
                     ": it is a run of other cases, options or another build; without --resume it is replaced");
  const auto know = [&](const std::string& line, double seconds) {
    const UnitName name = name_of_line(line);
    measured_.try_emplace(unit_id(name.case_name, name.engine, name.format), Measured{line, seconds});
  };
  for (std::size_t i = 0; i < raw.lines.size(); ++i) know(raw.lines[i], i < raw.seconds.size() ? raw.seconds[i] : 0);
  for (const std::string& line : cut_torn_line(waiting_path())) know(line, 0);
  old_ = cut_torn_line(path_);
  length_ = static_cast<std::int64_t>(old_.front().size()) + 1;
  old_.pop_front();
}

/// What follows in the file is not what is next: it is set aside first, then cut off.
void ResultsWriter::give_up_old_order() {
  for (const std::string& line : std::exchange(old_, {}))
    if (!is_end(line)) set_aside(line);
  if (::ftruncate(file_, length_) != 0) cannot_write(path_, errno);
}

void ResultsWriter::write_line(std::string_view line) {
  if (!old_.empty() && old_.front() == line) {
    old_.pop_front();
    length_ += static_cast<std::int64_t>(line.size()) + 1;
    return;
  }
  if (!old_.empty()) give_up_old_order();
  if (const int error = write_all(file_, std::string(line) + '\n'); error != 0) {
    // What was written before stays whole: a record is there or it is not.
    if (::ftruncate(file_, length_) != 0 && errno != EINVAL) cannot_write(path_, errno);
    cannot_write(path_, error);
  }
  length_ += static_cast<std::int64_t>(line.size()) + 1;
}

void ResultsWriter::set_aside(std::string_view unit_line) {
  if (waiting_ < 0) waiting_ = ::open(waiting_path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (waiting_ < 0) cannot_write(waiting_path(), errno);
  if (const int error = write_all(waiting_, std::string(unit_line) + '\n'); error != 0)
    cannot_write(waiting_path(), error);
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
  std::error_code ignored;
  std::filesystem::remove(waiting_path(), ignored);
}

}  // namespace clino
