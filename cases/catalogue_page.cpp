#include "cases/catalogue_page.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "clino/format.hpp"

namespace clino::cases {
namespace {

/// Within a table cell: no bar may end it.
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}
std::string code(const std::string& text) { return "`" + cell(text) + "`"; }

/// "x in [-1, 1], y in [0, 5]"; of many inputs the first.
std::string ranges(const Case& c) {
  constexpr std::size_t most = 6;
  std::string text;
  const std::size_t shown = std::min(c.domain.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& names = c.function.variables();
    const std::string name = i < names.size() ? names[i] : "x" + std::to_string(i);
    text += (i > 0 ? ", " : "") + name + " in [" + to_decimal(binary64, c.domain[i].lo) + ", " +
            to_decimal(binary64, c.domain[i].hi) + "]";
  }
  return shown < c.domain.size() ? text + ", ... (" + std::to_string(c.domain.size()) + " inputs)" : text;
}

/// "at (1, 2): why; at ...", without the points that are there for comparison.
std::string places(const Case& c) {
  std::string text;
  for (const SpecialPoint& p : c.points) {
    if (p.reason == "plain") continue;
    std::string at;
    for (std::size_t i = 0; i < std::min<std::size_t>(p.x.size(), 6); ++i)
      at += (i > 0 ? ", " : "") + to_decimal(binary64, p.x[i]);
    if (p.x.size() > 6) at += ", ...";
    text += (text.empty() ? "" : "; ") + std::string("at ") + (p.x.size() > 1 ? "(" + at + ")" : at) + ": " + p.reason;
  }
  return text;
}

std::string repair(const Case& c, std::span<const Case> all) {
  std::string text;
  if (!c.stable.empty()) text = code(c.stable);
  if (c.gradient && !c.gradient->text().empty())
    text += (text.empty() ? "" : "<br>") + std::string("own gradient ") + code(c.gradient->text());
  if (c.reference) text += (text.empty() ? "" : "<br>") + std::string("meant is ") + code(c.reference->text());
  const bool other = std::ranges::find(all, c.stable, &Case::name) != all.end();
  return other ? "see " + text : text;
}

std::string row(const Case& c, std::span<const Case> all) {
  const std::string function = c.function.text().empty() ? "a C++ function" : code(c.function.text());
  return "| **" + c.name + "**<br>" + (c.mechanism == "none" ? "quiet" : c.mechanism) + " | " + function + "<br>" +
         cell(ranges(c)) + " | " + cell(c.lesson) + "<br>" + cell(places(c)) + " | " + repair(c, all) + " | " +
         cell(c.source) + " |\n";
}

std::vector<std::string> families_of(std::span<const Case> cases) {
  std::vector<std::string> families;
  for (const Case& c : cases)
    if (std::ranges::find(families, c.tags.front()) == families.end()) families.push_back(c.tags.front());
  return families;
}

}  // namespace

std::string catalogue_page(std::span<const Case> cases) {
  const auto quiet = std::ranges::count(cases, std::string("none"), &Case::mechanism);
  const std::vector<std::string> families = families_of(cases);
  std::string text =
      "# The catalogue\n\n"
      "Functions on which gradients or values are known to go wrong, their repaired forms, and controls that must stay "
      "quiet.\nThis page is made from the entries in `cases/`; `CLINO_UPDATE_GOLDEN=1` with the test "
      "`CataloguePage.*` rewrites it.\n\n" +
      std::to_string(cases.size()) + " cases, " + std::to_string(quiet) + " of them quiet, in " +
      std::to_string(families.size()) +
      " families. `clino run NAME` measures one, `clino explain NAME --at x=...` shows its steps.\n";
  for (const std::string& family : families) {
    text += "\n## " + family +
            "\n\n| case | function and working range | what happens, and where | repair | source |\n"
            "|---|---|---|---|---|\n";
    for (const Case& c : cases)
      if (c.tags.front() == family) text += row(c, cases);
  }
  return text;
}

}  // namespace clino::cases
