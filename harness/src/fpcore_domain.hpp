/// Preconditions as boxes.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "clino/case.hpp"
#include "fpcore_datum.hpp"

namespace clino::fpcore {

/// The smallest box we can tell that holds what a precondition allows; sides may be infinite.
struct Box {
  std::vector<Interval> sides;
  bool exact = true;  ///< it allows all of the box
};

/// From comparisons of an input with constants, `and` (intersection) and `or` (hull).
Box box_of(std::string_view text, const Datum& precondition, std::span<const std::string_view> inputs);

/// The value of an expression without inputs, in binary64; nothing when it is no such expression.
std::optional<double> constant_value(std::string_view text, const Datum& expression);

}  // namespace clino::fpcore
