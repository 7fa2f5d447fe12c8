/// Floating-point formats as data: rounding, spacing and the order of their numbers.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clino {

enum class FormatId : std::uint8_t { binary16, bfloat16, binary32, binary64 };

/// A binary floating-point format with gradual underflow. Every number of it is a binary64 number.
struct Format {
  FormatId id;
  std::string_view name;   ///< "binary32"
  std::string_view alias;  ///< "float"
  int precision;           ///< significand bits, the hidden one included
  int emin, emax;          ///< exponents of the smallest and largest normal number (IEEE 754)
  friend bool operator==(const Format& a, const Format& b) { return a.id == b.id; }
};

inline constexpr Format binary16{FormatId::binary16, "binary16", "half", 11, -14, 15};
inline constexpr Format bfloat16{FormatId::bfloat16, "bfloat16", "bf16", 8, -126, 127};
inline constexpr Format binary32{FormatId::binary32, "binary32", "float", 24, -126, 127};
inline constexpr Format binary64{FormatId::binary64, "binary64", "double", 53, -1022, 1023};

/// The four formats, narrowest first.
std::span<const Format> formats();
/// The format with that name or alias ("binary32", "float", "float32", "bf16", ...), if there is one.
std::optional<Format> find_format(std::string_view name);

/// Every name that `find_format` knows.
std::vector<std::string> format_names();

/// `x` rounded to nearest, ties to even, into the format; overflows to infinity.
double round_to(const Format& format, double x);
/// Whether `x` is a number of the format (NaN and infinities are).
bool representable(const Format& format, double x);
/// Spacing of the format at `|x|`: the gap to the next larger magnitude; the smallest subnormal at 0.
double ulp(const Format& format, double x);
double largest(const Format& format);
double smallest_normal(const Format& format);
double smallest_subnormal(const Format& format);
/// Unit roundoff u = 2^-precision.
double unit_roundoff(const Format& format);

/// Position of `x` in the order of the format's numbers: 0 for both zeros, 1 for the smallest subnormal, negative
/// below zero, infinity one above the largest. `x` must be a number of the format and not NaN.
std::int64_t ordinal(const Format& format, double x);
/// The number at that position; clamped to the infinities.
double from_ordinal(const Format& format, std::int64_t position);
/// The next number of the format towards +infinity, and towards -infinity.
double next_up(const Format& format, double x);
double next_down(const Format& format, double x);

/// `x` in decimal, the fewest digits that read back to the same number of the format ("0.1", "NaN", "-Infinity").
std::string to_decimal(const Format& format, double x);
/// `x` as a C99 hexadecimal float ("0x1.9p+6").
std::string to_hex(double x);

}  // namespace clino
