#include "typed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "ci.hpp"
#include "clino/engine.hpp"
#include "exit_code.hpp"
#include "reports/reporters.hpp"
#include "suggest.hpp"

namespace clino::cli {
namespace {

Format to_format(const std::string& name) {
  const auto format = find_format(name);
  if (!format) throw UsageError(unknown("format", name, format_names()));
  return *format;
}

void require_engine(const std::string& name) {
  const auto names = known_engines();
  if (std::ranges::find(names, name) == names.end()) throw UsageError(unknown("engine", name, names));
}

ReportTarget to_report(const std::string& text) {
  const std::size_t colon = text.find(':');
  ReportTarget target{text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
  if (find_reporter(target.name) == nullptr)
    throw UsageError(unknown("report", target.name, names_of(reporters(), [](const Reporter& r) { return r.name; })));
  return target;
}

template <class Number>
NumberCheck from_to(const char* what, Number least, Number most) {
  return [=](const std::string& text) -> std::string {
    const std::string given = text.substr(std::min(text.find_first_not_of(' '), text.size()));
    Number x{};
    const auto end = std::from_chars(given.data(), given.data() + given.size(), x);
    const bool read = end.ec == std::errc{} && end.ptr == given.data() + given.size();
    return read && x >= least && x <= most ? "" : fmt::format("'{}' is not {} from {} to {}", given, what, least, most);
  };
}

}  // namespace

NumberCheck whole_number(std::uint64_t least, std::uint64_t most) { return from_to("a whole number", least, most); }
NumberCheck number(double least, double most) { return from_to("a number", least, most); }

std::vector<std::string> known_engines() {
  auto names = names_of(engines(), [](const auto& e) { return e->info().name; });
  names.emplace_back("custom");
  return names;
}

std::vector<Format> typed_formats(const Typed& t) {
  std::vector<Format> all;
  for (const std::string& name : t.formats)
    if (const Format f = to_format(name); std::ranges::find(all, f) == all.end()) all.push_back(f);
  return all;
}
std::vector<std::string> typed_engines(const Typed& t) {
  std::vector<std::string> all;
  for (const std::string& name : t.engines) {
    require_engine(name);
    if (std::ranges::find(all, name) == all.end()) all.push_back(name);
  }
  return all;
}
std::vector<ReportTarget> typed_reports(const Typed& t) {
  std::vector<ReportTarget> all;
  std::ranges::transform(t.reports, std::back_inserter(all), to_report);
  return all;
}
Literals typed_literals(const Typed& t) { return t.literals == "real" ? Literals::real : Literals::as_compiled; }

void add_choice(CLI::App* verb, Typed& t) {
  verb->add_option("--engine", t.engines, "engines, parted by commas; see 'clino list engines'")->delimiter(',');
  verb->add_option("--format", t.formats, "formats, parted by commas; see 'clino list formats'")->delimiter(',');
}

void add_literals(CLI::App* verb, Typed& t) {
  verb->add_option("--literals", t.literals, "literals of the function are numbers of the format, or real numbers")
      ->check(CLI::IsMember({"as-compiled", "real"}));
}

void add_arithmetic(CLI::App* verb, Typed& t) {
  verb->add_flag("--no-shims", t.no_shims, "operations an engine lacks make it answer 'unsupported'");
  add_literals(verb, t);
}

void add_reports(CLI::App* verb, Typed& t, const char* fallback) {
  verb->add_option(
          "--report", t.reports,
          std::string("a report and where to write it, '-' for stdout (repeatable; default: ") + fallback + ")")
      ->type_name("NAME[:PATH]")
      ->allow_extra_args(false);
}

void add_ci(CLI::App* verb, std::string& ci) {
  verb->add_option("--ci", ci, "add the reports of a service: auto finds out which (default none)")
      ->check(CLI::IsMember(ci_choices()));
}

void add_seed(CLI::App* verb, std::uint64_t& seed) {
  verb->add_option("--seed", seed, "seed of the sampled points")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
}

}  // namespace clino::cli
