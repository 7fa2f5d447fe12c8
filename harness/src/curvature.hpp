/// Second partials of the operations on balls: what carries the rounding of a value into a derivative.
#pragma once
#include "arb_value.hpp"
#include "clino/op.hpp"

namespace clino {

/// Second partials in the first two operands (none depends on a third).
struct Curvature {
  ArbValue aa, ab, bb;
};

/// Whether the operation has second partials other than 0.
bool is_curved(Op op);

/// Second partials of a curved operation at its operands, `value` being its result there. Indeterminate where one does
/// not exist. `b` is ignored by unary operations.
Curvature curvature(Op op, arb_srcptr a, arb_srcptr b, arb_srcptr value, slong precision);

}  // namespace clino
