#include "page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "terminal.hpp"

namespace clino::cli {

void Page::add_wrapped(const std::string& text, std::size_t indent, int importance) {
  constexpr std::size_t longest_line = 100;
  const std::size_t width = std::min(width_, longest_line);
  Paragraph paragraph{{}, importance};
  std::string line(indent, ' ');
  bool empty = true;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string word = fit(text.substr(start, end - start), width - indent - 2);
    if (!empty && columns(line) + 1 + columns(word) > width) {
      paragraph.lines.push_back(std::move(line));
      line = std::string(indent + 2, ' ');
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
    start = end + 1;
  }
  if (!empty) paragraph.lines.push_back(std::move(line));
  paragraphs_.push_back(std::move(paragraph));
}

std::size_t Page::height(int importance) const {
  std::size_t n = 0;
  for (const Paragraph& p : paragraphs_) n += p.importance <= importance ? p.lines.size() : 0;
  return n;
}

std::string Page::render(std::size_t most) const {
  std::vector<Paragraph> kept = paragraphs_;
  const auto height = [&] {
    std::size_t n = 0;
    for (const Paragraph& p : kept) n += p.lines.size();
    return n;
  };
  while (height() > most) {
    // The last of the least important.
    const auto least = std::max_element(
        kept.rbegin(), kept.rend(), [](const Paragraph& a, const Paragraph& b) { return a.importance < b.importance; });
    if (least->importance == 0) break;
    kept.erase(std::next(least).base());
  }
  std::vector<std::string> lines;
  for (Paragraph& p : kept) std::ranges::move(p.lines, std::back_inserter(lines));
  const std::size_t shown = lines.size() > most ? most - 1 : lines.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += lines[i] + '\n';
  if (shown < lines.size())
    text += fmt::format("... {} more lines: piped or with --json everything is shown\n", lines.size() - shown);
  return text;
}

}  // namespace clino::cli
