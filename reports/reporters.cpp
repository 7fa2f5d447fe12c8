#include "reports/reporters.hpp"

#include <algorithm>
#include <array>

namespace clino {
namespace {

constexpr std::array table{
    Reporter{"console", "txt", render_console},
    Reporter{"html", "html", render_html},
    Reporter{"markdown", "md", render_markdown},
    Reporter{"junit", "xml", render_junit},
    Reporter{"sarif", "sarif", render_sarif},
    Reporter{"github", "github", render_github},
    Reporter{"gitlab", "gitlab.json", render_gitlab},
    Reporter{"csv", "csv", render_csv},
    Reporter{"json", "json", render_json},
    Reporter{"svg", "svg", render_svg},
};

}  // namespace

std::span<const Reporter> reporters() { return table; }

const Reporter* find_reporter(std::string_view name) {
  const auto* row = std::ranges::find(table, name, &Reporter::name);
  return row == table.end() ? nullptr : &*row;
}

}  // namespace clino
