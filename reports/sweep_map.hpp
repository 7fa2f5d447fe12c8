/// The picture of a sweep: one strip, or a square, in float order.
#pragma once
#include <string>
#include <string_view>

#include "clino/sweep_result.hpp"

namespace clino {

/// An SVG element.
std::string sweep_map(const SweepReport& report, const SweepTally& tally);

std::string escaped_html(std::string_view text);

}  // namespace clino
