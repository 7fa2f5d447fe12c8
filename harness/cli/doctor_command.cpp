// Everything is asked of the machine as it is: a wrapper, a debugger or a library that was loaded before may have
// changed the floating-point environment that a build alone would promise.
#include "doctor_command.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cfenv>
#include <cfloat>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "host.hpp"
#include "terminal.hpp"

#if defined(__x86_64__) || defined(__i386__)
#include <xmmintrin.h>
#endif

namespace clino::cli {
namespace {

struct Finding {
  std::string what, is;
  std::string trouble{};  ///< empty where all is well
};

Finding rounding_mode() {
  switch (std::fegetround()) {
    case FE_TONEAREST: return {"rounding", "to nearest"};
    case FE_UPWARD: return {"rounding", "upward", "verdicts suppose rounding to nearest"};
    case FE_DOWNWARD: return {"rounding", "downward", "verdicts suppose rounding to nearest"};
    case FE_TOWARDZERO: return {"rounding", "toward zero", "verdicts suppose rounding to nearest"};
    default: return {"rounding", "unknown", "verdicts suppose rounding to nearest"};
  }
}

/// FTZ: a subnormal result becomes 0; DAZ: a subnormal operand counts as 0.
Finding subnormals() {
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
Finding contraction() {
  const volatile double a = 1 + 0x1p-30, c = -(1 + 0x1p-29);
  const double x = a, y = a, z = c;
  const bool fused = x * y + z != 0;
  return {"contraction", fused ? "a * b + c is fused" : "off",
          fused ? "build with -ffp-contract=off: results depend on where the compiler fuses" : ""};
}

Finding evaluation() {
  const int method = static_cast<int>(FLT_EVAL_METHOD);
  return {"evaluation", method == 0 ? "in the type of the operands" : fmt::format("FLT_EVAL_METHOD {}", method),
          method == 0 ? "" : "intermediate results have more digits than their format (x87)"};
}

Finding flags(const std::string& given) {
  const bool fast = given.find("-ffast-math") != std::string::npos || given.find("-Ofast") != std::string::npos ||
                    given.find("-funsafe-math") != std::string::npos;
  return {"flags", given, fast ? "the compiler may reorder and drop floating-point operations" : ""};
}

/// The last bit of the elementary functions: exp(1), log(3), sin(1) to within an ulp of the truth.
Finding elementary(const std::string& libm) {
  const volatile double one = 1, three = 3;
  const auto off = [](double got, double truth) {
    return std::fabs(got - truth) > std::nextafter(truth, 2 * truth) - truth;
  };
  const bool bad = off(std::exp(one), 0x1.5bf0a8b145769p+1) || off(std::log(three), 0x1.193ea7aad030bp+0) ||
                   off(std::sin(one), 0x1.aed548f090ceep-1);
  return {"libm", libm, bad ? "exp(1), log(3) or sin(1) is more than an ulp off" : ""};
}

Finding memory() {
  rlimit limit{};
  ::getrlimit(RLIMIT_AS, &limit);
  if (limit.rlim_cur == RLIM_INFINITY) return {"memory", "no limit"};
  const auto mib = static_cast<std::uint64_t>(limit.rlim_cur) >> 20;
  return {"memory", fmt::format("{} MiB of address space", mib), mib < 1024 ? "workers may run out of it" : ""};
}

Finding terminal() {
  return {"terminal", fmt::format("{}, {}", stdout_is_terminal() ? "a terminal" : "a pipe or file",
                                  use_color(Color::automatic, stdout_is_terminal()) ? "colour" : "no colour")};
}

}  // namespace

ExitCode doctor_command() {
  const RunHeader header = header_of({});
  const std::vector<Finding> findings{{"version", header.version},
                                      {"compiler", header.compiler},
                                      flags(header.flags),
                                      {"host", header.host},
                                      {"environment", environment_class()},
                                      elementary(header.libm),
                                      rounding_mode(),
                                      subnormals(),
                                      contraction(),
                                      evaluation(),
                                      memory(),
                                      terminal()};
  std::size_t troubles = 0;
  for (const Finding& f : findings) {
    if (f.trouble.empty())
      fmt::print("ok\t{}\t{}\n", f.what, f.is);
    else
      fmt::print("warning\t{}\t{}\t{}\n", f.what, f.is, f.trouble);
    troubles += f.trouble.empty() ? 0 : 1;
  }
  return troubles == 0 ? ExitCode::expected : ExitCode::findings;
}

}  // namespace clino::cli
