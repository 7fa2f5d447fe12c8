#include "run_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/console.hpp"
#include "reports/summary.hpp"

namespace clino::cli {
namespace {

struct NextStep {
  std::string command, why;
};

/// What a person would do now: decide on what is new, and look.
std::vector<NextStep> next_steps(const RunStory& s) {
  const bool default_out = s.out == "clino-out";
  const std::string results = default_out ? "" : " --results " + shell_word(s.out.string());
  std::vector<NextStep> steps;
  if (!s.changes.worse.empty() || !s.changes.better.empty())
    steps.push_back({"clino review" + results + s.gate.options(), "accept or reject, one by one"});
  steps.push_back({"clino report " + shell_word(s.out.string()) + " --report markdown:-", "a summary to pass on"});
  for (const WrittenFile& f : s.files)
    if (f.what == "html") steps.push_back({"xdg-open " + shell_word(f.path.string()), "the whole picture"});
  return steps;
}

std::string next_text(const RunStory& s, const Paper& paper) {
  const std::vector<NextStep> steps = next_steps(s);
  std::size_t longest = 0;
  for (const NextStep& step : steps) longest = std::max(longest, columns(step.command));
  std::string text = "\nNext\n";
  for (const NextStep& step : steps) {
    const bool fits = longest + step.why.size() + 5 <= paper.width;
    text += "  " + (fits ? pad(step.command, longest) + "   " + paper.style.dim(step.why) : step.command) + "\n";
  }
  return text;
}

std::string gate_text(const RunStory& s, const Paper& paper) {
  const auto& sign = signs(paper.utf8);
  const std::string time = fmt::format("in {:.1f} s", s.seconds);
  switch (s.outcome.code) {
    case ExitCode::expected:
      return fmt::format("{} gate passed {}: {} as accepted\n", paper.style.level(sign.good, Level::ok), time,
                         counted(static_cast<std::int64_t>(s.changes.same), "finding"));
    case ExitCode::findings:
      return fmt::format("{} gate failed {} (exit 1)\n", paper.style.level(sign.bad, Level::error), time);
    case ExitCode::bad_usage:
    case ExitCode::incomplete: break;
  }
  return fmt::format("{} incomplete {}: {} lost, {} refused (exit 3)\n", paper.style.level(sign.bad, Level::error),
                     time, counted(static_cast<std::int64_t>(s.lost), "gradient"),
                     counted(static_cast<std::int64_t>(s.run.header.refused.size()), "case"));
}

std::string counts_by_name(const Counts& counts) {
  std::string text;
  for (const Verdict v : verdicts_by_severity())
    if (const auto n = counts[static_cast<std::size_t>(v)]; n > 0) text += fmt::format("\t{}={}", name(v), n);
  return text;
}

}  // namespace

void print_run_page(const RunStory& s, const Paper& paper) {
  const std::string all = "clino report " + shell_word(s.out.string()) + " --gate" + s.gate.options() + " | cat";
  std::string text = run_title(s.run, paper) + verdict_table(s.run, paper);
  text += worse_list(s.run, s.changes, s.gate.accepted_name(), all, paper);
  if (s.changes.worse.empty()) text += look_first(s.run, paper);
  text += better_list(s.changes, paper);
  for (const std::string& name : s.run.header.refused) text += "\n" + fit("refused  " + name, paper.width) + "\n";
  text += next_text(s, paper) + "\n";
  for (const WrittenFile& f : s.files) text += paper.style.dim(pad(f.what, 10)) + f.path.string() + "\n";
  fmt::print("{}{}", text, gate_text(s, paper));
}

void print_run_facts(const RunStory& s) {
  const auto levels = units_by_gradient_level(s.run);
  fmt::print("gradients\tall={}", s.run.units.size());
  for (const Level level : {Level::error, Level::warning, Level::note, Level::ok})
    fmt::print("\t{}={}", name(level), levels[static_cast<std::size_t>(level)]);
  fmt::print("\n");
  for (const std::string& engine : engine_names(s.run))
    fmt::print("verdicts\t{}{}\n", engine, counts_by_name(total_counts(s.run, engine)));
  print_changes(s.changes.worse, s.run.header.spec);
  print_changes(s.changes.better, s.run.header.spec);
  for (const WrittenFile& f : s.files) fmt::print("{}\t{}\n", f.what, f.path.string());
  for (const std::string& name : s.run.header.refused) fmt::print("refused\t{}\n", one_line(name));
  print_gate(s.outcome, s.changes, s.lost, s.run.header.refused.size());
}

}  // namespace clino::cli
