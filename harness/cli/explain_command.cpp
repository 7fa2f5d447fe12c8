#include "explain_command.hpp"

#include <fmt/format.h>

#include <optional>

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

/// The first engine and format, of those asked for, with the highest level at the point.
Candidate choose(const Subject& subject, const ExplainArguments& a) {
  const auto engines = a.engine ? std::vector{*a.engine} : default_engines(subject);
  require_gradient(subject, engines);
  std::optional<Candidate> best;
  for (const Format& format : a.format ? std::vector{*a.format} : default_formats(subject)) {
    const Case c = case_in(subject, format, std::vector{a.at}, {});
    CheckOptions options;
    options.literals = a.literals;
    for (UnitResult& unit : measure_points(c, engines, format, options)) {
      PointResult& p = unit.points.front();
      if (!best || loudest(p).judgement.level > loudest(best->point).judgement.level)
        best = Candidate{c, unit.engine, format, std::move(p)};
    }
  }
  return std::move(*best);
}

}  // namespace

ExitCode explain_command(const ExplainArguments& a, Color color) {
  const Subject subject = find_subject({.function = {a.function}, .gradient = a.gradient, .literals = a.literals});
  if (!subject.prototype.function.traceable()) throw UsageError("a black box has no steps to explain");
  const Candidate chosen = choose(subject, a);
  const NumberResult& n = loudest(chosen.point);
  const Function& f = chosen.c.function;
  Explanation e{.function = texts_of(subject, {a.function}),
                .variables = f.variables(),
                .engine = chosen.engine,
                .format = chosen.format,
                .outputs = chosen.point.values.size(),
                .x = chosen.point.x,
                .number = n,
                .diagnosis = {}};
  e.diagnosis = chosen.point.diagnosis
                    ? *chosen.point.diagnosis
                    : diagnose(*ChosenEngine(chosen.c, chosen.engine), f.trace(e.x, {.format = chosen.format}), e.x,
                               chosen.format, {n.output, n.input}, f.variables());
  if (a.json)
    fmt::print("{}\n", explain_as_json(e));
  else if (stdout_is_terminal() || color == Color::always)
    fmt::print("{}", explain_for_people(e, Style(use_color(color, true))));
  else
    fmt::print("{}", explain_for_pipes(e));
  return n.judgement.level >= Level::warning ? ExitCode::findings : ExitCode::expected;
}

}  // namespace clino::cli
