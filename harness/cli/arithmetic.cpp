#include "arithmetic.hpp"

#include <fmt/format.h>

#include <cfenv>
#include <cfloat>
#include <limits>

#if defined(__x86_64__) || defined(__i386__)
#include <xmmintrin.h>
#endif

namespace clino::cli {
namespace {

ArithmeticFact rounding_mode() {
  switch (std::fegetround()) {
    case FE_TONEAREST: return {"rounding", "to nearest"};
    case FE_UPWARD: return {"rounding", "upward", "verdicts suppose rounding to nearest"};
    case FE_DOWNWARD: return {"rounding", "downward", "verdicts suppose rounding to nearest"};
    case FE_TOWARDZERO: return {"rounding", "toward zero", "verdicts suppose rounding to nearest"};
    default: return {"rounding", "unknown", "verdicts suppose rounding to nearest"};
  }
}

/// FTZ: a subnormal result becomes 0; DAZ: a subnormal operand counts as 0.
ArithmeticFact subnormals() {
  const volatile double smallest_normal = std::numeric_limits<double>::min(), half = 0.5;
  const volatile double smallest = std::numeric_limits<double>::denorm_min(), large = 0x1p1000;
  const bool flushed = smallest_normal * half == 0, taken_as_zero = smallest * large == 0;
  std::string state = flushed && taken_as_zero ? "flushed (FTZ and DAZ)"
                      : flushed                ? "flushed (FTZ)"
                      : taken_as_zero          ? "taken as 0 (DAZ)"
                                               : "kept";
#if defined(__x86_64__) || defined(__i386__)
  state += fmt::format(", MXCSR 0x{:04x}", _mm_getcsr());
#endif
  return {"subnormals", state, flushed || taken_as_zero ? "underflow is found where there is none" : ""};
}

/// (1 + 2^-30)^2 = 1 + 2^-29 + 2^-60: the last term survives in a fused operation only.
ArithmeticFact contraction() {
  const volatile double a = 1 + 0x1p-30, c = -(1 + 0x1p-29);
  const double x = a, y = a, z = c;
  const bool fused = x * y + z != 0;
  return {"contraction", fused ? "a * b + c is fused" : "off",
          fused ? "build with -ffp-contract=off: results depend on where the compiler fuses" : ""};
}

ArithmeticFact evaluation() {
  const int method = static_cast<int>(FLT_EVAL_METHOD);
  return {"evaluation", method == 0 ? "in the type of the operands" : fmt::format("FLT_EVAL_METHOD {}", method),
          method == 0 ? "" : "intermediate results have more digits than their format (x87)"};
}

}  // namespace

std::vector<ArithmeticFact> arithmetic_facts() { return {rounding_mode(), subnormals(), contraction(), evaluation()}; }

}  // namespace clino::cli
