/// What is true of a program over a whole range of its input: a constant rounding, or no value anywhere.
#pragma once
#include <optional>

#include "clino/format.hpp"
#include "clino/function.hpp"
#include "clino/trace.hpp"

namespace clino {

/// Value and derivative that every number of a range rounds to.
struct ConstantRegion {
  double value, slope;
};

/// Proved for every real number between `lo` and `hi` (one input, comparisons as recorded; both
/// ends finite). Empty where it
/// cannot be proved. Intervals with two ends, because a ball around both 1 and e^1000 contains 0.
std::optional<ConstantRegion> constant_region(const Trace& trace, NodeId output, double lo, double hi,
                                              const Format& format, Literals literals);

/// Whether the output is proved to have no value anywhere between `lo` and `hi`.
bool undefined_region(const Trace& trace, NodeId output, double lo, double hi, const Format& format, Literals literals);

}  // namespace clino
