#include "clino/store.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "result_reader.hpp"

namespace clino {
namespace {

using Json = nlohmann::json;

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
  /// The line of the next record.
  const std::string& peek() const { return next_; }
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

RawResults read_raw_results(const std::filesystem::path& path) {
  Reader reader(std::filesystem::is_directory(path) ? path / "results.jsonl" : path);
  try {
    RawResults raw;
    raw.header = header_of(reader);
    while (reader.more()) {
      std::string line = reader.peek();
      const auto record = reader.next();
      if (!record) break;  // torn
      const Json kind = record->is_object() ? record->value("record", Json()) : Json();
      if (kind == "unit") {
        raw.lines.push_back(std::move(line));
      } else if (kind == "end") {
        raw.complete = record->at("units").get<std::size_t>() == raw.lines.size();
        raw.total_seconds = read_number(record->at("seconds"));
        for (const Json& s : record->at("timings")) raw.seconds.push_back(read_number(s));
      } else {
        reader.fail("unknown record " + kind.dump());
      }
    }
    return raw;
  } catch (const BadResults&) {
    throw;
  } catch (const std::exception& e) {
    reader.fail("not a record of ours: " + complaint(e));
  }
}

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

}  // namespace clino
