/// The verdict on one number, from evidence alone: pure, and a table.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "clino/estimate.hpp"
#include "clino/format.hpp"
#include "clino/reference.hpp"

namespace clino {

/// In order of decision; see docs/verdicts.md.
enum class Verdict : std::uint8_t {
  failed, unsupported, undecided, undefined, invented, subgradient, kink, non_finite, underflow, accurate,
  ill_conditioned, wrong, inaccurate
};
enum class Level : std::uint8_t { ok, note, warning, error };
/// Whose fault a finding is.
enum class Blame : std::uint8_t { none, formula, engine, range, singular, branch, tie, libm, gradient, estimate };

std::string_view name(Verdict verdict);
std::string_view name(Level level);
std::string_view name(Blame blame);
std::span<const Verdict> verdicts();
std::optional<Verdict> find_verdict(std::string_view name);
std::optional<Level> find_level(std::string_view name);
/// One line that explains the verdict to a reader of a report.
std::string_view meaning(Verdict verdict);

/// Good enough: within `ulps` of the correctly rounded number, or of the exact number at some point whose every input
/// lies within `input_ulps`.
struct Tolerance {
  double ulps = 8, input_ulps = 4;
};

/// What is known about one computed number. Optional parts are gathered only when the first look asks for them.
struct Evidence {
  double computed = 0;
  Certified truth{};
  bool derivative = true;                ///< a partial; false: a value
  Reach reach = Reach::unknown;          ///< mixed stability
  std::optional<double> formula{};       ///< the engine's rules, or the custom gradient, evaluated in high precision
  double formula_error = 0;              ///< what rounding may have done to `formula`, absolute
  std::optional<RunningError> running{}; ///< what any faithful engine may lose
  bool custom = false;                   ///< the number comes from a user's gradient
  bool black_box = false;                ///< the function cannot be recorded: only `estimate` is there to judge by
  bool persistent = false;               ///< a black-box gradient is off in the same way all around the point
  bool library_off = false;              ///< an operation is off by itself, on the very numbers it was given
  bool lands_on_singularity = false;     ///< rounding takes an operand to where its operation has no finite slope or value
  bool branch_differs = false;           ///< a comparison was decided otherwise than in real arithmetic, or by a guard
  std::optional<double> program{};       ///< what the program exactly is, where another function is intended here
  std::optional<Interval> beside{};      ///< at a tie, as rounded or exactly: hull of the slopes at inputs moved by a few ulps
  std::optional<Estimate> estimate{};
};

struct Judgement {
  Verdict verdict = Verdict::undecided;
  Level level = Level::note;
  Blame blame = Blame::none;
  double error_ulps = Certified::none;  ///< ulps of the format at the correctly rounded number; NaN where meaningless
  double bits_lost = 0;  ///< bits of the significand lost beyond one ulp: log2(error), 0 .. precision
  std::string reason{};
};

/// Whether the verdict can still depend on `reach`, `formula` and `running`.
bool needs_more(const Evidence& evidence, const Format& format, const Tolerance& tolerance);
Judgement judge(const Evidence& evidence, const Format& format, const Tolerance& tolerance);

/// |computed - truth| in ulps of the format at the correctly rounded truth; NaN unless both are finite numbers.
double error_ulps(const Certified& truth, double computed, const Format& format);

}  // namespace clino
