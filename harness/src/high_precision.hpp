/// The engines' rules in the high-precision scalar: what `Engine::high_precision` answers.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "clino/engine.hpp"

namespace clino {

/// The trace with every literal and constant rounded to the format, as the program in that format has them.
Trace with_rounded_literals(const Trace& trace, const Format& format);

/// Values and partials, rounded to binary64 at the end. Empty where the arithmetic has no answer to 300 bits.
std::optional<Jacobian> forward_in_high_precision(const Trace& trace, std::span<const double> x, const Format& format);
std::optional<Jacobian> reverse_in_high_precision(const Trace& trace, std::span<const double> x, const Format& format);
std::optional<Jacobian> eigen_in_high_precision(const Trace& trace, std::span<const double> x, const Format& format);
/// The outputs alone.
std::optional<std::vector<double>> outputs_in_high_precision(const Trace& trace, std::span<const double> x,
                                                             const Format& format);

}  // namespace clino
