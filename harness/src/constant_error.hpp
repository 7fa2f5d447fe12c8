/// What the rounding of its constants does to a program.
#pragma once
#include <span>

#include "clino/function.hpp"

namespace clino {

/// How far output `output` of the program at `x` moves, in real arithmetic and to first order, when every constant of
/// it (a decimal, pi, 1/3) is off by its rounding: 2 unit roundoffs of binary64, as written and folded, and one of the
/// format. Such a constant stands for another number; numbers of few bits (2, 0.5, 1000) stand for themselves.
/// Infinite or NaN where the program is singular.
double constant_error(const Function& program, std::span<const double> x, const Format& format, int output);

}  // namespace clino
