/// Rounding noise of a function's values: what a finite difference divides by its step.
#pragma once
#include <functional>
#include <span>

#include "clino/format.hpp"
#include "clino/trace.hpp"

namespace clino {

/// First-order running-error bound of one evaluation: sum over the operations of (rounding error of the operation) *
/// |d(output)/d(node)|. Absolute, in the units of the output; infinite where an operation is singular.
/// `values`: all nodes as evaluated in the format.
double running_noise(const Trace& trace, std::span<const double> values, NodeId output, const Format& format);

/// Noise of a black box near `x` from the difference table of equally spaced values f(x + j d), as Hamming did and as
/// More and Wild, Estimating computational noise, SIAM J. Sci. Comput. 33 (2011), made precise. `f(x)` counts its own
/// evaluations; `room` bounds the spacing. Infinite where the values show noise and no function.
double observed_noise(const std::function<double(double)>& f, double x, double room_down, double room_up,
                      const Format& format);

}  // namespace clino
