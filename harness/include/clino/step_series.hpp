/// Plain finite differences over all steps of a format: the V of error against step.
#pragma once
#include <cstdint>
#include <vector>

#include "clino/estimate.hpp"

namespace clino {

/// Which neighbours of x a difference takes: both, or one where the other side has no room in the domain.
enum class Stencil : std::uint8_t { central, forward, backward };

/// (f(x + h) - f(x - h)) / 2h, or one-sided, for h = 2^exponent, from large steps to one ulp of x. The values of f are
/// those of the program in the format, the quotient is formed in binary64.
struct StepSeries {
  Stencil stencil = Stencil::central;
  std::vector<int> exponents{};  ///< evenly apart, falling
  std::vector<double> slopes{};  ///< as many; NaN or infinite where f is not finite or its difference overflows
};

/// At most this many steps: one for each binade of binary16, bfloat16 and binary32 at x about 1, every second or so of
/// binary64.
inline constexpr int most_steps = 28;

/// The series at the point; empty where fewer than three steps fit into the domain.
StepSeries step_series(const EstimateRequest& request);

}  // namespace clino
