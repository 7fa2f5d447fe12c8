/// A program along a coordinate axis: germs of its outputs, with every comparison decided for all small h.
#pragma once
#include <vector>

#include "germ.hpp"
#include "real_program.hpp"

namespace clino {

/// Which way x is left along an axis.
enum class Heading : std::int8_t { backward = -1, stay = 0, forward = 1 };

/// Germs of the outputs along x + heading h e_input, at the precision and number of terms in scope; `stay` gives
/// constants: the values at the point. A comparison that turns out otherwise than at the point is followed, as real
/// arithmetic would. Outputs are `outside` where the program does not exist on that side.
std::vector<Germ> approach(const RealProgram& program, int input, Heading heading);

/// Whether two operands of the trace are proved to be the same number at the point, by the expressions that make them
/// (fingerprint.hpp), where no precision can tell.
bool same_number(const RealProgram& program, const Operand& a, const Operand& b);

}  // namespace clino
