/// How far a run is, on stderr: a live bar on a terminal, a line a minute elsewhere.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

#include "clino/judge.hpp"

namespace clino::cli {

class Progress {
 public:
  enum class Style { none, lines, bar };

  Progress(std::size_t total, Style style);
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
  std::string counts() const;
  std::string remaining() const;
  void draw();

  std::size_t total_;
  Style style_;
  std::size_t done_ = 0, warnings_ = 0, errors_ = 0;
  Clock::time_point start_ = Clock::now(), shown_{};  ///< the bar shows at the first tick, a line after a minute
  bool drawn_ = false;
};

}  // namespace clino::cli
