/// The plain program in a format's native arithmetic.
#pragma once
#include <span>
#include <vector>

#include "clino/format.hpp"
#include "clino/trace.hpp"

namespace clino {

/// One operation in the native arithmetic of the format (float's libm for binary32, not double's rounded).
/// Operands and result are numbers of the format held in binary64; unused operands are ignored.
double compute(const Format& format, Op op, double a, double b = 0, double c = 0);
/// Values of every node of the trace for inputs `x` (numbers of the format).
std::vector<double> evaluate(const Trace& trace, std::span<const double> x, const Format& format);

}  // namespace clino
