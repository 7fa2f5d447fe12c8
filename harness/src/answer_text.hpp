/// Lines that the answers to both kinds of check have in common.
#pragma once
#include <string>

#include "clino/result.hpp"

namespace clino {

/// "  off by 140 ulps"; nothing where there is no error to count.
std::string amount(const NumberResult& number);
/// The line of what autodiff gives.
std::string autodiff_line(double autodiff, const Format& format);
/// The line of the finite difference with its bar; nothing where there is none.
std::string difference_line(const NumberResult& number);

/// How many numbers were judged, and "64 accurate, 3 inaccurate".
struct Census {
  std::int64_t total = 0;
  std::string verdicts{};
};
Census census(const Counts& counts);

}  // namespace clino
