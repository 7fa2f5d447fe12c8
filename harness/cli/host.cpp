#include "host.hpp"

#include <fmt/chrono.h>
#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "arithmetic.hpp"

namespace clino::cli {
namespace {

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

/// The processor's name, where the kernel tells.
std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name"))
      if (const std::size_t colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
  return "unknown processor";
}

std::string host() {
  utsname name{};
  ::uname(&name);
  std::string text =
      fmt::format("{} {}, {}, {} cores", name.sysname, name.machine, processor(), std::thread::hardware_concurrency());
  for (const ArithmeticFact& fact : arithmetic_facts()) text += fmt::format("; {}: {}", fact.what, fact.is);
  return text;
}

bool has_fused_multiply_add() {
#if defined(__x86_64__) || defined(__i386__)
  return __builtin_cpu_supports("fma") != 0;
#else
  return true;  // part of the base instruction set elsewhere
#endif
}

}  // namespace

std::string environment_class() {
  utsname name{};
  ::uname(&name);
  return fmt::format("{}-glibc-{}-{}", name.machine, ::gnu_get_libc_version(),
                     has_fused_multiply_add() ? "fma" : "no-fma");
}

RunHeader header_of(const RunSpec& spec) {
  return {.version = CLINO_VERSION,
          .compiler = compiler(),
          .flags = CLINO_FLAGS,
          .libm = std::string("glibc ") + ::gnu_get_libc_version(),
          .host = host(),
          .started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                                 fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()))),
          .environment = environment_class(),
          .spec = spec};
}

}  // namespace clino::cli
