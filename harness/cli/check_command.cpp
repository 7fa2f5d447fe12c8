#include "check_command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "interrupt.hpp"
#include "log.hpp"
#include "reports/baseline.hpp"
#include "subject.hpp"

namespace clino::cli {
namespace {

CheckOptions options_of(const CheckArguments& a) {
  CheckOptions options;
  options.points = a.points;
  options.seed = a.seed;
  options.shims = a.shims;
  options.literals = a.literals;
  return options;
}

/// What an interrupt would say.
void tell_progress(const CheckResult& result, const Case& c, const Format& format) {
  std::vector<std::string> judged;
  for (const UnitResult& unit : result.units)
    if (judged.empty() || judged.back() != unit.format) judged.push_back(unit.format);
  const std::string done = judged.empty() ? "nothing was judged" : fmt::format("judged in {}", fmt::join(judged, ", "));
  end_when_interrupted(fmt::format("{} before {} of {}, so nothing is shown; fewer --points take less time", done,
                                   format.name, one_line(c.name)));
}

/// Adds one format to the result.
void measure(CheckResult& result, const Subject& subject, const std::vector<std::string>& engines, const Format& format,
             const CheckArguments& a) {
  Case c = case_in(subject, format, a.at, a.domain);
  const CheckOptions options = options_of(a);
  tell_progress(result, c, format);
  std::vector<UnitResult> units =
      result.sampled ? measure_domain(c, engines, format, options) : measure_points(c, engines, format, options);
  std::vector<View> views;
  if (result.sampled) {
    const Chosen chosen = plainest_point(units);
    c.points = {{chosen.x, chosen.why}};
    views = views_of(measure_points(c, engines, format, options), format);
  } else {
    views = views_of(units, format);
  }
  std::ranges::move(units, std::back_inserter(result.units));
  std::ranges::move(views, std::back_inserter(result.views));
}

/// A gradient that is given is judged, whatever engines stand beside it.
std::vector<std::string> engines_of(const Subject& subject, const CheckArguments& a) {
  auto engines = a.engines.empty() ? default_engines(subject) : a.engines;
  if (!a.gradient.empty() && std::ranges::find(engines, "custom") == engines.end()) engines.emplace_back("custom");
  return engines;
}

CheckResult check_subject(const Subject& subject, const CheckArguments& a) {
  const auto engines = engines_of(subject, a);
  require_gradient(subject, engines);
  CheckResult result{.case_name = subject.catalogued ? subject.prototype.name : "",
                     .function = texts_of(subject, a.function),
                     .variables = subject.prototype.function.variables(),
                     .sampled = a.at.empty(),
                     .units = {},
                     .views = {}};
  if (!a.formats.empty()) {
    for (const Format& format : a.formats) measure(result, subject, engines, format, a);
    return result;
  }
  // A point that is no number of one of the formats can still be asked about in the others.
  std::optional<UsageError> refused;
  for (const Format& format : default_formats(subject)) {
    try {
      measure(result, subject, engines, format, a);
    } catch (const UsageError& error) {
      refused = error;
    }
  }
  if (result.units.empty() && refused) throw *refused;
  if (refused) log_warning(refused->what());
  return result;
}

ExitCode verdict_of(const CheckResult& result) {
  std::int64_t numbers = 0;
  bool findings = false;
  for (const UnitResult& unit : result.units) {
    numbers += compared(unit);
    findings = findings || !findings_of(unit, Level::warning).empty();
  }
  if (findings) return ExitCode::findings;
  return numbers == 0 ? ExitCode::incomplete : ExitCode::expected;
}

void print(const std::vector<CheckResult>& results, bool one, const CheckArguments& a, Color color) {
  const bool people = stdout_is_terminal() || color == Color::always;
  if (a.json)
    fmt::print("{}\n", one ? check_as_json(results.front()) : checks_as_json(results));
  else if (people && one)
    fmt::print("{}", check_for_people(results.front(), people_paper(color)));
  else if (people)
    fmt::print("{}", checks_for_people(results, people_paper(color)));
  else
    for (const CheckResult& result : results) fmt::print("{}", check_for_pipes(result));
}

}  // namespace

ExitCode check_command(const CheckArguments& a, Color color) {
  const Subjects subjects = find_subjects(
      {.function = a.function, .gradient = a.gradient, .reference = a.reference, .literals = a.literals}, a.case_files);
  std::vector<CheckResult> results;
  for (const Subject& subject : subjects.all) results.push_back(check_subject(subject, a));
  print(results, subjects.one, a, color);
  ExitCode code = subjects.refused > 0 ? ExitCode::incomplete : ExitCode::expected;
  for (const CheckResult& result : results) {
    const ExitCode own = verdict_of(result);
    if (own == ExitCode::incomplete)
      log_error(fmt::format("{}nothing could be compared with a certified reference",
                            result.case_name.empty() ? "" : result.case_name + ": "));
    code = std::max(code, own);
  }
  return code;
}

}  // namespace clino::cli
