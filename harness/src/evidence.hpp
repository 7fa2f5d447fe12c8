/// What the checks of engines and of custom derivatives ask alike.
#pragma once
#include <optional>
#include <span>

#include "clino/engine.hpp"
#include "clino/reference.hpp"
#include "clino/result.hpp"

namespace clino {

/// A guard such as `x == 0 ? 0 : ...` that holds at this very point: its branch is a constant or a special rule.
bool guarded(const Trace& trace);

/// The same number, zeros told apart by their sign, any NaN the same as any other.
bool same_bits(double a, double b);

/// Nothing is claimed of a number where the audit, which tells more than `sharp` apart, sides against the reference.
void cross_examine(NumberResult& number, const Audit& audit, const Certified& truth, double sharp);

/// The partial that an engine gives, rules supplied where it has none; empty where it has no answer.
std::optional<double> partial_by(const Engine& engine, const Trace& trace, std::span<const double> x,
                                 const Format& format, Target target);

}  // namespace clino
