/// Text for a terminal: measured, cut and padded by code points, coloured by level or emphasis.
#pragma once
#include <string>
#include <string_view>

#include "clino/judge.hpp"

namespace clino {

/// Colour, where it is wanted.
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

/// Signs that a terminal can show.
struct Signs {
  std::string_view good, bad, arrow, plus_minus;
  std::string_view done, open;  ///< of a bar, one column each
};
/// For a terminal that speaks UTF-8, and in ASCII.
const Signs& signs(bool utf8);

/// What a page for people is printed on.
struct Paper {
  std::size_t width = 80;  ///< columns
  Style style{false};
  bool utf8 = false;
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

}  // namespace clino
