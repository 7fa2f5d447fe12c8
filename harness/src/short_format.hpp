/// Numbers of the formats up to binary32 by their bits: what a sweep asks billions of times.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "clino/format.hpp"
#include "clino/sweep_result.hpp"

namespace clino {

/// The same as `ulp` for a finite number of a format below binary64: its subnormals are normal numbers of binary64.
inline double short_ulp(const Format& format, double x) {
  const auto biased = static_cast<std::int64_t>((std::bit_cast<std::uint64_t>(x) >> 52) & 0x7ff);
  const std::int64_t exponent = std::max<std::int64_t>(biased - 1023, format.emin) - format.precision + 1;
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

/// The same as `sweep_number`.
inline double short_number(const Format& format, std::int64_t position) {
  if (format.id != FormatId::binary32) return sweep_number(format, position);
  const auto bits =
      position >= 0 ? static_cast<std::uint32_t>(position) : 0x80000000u | static_cast<std::uint32_t>(-position - 1);
  return static_cast<double>(std::bit_cast<float>(bits));
}

/// The same as `round_to` for formats up to binary32.
inline double round_short(const Format& format, double x) {
  return format.id == FormatId::binary32 ? static_cast<double>(static_cast<float>(x)) : round_to(format, x);
}

}  // namespace clino
