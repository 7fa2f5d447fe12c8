/// The summary that ends a run in a terminal: what was found, counts by engine, where to look, what to type next.
#include <algorithm>
#include <set>

#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t findings_shown = 10;
constexpr std::size_t commands_shown = 3;
constexpr std::size_t inputs_typed = 4;

std::string right(std::string_view text, std::size_t columns) {
  return std::string(columns > text.size() ? columns - text.size() : 0, ' ') + std::string(text);
}
std::string left(std::string_view text, std::size_t columns) {
  return std::string(text) + std::string(columns > text.size() ? columns - text.size() : 0, ' ');
}

/// Cuts ASCII or UTF-8 text to `columns` code points, the last three of them "..." when something was cut.
std::string cut(const std::string& text, std::size_t columns) {
  const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  if (static_cast<std::size_t>(std::ranges::count_if(text, starts_character)) <= columns) return text;
  std::size_t characters = 0, at = 0;
  for (; at < text.size(); ++at)
    if (starts_character(text[at]) && ++characters > columns - 3) break;
  return text.substr(0, at) + "...";
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string title(const Run& run) {
  std::string text = headline(run) + "\n";
  if (run.units.empty()) return text;
  const auto levels = units_by_gradient_level(run);
  const auto of = [&](Level level) { return grouped(levels[static_cast<std::size_t>(level)]); };
  text += of(Level::error) + " with errors, " + of(Level::warning) + " with warnings, " + of(Level::note) +
          " with notes only\n";
  if (const std::int64_t values = units_with_bad_values_only(run); values > 0)
    text += grouped(values) + " more with a good gradient of a value that is off\n";
  text += counted(static_cast<std::int64_t>(case_names(run).size()), "function") + ", " +
          counted(static_cast<std::int64_t>(engine_names(run).size()), "engine") + ", " +
          counted(static_cast<std::int64_t>(format_names(run).size()), "format") + "; partials by verdict:\n";
  return text;
}

std::string troubles(const Run& run) {
  std::string text;
  if (!run.complete && !run.units.empty()) text += "incomplete: the run did not reach its end\n";
  for (const std::string& warning : run.warnings) text += cut("warning: " + first_line(warning), width) + "\n";
  return text;
}

/// Verdicts by rows, engines by columns; as many engines at a time as the width takes.
std::string counts_table(const Run& run) {
  constexpr std::size_t label = 17;
  const std::vector<std::string> engines = engine_names(run);
  const Counts all = total_counts(run);
  std::size_t column = 9;
  for (const std::string& engine : engines) column = std::max(column, engine.size() + 2);
  const std::size_t at_once = std::max<std::size_t>(1, (width - label) / column - 1);
  std::string text;
  for (std::size_t from = 0; from < engines.size(); from += at_once) {
    const std::size_t to = std::min(engines.size(), from + at_once);
    text += "\n" + left("", label);
    for (std::size_t i = from; i < to; ++i) text += right(engines[i], column);
    text += right("all", column) + "\n";
    for (const Verdict verdict : verdicts_by_severity()) {
      const auto v = static_cast<std::size_t>(verdict);
      if (all[v] == 0) continue;
      text += left("  " + std::string(name(verdict)), label);
      for (std::size_t i = from; i < to; ++i) text += right(grouped(total_counts(run, engines[i])[v]), column);
      text += right(grouped(all[v]), column) + "\n";
    }
  }
  return text;
}

/// Bits lost where they mean something: "24/24 bits".
std::string loss(const Finding& finding) {
  const bool counts = finding.verdict == Verdict::inaccurate || finding.verdict == Verdict::wrong;
  const auto format = find_format(finding.unit->format);
  if (!counts || !format) return {};
  const auto bits = static_cast<int>(finding.bits_lost + 0.5);
  return ", " + std::to_string(bits) + " of " + std::to_string(format->precision) + " bits lost";
}

/// What is wrong and why, and how many units of the same case share the verdict; on two lines where they hold it.
std::string paragraph(const Finding& f, std::size_t alike) {
  const std::string indent(9, ' ');
  const std::string head =
      left(std::string(name(f.level)), 9) + f.unit->case_name + ", " + f.unit->engine + ", " + f.unit->format;
  std::string what = (about_value(f) ? "value " : "") + std::string(name(f.verdict)) + loss(f);
  if (f.point != nullptr) what += " at " + input_text(*f.unit, *f.point);
  if (alike > 0) what += " (+" + std::to_string(alike) + ")";
  const bool fits = head.size() + 2 + what.size() <= width;
  std::string text = fits ? head + ": " + what + "\n" : cut(head, width) + "\n" + cut(indent + what, width) + "\n";
  const std::string sentence = first_line(f.sentence);
  return sentence.empty() ? text : text + cut(indent + sentence, width) + "\n";
}

bool same_story(const Finding& a, const Finding& b) {
  return a.unit->case_name == b.unit->case_name && a.verdict == b.verdict && about_value(a) == about_value(b);
}

/// The first finding of each story (case and verdict), in order.
std::vector<Finding> stories(const std::vector<Finding>& all) {
  std::vector<Finding> firsts;
  for (const Finding& f : all)
    if (std::ranges::none_of(firsts, [&](const Finding& g) { return same_story(f, g); })) firsts.push_back(f);
  return firsts;
}

std::string look_first(const std::vector<Finding>& all, const std::vector<Finding>& firsts) {
  if (firsts.empty()) return {};
  std::string text = "\nLook at these first (+n: as many more units of that function)\n";
  for (std::size_t i = 0; i < std::min(firsts.size(), findings_shown); ++i) {
    const auto units = std::ranges::count_if(all, [&](const Finding& f) { return same_story(f, firsts[i]); });
    text += paragraph(firsts[i], static_cast<std::size_t>(units - 1));
  }
  if (firsts.size() > findings_shown)
    text += left("", 9) + grouped(static_cast<std::int64_t>(firsts.size() - findings_shown)) + " more in the report\n";
  return text;
}

/// Commands that a person would type: a few cases, none with a long list of inputs.
std::string next_commands(const std::vector<Finding>& firsts, const RunSpec& spec) {
  std::string text;
  std::set<std::string> cases;
  for (const Finding& f : firsts) {
    if (cases.size() == commands_shown) break;
    if (f.point == nullptr || f.point->x.size() > inputs_typed || !cases.insert(f.unit->case_name).second) continue;
    text += "  " + reproduce_command(*f.unit, f.point) + case_file_options(spec) + "\n";
  }
  return text.empty() ? text : "\nNext\n" + text;
}

}  // namespace

std::string render_console(const Run& run, const Changes& /*changes*/) {
  const std::vector<Finding> all = findings(run, Level::warning);
  const std::vector<Finding> firsts = stories(all);
  return title(run) + troubles(run) + counts_table(run) + look_first(all, firsts) +
         next_commands(firsts, run.header.spec);
}

}  // namespace clino
