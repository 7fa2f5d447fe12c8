/// The run as one picture: a column for each function, a row for each format and engine, a cell for each unit. Colour,
/// and in cells that are wide enough a letter, say how the unit went; every cell has a title.
#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr int label_width = 150, row_height = 16, head_height = 48, legend_height = 40, drawing_width = 1000;
constexpr int named_columns = 60;  ///< up to here there is room for names under the columns

struct Look {
  const char *colour, *letter, *text;
};

Look look_of(const Finding& f) {
  if (f.level == Level::ok) return {"#d9e4df", "", "as good as can be"};
  if (f.level == Level::note) return {"#b7c9d6", "", "notes only"};
  switch (f.verdict) {
    case Verdict::failed: return {"#1b2126", "!", "failed"};
    case Verdict::wrong: return {"#093463", "w", "wrong formula"};
    case Verdict::non_finite: return {"#c24f00", "n", "NaN or infinity"};
    case Verdict::underflow: return {"#b0518a", "0", "lost to zero"};
    case Verdict::kink: return {"#e09400", "k", "outside a kink's slopes"};
    default: return {"#4a7fb5", "~", "digits lost"};
  }
}

template <class T>
void set(pugi::xml_node node, const char* key, T value) {
  node.append_attribute(key).set_value(value);
}

pugi::xml_node rectangle(pugi::xml_node parent, double x, double y, double width, double height, const char* colour) {
  pugi::xml_node node = parent.append_child("rect");
  set(node, "x", x);
  set(node, "y", y);
  set(node, "width", width);
  set(node, "height", height);
  set(node, "fill", colour);
  return node;
}

pugi::xml_node text(pugi::xml_node parent, double x, double y, const std::string& words) {
  pugi::xml_node node = parent.append_child("text");
  set(node, "x", x);
  set(node, "y", y);
  node.text().set(words.c_str());
  return node;
}

class Picture {
 public:
  explicit Picture(const Run& run) : run_(run), cases_(case_names(run)) {
    for (const std::string& format : format_names(run))
      for (const std::string& engine : engine_names(run)) rows_.emplace_back(format, engine);
    for (std::size_t i = 0; i < cases_.size(); ++i) column_[cases_[i]] = i;
    cell_ = std::clamp(
        static_cast<double>(drawing_width) / static_cast<double>(std::max<std::size_t>(cases_.size(), 1)), 1.5, 24.0);
    named_ = cases_.size() <= named_columns;
  }

  std::string draw() {
    root_ = document_.append_child("svg");
    const double width = label_width + cell_ * static_cast<double>(cases_.size()) + 20;
    const double height = head_height + row_height * static_cast<double>(rows_.size()) + names_height() + legend_height;
    const double shown = std::max(width, 760.0);
    set(root_, "xmlns", "http://www.w3.org/2000/svg");
    set(root_, "viewBox", ("0 0 " + to_decimal(binary64, shown) + " " + to_decimal(binary64, height)).c_str());
    set(root_, "width", shown);
    set(root_, "height", height);
    set(root_, "font-family", "system-ui, sans-serif");
    set(root_, "font-size", 11);
    set(root_, "role", "img");
    root_.append_child("title").text().set(headline(run_).c_str());
    rectangle(root_, 0, 0, shown, height, "#fbfbf9");
    set(text(root_, 10, 24, headline(run_)), "font-size", 16);
    for (std::size_t r = 0; r < rows_.size(); ++r)
      text(root_, 10, head_height + row_height * (static_cast<double>(r) + 0.75),
           rows_[r].first + " " + rows_[r].second);
    for (const UnitResult& unit : run_.units) cell(unit);
    if (named_) names();
    legend(height - 14);
    std::ostringstream out;
    document_.save(out, "", pugi::format_raw, pugi::encoding_utf8);
    return out.str() + "\n";
  }

 private:
  double names_height() const {
    std::size_t longest = 0;
    for (const std::string& name : cases_) longest = std::max(longest, name.size());
    return named_ ? 6.0 * static_cast<double>(longest) + 10 : 6;
  }
  double x_of(std::size_t column) const { return label_width + cell_ * static_cast<double>(column); }

  void cell(const UnitResult& unit) {
    const auto row = std::ranges::find(rows_, std::pair(unit.format, unit.engine)) - rows_.begin();
    const Finding f = leading_finding(unit);
    const Look look = look_of(f);
    const double x = x_of(column_.at(unit.case_name)), y = head_height + row_height * static_cast<double>(row);
    const double gap = cell_ > 4 ? 1 : 0;
    pugi::xml_node box = rectangle(root_, x, y, cell_ - gap, row_height - 1, look.colour);
    const std::string what = f.level == Level::ok ? std::string() : ": " + f.sentence;
    box.append_child("title").text().set(
        (unit.case_name + ", " + unit.engine + ", " + unit.format + ": " + std::string(name(f.verdict)) + what)
            .c_str());
    if (cell_ < 9 || *look.letter == '\0') return;
    pugi::xml_node letter = text(root_, x + (cell_ - gap) / 2, y + 11.5, look.letter);
    set(letter, "text-anchor", "middle");
    set(letter, "fill", "#fbfbf9");
  }

  void names() {
    const double y = head_height + row_height * static_cast<double>(rows_.size()) + 6;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      const std::string x = to_decimal(binary64, x_of(i) + cell_ / 2 - 3);
      pugi::xml_node node = text(root_, 0, 0, cases_[i]);
      set(node, "transform", ("translate(" + x + " " + to_decimal(binary64, y) + ") rotate(90)").c_str());
    }
  }

  void legend(double y) {
    std::map<std::string, Look> looks;
    for (const UnitResult& unit : run_.units) {
      const Look look = look_of(leading_finding(unit));
      looks.emplace(look.text, look);
    }
    double x = 10;
    for (const auto& [words, look] : looks) {
      rectangle(root_, x, y - 9, 10, 10, look.colour);
      const std::string shown = *look.letter == '\0' ? words : std::string(look.letter) + "  " + words;
      text(root_, x + 14, y, shown);
      x += 30 + 6.2 * static_cast<double>(shown.size());
    }
  }

  const Run& run_;
  std::vector<std::string> cases_;
  std::vector<std::pair<std::string, std::string>> rows_;  ///< format, engine
  std::map<std::string, std::size_t> column_;
  double cell_ = 1;
  bool named_ = false;
  pugi::xml_document document_;
  pugi::xml_node root_;
};

}  // namespace

std::string render_svg(const Run& run, const Changes& /*changes*/) { return Picture(run).draw(); }

}  // namespace clino
