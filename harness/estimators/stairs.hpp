/// Jumps of a black box between neighbouring numbers: the steps of a staircase that rounding inside the function made.
#pragma once
#include <functional>

#include "clino/format.hpp"

namespace clino {

/// Height of the jump between the neighbouring numbers a, b, between `from` and `to`, to which bisection by the larger
/// departure from `slope` leads: |f(b) - f(a)| as far as it exceeds what their own neighbours differ by. A continuous
/// function gives next to nothing.
double jump_between(const std::function<double(double)>& f, double from, double to, double slope, const Format& format);

/// Height of the jump at the first number, going from `from` (where f is `flat`) to `to` (where it is not), at which f
/// leaves the value `flat`. A kink at the edge of a constant gives next to nothing.
double jump_at_edge(const std::function<double(double)>& f, double from, double to, double flat, const Format& format);

}  // namespace clino
