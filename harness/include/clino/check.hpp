/// The check itself: a function, a gradient or an engine, points; out comes a value that tells everything.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clino/case.hpp"
#include "clino/engine.hpp"
#include "clino/judge.hpp"
#include "clino/result.hpp"

namespace clino {

struct CheckOptions {
  int points = 64;         ///< sampled in the working range, besides the special ones
  int outside_points = 0;  ///< sampled in the rest of the format
  std::uint64_t seed = 1;
  Tolerance tolerance{};
  Shims shims = Shims::supply;
  Literals literals = Literals::as_compiled;
  bool exemplars = true;  ///< find the plainest failing points, ranges and diagnoses
};

/// The points of a case in a format: special ones, edges, samples; deterministic in name and seed.
std::vector<PointResult> sample(const Case& c, const Format& format, const CheckOptions& options);

/// What engines share at one point: the program, the reference, the estimates.
struct Witness {
  Point x;
  Trace trace;
  Reference reference;
  std::vector<double> plain;                       ///< m values of the plain program in the format
  std::vector<std::optional<Estimate>> estimates;  ///< m*n
  std::string failure{};                           ///< the function threw here
};
Witness witness(const Case& c, std::span<const double> x, const Format& format, const CheckOptions& options);

/// One point, one engine: judged, not diagnosed.
PointResult judge_point(const Case& c, const Engine& engine, const Witness& witness, const Format& format,
                        const CheckOptions& options);

/// One case x engine x format.
UnitResult check_unit(const Case& c, const Engine& engine, const Format& format, const CheckOptions& options);
/// The same for several engines, which share reference and estimates; `custom` among the names means the case's own
/// gradient. `done` is called as each unit is finished.
void check_units(const Case& c, std::span<const std::string> engine_names, const Format& format,
                 const CheckOptions& options, const std::function<void(const std::string&)>& begin,
                 const std::function<void(UnitResult)>& done);

/// Whether the unit has no finding at or above the level.
bool passes(const UnitResult& unit, Level fail_on = Level::warning);
/// The failure text for people, under 25 lines: verdict in words, worst point, given / autodiff / difference /
/// reference, operation at fault, one line that reproduces it.
std::string explain(const UnitResult& unit);

}  // namespace clino
