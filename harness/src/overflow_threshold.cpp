#include <cmath>

#include "clino/diagnose.hpp"
#include "clino/evaluate.hpp"

namespace clino {

std::optional<double> overflow_threshold(Op op, const Format& format) {
  if (info(op).arity != 1) return std::nullopt;
  const auto overflows = [&](std::int64_t position) {
    return std::isinf(compute(format, op, from_ordinal(format, position)));
  };
  // From 1 on every operation that overflows is finite up to one number and infinite from there (tgamma is not below).
  std::int64_t finite = ordinal(format, 1), infinite = ordinal(format, largest(format));
  if (overflows(finite) || !overflows(infinite)) return std::nullopt;
  while (infinite - finite > 1) {
    const std::int64_t middle = finite + (infinite - finite) / 2;
    (overflows(middle) ? infinite : finite) = middle;
  }
  return from_ordinal(format, infinite);
}

}  // namespace clino
