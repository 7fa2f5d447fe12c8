#include "explain_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cases/catalogue.hpp"
#include "interrupt.hpp"
#include "log.hpp"
#include "measure.hpp"
#include "subject.hpp"

namespace clino::cli {
namespace {

struct Candidate {
  Case c;
  std::string engine;
  Format format;
  PointResult point;
};

/// A bad partial before a bad value, whatever their levels; else what is loudest.
const NumberResult& number_to_explain(const PointResult& p) {
  const auto level = [](const NumberResult& n) { return n.judgement.level; };
  for (const auto* list : {&p.partials, &p.values}) {
    const auto worst = std::ranges::max_element(*list, {}, level);
    if (worst != list->end() && level(*worst) >= Level::warning) return *worst;
  }
  return loudest(p);
}

Level level_of(const Candidate& c) { return number_to_explain(c.point).judgement.level; }

CheckOptions options_of(const ExplainArguments& a) {
  CheckOptions options;
  options.literals = a.literals;
  return options;
}

/// The case at the point asked for or, without one, at the worst of its domain.
Case at_one_point(const Subject& subject, const Format& format, const std::vector<std::string>& engines,
                  const ExplainArguments& a) {
  if (!a.at.empty()) return case_in(subject, format, std::vector{a.at}, {});
  Case c = case_in(subject, format, {}, {});
  const Chosen chosen = plainest_point(measure_domain(c, engines, format, options_of(a)));
  c.points = {{chosen.x, chosen.why}};
  return c;
}

/// The engine with the highest level in one format, the first of these.
Candidate choose_engine(const Subject& subject, const Format& format, const std::vector<std::string>& engines,
                        const ExplainArguments& a) {
  const Case c = at_one_point(subject, format, engines, a);
  std::optional<Candidate> best;
  for (UnitResult& unit : measure_points(c, engines, format, options_of(a))) {
    Candidate candidate{c, unit.engine, format, std::move(unit.points.front())};
    if (!best || level_of(candidate) > level_of(*best)) best = std::move(candidate);
  }
  return std::move(*best);
}

/// The widest format in which something is wrong: there it is worst. Where nothing is, the widest with the highest
/// level.
Candidate choose(const Subject& subject, const ExplainArguments& a) {
  const auto engines = a.engine ? std::vector{*a.engine} : default_engines(subject);
  require_gradient(subject, engines);
  auto formats = a.format ? std::vector{*a.format} : default_formats(subject);
  std::ranges::stable_sort(formats, std::ranges::greater{}, &Format::precision);
  std::optional<Candidate> best;
  std::optional<UsageError> refused;  // a point that is no number of one format can still be asked about in others
  for (const Format& format : formats) {
    if (best && level_of(*best) >= Level::warning) break;
    try {
      Candidate candidate = choose_engine(subject, format, engines, a);
      if (!best || level_of(candidate) > level_of(*best)) best = std::move(candidate);
    } catch (const UsageError& error) {
      refused = error;
    }
  }
  if (!best) throw *refused;
  if (refused) log_warning(refused->what());
  return std::move(*best);
}

/// A form that is the name of a case of the catalogue, with that case's text.
std::string with_text(const std::string& stable) {
  const auto known = std::ranges::find(catalogue(), stable, &Case::name);
  const bool told = known != catalogue().end() && !known->function.text().empty();
  return one_line(told ? stable + ", " + known->function.text() : stable);
}

/// The case's own stable form, where it names one; else what is known to help.
std::string remedy_of(const Case& c, const NumberResult& n, const Diagnosis& d) {
  if (n.judgement.level < Level::warning) return {};
  return c.stable.empty() ? advice(d) : with_text(c.stable);
}

Explanation explain_subject(const Subject& subject, const ExplainArguments& a) {
  if (!subject.prototype.function.traceable()) throw UsageError("a black box has no steps to explain");
  const Candidate chosen = choose(subject, a);
  const NumberResult& n = number_to_explain(chosen.point);
  const Function& f = chosen.c.function;
  const ChosenEngine engine(chosen.c, chosen.engine);
  const Target target{n.output, n.input};
  Explanation e{.function = texts_of(subject, {a.function}),
                .variables = f.variables(),
                .engine = chosen.engine,
                .format = chosen.format,
                .outputs = chosen.point.values.size(),
                .x = chosen.point.x,
                .number = n,
                .diagnosis = {},
                .ranges = {},
                .remedy = {}};
  const Verdict v = n.judgement.verdict;
  if (v == Verdict::failed || v == Verdict::unsupported) {  // there are no steps; the reason is all that is known
    e.diagnosis.summary = n.judgement.reason;
    return e;
  }
  e.diagnosis = diagnose_number(chosen.c, *engine, e.x, e.format, n);
  e.ranges = mechanism_ranges(chosen.c, *engine, e.x, e.format, target, options_of(a));
  e.remedy = remedy_of(chosen.c, n, e.diagnosis);
  return e;
}

void print(const std::vector<Explanation>& all, bool one, const ExplainArguments& a, Color color) {
  if (a.json) {
    fmt::print("{}\n", one ? explain_as_json(all.front()) : explain_as_json(all));
    return;
  }
  const bool people = stdout_is_terminal() || color == Color::always;
  for (const Explanation& e : all) {
    if (people && &e != &all.front()) fmt::print("\n");
    fmt::print("{}", people ? explain_for_people(e, people_paper(color)) : explain_for_pipes(e));
  }
}

}  // namespace

ExitCode explain_command(const ExplainArguments& a, Color color) {
  if (!a.gradient.empty() && a.engine && *a.engine != "custom")
    throw UsageError(fmt::format("--gradient is explained by --engine custom; the engine given is {}", *a.engine));
  end_when_interrupted("nothing is explained yet; --engine and --format, or --at, narrow the search");
  const Subjects subjects =
      find_subjects({.function = a.function.empty() ? std::vector<std::string>{} : std::vector{a.function},
                     .gradient = a.gradient,
                     .literals = a.literals},
                    a.case_files);
  std::vector<Explanation> all;
  for (const Subject& subject : subjects.all) all.push_back(explain_subject(subject, a));
  print(all, subjects.one, a, color);
  if (subjects.refused > 0) return ExitCode::incomplete;
  const bool findings =
      std::ranges::any_of(all, [](const Explanation& e) { return e.number.judgement.level >= Level::warning; });
  return findings ? ExitCode::findings : ExitCode::expected;
}

}  // namespace clino::cli
