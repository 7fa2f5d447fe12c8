#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace clino::cli {

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

bool use_color(Color asked, bool is_terminal) {
  switch (asked) {
    case Color::always: return true;
    case Color::never: return false;
    case Color::automatic: break;
  }
  const char* no_color = std::getenv("NO_COLOR");  // no-color.org: set and not empty
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  return is_terminal && !dumb && (no_color == nullptr || *no_color == '\0');
}

std::size_t terminal_width(int descriptor) {
  constexpr std::size_t narrowest = 40, usual = 80, widest = 1000;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return std::max<std::size_t>(size.ws_col, narrowest);
  const char* columns = std::getenv("COLUMNS");
  const long given = columns == nullptr ? 0 : std::strtol(columns, nullptr, 10);
  return given > 0 ? std::clamp<std::size_t>(static_cast<std::size_t>(given), narrowest, widest) : usual;
}

bool locale_is_utf8() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    std::string name;
    for (const char* c = value; *c != '\0'; ++c)
      if (std::isalnum(static_cast<unsigned char>(*c)) != 0)
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
    return name.find("utf8") != std::string::npos;
  }
  return false;
}

Paper stdout_paper(Color asked) {
  return {.width = terminal_width(STDOUT_FILENO),
          .style = Style(use_color(asked, stdout_is_terminal())),
          .utf8 = locale_is_utf8()};
}

Paper people_paper(Color asked) {
  Paper paper = stdout_paper(asked);
  paper.style = Style(use_color(asked, true));
  return paper;
}

}  // namespace clino::cli
