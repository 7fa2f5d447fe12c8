/// Taylor coefficients of the analytic operations, by their differential equations.
#pragma once
#include <vector>

#include "clino/op.hpp"
#include "coefficient.hpp"

namespace clino {

/// F(a + t) = sum of c[k] t^k: the first `n` coefficients of a unary operation at a point inside its domain, away from
/// kinks and jumps. Empty for operations that are not analytic (abs, floor, ...).
std::vector<Coefficient> taylor(Op op, const Coefficient& a, std::size_t n);

}  // namespace clino
