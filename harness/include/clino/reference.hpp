/// The certified reference: value and derivatives of the program in real arithmetic, proved or "undecided".
#pragma once
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "clino/format.hpp"
#include "clino/function.hpp"

namespace clino {

/// What is known about a number in real arithmetic.
enum class Existence : std::uint8_t {
  exists,     ///< proved, and proved to round to `rounded`
  kink,       ///< a derivative whose one-sided limits are finite and differ
  undefined,  ///< proved not to exist as a finite number: domain error, pole, infinite slope, no limit, jump
  undecided   ///< not decided at the highest precision; `reason` says why
};

/// One certified number.
struct Certified {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  Existence existence = Existence::undecided;
  double rounded = none;              ///< the correctly rounded number of the format; infinite when the truth overflows
  double high = none, low = none;     ///< the truth is high + low to within 2^-100 relative (binary64's range permitting)
  double left = none, right = none;   ///< one-sided derivatives, rounded (infinite slopes as infinities); NaN where unknown
  double limit = none;                ///< at a removable singularity: the certified limit, rounded
  std::string reason{};               ///< why it is not `exists`: "division by 0", ...; or how: "one-sided: ..."
  int precision = 0;                  ///< bits of the evaluation that decided
};

struct Reference {
  std::vector<Certified> values;    ///< m
  std::vector<Certified> partials;  ///< m*n, row-major
  std::vector<std::size_t> flipped; ///< comparisons that real arithmetic decides otherwise than the format did
  Trace trace;                      ///< the program as real arithmetic performs it
};

struct ReferenceOptions {
  int max_precision = 16384;                  ///< bits
  Literals literals = Literals::as_compiled;  ///< round literals to the format, or take them as they are
  bool partials = true;                       ///< false: values only
};

/// Value and partials at `x` (numbers of the format), rounded to `format`. The function must be traceable.
/// Never throws for mathematics; a function that throws, throws.
Reference reference(const Function& function, std::span<const double> x, const Format& format,
                    const ReferenceOptions& options = {});

/// Certified second derivatives.
struct ReferenceHessian {
  Reference first;                 ///< values and partials, as `reference` gives them
  std::vector<Certified> seconds;  ///< m*n*n: of output j by inputs i and k at (j n + i) n + k
};

/// Second derivatives of every output at `x`, rounded to `format`: d/dx_k of the partial df_j/dx_i, where that exists.
/// A kink of the partial is `kink`, with the second derivatives from both sides; where there is no first derivative, or
/// the second is infinite, it is `undefined`. At kinks and ties of the function mixed derivatives in two inputs that
/// both take part are `undecided`. Costs n + 1 sweeps for each output and precision; throws as `reference` does.
ReferenceHessian reference_hessian(const Function& function, std::span<const double> x, const Format& format,
                                   const ReferenceOptions& options = {});

/// Frees the constants that this thread's references have cached. Call it at the end of a worker thread.
void release_caches();

/// Which number of a function is meant: a value (input = -1) or a partial.
struct Target {
  int output = 0;
  int input = -1;
};

enum class Reach : std::uint8_t { reachable, unreachable, unknown };

/// Mixed stability (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 1.5): whether some point
/// whose every input lies within `input_ulps` of `x` has an exact target within `output_ulps` of `computed`.
/// `reachable` is proved (by a point, or by the intermediate value theorem between two points).
Reach reach(const Function& function, std::span<const double> x, const Format& format, Target target, double computed,
            double output_ulps, double input_ulps, const ReferenceOptions& options = {});

/// Rule-free second opinion: the target by differences in high precision with another arithmetic than the reference's.
/// A cross-check, never a certificate. NaN when it does not converge.
struct Audit {
  double value = Certified::none;
  double error = Certified::none;  ///< difference of the last two extrapolations
};
Audit audit(const Trace& trace, std::span<const double> x, const Format& format, Target target,
            const ReferenceOptions& options = {});

/// First-order running-error bound of the exact dual program: one rounding for each primal, local partial and tangent,
/// swept back to the derivative (after Griewank, Kulshreshtha, Walther, Computing 94, 2012). Runs no engine.
struct RunningError {
  double bound = Certified::none;  ///< absolute; infinite where the exact dual program is singular
  double in_range = Certified::none;  ///< the same without what subnormal numbers lose
  bool singular = false;           ///< a step of the exact dual program is a pole, 0/0 or an infinite slope
  bool tie = false;                ///< a step of it is a kink, a jump or a tie, and none is `singular`
  bool flipped = false;            ///< the format orders two operands, or rounds one to an integer, otherwise than exactly
  bool guarded = false;            ///< an equality holds: what it selects is a rule for this point alone
  bool flushed = false;            ///< an exact intermediate, however little it matters, is flushed to 0
  bool out_of_range = false;       ///< an exact intermediate, partial or tangent overflows or is flushed in the format
  bool overflows = false;          ///< it overflows
};
RunningError running_error(const Trace& trace, std::span<const double> x, const Format& format, Target target,
                           const ReferenceOptions& options = {});

/// Exact node values and derivatives rounded to binary64, for diagnosis: tangents d(node)/d(input) and adjoints
/// d(output)/d(node). NaN where the exact program is singular.
struct ExactSteps {
  std::vector<double> values, tangents, adjoints;
};
ExactSteps exact_steps(const Trace& trace, std::span<const double> x, const Format& format, int output, int input,
                       const ReferenceOptions& options = {});

}  // namespace clino
