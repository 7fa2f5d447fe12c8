#include "gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "reports/regressions.hpp"
#include "reports/summary.hpp"
#include "reports/text.hpp"

namespace clino::cli {

/// cases/expected.txt, put into the binary by CMake.
extern const std::string_view expected_findings_text;

namespace {

/// The expectations were made with the default points and rules; with others a finding may rightly be missing.
Direction direction_of(const RunSpec& spec) {
  const RunSpec usual;
  const bool same = spec.points == usual.points && spec.seed == usual.seed && spec.shims == usual.shims &&
                    spec.literals == usual.literals;
  return same ? Direction::both : Direction::worse_only;
}

std::string digits_text(const Change& c) {
  const auto text = [](const std::optional<FindingFacts>& f) {
    return f && f->digits ? std::to_string(*f->digits) : std::string("-");
  };
  if (c.before && c.after) return text(c.before) + ">" + text(c.after);
  return text(c.after ? c.after : c.before);
}

std::ptrdiff_t count_word(const std::vector<Change>& changes, std::string_view wanted) {
  return std::ranges::count_if(changes, [&](const Change& c) { return word(c) == wanted; });
}

}  // namespace

const Baseline& catalogue_expectations() {
  static const Baseline expectations(expected_findings_text, "cases/expected.txt");
  return expectations;
}

Baseline read_baseline(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path))
    throw BadBaseline("cannot read " + path.string() + ": " + std::strerror(errno != 0 ? errno : EISDIR) +
                      "; 'clino accept --baseline " + path.string() + "' makes one from the last run");
  std::ostringstream text;
  text << file.rdbuf();
  return {text.str(), path.string()};
}

Gate::Gate(const GateArguments& arguments, const RunHeader& header)
    : arguments_(arguments), own_(!arguments.baseline.empty()) {
  if (own_) {
    read_ = read_baseline(arguments.baseline);
    require_same_measure(read_, header, arguments.baseline.string());
    accepted_ = &read_;
    return;
  }
  // The expectations are the catalogue's: a case of a file that has a name of the catalogue is another one.
  accepted_ = header.spec.catalogue ? &catalogue_expectations() : &read_;
  direction_ = direction_of(header.spec);
}

Changes Gate::compare(const Run& run) const {
  Changes changes = changes_of(run, *accepted_, arguments_.fail_on, direction_);
  changes.accepted = accepted_name();
  return changes;
}

bool Gate::passes(const Changes& changes) const {
  const bool better_matters = !own_ || arguments_.strict;
  return changes.worse.empty() && (changes.better.empty() || !better_matters);
}

std::string Gate::accepted_name() const {
  if (own_) return arguments_.baseline.string();
  return accepted_->empty() ? "" : "the catalogue's expectations";
}

std::string Gate::options() const {
  std::string text;
  if (own_) text += " --baseline " + shell_word(arguments_.baseline.string());
  if (arguments_.fail_on != GateArguments{}.fail_on) text += " --fail-on " + std::string(name(arguments_.fail_on));
  return text;
}

GateOutcome outcome_of(const Gate& gate, const Changes& changes, std::size_t lost, std::size_t refused) {
  if (lost + refused > 0) return {"incomplete", ExitCode::incomplete};
  if (gate.passes(changes)) return {"pass", ExitCode::expected};
  return {"fail", ExitCode::findings};
}

void print_changes(const std::vector<Change>& changes, const RunSpec& spec) {
  for (const Change& c : changes) {
    const std::string what = c.after ? one_line(sentence_of(c)) : std::string();
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", word(c), c.key.case_name, c.key.engine, c.key.format,
               c.key.verdict, c.key.blame, digits_text(c), (c.after ? c.after : c.before)->at, what,
               command_of(c, spec));
  }
}

void print_gate(const GateOutcome& outcome, const Changes& changes, std::size_t lost, std::size_t refused) {
  fmt::print("gate\t{}\tnew={}\tgone={}\tlost={}\trefused={}\tworse={}\tbetter={}\n", outcome.word,
             count_word(changes.worse, "new"), count_word(changes.better, "gone"), lost, refused,
             count_word(changes.worse, "worse"), count_word(changes.better, "better"));
}

}  // namespace clino::cli
