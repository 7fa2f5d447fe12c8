#include "reports/text.hpp"

#include <algorithm>

namespace clino {
namespace {

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

constexpr Signs in_utf8{"✓", "✗", "→", "±", "━", "─"};
constexpr Signs in_ascii{"ok", "FAIL", "->", "+-", "#", "."};

}  // namespace

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

const Signs& signs(bool utf8) { return utf8 ? in_utf8 : in_ascii; }

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
  return static_cast<std::size_t>(std::ranges::count_if(utf8, starts_character));
}

std::string fit(std::string_view utf8, std::size_t width) {
  if (columns(utf8) <= width) return std::string(utf8);
  const std::size_t kept = width > 3 ? width - 3 : 0;
  std::string out;
  std::size_t n = 0;
  for (const char c : utf8) {
    if (starts_character(c) && ++n > kept) break;
    out += c;
  }
  return out + std::string("...").substr(0, width);
}

std::string pad(std::string_view utf8, std::size_t width) {
  const std::size_t n = columns(utf8);
  return std::string(utf8) + std::string(n < width ? width - n : 0, ' ');
}
std::string pad_left(std::string_view utf8, std::size_t width) {
  const std::size_t n = columns(utf8);
  return std::string(n < width ? width - n : 0, ' ') + std::string(utf8);
}

}  // namespace clino
