/// How far a run is, on stderr: a live bar on a terminal, a line a minute elsewhere.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

#include "clino/judge.hpp"

namespace clino::cli {

/// What a bar shows at a moment.
struct ProgressState {
  std::size_t done = 0, total = 0, errors = 0, warnings = 0;
  double elapsed = 0;  ///< seconds
};
/// "12/48 units  3 errors  2 warnings  0:12 left"; the time left follows from the units done so far.
std::string progress_text(const ProgressState& state);
/// A bar and the text on one line of at most `width` columns: the bar gives way first.
std::string progress_bar(const ProgressState& state, std::size_t width, bool utf8);

class Progress {
 public:
  enum class Kind { none, lines, bar };

  Progress(std::size_t total, Kind kind);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void count(Level level);
  /// Shows what is due; call it a few times a second.
  void tick();
  /// Removes the bar, so that a log line can be written.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  ProgressState state() const;

  ProgressState state_;
  Kind kind_;
  Clock::time_point start_ = Clock::now(), shown_{};  ///< the bar shows at the first tick, a line after a minute
  bool drawn_ = false;
};

}  // namespace clino::cli
