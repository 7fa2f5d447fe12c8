#include "progress.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace clino::cli {
namespace {

constexpr std::size_t bar_width = 24;
constexpr auto redraw_interval = std::chrono::milliseconds(100);
constexpr auto line_interval = std::chrono::minutes(1);

}  // namespace

Progress::Progress(std::size_t total, Style style) : total_(total), style_(style) {
  if (style == Style::lines) shown_ = start_;
}

void Progress::count(Level level) {
  ++done_;
  if (level == Level::warning) ++warnings_;
  if (level == Level::error) ++errors_;
}

std::string Progress::counts() const {
  return fmt::format("{}/{} units  {} errors  {} warnings", done_, total_, errors_, warnings_);
}

std::string Progress::remaining() const {
  if (done_ == 0) return {};
  const double elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
  const auto seconds =
      static_cast<long>(elapsed * static_cast<double>(total_ - done_) / static_cast<double>(done_) + 0.5);
  return fmt::format("  {}:{:02} left", seconds / 60, seconds % 60);
}

void Progress::tick() {
  const auto now = Clock::now();
  switch (style_) {
    case Style::none: break;
    case Style::lines:
      if (now - shown_ < line_interval) return;
      shown_ = now;
      fmt::print(stderr, "clino: {}{}\n", counts(), remaining());
      break;
    case Style::bar:
      if (now - shown_ < redraw_interval) return;
      shown_ = now;
      draw();
      break;
  }
}

void Progress::draw() {
  const std::size_t filled = total_ == 0 ? bar_width : bar_width * done_ / total_;
  fmt::print(stderr, "\r\x1b[2K[{}{}] {}{}", std::string(filled, '#'), std::string(bar_width - filled, '.'), counts(),
             remaining());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\x1b[2K");
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace clino::cli
