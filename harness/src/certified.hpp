/// One number of the reference, from its ball.
#pragma once
#include <optional>
#include <string>

#include "arb_value.hpp"
#include "clino/reference.hpp"

namespace clino {

/// Whether `high` and `low` have to tell the truth to a hundred bits, or the rounding alone is enough.
enum class Digits : std::uint8_t { sharp, rounded };

/// The number where it is decided: every point of the ball rounds to one number of the format.
std::optional<Certified> certified(arb_srcptr x, const Format& format, Digits digits);

/// Bits at which the reference begins: the double-double of `high` and `low` asks for 101.
inline constexpr int first_precision = 128;

/// Bits that a program of this many operations may be evaluated at: node evaluations times bits are limited to those of
/// 6000 operations at 16384 bits.
int affordable_precision(std::size_t operations, int max_precision);

}  // namespace clino
