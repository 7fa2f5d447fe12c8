/// The summary that ends a run: what was found, counts by engine, where to look, what to type next.
#include "reports/console.hpp"

#include <algorithm>

#include "reports/regressions.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::size_t findings_shown = 10;
constexpr std::size_t word_width = 9;  ///< of "warning  "

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string indent() { return std::string(word_width, ' '); }

/// The level at which a verdict is loudest: the colour of its row.
Level loudness(Verdict v) {
  switch (v) {
    case Verdict::failed:
    case Verdict::wrong:
    case Verdict::non_finite:
    case Verdict::underflow: return Level::error;
    case Verdict::kink:
    case Verdict::inaccurate: return Level::warning;
    case Verdict::unsupported:
    case Verdict::undecided:
    case Verdict::invented: return Level::note;
    case Verdict::undefined:
    case Verdict::subgradient:
    case Verdict::accurate:
    case Verdict::ill_conditioned: return Level::ok;
  }
  return Level::ok;
}

std::string troubles(const Run& run, const Paper& paper) {
  std::string text;
  if (!run.complete && !run.units.empty()) text += "incomplete: the run did not reach its end\n";
  for (const std::string& warning : run.warnings) text += fit("warning: " + first_line(warning), paper.width) + "\n";
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

/// A coloured word, then `head` and `what` on one line where they fit, else on two; cut to the width.
std::string entry(std::string_view word, Level level, const std::string& head, const std::string& what,
                  const Paper& paper) {
  const std::string first = paper.style.level(pad(word, word_width), level);
  const std::size_t room = paper.width - word_width;
  if (columns(head) + 2 + columns(what) <= room) return first + head + ": " + what + "\n";
  return first + fit(head, room) + "\n" + indent() + fit(what, room) + "\n";
}

std::string story(const std::string& sentence, const Paper& paper) {
  const std::string line = first_line(sentence);
  return line.empty() ? std::string() : indent() + fit(line, paper.width - word_width) + "\n";
}

/// What is wrong and why, how many units of the same case share the verdict, and the command that shows it.
std::string paragraph(const Finding& f, std::size_t alike, const RunSpec& spec, const Paper& paper) {
  std::string what = (about_value(f) ? "value " : "") + std::string(name(f.verdict)) + loss(f);
  if (f.point != nullptr) what += " at " + input_text(*f.unit, *f.point);
  if (alike > 0) what += " (+" + std::to_string(alike) + ")";
  return entry(name(f.level), f.level, f.unit->case_name + ", " + f.unit->engine + ", " + f.unit->format, what, paper) +
         story(f.sentence, paper) + command_line(command_to_type(*f.unit, f.point, spec), paper);
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

/// "non_finite at x=100", "inaccurate, 3 -> 7 digits lost at x=88".
std::string step_text(const Change& c, const Paper& paper) {
  const FindingFacts& now = c.after ? *c.after : *c.before;
  std::string text = c.key.verdict;
  if (c.before && c.after && c.before->digits && c.after->digits)
    text += ", " + std::to_string(*c.before->digits) + " " + std::string(signs(paper.utf8).arrow) + " " +
            counted(*c.after->digits, "digit") + " lost";
  else if (now.digits)
    text += ", " + counted(*now.digits, "digit") + " lost";
  return now.at.empty() ? text : text + " at " + now.at;
}

/// Changes of one unit together, in the order of their worst.
std::vector<std::vector<const Change*>> by_unit(const std::vector<const Change*>& changes) {
  std::vector<std::vector<const Change*>> groups;
  for (const Change* c : changes) {
    const auto same = [&](const auto& group) { return unit_name(group.front()->key) == unit_name(c->key); };
    const auto known = std::ranges::find_if(groups, same);
    known == groups.end() ? groups.push_back({c}) : known->push_back(c);
  }
  return groups;
}

std::string changed_unit(const std::vector<const Change*>& group, const RunSpec& spec, const Paper& paper) {
  const Change& worst = *group.front();
  std::string what = step_text(worst, paper);
  if (group.size() > 1) what += " (+" + std::to_string(group.size() - 1) + ")";
  std::string text = entry(word(worst), level_of(worst), unit_name(worst.key), what, paper);
  text += story(sentence_of(worst), paper);
  return text + command_line(command_of(worst, spec), paper);
}

}  // namespace

std::string command_line(const std::string& command, const Paper& paper) {
  return indent() + paper.style.dim(command) + "\n";
}

std::string run_title(const Run& run, const Paper& paper) {
  const auto line = [&](const std::string& text) { return fit(text, paper.width) + "\n"; };
  std::string text = paper.style.bold(headline(run)) + "\n";
  if (run.units.empty()) return text;
  const auto levels = units_by_gradient_level(run);
  const auto of = [&](Level level) { return grouped(levels[static_cast<std::size_t>(level)]); };
  text += line(of(Level::error) + " with errors, " + of(Level::warning) + " with warnings, " + of(Level::note) +
               " with notes only");
  if (const std::int64_t values = units_with_bad_values_only(run); values > 0)
    text += line(grouped(values) + " more with a good gradient of a value that is off");
  text += line(counted(static_cast<std::int64_t>(case_names(run).size()), "function") + ", " +
               counted(static_cast<std::int64_t>(engine_names(run).size()), "engine") + ", " +
               counted(static_cast<std::int64_t>(format_names(run).size()), "format") + "; partials by verdict:");
  return text + troubles(run, paper);
}

std::string verdict_table(const Run& run, const Paper& paper) {
  constexpr std::size_t label = 17;
  const std::vector<std::string> engines = engine_names(run);
  const Counts all = total_counts(run);
  std::size_t column = 9;
  for (const std::string& engine : engines) column = std::max(column, columns(engine) + 2);
  const std::size_t across = (std::max(paper.width, label + 2 * column) - label) / column;
  const std::size_t at_once = std::max<std::size_t>(1, across - 1);
  std::string text;
  for (std::size_t from = 0; from < engines.size(); from += at_once) {
    const std::size_t to = std::min(engines.size(), from + at_once);
    text += "\n" + pad("", label);
    for (std::size_t i = from; i < to; ++i) text += pad_left(engines[i], column);
    text += pad_left("all", column) + "\n";
    for (const Verdict verdict : verdicts_by_severity()) {
      const auto v = static_cast<std::size_t>(verdict);
      if (all[v] == 0) continue;
      text += "  " + paper.style.level(pad(name(verdict), label - 2), loudness(verdict));
      for (std::size_t i = from; i < to; ++i) text += pad_left(grouped(total_counts(run, engines[i])[v]), column);
      text += pad_left(grouped(all[v]), column) + "\n";
    }
  }
  return text;
}

std::string look_first(const Run& run, const Paper& paper) {
  const std::vector<Finding> all = findings(run, Level::warning);
  const std::vector<Finding> firsts = stories(all);
  if (firsts.empty()) return {};
  std::string text = "\nLook at these first (+n: as many more units of that function)\n";
  for (std::size_t i = 0; i < std::min(firsts.size(), findings_shown); ++i) {
    const auto units = std::ranges::count_if(all, [&](const Finding& f) { return same_story(f, firsts[i]); });
    text += paragraph(firsts[i], static_cast<std::size_t>(units - 1), run.header.spec, paper);
  }
  if (firsts.size() > findings_shown)
    text += indent() + grouped(static_cast<std::int64_t>(firsts.size() - findings_shown)) + " more in the report\n";
  return text;
}

std::string worse_list(const Run& run, const Changes& changes, const std::string& accepted, const std::string& all,
                       const Paper& paper) {
  if (changes.worse.empty()) return {};
  const auto units = by_unit(worst_first(changes));
  const std::string count = counted(static_cast<std::int64_t>(units.size()), "gradient");
  const std::string against = accepted.empty() ? " with findings, none accepted yet" : " worse than " + accepted;
  std::string text = "\n" + paper.style.level(signs(paper.utf8).bad, Level::error) + " " +
                     fit(count + against + " (+n: as many more findings)", paper.width - 5) + "\n";
  for (std::size_t i = 0; i < std::min(units.size(), findings_shown); ++i)
    text += changed_unit(units[i], run.header.spec, paper);
  if (units.size() > findings_shown)
    text += indent() + grouped(static_cast<std::int64_t>(units.size() - findings_shown)) + " more: " + all + "\n";
  return text;
}

std::string better_list(const Changes& changes, const Paper& paper) {
  constexpr std::size_t most = 5;
  if (changes.better.empty()) return {};
  const auto count = static_cast<std::int64_t>(changes.better.size());
  std::string text =
      "\n" + paper.style.level(signs(paper.utf8).good, Level::ok) + " " + counted(count, "finding") + " better\n";
  for (std::size_t i = 0; i < std::min(changes.better.size(), most); ++i) {
    const Change& c = changes.better[i];
    text += entry(word(c), Level::ok, unit_name(c.key), step_text(c, paper), paper);
  }
  if (changes.better.size() > most) text += indent() + std::to_string(changes.better.size() - most) + " more\n";
  return text;
}

std::string render_console(const Run& run, const Changes& /*changes*/) {
  const Paper paper;
  return run_title(run, paper) + verdict_table(run, paper) + look_first(run, paper);
}

}  // namespace clino
