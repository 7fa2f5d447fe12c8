#include "terminal.hpp"

#include <unistd.h>

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

std::string Style::wrap(std::string_view code, std::string_view text) const {
  if (!color_ || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string Style::level(std::string_view text, Level level) const {
  switch (level) {
    case Level::ok: return wrap("32", text);
    case Level::note: return wrap("36", text);
    case Level::warning: return wrap("33", text);
    case Level::error: return wrap("1;31", text);
  }
  return std::string(text);
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text)
    if (static_cast<unsigned char>(c) > ' ' && c != '\x7f')
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

std::size_t columns(std::string_view utf8) {
  std::size_t n = 0;
  for (const char c : utf8) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return n;
}

std::string fit(std::string_view utf8, std::size_t width) {
  if (columns(utf8) <= width) return std::string(utf8);
  std::string out;
  std::size_t n = 0;
  for (const char c : utf8) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && ++n > width - 3) break;
    out += c;
  }
  return out + "...";
}

std::string pad(std::string_view utf8, std::size_t width) {
  const std::size_t n = columns(utf8);
  return std::string(utf8) + std::string(n < width ? width - n : 0, ' ');
}
std::string pad_left(std::string_view utf8, std::size_t width) {
  const std::size_t n = columns(utf8);
  return std::string(n < width ? width - n : 0, ' ') + std::string(utf8);
}

}  // namespace clino::cli
