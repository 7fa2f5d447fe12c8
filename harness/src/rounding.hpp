/// From balls to numbers of a format: one correct rounding, or none.
#pragma once
#include <optional>

#include "arb_value.hpp"
#include "clino/format.hpp"

namespace clino {

/// `x` rounded to nearest, ties to even, into the format in one step: gradual underflow, overflow to infinity. A
/// result 0 has no sign. `x` must not be NaN.
double round_arf(arf_srcptr x, const Format& format);

/// The number of the format to which every point of the ball rounds, if there is only one.
std::optional<double> round_ball(arb_srcptr x, const Format& format);

/// The midpoint as the unevaluated sum of two numbers of binary64: exact to 2^-106 relative, range permitting.
struct DoubleDouble {
  double high, low;
};
DoubleDouble midpoint(arb_srcptr x);

/// Whether the midpoint tells the truth to 2^-101 relative, or to within binary64's underflow threshold, or the truth
/// is beyond binary64's range.
bool is_sharp(arb_srcptr x);

}  // namespace clino
