#include "subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "case_list.hpp"
#include "cases/catalogue.hpp"
#include "clino/engine.hpp"
#include "clino/expression.hpp"
#include "clino/fpcore.hpp"
#include "exit_code.hpp"
#include "log.hpp"
#include "numbers.hpp"
#include "suggest.hpp"
#include "terminal.hpp"

namespace clino::cli {
namespace {

std::string trimmed(const std::string& s) {
  const std::size_t first = s.find_first_not_of(' ');
  return first == std::string::npos ? std::string() : s.substr(first, s.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> trimmed(const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  for (const std::string& t : texts) all.push_back(trimmed(t));
  return all;
}

bool looks_like_a_name(std::string_view text) {
  return text.find('/') != std::string_view::npos && std::ranges::all_of(text, [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '/' || c == '.';
         });
}

/// "sigmoid/nave" could be read as a quotient of two variables; it is meant as a case when its family is one, or when
/// a case's name is near.
void refuse_misspelt_case(const std::string& text, const std::vector<std::string>& names) {
  if (!looks_like_a_name(text)) return;
  const std::string family = text.substr(0, text.find('/') + 1);
  const bool known_family =
      family.size() > 3 && std::ranges::any_of(names, [&](const auto& n) { return n.starts_with(family); });
  if (known_family || (text.size() > 5 && !nearest(text, names).empty()))
    throw UsageError(unknown("case", text, names));
  constexpr std::size_t word = 4;  // x/y, or dx/dt, is no name
  if (family.size() > word && text.size() - family.size() >= word)
    log_warning(fmt::format("no case is called '{}': it is taken as a quotient of variables", text));
}

/// What `read` gives; what is wrong with the text becomes a UsageError.
auto parsed(const char* what, auto read) {
  try {
    return read();
  } catch (const ParseError& error) {
    throw UsageError(fmt::format("{} at {}", what, error.what()));
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{}: {}", what, error.what()));
  }
}

Function parse(const std::vector<std::string>& texts, const std::vector<std::string>& variables, Literals literals,
               const char* what) {
  return parsed(what, [&] { return Function::parse(texts, variables, literals); });
}

/// Texts as a case: infix is a function and no more, an FPCore core says where it is used and what is meant.
Case case_of(const std::vector<std::string>& texts, Literals literals) {
  if (texts.size() == 1 && looks_like_fpcore(texts.front()))
    return parsed("function", [&] { return fpcore_case(texts.front(), literals); });
  Case c{.name = {}, .function = parse(texts, {}, literals, "function"), .domain = {}};
  c.name = c.function.text();
  return c;
}

void add_gradient(Case& c, const std::vector<std::string>& texts, Literals literals) {
  c.gradient = parse(texts, c.function.variables(), literals, "gradient");
  const auto [n, m] = c.function.shape();
  if (c.gradient->shape().outputs != n * m)
    throw UsageError(
        fmt::format("--gradient has {} expressions; a function of {} variables ({}) and {} outputs needs {}",
                    c.gradient->shape().outputs, n, fmt::join(c.function.variables(), ", "), m, n * m));
}

void add_reference(Case& c, const std::vector<std::string>& texts) {
  c.reference = parse(texts, c.function.variables(), Literals::real, "reference");
  if (c.reference->shape().outputs != c.function.shape().outputs)
    throw UsageError(fmt::format("--reference has {} outputs, the function {}", c.reference->shape().outputs,
                                 c.function.shape().outputs));
}

void add_texts(Subject& subject, const SubjectTexts& given) {
  if (!given.gradient.empty()) add_gradient(subject.prototype, trimmed(given.gradient), given.literals);
  if (!given.reference.empty()) add_reference(subject.prototype, trimmed(given.reference));
}

Point checked_point(const std::string& text, const Case& c, const std::vector<Interval>& domain, const Format& format) {
  Point x = parse_point(text, c.function.variables(), format);
  for (std::size_t i = 0; i < x.size(); ++i) {
    // A bound such as 0.1 and the point 0.1 are the same text; the point is rounded to the format.
    if (x[i] >= round_to(format, domain[i].lo) && x[i] <= round_to(format, domain[i].hi)) continue;
    throw UsageError(fmt::format("--at {}: {} is outside the domain {} to {}; --domain widens it", text,
                                 c.function.variables()[i], to_decimal(binary64, domain[i].lo),
                                 to_decimal(binary64, domain[i].hi)));
  }
  if (c.accepts && !c.accepts(x))
    throw UsageError(fmt::format("--at {}: the point breaks the precondition of {}", text, one_line(c.name)));
  return x;
}

/// Every side of the domain holds a number of the format.
void require_numbers(const Case& c, const Format& format) {
  for (std::size_t i = 0; i < c.domain.size(); ++i) {
    const auto [lo, hi] = c.domain[i];
    const double x = round_to(format, lo);
    if ((x < lo ? next_up(format, x) : x) <= std::min(hi, largest(format))) continue;
    throw UsageError(fmt::format("the domain {} to {} of {} contains no number of {}", to_decimal(binary64, lo),
                                 to_decimal(binary64, hi), c.function.variables()[i], format.name));
  }
}

}  // namespace

Subject find_subject(const SubjectTexts& given) {
  const std::vector<std::string> texts = trimmed(given.function);
  const std::vector<Case>& cases = catalogue();
  const auto found = std::ranges::find(cases, texts.front(), &Case::name);
  const bool catalogued = texts.size() == 1 && found != cases.end();
  if (texts.size() == 1 && !catalogued)
    refuse_misspelt_case(texts.front(), names_of(cases, [](const Case& c) { return c.name; }));
  Subject subject{.prototype = catalogued ? *found : case_of(texts, given.literals), .catalogued = catalogued};
  add_texts(subject, given);
  return subject;
}

namespace {

/// Cases of the catalogue that are asked for by name and that no file has.
void add_named(CaseList& list, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto known = std::ranges::find(catalogue(), name, &Case::name);
    if (known == catalogue().end()) continue;
    if (std::ranges::find(list.cases, name, &Case::name) == list.cases.end())
      list.cases.push_back(*known);
    else
      log_warning(fmt::format("'{}' is the file's; the catalogue has a case of that name, too", name));
  }
}

}  // namespace

Subjects find_subjects(const SubjectTexts& given, std::span<const std::string> case_files) {
  if (case_files.empty()) return {.all = {find_subject(given)}};
  const auto names = trimmed(given.function);
  CaseList list = gather_cases(case_files, WithCatalogue::no, given.literals);
  add_named(list, names);
  list = choose_cases(std::move(list), names);
  warn_of_refused(list);
  if (list.cases.empty() && list.refused.empty())
    throw UsageError(fmt::format("no case of {} matches {}", fmt::join(case_files, ", "), fmt::join(names, ", ")));
  Subjects subjects{.all = {}, .refused = list.refused.size()};
  subjects.one = names.size() == 1 && list.cases.size() == 1 && list.cases.front().name == names.front();
  if (list.cases.size() > 1 && (!given.gradient.empty() || !given.reference.empty()))
    throw UsageError(fmt::format("--gradient and --reference want one case; {} are chosen", list.cases.size()));
  for (Case& c : list.cases) {
    subjects.all.push_back({std::move(c), true});
    add_texts(subjects.all.back(), given);
  }
  return subjects;
}

Case case_in(const Subject& subject, const Format& format, std::span<const std::string> at,
             std::span<const std::string> domain) {
  Case c = subject.prototype;
  const auto n = static_cast<std::size_t>(c.function.shape().inputs);
  const bool whole_format = c.domain.empty();
  if (whole_format) c.domain.assign(n, {-largest(format), largest(format)});
  // A range of many binades is sampled in float order: evenly in the logarithm would miss most of them.
  if (whole_format && domain.empty()) c.sampling.assign(n, Sampling::bits);
  c.domain = parse_domain(domain, c.function.variables(), c.domain, format);
  if (at.empty()) require_numbers(c, format);
  if (!at.empty()) c.points.clear();
  const std::vector<Interval> asked = c.domain;
  for (const std::string& text : at) {
    const Point x = checked_point(text, c, asked, format);
    for (std::size_t i = 0; i < n; ++i) c.domain[i] = {std::min(c.domain[i].lo, x[i]), std::max(c.domain[i].hi, x[i])};
    c.points.push_back({x, "given"});
  }
  return c;
}

std::vector<std::string> texts_of(const Subject& subject, const std::vector<std::string>& given) {
  std::vector<std::string> texts = given;
  if (subject.catalogued) {
    const std::string& text = subject.prototype.function.text();
    texts = {text.empty() ? subject.prototype.name : text};
  }
  std::ranges::transform(texts, texts.begin(), one_line);
  return texts;
}

std::vector<Format> default_formats(const Subject& subject) { return subject.prototype.formats; }

std::vector<std::string> default_engines(const Subject& subject) {
  const bool black_box = !subject.prototype.function.traceable();
  if (subject.prototype.gradient && (black_box || !subject.catalogued)) return {"custom"};
  auto names = names_of(engines(), [](const auto& e) { return e->info().name; });
  if (subject.prototype.gradient) names.emplace_back("custom");
  return names;
}

void require_gradient(const Subject& subject, std::span<const std::string> engine_names) {
  if (!subject.prototype.gradient && std::ranges::find(engine_names, "custom") != engine_names.end())
    throw UsageError("the engine 'custom' needs a gradient: --gradient, or a case that has one");
}

}  // namespace clino::cli
