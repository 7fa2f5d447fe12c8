#include "certified.hpp"

#include <algorithm>

#include "rounding.hpp"

namespace clino {

std::optional<Certified> certified(arb_srcptr x, const Format& format, Digits digits) {
  const std::optional<double> rounded = round_ball(x, format);
  if (!rounded || (digits == Digits::sharp && !is_sharp(x))) return std::nullopt;
  const auto [high, low] = midpoint(x);
  return Certified{.existence = Existence::exists, .rounded = *rounded, .high = high, .low = low};
}

int affordable_precision(std::size_t operations, int max_precision) {
  constexpr double largest_work = 1e8;
  const double bits = std::min(largest_work / static_cast<double>(operations), static_cast<double>(max_precision));
  return std::max(static_cast<int>(bits), std::min(first_precision, max_precision));
}

}  // namespace clino
