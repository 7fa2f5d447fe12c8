#include "sweep_task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "exit_code.hpp"
#include "measure.hpp"
#include "numbers.hpp"

namespace clino::cli {
namespace {

/// More points than this no sweep ends with: at a million a second it is two weeks.
constexpr double most_points = 0x1p40;

bool is_short(const Format& f) { return f.id == FormatId::binary16 || f.id == FormatId::bfloat16; }

void require_few_variables(const Case& c, const Format& format) {
  const auto n = static_cast<std::size_t>(c.function.shape().inputs);
  const auto& names = c.function.variables();
  if (n == 1 || (n == 2 && is_short(format))) return;
  const std::string instead = "put numbers in place of the others, or sample them: clino check with --domain";
  if (n == 2)
    throw UsageError(fmt::format(
        "{} has two variables ({}, {}): {} has some 2^{} pairs of numbers, too many to try. Sweep it in binary16 or "
        "bfloat16, {}",
        c.name, names[0], names[1], format.name, format.id == FormatId::binary32 ? 64 : 128, instead));
  throw UsageError(fmt::format("{} has {} variables ({}): a sweep takes one, or two in the 16-bit formats; {}", c.name,
                               n, fmt::join(names, ", "), instead));
}

/// The ends typed, or those of the case, or of the format.
Point end_of(const std::string& typed, const char* option, const Case& c, const Format& format, bool first) {
  if (!typed.empty()) try {
      return parse_point(typed, c.function.variables(), format);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{} {}: {}", option, typed, error.what()));
    }
  Point x;
  for (std::size_t i = 0; i < static_cast<std::size_t>(c.function.shape().inputs); ++i) {
    const double widest = largest(format);
    const double end = c.domain.empty() ? (first ? -widest : widest) : first ? c.domain[i].lo : c.domain[i].hi;
    double y = round_to(format, std::clamp(end, -widest, widest));
    if (first && y < end) y = next_up(format, y);
    if (!first && y > end) y = next_down(format, y);
    x.push_back(y);
  }
  return x;
}

std::vector<SweepAxis> axes_of(const Point& from, const Point& to, const Case& c, const Format& format) {
  std::vector<SweepAxis> axes;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const SweepAxis axis{sweep_position(format, from[i]), sweep_position(format, to[i])};
    if (axis.first > axis.last)
      throw UsageError(fmt::format("--from {} is above --to {} for {}: the range is empty", to_decimal(format, from[i]),
                                   to_decimal(format, to[i]), c.function.variables()[i]));
    axes.push_back(axis);
  }
  return axes;
}

/// One look at the first point, so that an engine without an operation is told at once.
void require_operations(const SweepTask& task, const std::string& engine_name) {
  const ChosenEngine engine(task.subject, engine_name);
  const Point x = task.point(task.size() / 2);
  if (!task.subject.function.traceable()) return;
  Answer answer = Unsupported{Op::input};
  try {
    answer =
        (*engine).jacobian(task.subject.function.trace(x, {.format = task.format}), x, task.format, task.options.shims);
  } catch (const std::exception&) {
    return;  // the function throws here: `failed`, point by point
  }
  if (const auto* u = std::get_if<Unsupported>(&answer))
    throw UsageError(fmt::format("engine '{}' has no {}; without --no-shims a rule of ours stands in for it",
                                 engine_name, info(u->op).name));
}

}  // namespace

SweepTask sweep_task(const Subject& subject, const SweepArguments& a) {
  Case c = subject.prototype;
  const Format format = a.format ? *a.format : subject.catalogued && !c.formats.empty() ? c.formats.front() : binary32;
  require_gradient(subject, std::vector{a.engine});
  if (!c.function.traceable())
    throw UsageError(c.name + " is a black box: it has no certified derivative to be swept against");
  require_few_variables(c, format);
  const Point from = end_of(a.from, "--from", c, format, true), to = end_of(a.to, "--to", c, format, false);
  if (c.domain.empty()) c.domain.assign(from.size(), {-largest(format), largest(format)});
  SweepTask task{.subject = std::move(c), .engine = nullptr, .format = format, .axes = {}, .options = {}};
  task.axes = axes_of(from, to, task.subject, format);
  task.options.shims = a.shims;
  task.options.literals = a.literals;
  // Finite differences decide only about custom gradients (of black boxes, and where their own value has no proof).
  task.options.estimates = a.engine == "custom";
  double points = 1;
  for (const SweepAxis& axis : task.axes)
    points *= static_cast<double>(axis.last) - static_cast<double>(axis.first) + 1;
  if (points > most_points)
    throw UsageError(
        fmt::format("{:.3g} numbers of {}: at a million a second that takes {:.0f} days; a narrower --from "
                    "and --to, or a narrower --format",
                    points, format.name, points / 86400e6));
  require_operations(task, a.engine);
  return task;
}

}  // namespace clino::cli
