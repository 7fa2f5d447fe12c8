#include "doctor_command.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "arithmetic.hpp"
#include "host.hpp"
#include "terminal.hpp"

namespace clino::cli {
namespace {

using Finding = ArithmeticFact;

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
  std::vector<Finding> findings{{"version", header.version},
                                {"compiler", header.compiler},
                                flags(header.flags),
                                {"host", header.host},
                                {"environment", environment_class()},
                                elementary(header.libm)};
  std::ranges::move(arithmetic_facts(), std::back_inserter(findings));
  findings.push_back(memory());
  findings.push_back(terminal());
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
