/// Lines for a terminal, of which the least important go first when the page is full.
#pragma once
#include <string>
#include <vector>

namespace clino::cli {

class Page {
 public:
  /// `width` columns; prose is wrapped at 100 where there are more.
  explicit Page(std::size_t width) : width_(width) {}
  /// Importance 0 is never dropped before 1, and so on.
  void add(std::string line, int importance = 0) { paragraphs_.push_back({{std::move(line)}, importance}); }
  /// Text wrapped, continuation lines indented; dropped as a whole.
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
  std::size_t width_;
  std::vector<Paragraph> paragraphs_;
};

inline constexpr std::size_t page_height = 25;

}  // namespace clino::cli
