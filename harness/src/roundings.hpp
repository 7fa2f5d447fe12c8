/// How many roundings an operation and its local partial are worth: what a good library and a careful rule lose.
#pragma once
#include "clino/format.hpp"
#include "clino/op.hpp"

namespace clino {

/// Worst error of an operation in unit roundoffs of its result: 0 where it is exact, 1 where correctly rounded, else
/// twice the worst error in ulps that was measured on glibc 2.36 (x86-64). These are no proved bounds.
double roundings(Op op, const Format& format);

/// The same for its local partials.
double partial_roundings(Op op, const Format& format);

}  // namespace clino
