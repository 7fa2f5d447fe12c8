/// What stands between a sweep and the world while it runs: its state on disk, and progress on stderr.
#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "clino/sweep.hpp"
#include "clino/sweep_journal.hpp"
#include "options.hpp"

namespace clino::cli {

class SweepKeeper {
 public:
  /// Looks for what an earlier sweep of the same has left.
  SweepKeeper(const SweepTask& task, const SweepArguments& arguments, Verbosity verbosity);
  ~SweepKeeper() { clear(); }
  SweepKeeper(const SweepKeeper&) = delete;
  SweepKeeper& operator=(const SweepKeeper&) = delete;

  const std::vector<SweepPiece>& earlier() const { return contents_.pieces; }
  std::uint64_t resumed() const { return resumed_; }
  /// A piece is done. It is on disk within a second, once the sweep has taken a few. Throws CannotWrite.
  void keep(const SweepPiece& piece);
  void tick();
  /// Removes the progress bar.
  void clear();
  void tell_interrupted();
  /// Whether to go on with what goes number by number: when that was asked for, or takes minutes at most. Else says
  /// what is proved, what is left and how long it would take.
  bool goes_on(const SweepRest& rest);
  /// The sweep is complete: its state is removed.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void write(const SweepPiece& piece);
  void write_waiting();
  std::string progress() const;
  std::string places(const SweepRest& rest) const;

  const SweepTask& task_;
  std::string key_;
  std::filesystem::path path_;
  bool named_;  ///< the user has named the file
  bool through_;
  enum class Style { none, lines, bar } style_;
  SweepJournalContents contents_;
  std::optional<SweepJournal> journal_;
  std::vector<SweepPiece> waiting_;
  std::uint64_t resumed_ = 0, done_ = 0;
  bool left_ = false;  ///< a rest was left, and told of
  Clock::time_point start_ = Clock::now(), shown_{}, written_{};
  bool drawn_ = false;
};

}  // namespace clino::cli
