/// What stdout and stderr are connected to, and what they can show.
#pragma once
#include "reports/text.hpp"

namespace clino::cli {

enum class Color { automatic, always, never };

bool stdout_is_terminal();
bool stderr_is_terminal();
/// Whether to colour a stream: as asked, else by NO_COLOR, then by whether it is a terminal.
bool use_color(Color asked, bool is_terminal);

/// Columns of the terminal behind a descriptor, else those of COLUMNS, at least 40; 80 where neither says.
std::size_t terminal_width(int descriptor);
/// Whether LC_ALL, else LC_CTYPE, else LANG names UTF-8.
bool locale_is_utf8();
/// The page behind stdout.
Paper stdout_paper(Color asked);
/// The same for what is written for people in any case, terminal or not.
Paper people_paper(Color asked);

}  // namespace clino::cli
