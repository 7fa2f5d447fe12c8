/// What is said of a custom gradient where the function has a kink.
#pragma once
#include <span>

#include "clino/case.hpp"
#include "clino/diagnose.hpp"
#include "clino/result.hpp"

namespace clino {

/// At a kink there is no derivative that a gradient's formula could be compared with: where no step of it is off
/// (at most a branch meets another there) and its number lies outside the one-sided derivatives' hull, it is the rule that is wrong.
void blame_rule_at_kink(Diagnosis& diagnosis, const Case& c, const NumberResult& number, std::span<const double> x,
                        const Format& format);

}  // namespace clino
