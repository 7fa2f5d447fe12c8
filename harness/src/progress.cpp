#include "progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace clino {
namespace {

/// A bar that vanishes at once is a nuisance.
constexpr double seconds_of_silence = 2;
constexpr int width = 30;

}  // namespace

ProgressTeller::ProgressTeller(Progress sink, std::string what)
    : sink_(std::move(sink)),
      what_(std::move(what)),
      terminal_(!sink_ && isatty(STDERR_FILENO) != 0),
      start_(std::chrono::steady_clock::now()) {}

ProgressTeller::~ProgressTeller() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void ProgressTeller::say(const std::string& what) {
  doing_ = what;
  show();
}
void ProgressTeller::tell(double done) {
  done_ = done;
  show();
}

void ProgressTeller::show() {
  if (sink_) return sink_(what_ + ": " + doing_, done_);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  if (!terminal_ || passed.count() < seconds_of_silence) return;
  shown_ = true;
  const int full = static_cast<int>(done_ * width);
  std::fprintf(stderr, "\r\x1b[K[%s%s] %s: %s, %.0f s", std::string(static_cast<std::size_t>(full), '#').c_str(),
               std::string(static_cast<std::size_t>(width - full), '.').c_str(), what_.c_str(), doing_.c_str(),
               passed.count());
  std::fflush(stderr);
}

}  // namespace clino
