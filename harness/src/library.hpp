/// The math library by itself: an operation against its exact result on the numbers it was given.
#pragma once
#include <span>

#include "clino/format.hpp"
#include "clino/trace.hpp"

namespace clino {

/// Error of one node's operation in ulps of the format at the exact result, its operands taken as exact; NaN where
/// either is not finite. `values` are those that the program computed, one for each node.
double own_error(const Trace& trace, std::span<const double> values, const Format& format, NodeId node);

/// Whether that is more than a good library loses: twice the worst that was measured for the operation.
bool beyond_library(const Trace& trace, std::span<const double> values, const Format& format, NodeId node);

/// Whether any operation of the program is.
bool library_is_off(const Trace& trace, std::span<const double> values, const Format& format);

}  // namespace clino
