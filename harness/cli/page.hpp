/// Lines for a terminal, of which the least important go first when the page is full.
#pragma once
#include <string>
#include <vector>

namespace clino::cli {

class Page {
 public:
  /// Importance 0 is never dropped before 1, and so on.
  void add(std::string line, int importance = 0) { paragraphs_.push_back({{std::move(line)}, importance}); }
  /// Text wrapped at 80 columns, continuation lines indented; dropped as a whole.
  void add_wrapped(const std::string& text, std::size_t indent, int importance);
  /// At most `most` lines; where more than that remain after dropping, the last says how many are left out.
  std::string render(std::size_t most) const;
  /// Lines of this importance or more, that is of this number or less.
  std::size_t height(int importance) const;

 private:
  struct Paragraph {
    std::vector<std::string> lines;
    int importance;
  };
  std::vector<Paragraph> paragraphs_;
};

inline constexpr std::size_t page_width = 80;
inline constexpr std::size_t page_height = 25;

}  // namespace clino::cli
