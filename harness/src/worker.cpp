#include "worker.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <new>
#include <sstream>
#include <system_error>

#include "json_writer.hpp"

// Address sanitizers reserve terabytes of address space, so no limit can be set under them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CLINO_LIMITS_MEMORY 0
#else
#define CLINO_LIMITS_MEMORY 1
#endif

namespace clino {
namespace {

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "worker pipe");
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

/// One line a message: kind, seconds, text (JSON lines and names hold no newline).
std::string encode(const Message& m) {
  return static_cast<char>(m.kind) + (m.seconds > 0 ? json_number(m.seconds) : "0") + ' ' + m.text + '\n';
}

Message decode(std::string_view line) {
  const std::size_t space = line.find(' ');
  Message m{.kind = static_cast<Message::Kind>(line.front()), .text = std::string(line.substr(space + 1))};
  std::from_chars(line.data() + 1, line.data() + space, m.seconds);
  return m;
}

std::optional<Order> read_order(std::FILE* in) {
  std::string line;
  for (int c = std::fgetc(in); c != '\n'; c = std::fgetc(in)) {
    if (c == EOF) return std::nullopt;
    line += static_cast<char>(c);
  }
  std::istringstream words(line);
  Order order{};
  words >> order.task;
  for (std::size_t e = 0; words >> e;) order.engines.push_back(e);
  return order;
}

void become_worker(int memory_mib) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // no orphans when the parent is killed
  // Ctrl-C reaches the whole process group; the parent decides what happens.
  for (const int s : {SIGINT, SIGTERM, SIGHUP}) std::signal(s, SIG_IGN);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);  // stdout carries results only, whatever a function prints
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  if (CLINO_LIMITS_MEMORY && memory_mib > 0) {
    const rlim_t bytes = static_cast<rlim_t>(memory_mib) << 20;
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_AS, &limit);
  }
}

[[noreturn]] void work_until_closed(int socket, const Worker::Work& work, int memory_mib) {
  const auto report = [&](const Message& m) { send_all(socket, encode(m)); };
  try {
    std::FILE* in = ::fdopen(socket, "r");
    while (const auto order = read_order(in)) {
      work(*order, report);
      report({.kind = Message::Kind::done, .text = {}});
    }
  } catch (const std::bad_alloc&) {
    report({.kind = Message::Kind::gave_up, .text = "out of memory (limit " + std::to_string(memory_mib) + " MiB)"});
  } catch (const std::exception& e) {
    std::string what = e.what();
    for (char& c : what)
      if (c == '\n') c = ' ';
    report({.kind = Message::Kind::gave_up, .text = "internal error: " + what});
  }
  ::_exit(0);
}

}  // namespace

Worker::Worker(const Work& work, int memory_mib) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  pid_ = ::fork();
  if (pid_ < 0) {
    const int error = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    throw std::system_error(error, std::generic_category(), "fork");
  }
  if (pid_ == 0) {
    ::close(ends[0]);
    become_worker(memory_mib);
    work_until_closed(ends[1], work, memory_mib);
  }
  ::close(ends[1]);
  socket_ = ends[0];
}

Worker::~Worker() {
  if (pid_ > 0) {
    kill();
    ending();
  }
  ::close(socket_);
}

void Worker::send(const Order& order) {
  std::string line = std::to_string(order.task);
  for (const std::size_t e : order.engines) line += ' ' + std::to_string(e);
  send_all(socket_, line + '\n');
}

bool Worker::receive(std::vector<Message>& messages) {
  char chunk[1 << 16];
  const ssize_t n = ::recv(socket_, chunk, sizeof chunk, 0);
  if (n < 0 && errno == EINTR) return true;
  if (n > 0) buffer_.append(chunk, static_cast<std::size_t>(n));
  std::size_t start = 0;
  for (std::size_t end = buffer_.find('\n'); end != std::string::npos; end = buffer_.find('\n', start)) {
    messages.push_back(decode(std::string_view(buffer_).substr(start, end - start)));
    start = end + 1;
  }
  buffer_.erase(0, start);
  return n > 0;
}

void Worker::kill() { ::kill(pid_, SIGKILL); }

std::string Worker::ending() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return std::string("crashed: ") + ::strsignal(WTERMSIG(status));
  return "ended with code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace clino
