#include "clino/format.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace clino {
namespace {

constexpr std::array table{binary16, bfloat16, binary32, binary64};
constexpr std::array<std::pair<std::string_view, Format>, 3> other_names{
    {{"float16", binary16}, {"float32", binary32}, {"float64", binary64}}};
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Exponent of the spacing at |x|: the last significand bit of a normal number, 2^(emin - p + 1) below.
int spacing_exponent(const Format& f, double x) {
  const int e = x == 0 ? f.emin : std::max(std::ilogb(x), f.emin);
  return e - f.precision + 1;
}

/// `x` to a number of significant digits.
std::string digits_of(double x, int digits) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::general, digits);
  return {buffer.data(), end.ptr};
}

/// Shortest decimal digits of a float or double.
template <class T>
std::string shortest(T x) {
  std::array<char, 64> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x);
  return {buffer.data(), result.ptr};
}

}  // namespace

std::span<const Format> formats() { return table; }

std::optional<Format> find_format(std::string_view name) {
  for (const Format& f : table)
    if (f.name == name || f.alias == name) return f;
  for (const auto& [other, f] : other_names)
    if (other == name) return f;
  return std::nullopt;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& f : table)
    for (const std::string_view n : {f.name, f.alias}) names.emplace_back(n);
  for (const auto& [other, f] : other_names) names.emplace_back(other);
  return names;
}

double round_to(const Format& f, double x) {
  if (f.id == FormatId::binary64 || x == 0 || !std::isfinite(x)) return x;
  // |x| / spacing is below 2^p + 1 and the scalings are by powers of two, so only nearbyint rounds.
  const int e = spacing_exponent(f, x);
  const double r = std::scalbn(std::nearbyint(std::scalbn(x, -e)), e);
  return std::fabs(r) > largest(f) ? std::copysign(infinity, x) : r;
}

bool representable(const Format& f, double x) { return std::isnan(x) || round_to(f, x) == x; }

double ulp(const Format& f, double x) {
  if (!std::isfinite(x)) return std::isnan(x) ? x : infinity;
  return std::scalbn(1.0, spacing_exponent(f, x));
}

double largest(const Format& f) { return std::scalbn(2.0 - std::scalbn(1.0, 1 - f.precision), f.emax); }
double smallest_normal(const Format& f) { return std::scalbn(1.0, f.emin); }
double smallest_subnormal(const Format& f) { return std::scalbn(1.0, f.emin - f.precision + 1); }
double unit_roundoff(const Format& f) { return std::scalbn(1.0, -f.precision); }

std::int64_t ordinal(const Format& f, double x) {
  const double a = std::fabs(x);
  std::int64_t n = 0;
  if (f.id == FormatId::binary64) {
    n = std::bit_cast<std::int64_t>(a);
  } else if (std::isinf(a)) {
    n = ordinal(f, largest(f)) + 1;
  } else if (a != 0) {
    const int e = spacing_exponent(f, a);
    // Numbers below binade k hold k * 2^(p-1) positions; the significand adds the rest (subnormals: k = 0).
    n = static_cast<std::int64_t>(std::scalbn(a, -e)) +
        (static_cast<std::int64_t>(e - (f.emin - f.precision + 1)) << (f.precision - 1));
  }
  return std::signbit(x) ? -n : n;
}

double from_ordinal(const Format& f, std::int64_t position) {
  const std::int64_t top = ordinal(f, infinity);
  const std::int64_t n = std::min(position < 0 ? -position : position, top);
  double a = infinity;
  if (n == top) {
    a = infinity;
  } else if (f.id == FormatId::binary64) {
    a = std::bit_cast<double>(n);
  } else {
    const std::int64_t per_binade = std::int64_t{1} << (f.precision - 1);
    const std::int64_t k = std::max<std::int64_t>(n / per_binade - 1, 0);
    a = std::scalbn(static_cast<double>(n - k * per_binade), static_cast<int>(k) + f.emin - f.precision + 1);
  }
  return position < 0 ? -a : a;
}

double next_up(const Format& f, double x) { return from_ordinal(f, ordinal(f, x) + 1); }
double next_down(const Format& f, double x) { return from_ordinal(f, ordinal(f, x) - 1); }

std::string to_decimal(const Format& f, double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  if (f.id == FormatId::binary64) return shortest(x);
  // A subnormal number has few bits, so that one or two digits read back; people compare it by its value.
  if (x != 0 && std::fabs(x) < smallest_normal(f)) return digits_of(x, 7);
  if (f.id == FormatId::binary32) return shortest(static_cast<float>(x));
  // No to_chars for the short formats: the first precision whose digits read back.
  for (int digits = 1; digits < 17; ++digits) {
    const std::string text = digits_of(x, digits);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    if (round_to(f, back) == x) return text;
  }
  return shortest(x);
}

std::string to_hex(double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(x), std::chars_format::hex);
  return std::string(std::signbit(x) ? "-0x" : "0x") + std::string(buffer.data(), end.ptr);
}

}  // namespace clino
