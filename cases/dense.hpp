/// The seed's dense layer without bias as cases: Y = activation(X W), loss = sum(Y^2).
#pragma once
#include <vector>

#include "clino/case.hpp"

namespace clino::cases {

/// S1: with respect to W by plain loops, with the hand-written gradient X^T (2 Y activation'(Z)).
std::vector<Case> dense();
/// S6 and S7: through Eigen's tensors with the recording scalar, with respect to W, and to X and W together.
std::vector<Case> dense_tensor();

}  // namespace clino::cases
