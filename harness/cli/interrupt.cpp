#include "interrupt.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>

#include "exit_code.hpp"

namespace clino::cli {
namespace {

// The handler may come between any two instructions: it sees the one text or the other, whole.
std::array<std::string, 2> texts;
std::atomic<const std::string*> current{nullptr};
static_assert(std::atomic<const std::string*>::is_always_lock_free);

extern "C" void tell_and_end(int) {
  if (const std::string* text = current.load()) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text->data(), text->size());
  }
  ::_exit(static_cast<int>(ExitCode::incomplete));
}

}  // namespace

void end_when_interrupted(const std::string& text) {
  std::string& next = current.load() == texts.data() ? texts[1] : texts[0];
  next = "\nclino: error: interrupted: " + text + "\n";
  current = &next;
  struct sigaction action {};
  action.sa_handler = tell_and_end;
  for (const int s : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(s, &action, nullptr);
}

}  // namespace clino::cli
