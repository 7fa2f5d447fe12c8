#include "reports/reporters.hpp"

#include <algorithm>
#include <array>

namespace clino {
namespace {

constexpr std::array table{
    Reporter{"console", "txt", render_console},
    Reporter{"html", "html", render_html},
};

}  // namespace

std::span<const Reporter> reporters() { return table; }

const Reporter* find_reporter(std::string_view name) {
  const auto* row = std::ranges::find(table, name, &Reporter::name);
  return row == table.end() ? nullptr : &*row;
}

}  // namespace clino
