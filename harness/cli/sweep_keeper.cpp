#include "sweep_keeper.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "exit_code.hpp"
#include "host.hpp"
#include "json_writer.hpp"
#include "log.hpp"
#include "random.hpp"
#include "terminal.hpp"

namespace clino::cli {
namespace {

/// A sweep that ends sooner leaves no trace on disk.
constexpr auto quiet_time = std::chrono::seconds(3);
/// What a kill may cost beside the pieces in hand.
constexpr auto write_interval = std::chrono::seconds(1);
constexpr auto redraw_interval = std::chrono::milliseconds(100);
constexpr auto line_interval = std::chrono::minutes(1);
constexpr std::size_t bar_width = 24;
/// A rest that takes longer waits until it is asked for, in seconds.
constexpr double long_rest = 600;

std::string text_of(const std::optional<Function>& f) { return !f ? "" : f->text().empty() ? "(compiled)" : f->text(); }

/// Everything that the counts depend on, in one line.
std::string key_of(const SweepTask& t, const std::string& engine) {
  const RunHeader host = header_of({});
  JsonWriter out;
  out.begin_object().member("sweep", 1).member("name", t.subject.name).member("function", t.subject.function.text());
  out.member("gradient", text_of(t.subject.gradient)).member("reference", text_of(t.subject.reference));
  out.member("engine", engine).member("format", t.format.name).key("axes").begin_array();
  for (const SweepAxis& a : t.axes) out.begin_array().integer(a.first).integer(a.last).end_array();
  out.end_array().member("shims", t.options.shims == Shims::supply);
  out.member("literals", t.options.literals == Literals::real ? "real" : "as-compiled");
  out.member("version", host.version).member("compiler", host.compiler).member("flags", host.flags);
  return out.member("libm", host.libm).end_object().text();
}

std::string duration(double seconds) {
  const auto s = static_cast<long long>(seconds + 0.5);
  if (s < 3600) return fmt::format("{}:{:02}", s / 60, s % 60);
  if (s < 2 * 86400) return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
  return fmt::format("{} days", s / 86400);
}

}  // namespace

SweepKeeper::SweepKeeper(const SweepTask& task, const SweepArguments& a, Verbosity verbosity)
    : task_(task),
      key_(key_of(task, a.engine)),
      path_(a.state.empty() ? fmt::format("clino-sweep-{:016x}.jsonl", hash(key_, 0)) : a.state),
      named_(!a.state.empty()),
      through_(a.through),
      style_(verbosity == Verbosity::quiet ? Style::none
             : stderr_is_terminal()        ? Style::bar
                                           : Style::lines) {
  if (style_ == Style::lines) shown_ = start_;
  if (a.restart) return;
  contents_ = read_sweep_journal(path_, key_, task.size(), task.targets().size());
  if (named_ && !contents_.same && std::filesystem::exists(path_) && std::filesystem::is_regular_file(path_) &&
      std::filesystem::file_size(path_) > 0)
    throw UsageError(
        fmt::format("{} holds another sweep, or the same by another build; --restart overwrites it", path_.string()));
  for (const SweepPiece& p : contents_.pieces) resumed_ += p.size();
  if (resumed_ > 0)
    log_warning(fmt::format("goes on where an earlier sweep ended: {:.1f} % are in {}; --restart begins anew",
                            100.0 * static_cast<double>(resumed_) / static_cast<double>(task.size()), path_.string()));
}

void SweepKeeper::write(const SweepPiece& piece) {
  if (!journal_) journal_.emplace(path_, key_, contents_.same ? SweepJournal::Start::go_on : SweepJournal::Start::anew);
  journal_->append(piece);
}

void SweepKeeper::keep(const SweepPiece& piece) {
  done_ += piece.size();
  waiting_.push_back(piece);
  const auto now = Clock::now();
  if (now - written_ < write_interval || (!named_ && now - start_ < quiet_time)) return;
  write_waiting();
}

void SweepKeeper::write_waiting() {
  for (const SweepPiece& p : joined(std::move(waiting_))) write(p);
  waiting_.clear();
  written_ = Clock::now();
}

std::string SweepKeeper::progress() const {
  const double all = static_cast<double>(task_.size());
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const double rate = static_cast<double>(done_) / seconds;
  std::string text = fmt::format("{:.1f} % of {:.4g}", 100.0 * static_cast<double>(resumed_ + done_) / all, all);
  if (done_ > 0)
    text +=
        fmt::format("  {:.3g} a second  {} left", rate, duration((all - static_cast<double>(resumed_ + done_)) / rate));
  return text;
}

void SweepKeeper::tick() {
  const auto now = Clock::now();
  switch (style_) {
    case Style::none: break;
    case Style::lines:
      if (now - shown_ < line_interval) return;
      shown_ = now;
      fmt::print(stderr, "clino: {}\n", progress());
      break;
    case Style::bar: {
      if (now - shown_ < redraw_interval) return;
      shown_ = now;
      const auto filled = static_cast<std::size_t>(
          static_cast<double>(bar_width) * static_cast<double>(resumed_ + done_) / static_cast<double>(task_.size()));
      fmt::print(stderr, "\r\x1b[2K[{}{}] {}", std::string(filled, '#'), std::string(bar_width - filled, '.'),
                 progress());
      std::fflush(stderr);
      drawn_ = true;
    }
  }
}

void SweepKeeper::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\x1b[2K");
  std::fflush(stderr);
  drawn_ = false;
}

/// The ends of what is left, nearby intervals taken together: at most three.
std::string SweepKeeper::places(const SweepRest& rest) const {
  constexpr std::uint64_t nearby = 1 << 18;
  constexpr std::size_t most = 3;
  std::vector<SweepInterval> all;
  for (const SweepInterval& i : rest.intervals)
    if (!all.empty() && i.first - all.back().last <= nearby)
      all.back().last = i.last;
    else
      all.push_back(i);
  const auto text = [&](std::uint64_t index) { return to_decimal(task_.format, task_.point(index)[0]); };
  std::string list;
  for (std::size_t k = 0; k < std::min(most, all.size()); ++k)
    list += fmt::format("{}{} .. {}", k == 0 ? "" : "; ", text(all[k].first), text(all[k].last));
  return list + (all.size() > most ? fmt::format("; {} more", all.size() - most) : "");
}

bool SweepKeeper::goes_on(const SweepRest& rest) {
  if (through_ || rest.seconds <= long_rest) return true;
  clear();
  write_waiting();
  left_ = true;
  const double all = static_cast<double>(task_.size()), left = static_cast<double>(rest.numbers);
  log_error(
      fmt::format("{:.4g} numbers are judged ({:.1f} %). {:.4g} are left, for which proofs go number by number: {}. At "
                  "{:.3g} a second "
                  "they take {}; --through goes on from {}",
                  all - left, 100 * (1 - left / all), left, places(rest), left / rest.seconds, duration(rest.seconds),
                  path_.string()));
  return false;
}

void SweepKeeper::tell_interrupted() {
  if (left_) return;
  write_waiting();
  log_error(fmt::format("interrupted: {}; the same command goes on from {}", progress(), path_.string()));
}

void SweepKeeper::finish() {
  if (journal_)
    journal_->remove();
  else if (contents_.same)
    SweepJournal(path_, key_, SweepJournal::Start::go_on).remove();
}

}  // namespace clino::cli
