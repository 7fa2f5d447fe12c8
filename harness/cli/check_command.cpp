#include "check_command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "expectations.hpp"
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

/// Adds one format to the result.
void measure(CheckResult& result, const Subject& subject, const std::vector<std::string>& engines, const Format& format,
             const CheckArguments& a) {
  Case c = case_in(subject, format, a.at, a.domain);
  const CheckOptions options = options_of(a);
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

}  // namespace

ExitCode check_command(const CheckArguments& a, Color color) {
  const Subject subject =
      find_subject({.function = a.function, .gradient = a.gradient, .reference = a.reference, .literals = a.literals});
  const auto engines = a.engines.empty() ? default_engines(subject) : a.engines;
  require_gradient(subject, engines);
  CheckResult result{.case_name = subject.catalogued ? subject.prototype.name : "",
                     .function = texts_of(subject, a.function),
                     .variables = subject.prototype.function.variables(),
                     .sampled = a.at.empty(),
                     .units = {},
                     .views = {}};
  for (const Format& format : a.formats.empty() ? default_formats(subject) : a.formats)
    measure(result, subject, engines, format, a);
  if (a.json)
    fmt::print("{}\n", check_as_json(result));
  else if (stdout_is_terminal() || color == Color::always)
    fmt::print("{}", check_for_people(result, Style(use_color(color, true))));
  else
    fmt::print("{}", check_for_pipes(result));
  const ExitCode code = verdict_of(result);
  if (code == ExitCode::incomplete) log_error("nothing could be compared with a certified reference");
  return code;
}

}  // namespace clino::cli
