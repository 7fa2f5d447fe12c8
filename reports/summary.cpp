#include "reports/summary.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

namespace clino {
namespace {

Format format_of(const UnitResult& unit) { return find_format(unit.format).value_or(binary64); }

std::size_t severity(Verdict verdict) {
  const auto& order = verdicts_by_severity();
  return static_cast<std::size_t>(std::ranges::find(order, verdict) - order.begin());
}

/// A plainest point beats one that is merely listed; of two alike the first stands.
bool is_plainest(const PointResult& point) { return point.why.find("plainest") != std::string::npos; }

/// The number of the finding's kind with its verdict that lost most, or null; the one that the point exemplifies first.
const NumberResult* carrier(const PointResult& point, const Finding& finding, bool of_value) {
  const NumberResult* best = nullptr;
  for (const NumberResult& number : of_value ? point.values : point.partials) {
    if (number.judgement.verdict != finding.verdict) continue;
    if (point.target && point.target->output == number.output && point.target->input == number.input) return &number;
    if (best == nullptr || number.judgement.bits_lost > best->judgement.bits_lost) best = &number;
  }
  return best;
}

/// Takes the first point of the list that carries the finding's verdict, a plainest one if there is one.
void take_point(Finding& finding, const std::vector<PointResult>& points, bool of_value) {
  for (const PointResult& point : points) {
    if (!point.in_domain) continue;
    const NumberResult* number = carrier(point, finding, of_value);
    if (number == nullptr || (finding.point != nullptr && (is_plainest(*finding.point) || !is_plainest(point))))
      continue;
    finding.point = &point;
    finding.number = number;
  }
}

/// The diagnosis of a point is about one number: its target, or the finding's own where none is named.
bool diagnosed(const Finding& f) {
  if (f.point == nullptr || !f.point->diagnosis || f.point->diagnosis->summary.empty()) return false;
  const auto& target = f.point->target;
  return !target || (target->output == f.number->output && target->input == f.number->input);
}

std::string sentence_of(const Finding& finding) {
  if (diagnosed(finding)) return finding.point->diagnosis->summary;
  if (finding.number != nullptr && !finding.number->judgement.reason.empty()) return finding.number->judgement.reason;
  if (!finding.unit->failure.empty()) return finding.unit->failure;
  return std::string(meaning(finding.verdict));
}

std::string variable_name(const UnitResult& unit, std::size_t i) {
  return i < unit.variables.size() ? unit.variables[i] : "x" + std::to_string(i);
}

void trim_stop(std::string& text) {
  while (!text.empty() && (text.back() == '.' || text.back() == '\n' || text.back() == ' ')) text.pop_back();
}

/// Names met in the units; the requested ones keep the order of the request.
std::vector<std::string> ordered_names(const Run& run, std::string UnitResult::*name,
                                       const std::vector<std::string>& requested) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& n) {
    if (std::ranges::find(names, n) == names.end()) names.push_back(n);
  };
  for (const std::string& n : requested)
    if (std::ranges::any_of(run.units, [&](const UnitResult& unit) { return unit.*name == n; })) add(n);
  for (const UnitResult& unit : run.units) add(unit.*name);
  return names;
}

void add_to(Counts& sum, const Counts& counts) {
  std::transform(sum.begin(), sum.end(), counts.begin(), sum.begin(), std::plus{});
}

}  // namespace

const std::vector<Verdict>& verdicts_by_severity() {
  static const std::vector order{
      Verdict::failed,    Verdict::wrong,       Verdict::non_finite, Verdict::underflow,   Verdict::inaccurate,
      Verdict::kink,      Verdict::invented,    Verdict::undecided,  Verdict::unsupported, Verdict::ill_conditioned,
      Verdict::undefined, Verdict::subgradient, Verdict::accurate};
  return order;
}

Level gradient_level(const UnitResult& unit) { return unit.failure.empty() ? unit.level : Level::error; }

bool about_value(const Finding& finding) { return finding.number != nullptr && finding.number->input < 0; }

Finding leading_finding(const UnitResult& unit) {
  const bool of_value = unit.failure.empty() && unit.value_level > unit.level;
  Finding finding{
      .unit = &unit, .verdict = of_value ? worst_value_verdict(unit) : worst_verdict(unit), .level = level_of(unit)};
  take_point(finding, unit.exemplars, of_value);
  if (finding.point == nullptr) take_point(finding, unit.points, of_value);
  if (finding.number != nullptr) finding.bits_lost = finding.number->judgement.bits_lost;
  finding.sentence = sentence_of(finding);
  trim_stop(finding.sentence);
  return finding;
}

