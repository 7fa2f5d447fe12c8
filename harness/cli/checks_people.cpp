// `clino check` of several cases on a terminal: a line for each case and format.
#include <fmt/format.h>

#include <algorithm>

#include "check_command.hpp"
#include "facts.hpp"

namespace clino::cli {
namespace {

constexpr std::size_t format_width = 8, engine_width = 7, verdict_width = 15;

/// The engine whose number has the highest level, the first of these.
std::size_t loudest_engine(const View& view) {
  const auto level = [](const PointResult& p) { return loudest(p).judgement.level; };
  return static_cast<std::size_t>(std::ranges::max_element(view.answers, {}, level) - view.answers.begin());
}

std::string row(const CheckResult& result, const View& view, std::size_t name_width, const Paper& paper) {
  const std::size_t e = loudest_engine(view);
  const NumberResult& n = loudest(view.answers[e]);
  const std::string where = symbol(result.variables, n, unit_outputs(view.answers[e])) + " at " +
                            point_fact(result.variables, view.x, view.format);
  const std::size_t taken = name_width + format_width + engine_width + verdict_width + 4;
  const std::string verdict(name(n.judgement.verdict));
  return fmt::format("{} {} {} {}{} {}\n", pad(fit(result.case_name, name_width), name_width),
                     pad(view.format.name, format_width), pad(view.engines[e], engine_width),
                     paper.style.level(verdict, n.judgement.level), std::string(verdict_width - verdict.size(), ' '),
                     fit(where, paper.width - std::min(paper.width, taken)));
}

}  // namespace

std::string checks_for_people(const std::vector<CheckResult>& results, const Paper& paper) {
  std::size_t name_width = 8;
  for (const CheckResult& r : results) name_width = std::max(name_width, columns(r.case_name));
  name_width = std::min<std::size_t>(name_width, std::max<std::size_t>(26, paper.width / 3));
  std::string text;
  for (const CheckResult& r : results)
    for (const View& view : r.views) text += row(r, view, name_width, paper);
  return text;
}

}  // namespace clino::cli
