/// Sums that cancel, and functions that they are: identities of real numbers, which the exact function may be computed
/// by.
#pragma once
#include <optional>

#include "clino/trace.hpp"

namespace clino {

/// after * f(before * u); `versine` is 1 - cos.
struct SignedCall {
  Op op;
  Operand u;
  double before = 1, after = 1;
  bool versine = false;
};

/// 1 + erf(u) = erfc(-u), 1 - erf(u) = erfc(u), 1 - erfc(u) = erf(u), exp(u) - 1 = expm1(u), 1 - cos(u) = 2 sin(u/2)^2,
/// log(1 + u) = log1p(u), and their negatives; nothing for other nodes.
std::optional<SignedCall> as_call(const Trace& trace, const Node& node);

}  // namespace clino
