#include "clino/sweep_journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

#include "clino/expression.hpp"
#include "clino/store.hpp"
#include "json_reader.hpp"
#include "json_writer.hpp"

namespace clino {
namespace {

/// Counters as [place, count] pairs: most are 0.
template <class Counts>
void write_sparse(JsonWriter& out, std::string_view key, const Counts& counts) {
  out.key(key).begin_array();
  for (std::size_t k = 0; k < counts.size(); ++k)
    if (counts[k] > 0) out.begin_array().integer(k).integer(counts[k]).end_array();
  out.end_array();
}

void write_interval(JsonWriter& out, const SweepInterval& i) {
  out.begin_array().integer(i.first).integer(i.last).integer(static_cast<int>(i.verdict)).end_array();
}

void write_tally(JsonWriter& out, const SweepTally& t) {
  out.begin_object();
  write_sparse(out, "counts", t.counts);
  write_sparse(out, "levels", t.levels);
  write_sparse(out, "errors", t.errors);
  out.key("worst").begin_array().number(t.worst.ulps).integer(t.worst.index);
  out.number(t.worst.computed).number(t.worst.reference).integer(static_cast<int>(t.worst.verdict)).end_array();
  write_sparse(out, "intervals", t.intervals);
  out.key("listed").begin_array();
  for (const SweepInterval& i : t.listed) write_interval(out, i);
  out.end_array().key("ends").begin_array();
  write_interval(out, t.first);
  write_interval(out, t.last);
  out.end_array().member("first_cell", t.first_cell).key("cells").begin_array();
  for (const SweepCell& c : t.cells) {
    out.begin_object().member("worst", c.worst);
    write_sparse(out, "counts", c.counts);
    out.end_object();
  }
  out.end_array().end_object();
}

/// The value as it has to be, or BadResults.
const JsonValue& want(const JsonValue* v, JsonValue::Kind kind) {
  if (v == nullptr || v->kind != kind) throw BadResults("not a piece of a sweep");
  return *v;
}
const std::vector<JsonValue>& list(const JsonValue& object, std::string_view key) {
  return want(object.find(key), JsonValue::Kind::array).items;
}
double number(const JsonValue& v) {
  if (v.kind == JsonValue::Kind::string)
    return v.text == "NaN" ? Certified::none : v.text == "Infinity" ? HUGE_VAL : -HUGE_VAL;
  return want(&v, JsonValue::Kind::number).number;
}
std::uint64_t whole(const JsonValue& v, double limit = 0x1p53) {
  const double x = number(v);
  if (!(x >= 0 && x < limit)) throw BadResults("a count out of range");
  return static_cast<std::uint64_t>(x);
}
const std::vector<JsonValue>& tuple(const JsonValue& v, std::size_t n) {
  if (want(&v, JsonValue::Kind::array).items.size() != n) throw BadResults("not a piece of a sweep");
  return v.items;
}

template <class Counts>
void read_sparse(const JsonValue& object, std::string_view key, Counts& counts) {
  for (const JsonValue& pair : list(object, key)) {
    const auto& p = tuple(pair, 2);
    counts[whole(p[0], static_cast<double>(counts.size()))] = whole(p[1]);
  }
}

SweepInterval read_interval(const JsonValue& v) {
  const auto& p = tuple(v, 3);
  return {whole(p[0]), whole(p[1]), static_cast<std::uint8_t>(whole(p[2], sweep_classes))};
}

SweepTally read_tally(const JsonValue& v) {
  SweepTally t;
  read_sparse(v, "counts", t.counts);
  read_sparse(v, "levels", t.levels);
  read_sparse(v, "errors", t.errors);
  const auto& w = tuple(want(v.find("worst"), JsonValue::Kind::array), 5);
  t.worst = {number(w[0]), whole(w[1]), number(w[2]), number(w[3]),
             static_cast<std::uint8_t>(whole(w[4], sweep_classes))};
  read_sparse(v, "intervals", t.intervals);
  for (const JsonValue& i : list(v, "listed")) t.listed.push_back(read_interval(i));
  const auto& ends = tuple(want(v.find("ends"), JsonValue::Kind::array), 2);
  t.first = read_interval(ends[0]);
  t.last = read_interval(ends[1]);
  t.first_cell = whole(want(v.find("first_cell"), JsonValue::Kind::number), sweep_cells);
  for (const JsonValue& c : list(v, "cells")) {
    SweepCell cell;
    cell.worst = number(want(c.find("worst"), JsonValue::Kind::number));
    read_sparse(c, "counts", cell.counts);
    t.cells.push_back(cell);
  }
  return t;
}

/// Pieces that overlap none before them and lie within the sweep.
void keep_fitting(SweepJournalContents& c, std::uint64_t size, std::size_t targets) {
  std::ranges::sort(c.pieces, {}, &SweepPiece::first);
  std::uint64_t next = 0;
  std::vector<SweepPiece> kept;
  for (SweepPiece& p : c.pieces) {
    if (p.first < next || p.last < p.first || p.last >= size || p.targets.size() != targets) {
      ++c.dropped;
      continue;
    }
    next = p.last + 1;
    kept.push_back(std::move(p));
  }
  c.pieces = std::move(kept);
}

[[noreturn]] void cannot(const char* what, const std::filesystem::path& path, int error) {
  throw CannotWrite(std::string("cannot ") + what + " " + path.string() + ": " + std::strerror(error));
}

}  // namespace

std::string to_json(const SweepPiece& piece) {
  JsonWriter out;
  out.begin_object().member("first", piece.first).member("last", piece.last).key("targets").begin_array();
  for (const SweepTally& t : piece.targets) write_tally(out, t);
  return out.end_array().end_object().text();
}

SweepPiece sweep_piece_from_json(std::string_view line) {
  try {
    const JsonValue v = read_json(line);
    SweepPiece piece{.first = whole(want(v.find("first"), JsonValue::Kind::number)),
                     .last = whole(want(v.find("last"), JsonValue::Kind::number)),
                     .targets = {}};
    for (const JsonValue& t : list(v, "targets")) piece.targets.push_back(read_tally(t));
    return piece;
  } catch (const ParseError& error) {
    throw BadResults(error.what());
  }
}

SweepJournalContents read_sweep_journal(const std::filesystem::path& path, std::string_view key, std::uint64_t size,
                                        std::size_t targets) {
  SweepJournalContents c;
  std::error_code missing;
  if (!std::filesystem::is_regular_file(path, missing)) return c;  // a device has nothing to go on with
  errno = 0;
  std::ifstream file(path);
  if (!file) cannot("read", path, errno);
  std::string line;
  std::getline(file, line);
  c.same = line == key;
  while (c.same && std::getline(file, line)) try {
      if (line.empty()) continue;
      c.pieces.push_back(sweep_piece_from_json(line));
    } catch (const BadResults&) {
      ++c.dropped;
    }
  keep_fitting(c, size, targets);
  return c;
}

SweepJournal::SweepJournal(std::filesystem::path path, std::string_view key, Start start) : path_(std::move(path)) {
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) cannot("write", path_, errno);
  try {
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0)
      throw CannotWrite("cannot write " + path_.string() + ": another sweep is writing it");
    // A device cannot be emptied: EINVAL.
    if (start == Start::anew && ::ftruncate(file_, 0) != 0 && errno != EINVAL) cannot("write", path_, errno);
    write_line(start == Start::anew ? std::string(key) : "");  // an empty line ends one that was torn
  } catch (...) {
    ::close(file_);
    throw;
  }
}

SweepJournal::~SweepJournal() { ::close(file_); }

void SweepJournal::append(const SweepPiece& piece) { write_line(to_json(piece)); }

void SweepJournal::remove() {
  std::error_code error;
  if (std::filesystem::is_regular_file(path_, error)) std::filesystem::remove(path_, error);
}

void SweepJournal::write_line(std::string line) {
  line += '\n';
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t n = ::write(file_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) cannot("write", path_, errno);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace clino
