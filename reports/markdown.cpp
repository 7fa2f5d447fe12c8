/// A summary in GitHub's Markdown, for a job's summary page or a comment; far below the 1,024 KiB that GitHub takes.
#include "reports/regressions.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::size_t rows_shown = 200;

/// Text of a cell: no column or line ends in it, nothing is markup.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("|\\`*_<>[]#&").find(c) != std::string_view::npos) out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

std::string counts_table(const Run& run) {
  const auto engines = engine_names(run);
  const Counts all = total_counts(run);
  std::string head = "| partials |", rule = "|---|", rows;
  for (const std::string& engine : engines) {
    head += " " + cell(engine) + " |";
    rule += "---:|";
  }
  for (const Verdict v : verdicts_by_severity()) {
    const auto i = static_cast<std::size_t>(v);
    if (all[i] == 0) continue;
    rows += "| " + cell(name(v)) + " |";
    for (const std::string& engine : engines) rows += " " + grouped(total_counts(run, engine)[i]) + " |";
    rows += "\n";
  }
  return head + "\n" + rule + "\n" + rows;
}

std::string change_row(const Change& c) {
  const FindingFacts& facts = c.after ? *c.after : *c.before;
  return "| " + std::string(word(c)) + " | " + cell(unit_name(c.key)) + " | " + cell(step_of(c)) + " | " +
         cell(c.after ? sentence_of(c) : facts.reason) + " |\n";
}

std::string table_of(const std::vector<const Change*>& changes) {
  std::string text = "| | unit | | why |\n|---|---|---|---|\n";
  for (std::size_t i = 0; i < std::min(changes.size(), rows_shown); ++i) text += change_row(*changes[i]);
  if (changes.size() > rows_shown)
    text += "\n" + grouped(static_cast<std::int64_t>(changes.size() - rows_shown)) + " more are not shown.\n";
  return text;
}

std::string commands(const std::vector<const Change*>& worse, const RunSpec& spec) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(worse.size(), 3); ++i)
    text += "    " + command_of(*worse[i], spec) + "\n";
  return text.empty() ? text : "\nNext:\n\n" + text;
}

}  // namespace

std::string render_markdown(const Run& run, const Changes& changes) {
  std::string text = "## Clinometer: " + cell(summary_of(changes)) + "\n\n" + cell(headline(run)) + ".\n\n";
  if (!run.complete) text += "**Incomplete: the run did not reach its end.**\n\n";
  if (!changes.worse.empty()) {
    const auto worse = worst_first(changes);
    text += table_of(worse) + commands(worse, run.header.spec) + "\n";
  }
  std::vector<const Change*> better;
  for (const Change& c : changes.better) better.push_back(&c);
  if (!better.empty()) text += "<details><summary>Better or gone</summary>\n\n" + table_of(better) + "\n</details>\n\n";
  return text + "<details><summary>All partials by verdict</summary>\n\n" + counts_table(run) + "\n</details>\n";
}

}  // namespace clino
