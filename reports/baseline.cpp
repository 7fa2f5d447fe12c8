#include "reports/baseline.hpp"

#include <algorithm>
#include <charconv>

#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::string_view measured_mark = "# measured ";
constexpr std::string_view value_mark = "value:";

std::vector<std::string> columns_of(std::string_view line) {
  std::vector<std::string> columns;
  for (std::size_t start = 0;;) {
    const std::size_t tab = line.find('\t', start);
    columns.emplace_back(line.substr(start, tab - start));
    if (tab == std::string_view::npos) return columns;
    start = tab + 1;
  }
}

/// False where the column is neither "-" nor a count.
bool read_digits(const std::string& column, std::optional<int>& digits) {
  if (column == "-") return true;
  int n = 0;
  const auto [end, error] = std::from_chars(column.data(), column.data() + column.size(), n);
  if (error != std::errc() || end != column.data() + column.size() || n < 0) return false;
  digits = n;
  return true;
}

/// The finding of a line; nothing where it is none.
std::optional<std::pair<FindingKey, FindingFacts>> read_line(std::string_view line) {
  const auto c = columns_of(line);
  if (c.size() < 5 || c.size() > 8) return std::nullopt;
  const std::string_view verdict = c[3];
  if (!find_verdict(verdict.starts_with(value_mark) ? verdict.substr(value_mark.size()) : verdict)) return std::nullopt;
  FindingFacts facts;
  if (c.size() == 6) facts.reason = c[5];
  if (c.size() >= 7) {
    if (!read_digits(c[5], facts.digits)) return std::nullopt;
    facts.at = c[6];
    if (c.size() > 7) facts.reason = c[7];
  }
  return std::pair{FindingKey{c[0], c[1], c[2], c[3], c[4]}, std::move(facts)};
}

std::string in_columns(const FindingKey& k) {
  return k.case_name + '\t' + k.engine + '\t' + k.format + '\t' + k.verdict + '\t' + k.blame;
}

/// A reason typed by a person must not end its column or line.
std::string one_column(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text;
}

/// The first name=value of `wanted` that `given` has otherwise: "seed=1, not seed=2".
std::string first_difference(std::string_view given, std::string_view wanted) {
  while (!given.empty() || !wanted.empty()) {
    const auto g = given.substr(0, given.find(' ')), w = wanted.substr(0, wanted.find(' '));
    if (g != w) return std::string(g) + ", not " + std::string(w);
    given.remove_prefix(std::min(g.size() + 1, given.size()));
    wanted.remove_prefix(std::min(w.size() + 1, wanted.size()));
  }
  return {};
}

}  // namespace

Baseline::Baseline(std::string_view text, std::string_view name) {
  int number = 0;
  const auto fail = [&](std::string_view line, std::string_view what) {
    throw BadBaseline(std::string(name) + ":" + std::to_string(number) + ": '" + std::string(line) + "' " +
                      std::string(what));
  };
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    ++number;
    if (line.starts_with(measured_mark)) measured_ = line.substr(measured_mark.size());
    if (line.empty() || line.front() == '#') continue;
    auto read = read_line(line);
    if (!read)
      fail(line,
           "is no accepted finding; wanted case, engine, format, verdict, blame, in a baseline digits and input too, "
           "parted by tabs");
    else if (!findings_.insert(std::move(*read)).second)
      fail(line, "is there twice");
  }
}

const FindingFacts* Baseline::find(const FindingKey& key) const {
  const auto found = findings_.find(key);
  return found == findings_.end() ? nullptr : &found->second;
}

std::vector<FindingKey> Baseline::of_unit(const UnitResult& unit) const {
  std::vector<FindingKey> all;
  for (auto row = findings_.lower_bound({unit.case_name, unit.engine, unit.format, {}, {}});
       row != findings_.end() && row->first.case_name == unit.case_name && row->first.engine == unit.engine &&
       row->first.format == unit.format;
       ++row)
    all.push_back(row->first);
  return all;
}

std::string Baseline::text() const {
  std::string text =
      "# Baseline of clino: accepted findings. `clino accept` and `clino review` rewrite it.\n" +
      std::string(measured_mark) + measured_ +
      "\n# case, engine, format, verdict, blame, decimal digits lost, plainest input, why it is accepted (optional)\n";
  for (const auto& [key, facts] : findings_) {
    text += in_columns(key) + '\t' + (facts.digits ? std::to_string(*facts.digits) : "-") + '\t' + facts.at;
    if (!facts.reason.empty()) text += '\t' + one_column(facts.reason);
    text += '\n';
  }
  return text;
}

std::string measure_of(const RunHeader& h) {
  const RunSpec& s = h.spec;
  std::string text = "catalogue=" + h.catalogue + " points=" + std::to_string(s.points) +
                     " seed=" + std::to_string(s.seed) + " ulps=" + to_decimal(binary64, s.tolerance.ulps) +
                     " input_ulps=" + to_decimal(binary64, s.tolerance.input_ulps);
  text += s.shims == Shims::supply ? " shims=supply" : " shims=refuse";
  text += s.literals == Literals::as_compiled ? " literals=as-compiled" : " literals=real";
  return text + " rules=" + std::to_string(h.rules) + " environment=" + h.environment;
}

void require_same_measure(const Baseline& baseline, const RunHeader& header, std::string_view name) {
  const std::string now = measure_of(header);
  if (baseline.measured().empty() || baseline.measured() == now) return;
  const std::string difference = first_difference(baseline.measured(), now);
  const std::string why = difference.starts_with("catalogue")     ? "the cases have changed since"
                          : difference.starts_with("environment") ? "it is of another kind of machine"
                          : difference.starts_with("rules")       ? "it is of another version of the reference"
                                                                  : "it was measured in another way";
  throw BadBaseline(
      std::string(name) + " cannot be compared with this run: " + why + " (" + difference +
      "); after a run without it 'clino review --renew' goes through what is different, 'clino accept --renew' takes "
      "it all");
}

std::string render_expectations(const Run& run, Level at_least, const Baseline& known) {
  FindingMap all;
  for (const UnitResult& unit : run.units) all.merge(findings_of(unit, at_least));
  std::string text =
      "# Accepted findings of the catalogue, checked in both directions by `clino run`.\n"
      "# case, engine, format, verdict, blame, why it is accepted (optional); rewritten by `clino run "
      "--write-expected`.\n";
  for (const auto& [key, facts] : all) {
    text += in_columns(key);
    if (const auto* row = known.find(key); row != nullptr && !row->reason.empty()) text += '\t' + row->reason;
    text += '\n';
  }
  return text;
}

}  // namespace clino
