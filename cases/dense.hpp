/// The seed's dense layer without bias as cases: Y = activation(X W), loss = sum(Y^2).
#pragma once
#include <vector>

#include "clino/case.hpp"

namespace clino::cases {

/// S1: with respect to W by plain loops, with the hand-written gradient X^T (2 Y activation'(Z)).
std::vector<Case> dense();

}  // namespace clino::cases
