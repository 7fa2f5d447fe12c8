#include "numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cfenv>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "exit_code.hpp"
#include "suggest.hpp"

namespace clino::cli {
namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0;;) {
    const std::size_t end = text.find(separator, start);
    parts.push_back(trim(text.substr(start, end - start)));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

/// strtod in a rounding mode; glibc's is correctly rounded in all of them.
double read_in(int mode, const std::string& text) {
  const int before = std::fegetround();
  std::fesetround(mode);
  const double x = std::strtod(text.c_str(), nullptr);
  std::fesetround(before);
  return x;
}

/// Whether the text is a decimal or C hexadecimal number and nothing else; "inf" and "nan" are not.
bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  if (text.empty() || !(std::isxdigit(static_cast<unsigned char>(text.front())) != 0 || text.front() == '.'))
    return false;
  double ignored = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), ignored,
                                   hex ? std::chars_format::hex : std::chars_format::general);
  return end.ptr == text.data() + text.size() && end.ec != std::errc::invalid_argument;
}

/// The nearest binary64 number.
std::optional<double> read_nearest(std::string_view text) {
  return is_number(text) ? std::optional(read_in(FE_TONEAREST, std::string(text))) : std::nullopt;
}

/// The binary64 number that rounds to a shorter format as the text itself does: toward zero and, when that is inexact,
/// with the last bit set (rounding to odd; Boldo, Melquiond, IEEE Trans. Computers 57(4), 2008).
std::optional<double> read_odd(const std::string& text) {
  if (!is_number(text)) return std::nullopt;
  const double low = read_in(FE_DOWNWARD, text), high = read_in(FE_UPWARD, text);
  const double x = std::fabs(low) < std::fabs(high) ? low : high;
  return low == high ? x : std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) | 1);
}

std::size_t variable_index(std::string_view name, std::span<const std::string> variables) {
  const auto found = std::ranges::find(variables, name);
  if (found == variables.end()) throw UsageError(unknown("variable", name, variables));
  return static_cast<std::size_t>(found - variables.begin());
}

Interval parse_interval(std::string_view text, const Format& format, std::string_view where) {
  const auto ends = split(text, ':');
  if (ends.size() != 2)
    throw UsageError(fmt::format("{}: '{}' is not a domain; wanted LOW:HIGH, as in x=-1:1", where, text));
  const auto end = [&](std::string_view s) {
    if (s == "inf" || s == "+inf") return largest(format);
    if (s == "-inf") return -largest(format);
    const auto x = read_nearest(s);
    if (!x || !std::isfinite(*x)) throw UsageError(fmt::format("{}: '{}' is not a number", where, s));
    return std::clamp(*x, -largest(format), largest(format));
  };
  const Interval interval{end(ends[0]), end(ends[1])};
  if (interval.lo > interval.hi)
    throw UsageError(fmt::format("{}: the domain {} is empty; the lower end comes first", where, text));
  return interval;
}

}  // namespace

double parse_number(std::string_view text, const Format& format, std::string_view where) {
  const auto x = format == binary64 ? read_nearest(text) : read_odd(std::string(text));
  if (!x) throw UsageError(fmt::format("{}: '{}' is not a number", where, text));
  const double rounded = round_to(format, *x);
  if (!std::isfinite(rounded))
    throw UsageError(fmt::format("{} = {} is no finite number of {} (largest {})", where, text, format.name,
                                 to_decimal(format, largest(format))));
  return rounded;
}

Point parse_point(const std::string& text, std::span<const std::string> variables, const Format& format) {
  const auto parts = split(text, ',');
  std::vector<std::optional<double>> values(variables.size());
  const bool named = text.find('=') != std::string::npos;
  if (!named && parts.size() != variables.size())
    throw UsageError(fmt::format("--at {}: {} {} for {} variables ({})", text, parts.size(),
                                 parts.size() == 1 ? "number" : "numbers", variables.size(),
                                 fmt::join(variables, ", ")));
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const std::size_t equals = parts[k].find('=');
    if (named && equals == std::string_view::npos)
      throw UsageError(fmt::format("--at {}: '{}' is no NAME=NUMBER", text, parts[k]));
    const std::size_t i = named ? variable_index(trim(parts[k].substr(0, equals)), variables) : k;
    if (values[i]) throw UsageError(fmt::format("--at {}: two values for {}", text, variables[i]));
    values[i] = parse_number(named ? trim(parts[k].substr(equals + 1)) : parts[k], format, variables[i]);
  }
  Point point;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) throw UsageError(fmt::format("--at {}: no value for the variable {}", text, variables[i]));
    point.push_back(*values[i]);
  }
  return point;
}

std::vector<Interval> parse_domain(std::span<const std::string> texts, std::span<const std::string> variables,
                                   std::vector<Interval> fallback, const Format& format) {
  std::vector<bool> named(variables.size());
  bool all = false;
  for (const std::string& text : texts)
    for (const std::string_view part : split(text, ',')) {
      const std::size_t equals = part.find('=');
      if (equals == std::string_view::npos) {
        if (std::exchange(all, true)) throw UsageError(fmt::format("--domain {}: two ranges for all variables", part));
        const Interval range = parse_interval(part, format, "--domain");
        for (std::size_t i = 0; i < fallback.size(); ++i)
          if (!named[i]) fallback[i] = range;
        continue;
      }
      const std::size_t i = variable_index(trim(part.substr(0, equals)), variables);
      if (named[i]) throw UsageError(fmt::format("--domain {}: two ranges for {}", part, variables[i]));
      named[i] = true;
      fallback[i] = parse_interval(trim(part.substr(equals + 1)), format, "--domain");
    }
  return fallback;
}

}  // namespace clino::cli