std::vector<Finding> findings(const Run& run, Level least) {
  std::vector<Finding> list;
  for (const UnitResult& unit : run.units)
    if (Finding finding = leading_finding(unit); finding.level >= least && finding.level != Level::ok)
      list.push_back(std::move(finding));
  const auto key = [](const Finding& f) {
    const double share = f.bits_lost / format_of(*f.unit).precision;
    return std::tuple(-static_cast<int>(f.level), severity(f.verdict), about_value(f), -share,
                      std::string_view(f.unit->case_name), std::string_view(f.unit->format),
                      std::string_view(f.unit->engine));
  };
  std::ranges::stable_sort(list, {}, key);
  return list;
}

std::vector<std::string> case_names(const Run& run) { return ordered_names(run, &UnitResult::case_name, {}); }
std::vector<std::string> engine_names(const Run& run) {
  return ordered_names(run, &UnitResult::engine, run.header.spec.engines);
}
std::vector<std::string> format_names(const Run& run) {
  std::vector<std::string> narrowest_first;
  for (const Format& format : formats()) narrowest_first.emplace_back(format.name);
  return ordered_names(run, &UnitResult::format, narrowest_first);
}

Counts total_counts(const Run& run) {
  Counts sum{};
  for (const UnitResult& unit : run.units) add_to(sum, unit.counts);
  return sum;
}
Counts total_counts(const Run& run, std::string_view engine) {
  Counts sum{};
  for (const UnitResult& unit : run.units)
    if (unit.engine == engine) add_to(sum, unit.counts);
  return sum;
}
Counts total_outside(const Run& run) {
  Counts sum{};
  for (const UnitResult& unit : run.units) add_to(sum, unit.outside);
  return sum;
}

std::array<std::int64_t, 4> units_by_gradient_level(const Run& run) {
  std::array<std::int64_t, 4> units{};
  for (const UnitResult& unit : run.units) ++units[static_cast<std::size_t>(gradient_level(unit))];
  return units;
}

std::int64_t units_with_bad_values_only(const Run& run) {
  return std::ranges::count_if(run.units, [](const UnitResult& unit) {
    return gradient_level(unit) < Level::warning && level_of(unit) >= Level::warning;
  });
}

std::string headline(const Run& run) {
  if (run.units.empty()) return "Nothing was checked";
  const auto levels = units_by_gradient_level(run);
  const std::int64_t bad =
      levels[static_cast<std::size_t>(Level::warning)] + levels[static_cast<std::size_t>(Level::error)];
  const std::string all = counted(static_cast<std::int64_t>(run.units.size()), "gradient");
  if (bad == 0) return "No finding among " + all;
  return grouped(bad) + " of " + all + " cannot be trusted";
}

std::string input_text(const UnitResult& unit, const PointResult& point, std::size_t most) {
  std::string text;
  const std::size_t shown = std::min(most, point.x.size());
  for (std::size_t i = 0; i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + variable_name(unit, i) + " = " + to_decimal(format_of(unit), point.x[i]);
  }
  if (shown < point.x.size()) text += ", " + std::to_string(point.x.size() - shown) + " more";
  return text;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:+-";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string case_file_options(const RunSpec& spec) {
  std::string options;
  for (const std::string& file : spec.case_files) options += " --cases " + shell_word(file);
  return options;
}

std::string at_option(const UnitResult& unit, const PointResult& point) {
  std::string at;
  for (std::size_t i = 0; i < point.x.size(); ++i)
    at += (i == 0 ? "" : ",") + variable_name(unit, i) + "=" + to_decimal(format_of(unit), point.x[i]);
  return at;
}

std::string reproduce_command(const UnitResult& unit, const PointResult* point) {
  const std::string where = " --engine " + unit.engine + " --format " + unit.format;
  if (point == nullptr || point->x.empty()) return "clino run " + shell_word(unit.case_name) + where;
  return "clino explain " + shell_word(unit.case_name) + " --at " + at_option(unit, *point) + where;
}

std::string command_to_type(const UnitResult& unit, const PointResult* point, const RunSpec& spec) {
  constexpr std::size_t inputs_typed = 4;
  const bool looked_for = point == nullptr ? unit.failure.empty() : point->x.size() > inputs_typed;
  const std::string command = looked_for ? "clino explain " + shell_word(unit.case_name) + " --engine " + unit.engine +
                                               " --format " + unit.format
                                         : reproduce_command(unit, point);
  return command + case_file_options(spec);
}

std::string counted(std::int64_t n, std::string_view noun) {
  return grouped(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

std::string grouped(std::int64_t n) {
  std::string digits = std::to_string(n);
  const std::size_t first = n < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

}  // namespace clino
