/// What a run found: flat records, written one a line. A report is a pure function of them.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clino/case.hpp"
#include "clino/diagnose.hpp"
#include "clino/judge.hpp"
#include "clino/step_series.hpp"

namespace clino {

inline constexpr int result_schema = 2;

/// Raised when the reference, the judge or the points change what a run finds: findings of another number do not compare.
inline constexpr int rules_version = 1;

/// Counts by verdict, indexed by `Verdict`.
using Counts = std::array<std::int64_t, 13>;

/// One checked number: a value (input = -1) or a partial.
struct NumberResult {
  int output = 0, input = -1;
  double computed = 0;
  double reference = 0;  ///< correctly rounded; NaN where none exists
  Existence existence = Existence::undecided;
  double left = Certified::none, right = Certified::none;  ///< one-sided derivatives where they differ
  std::optional<Estimate> estimate{};
  Judgement judgement{};
};

struct PointResult {
  Point x;
  std::string why{};      ///< "special: exp overflows", "sampled", "edge", "plainest"
  bool in_domain = true;  ///< within the working range
  std::optional<Target> target{};  ///< exemplars: the number it is an example of
  std::vector<NumberResult> values{}, partials{};
  std::vector<std::string> supplied{};  ///< operations of this point for which a rule of ours stood in
  std::optional<Diagnosis> diagnosis{};
  std::optional<double> autodiff{};  ///< exemplars of a custom gradient: what the engine `eigen` gives for the target
  std::optional<StepSeries> differences{};  ///< the plainest exemplars whose target is a partial: what each step would give
};

/// A run of consecutive floats of one input along which the verdict of a partial holds, ends bisected to the float.
struct Range {
  int output = 0, input = 0;
  Verdict verdict = Verdict::accurate;
  double first = 0, last = 0;
  bool first_is_edge = false, last_is_edge = false;  ///< the verdict changes there; otherwise the domain ends
};

/// One case x engine x format.
struct UnitResult {
  std::string case_name, function, engine, format;
  std::string gradient{};   ///< text of the custom gradient, where that is what is checked
  std::string reference{};  ///< text of the intended function, where it is another than the program; "C++" for a functor
  std::vector<std::string> variables{};
  std::vector<Interval> domain{};
  std::string mechanism{}, lesson{}, stable{}, source{};
  std::vector<std::string> tags{};
  Counts counts{}, value_counts{};          ///< partials and values, in the working range
  Counts outside{};                         ///< partials outside it
  Level level = Level::ok, value_level = Level::ok;  ///< the highest of partials and of values, in the working range
  std::vector<PointResult> exemplars{};     ///< the plainest failing point of each verdict that is not ok, and the worst
  std::vector<PointResult> points{};        ///< every point tried, without diagnosis, for plots
  std::vector<Range> ranges{};              ///< unary functions: where which verdict holds
  std::vector<std::string> supplied{};      ///< rules supplied: "log1p"
  std::vector<std::string> notes{};         ///< "your build contracts or reorders", ...
  std::string failure{};                    ///< why the whole unit failed; empty otherwise
  double seconds = 0;                       ///< not part of the reproducible bytes
};

/// What was asked for.
struct RunSpec {
  std::vector<std::string> globs{};
  std::vector<std::string> tags{};  ///< cases with one of these; empty: all
  std::vector<std::string> engines{"eigen", "forward", "reverse", "custom"};
  std::vector<Format> formats{};  ///< empty: each case's own
  int points = 64;
  std::uint64_t seed = 1;
  Tolerance tolerance{};
  Shims shims = Shims::supply;
  Literals literals = Literals::as_compiled;
  std::vector<std::string> case_files{};  ///< as given
  bool catalogue = true;                  ///< whether the catalogue's cases take part
};

/// Where a case of a file stands.
struct CasePlace {
  std::string case_name, file;
  int line = 1;
};

struct RunHeader {
  int schema = result_schema;
  std::string version{}, compiler{}, flags{}, libm{}, host{}, started{};
  std::string catalogue{};    ///< fingerprint of the cases that could be chosen
  std::string environment{};  ///< what of the machine changes results: architecture, C library, fused multiply-add
  int rules = rules_version;
  int shard = 1, shards = 1;  ///< this is part `shard` of `shards`, counted from 1
  RunSpec spec{};
  std::vector<CasePlace> places{};  ///< of the cases that come from files
  std::vector<std::string> refused{};  ///< cases of files that cannot be recorded, and why: chosen, but not measured
};

struct Run {
  RunHeader header{};
  std::vector<UnitResult> units{};
  bool complete = false;                ///< the end record was read
  std::vector<std::string> warnings{};  ///< what reading had to drop
};

/// The loudest verdict on a partial in the working range, and on a value; `accurate` when nothing was counted.
Verdict worst_verdict(const UnitResult& unit);
Verdict worst_value_verdict(const UnitResult& unit);
/// The highest level of the unit's partials and values.
Level level_of(const UnitResult& unit);
/// Numbers of the working range that were judged against a truth (neither undecided nor unsupported nor failed).
std::int64_t compared(const UnitResult& unit);

}  // namespace clino
