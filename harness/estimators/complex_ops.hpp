/// Elementary operations on complex numbers near the real axis, accurate in both parts for tiny imaginary parts.
#pragma once
#include <complex>

#include "clino/op.hpp"

namespace clino {

/// One operation, continued analytically from the real axis at the real parts of its operands. Throws UnsupportedOp
/// where it has no continuation here: at a kink, tie, jump or branch cut, or where no complex version is at hand.
std::complex<double> continued(Op op, std::complex<double> a, std::complex<double> b, std::complex<double> c);

}  // namespace clino
