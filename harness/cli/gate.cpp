#include "gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "terminal.hpp"

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

Changes Gate::compare(const Run& run) const { return changes_of(run, *accepted_, arguments_.fail_on, direction_); }

bool Gate::passes(const Changes& changes) const {
  const bool better_matters = !own_ || arguments_.strict;
  return changes.worse.empty() && (changes.better.empty() || !better_matters);
}

void print_changes(const std::vector<Change>& changes) {
  constexpr std::size_t most = 10;
  const std::size_t shown = stdout_is_terminal() ? std::min(changes.size(), most) : changes.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const Change& c = changes[i];
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", word(c), c.key.case_name, c.key.engine, c.key.format, c.key.verdict,
               c.key.blame, digits_text(c), (c.after ? c.after : c.before)->at);
  }
  if (shown < changes.size())
    fmt::print("{}\t... and {} more; piped all are listed\n", word(changes[shown]), changes.size() - shown);
}

ExitCode print_gate(const Gate& gate, const Changes& changes, std::size_t lost, std::size_t refused) {
  const bool incomplete = lost + refused > 0, passes = gate.passes(changes);
  fmt::print("gate\t{}\tnew={}\tgone={}\tlost={}\trefused={}\tworse={}\tbetter={}\n",
             incomplete ? "incomplete"
             : passes   ? "pass"
                        : "fail",
             count_word(changes.worse, "new"), count_word(changes.better, "gone"), lost, refused,
             count_word(changes.worse, "worse"), count_word(changes.better, "better"));
  if (incomplete) return ExitCode::incomplete;
  return passes ? ExitCode::expected : ExitCode::findings;
}

bool in_ci() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && *ci != '\0' && std::string_view(ci) != "false" && std::string_view(ci) != "0";
}

}  // namespace clino::cli
