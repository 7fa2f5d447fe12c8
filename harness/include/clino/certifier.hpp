/// Correctly rounded values and gradients of one function at many points.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "clino/format.hpp"
#include "clino/function.hpp"

namespace clino {

/// What is proved at the points of one call: the numbers that `reference` gives as `rounded`, NaN where it says
/// anything but `exists`.
struct RoundedGradients {
  std::vector<double> values;    ///< points * m
  std::vector<double> partials;  ///< points * m * n, row-major within a point
  /// Points that balls of binary64 decided (formats up to binary32), that balls of double-double decided, that Arb's
  /// balls on a recorded path decided, and that `reference` was asked for.
  std::size_t by_double = 0, by_double_double = 0, by_arb = 0, by_reference = 0;
};

/// `reference` for those who want the rounded numbers alone, at many points: a path of the program is recorded once,
/// and the cheapest arithmetic that proves the roundings is used. Not thread-safe; one for each thread.
class Certifier {
 public:
  /// The function must be traceable, and its operations at a point must follow from its comparisons.
  Certifier(Function function, const Format& format, Literals literals = Literals::as_compiled);
  Certifier(Certifier&&) noexcept;
  ~Certifier();

  /// Points of n numbers of the format each, one after the other; another count throws std::invalid_argument. Never
  /// throws for mathematics; a function that throws, throws.
  RoundedGradients run(std::span<const double> x);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace clino
