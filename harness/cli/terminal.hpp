/// What stdout and stderr are connected to, and colour.
#pragma once
#include <string>
#include <string_view>

#include "clino/judge.hpp"

namespace clino::cli {

enum class Color { automatic, always, never };

bool stdout_is_terminal();
bool stderr_is_terminal();
/// Whether to colour a stream: as asked, else by NO_COLOR, then by whether it is a terminal.
bool use_color(Color asked, bool is_terminal);

/// Text for a terminal: padded or cut by code points, coloured by level or emphasis.
class Style {
 public:
  explicit Style(bool color) : color_(color) {}
  std::string level(std::string_view text, Level level) const;
  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string dim(std::string_view text) const { return wrap("2", text); }

 private:
  std::string wrap(std::string_view code, std::string_view text) const;
  bool color_;
};

/// The text with every run of blanks, line breaks and control characters as one blank, none at the ends: what is
/// printed is one fact a line, parted by tabs.
std::string one_line(std::string_view text);
/// Columns the text takes: its code points.
std::size_t columns(std::string_view utf8);
/// The text cut to `width` columns, with "..." at the end where it was longer.
std::string fit(std::string_view utf8, std::size_t width);
/// The text filled with blanks to `width` columns.
std::string pad(std::string_view utf8, std::size_t width);
std::string pad_left(std::string_view utf8, std::size_t width);

}  // namespace clino::cli
