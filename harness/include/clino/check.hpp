/// The check itself: a function, a gradient or an engine, points; out comes a value that tells everything.
#pragma once
#include <concepts>
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
  bool estimates = true;  ///< finite differences beside every partial
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
  bool endless = false;                            ///< ... because it performed too many operations
};
Witness witness(const Case& c, std::span<const double> x, const Format& format, const CheckOptions& options);

/// One point, one engine: judged, not diagnosed.
PointResult judge_point(const Case& c, const Engine& engine, const Witness& witness, const Format& format,
                        const CheckOptions& options);

/// Why a number of a point is off: `diagnose`, and what the intended function has there where the program is another.
/// The function must be one that can be recorded.
Diagnosis diagnose_number(const Case& c, const Engine& engine, std::span<const double> x, const Format& format,
                          const NumberResult& number);

/// One case x engine x format.
UnitResult check_unit(const Case& c, const Engine& engine, const Format& format, const CheckOptions& options);
/// The same for several engines, which share reference and estimates; `custom` among the names means the case's own
/// gradient. `done` is called as each unit is finished.
void check_units(const Case& c, std::span<const std::string> engine_names, const Format& format,
                 const CheckOptions& options, const std::function<void(const std::string&)>& begin,
                 const std::function<void(UnitResult)>& done);

/// For each input the run of numbers around `x`, the other inputs as they are, along which the target goes wrong in the
/// same way: verdict, mechanism and operation at fault. Ends are bisected to the float; what lies between is looked at
/// at doubling distances and special values only. Empty where nothing is wrong at `x`.
std::vector<Range> mechanism_ranges(const Case& c, const Engine& engine, std::span<const double> x,
                                    const Format& format, Target target, CheckOptions options);

/// Where and how one function is checked.
struct CheckSettings {
  Format format = binary64;
  std::string engine = "eigen";      ///< ignored where a gradient is given
  std::vector<Point> points{};       ///< always checked, besides the sampled ones
  std::vector<Sampling> sampling{};  ///< one for each input; `log` unless given
  CheckOptions options{};
};

/// The working range: one interval for each input, or one for all of them.
struct Domain {
  Domain(Interval all) : intervals{all} {}
  Domain(std::vector<Interval> each) : intervals(std::move(each)) {}
  std::vector<Interval> intervals;
};

/// An engine on a function. Throws std::invalid_argument for an unknown engine or a domain of the wrong size.
UnitResult check(const Function& function, const Domain& domain, const CheckSettings& settings = {});
/// A user's gradient (m*n outputs, rows are outputs of the function) against the certified reference.
UnitResult check_gradient_unit(const Function& function, const Function& gradient, const Domain& domain,
                               const CheckSettings& settings);
template <class F, class G, std::convertible_to<Domain> D = Domain>
UnitResult check_gradient(const F& function, const G& gradient, const D& domain, const CheckSettings& settings = {}) {
  return check_gradient_unit(function, gradient, domain, settings);
}

/// What has to pass: the partials, or the values too.
enum class Scope : std::uint8_t { partials, values_too };
/// Whether something was compared and nothing is a finding at or above the level.
bool passes(const UnitResult& unit, Scope scope = Scope::partials, Level fail_on = Level::warning);
/// The answer for people, under 25 lines: the verdict in words, the plainest failing point, given / difference /
/// reference, the operation at fault, and one line that reproduces it.
std::string explain(const UnitResult& unit);

}  // namespace clino
