#include "command.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace clino::test {
namespace {

[[noreturn]] void execute(const std::vector<std::string>& command) {
  ::setenv("TERM", "xterm", 1);
  ::unsetenv("NO_COLOR");
  std::vector<char*> argv;
  for (const std::string& s : command) argv.push_back(const_cast<char*>(s.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

int exit_code_of(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Reads the descriptors until all are closed. A terminal whose other end is gone gives EIO.
void drain(std::vector<std::pair<int, std::string*>> sources) {
  std::vector<pollfd> polled;
  for (const auto& s : sources) polled.push_back({s.first, POLLIN, 0});
  for (std::size_t open = sources.size(); open > 0;) {
    ::poll(polled.data(), polled.size(), -1);
    for (std::size_t i = 0; i < polled.size(); ++i) {
      if (polled[i].revents == 0) continue;
      char chunk[4096];
      const ssize_t n = ::read(polled[i].fd, chunk, sizeof chunk);
      if (n > 0) {
        sources[i].second->append(chunk, static_cast<std::size_t>(n));
      } else {
        polled[i].fd = -1;
        --open;
      }
    }
  }
}

Outcome piped(const std::vector<std::string>& command) {
  int out[2], err[2];
  if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) std::abort();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(err[1], STDERR_FILENO);
    execute(command);
  }
  ::close(out[1]);
  ::close(err[1]);
  Outcome outcome;
  drain({{out[0], &outcome.out}, {err[0], &outcome.err}});
  outcome.exit_code = exit_code_of(pid);
  ::close(out[0]);
  ::close(err[0]);
  return outcome;
}

Outcome on_terminal(const Terminal& terminal, const std::vector<std::string>& command) {
  winsize size{};
  size.ws_col = static_cast<unsigned short>(terminal.columns);
  size.ws_row = static_cast<unsigned short>(terminal.rows);
  int master = -1;
  const pid_t pid = ::forkpty(&master, nullptr, nullptr, &size);
  if (pid == 0) {
    ::setenv("LC_ALL", terminal.locale.c_str(), 1);
    execute(command);
  }
  Outcome outcome;
  drain({{master, &outcome.out}});
  outcome.exit_code = exit_code_of(pid);
  ::close(master);
  std::erase(outcome.out, '\r');
  return outcome;
}

std::vector<std::string> with_command(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), CLINO_COMMAND);
  return arguments;
}

std::vector<std::string> in_directory(const Directory& directory, const std::string& script) {
  return {"/bin/sh", "-c", "cd '" + directory.path().string() + "' && CLINO='" CLINO_COMMAND "'\n" + script};
}

}  // namespace

Outcome clino(const std::vector<std::string>& arguments) { return piped(with_command(arguments)); }

Outcome clino_on(const Terminal& terminal, const std::vector<std::string>& arguments) {
  return on_terminal(terminal, with_command(arguments));
}

Outcome shell(const std::string& script) {
  const Directory directory;
  return piped(in_directory(directory, script));
}

Outcome shell_on(const Terminal& terminal, const std::string& script) {
  const Directory directory;
  return on_terminal(terminal, in_directory(directory, script));
}

std::string two_cases() {
  return R"sh(
unset CI GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITLAB_CI
cat > mine.json <<'END'
{"schema":1, "cases":[{"name":"my/recip", "variables":{"x":[-80,100]}, "function":["1/exp(x)"],
                       "formats":["binary32"]},
                      {"name":"my/sum", "variables":{"x":[1,2]}, "function":["x+1"], "formats":["binary32"]}]}
END
)sh";
}

Directory::Directory() {
  std::string name = testing::TempDir() + "/clino_XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}
Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string contents(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}
void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::size_t line_count(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0, n = 0;
  bool escape = false;
  for (const char c : text) {
    if (c == '\x1b') escape = true;
    if (c == '\n')
      n = 0;
    else if (!escape && (static_cast<unsigned char>(c) & 0xC0) != 0x80)
      widest = std::max(widest, ++n);
    if (escape && c >= 'A' && c != '[') escape = false;
  }
  return widest;
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(CLINO_GOLDEN) / name;
  if (std::getenv("CLINO_UPDATE_GOLDEN") != nullptr) write(path, text);
  EXPECT_EQ(text, contents(path)) << "golden file " << path << "; CLINO_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace clino::test
