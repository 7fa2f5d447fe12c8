/// When a program is taken to be without an end.
#pragma once
#include <cstddef>

namespace clino {

/// Operations or turns of loops at one point: a tenth of a second to record, and more than any reference could follow.
inline constexpr std::size_t operation_budget = 1'000'000;

}  // namespace clino
