#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "terminal.hpp"

namespace clino::cli {
namespace {

constexpr std::size_t bar_width = 24, shortest_bar = 4;
constexpr auto redraw_interval = std::chrono::milliseconds(100);
constexpr auto line_interval = std::chrono::minutes(1);

std::string time_left(const ProgressState& s) {
  if (s.done == 0) return {};
  const double rest = s.elapsed * static_cast<double>(s.total - s.done) / static_cast<double>(s.done);
  const auto seconds = static_cast<long>(rest + 0.5);
  return fmt::format("  {}:{:02} left", seconds / 60, seconds % 60);
}

std::string repeated(std::string_view sign, std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += sign;
  return text;
}

}  // namespace

std::string progress_text(const ProgressState& s) {
  return fmt::format("{}/{} units  {} errors  {} warnings{}", s.done, s.total, s.errors, s.warnings, time_left(s));
}

std::string progress_bar(const ProgressState& s, std::size_t width, bool utf8) {
  const std::string text = progress_text(s);
  if (width < text.size() + shortest_bar + 1) return fit(text, width);
  const std::size_t length = std::min(bar_width, width - text.size() - 1);
  const std::size_t filled = s.total == 0 ? length : length * s.done / s.total;
  const Signs& sign = signs(utf8);
  return repeated(sign.done, filled) + repeated(sign.open, length - filled) + " " + text;
}

Progress::Progress(std::size_t total, Kind kind) : state_{.total = total}, kind_(kind) {
  if (kind == Kind::lines) shown_ = start_;
}

void Progress::count(Level level) {
  ++state_.done;
  if (level == Level::warning) ++state_.warnings;
  if (level == Level::error) ++state_.errors;
}

ProgressState Progress::state() const {
  ProgressState now = state_;
  now.elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
  return now;
}

void Progress::tick() {
  const auto now = Clock::now();
  switch (kind_) {
    case Kind::none: break;
    case Kind::lines:
      if (now - shown_ < line_interval) return;
      shown_ = now;
      fmt::print(stderr, "clino: {}\n", progress_text(state()));
      break;
    case Kind::bar:
      if (now - shown_ < redraw_interval) return;
      shown_ = now;
      fmt::print(stderr, "\r\x1b[2K{}", progress_bar(state(), terminal_width(STDERR_FILENO) - 1, locale_is_utf8()));
      std::fflush(stderr);
      drawn_ = true;
      break;
  }
}

void Progress::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\x1b[2K");
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace clino::cli
