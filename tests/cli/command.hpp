/// Runs the built command as a user does: behind pipes or on a terminal.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace clino::test {

struct Outcome {
  int exit_code = -1;    ///< 128 + signal when it was killed
  std::string out, err;  ///< on a terminal both are in `out`
  bool says(const std::string& text) const { return err.find(text) != std::string::npos; }
};

struct Terminal {
  int columns = 80, rows = 25;
  std::string locale = "C";
};

/// Runs `clino ARGUMENTS` with stdout and stderr in pipes.
Outcome clino(const std::vector<std::string>& arguments);
/// The same on a pseudo-terminal.
Outcome clino_on(const Terminal& terminal, const std::vector<std::string>& arguments);
/// A shell command in which $CLINO is the command and the working directory is a fresh one.
Outcome shell(const std::string& script);

/// The same on a pseudo-terminal.
Outcome shell_on(const Terminal& terminal, const std::string& script);
/// Shell that writes mine.json, a case with five findings by `eigen` and one without any, outside of any service's job.
std::string two_cases();

/// An empty directory that is removed with the object.
class Directory {
 public:
  Directory();
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string contents(const std::filesystem::path& path);
void write(const std::filesystem::path& path, const std::string& text);
std::size_t line_count(const std::string& text);
/// Longest line in columns, escape sequences not counted.
std::size_t widest_line(const std::string& text);

/// Compares with tests/cli/golden/NAME; with CLINO_UPDATE_GOLDEN=1 in the environment rewrites it instead.
void expect_golden(const std::string& name, const std::string& text);

}  // namespace clino::test
