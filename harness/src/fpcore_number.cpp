#include "fpcore_number.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>

namespace clino::fpcore {
namespace {

using Integer = boost::multiprecision::cpp_int;
using Value = syntax::Recorder::Value;

constexpr std::size_t max_length = 1000;  // characters: reading an integer costs the square of its length
constexpr double max_bits = 5000;         // of base^exponent: beyond the range of binary64 whatever the significand

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}
bool hex_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}
std::string_view unsigned_part(std::string_view text) {
  return text.starts_with('+') || text.starts_with('-') ? text.substr(1) : text;
}
bool is_hex(std::string_view text) { return text.starts_with("0x") || text.starts_with("0X"); }

/// Text before and after the first of those characters.
struct Split {
  std::string_view before, after;
  bool found;
};
Split split(std::string_view text, std::string_view marks) {
  const std::size_t at = text.find_first_of(marks);
  if (at == std::string_view::npos) return {text, {}, false};
  return {text.substr(0, at), text.substr(at + 1), true};
}

/// digits [. digits], or a point and digits; a point may end it, as C and Racket write it.
template <class Digits>
bool mantissa_syntax(std::string_view text, Digits are_digits) {
  const Split point = split(text, ".");
  if (!point.found) return are_digits(text);
  return (point.before.empty() || are_digits(point.before)) && (point.after.empty() || are_digits(point.after)) &&
         !(point.before.empty() && point.after.empty());
}

struct Rounded {
  double value;
  bool exact;
};

/// p/q > 0 to nearest, ties to even, subnormals included: the quotient is cut where binary64's last bit is.
Rounded nearest(const Integer& p, const Integer& q) {
  constexpr int least = -1074;                                        // exponent of the smallest subnormal
  const int e = static_cast<int>(msb(p)) - static_cast<int>(msb(q));  // 2^(e-1) < p/q < 2^(e+1)
  Integer quotient, rest, divisor;
  for (int unit = std::max(e - 52, least);; --unit) {
    divisor = unit > 0 ? Integer(q << unit) : q;
    divide_qr(unit < 0 ? Integer(p << -unit) : p, divisor, quotient, rest);
    if (quotient == 0 || msb(quotient) >= 52 || unit == least) {
      const bool exact = rest == 0;
      rest <<= 1;
      if (rest > divisor || (rest == divisor && bit_test(quotient, 0))) ++quotient;
      return {std::ldexp(quotient.convert_to<double>(), unit), exact};
    }
  }
}

/// Fills in `nearest` from the parts; nothing when it is out of range.
std::optional<Number> rounded(Number number, Integer p, Integer q) {
  if (p == 0) return Number{.nearest = number.negative ? -0.0 : 0.0, .exact = true};
  const Integer power = pow(Integer(number.base), static_cast<unsigned>(std::abs(number.exponent)));
  (number.exponent < 0 ? q : p) *= power;
  const Rounded r = nearest(p, q);
  if (!std::isfinite(r.value) || r.value == 0) return std::nullopt;
  number.nearest = number.negative ? -r.value : r.value;
  number.exact = r.exact;
  return number;
}

std::optional<int> small_integer(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

std::optional<Number> decimal(std::string_view text, bool negative) {
  Number number{.negative = negative, .significand = std::string(text)};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.nearest);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (negative) number.nearest = -number.nearest;
  return number;
}

/// Integers in decimal, or in hexadecimal after 0x; without the zeros in front that would mean octal.
Integer integer(std::string text, const char* prefix = "") {
  text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  return Integer(prefix + text);
}

std::optional<Number> hexadecimal(std::string_view text, bool negative) {
  const Split power = split(text.substr(2), "pP");
  const auto exponent = power.found ? small_integer(power.after) : 0;
  if (!exponent || std::abs(*exponent) > max_bits) return std::nullopt;
  const Split point = split(power.before, ".");
  const Integer p = integer(std::string(point.before) + std::string(point.after), "0x");
  return rounded({.negative = negative,
                  .significand = p.str(),
                  .base = 2,
                  .exponent = *exponent - 4 * static_cast<int>(point.after.size())},
                 p, 1);
}

/// A decimal integer of any length in real arithmetic.
Value real_integer(const std::string& digits_of_it) {
  double value = 0;
  std::from_chars(digits_of_it.data(), digits_of_it.data() + digits_of_it.size(), value);
  return syntax::real_number({.kind = syntax::Kind::number, .number = value, .spelling = digits_of_it});
}

Tracer active(const Value& v) { return v.is_literal ? Tracer(v.literal) : v.tracer; }

/// n * base^exponent by powers that binary64 holds exactly.
Tracer scaled(Tracer n, int base, int exponent) {
  const int most = static_cast<int>(53 / std::log2(base));
  for (int left = std::abs(exponent); left > 0;) {
    const int step = std::min(left, std::max(most, 1));
    double power = 1;
    for (int i = 0; i < step; ++i) power *= base;
    n = exponent < 0 ? n / power : n * power;
    left -= step;
  }
  return n;
}

}  // namespace

bool number_syntax(std::string_view token) {
  const std::string_view text = unsigned_part(token);
  if (const Split fraction = split(text, "/"); fraction.found)
    return digits(fraction.before) && digits(fraction.after) &&
           fraction.after.find_first_not_of('0') != std::string_view::npos;
  if (is_hex(text)) {
    const Split power = split(text.substr(2), "pP");
    return mantissa_syntax(power.before, hex_digits) && (!power.found || digits(unsigned_part(power.after)));
  }
  const Split power = split(text, "eE");
  return mantissa_syntax(power.before, digits) && (!power.found || digits(unsigned_part(power.after)));
}

std::optional<Number> to_number(std::string_view token) {
  if (token.size() > max_length) return std::nullopt;
  const bool negative = token.starts_with('-');
  const std::string_view text = unsigned_part(token);
  if (is_hex(text)) return hexadecimal(text, negative);
  if (const Split fraction = split(text, "/"); fraction.found) {
    const std::string p(fraction.before), q(fraction.after);
    return rounded({.negative = negative, .significand = p, .denominator = q}, integer(p), integer(q));
  }
  return decimal(text, negative);
}

std::optional<Number> from_digits(std::string_view m, std::string_view e, std::string_view b) {
  if (m.size() > max_length || !digits(unsigned_part(m))) return std::nullopt;
  const auto exponent = small_integer(e), base = small_integer(b);
  if (!exponent || !base || *base < 2 || std::abs(*exponent) * std::log2(*base) > max_bits) return std::nullopt;
  const Integer p = integer(std::string(unsigned_part(m)));
  return rounded({.negative = m.starts_with('-'), .significand = p.str(), .base = *base, .exponent = *exponent}, p, 1);
}

syntax::Recorder::Value real_value(const Number& number) {
  if (number.exact || !std::isfinite(number.nearest)) return {.is_literal = true, .literal = number.nearest};
  Value value = real_integer(number.significand);
  if (!number.denominator.empty()) value = {active(value) / active(real_integer(number.denominator))};
  if (number.exponent != 0) value = {scaled(active(value), number.base, number.exponent)};
  if (!number.negative) return value;
  return value.is_literal ? Value{.is_literal = true, .literal = -value.literal} : Value{-value.tracer};
}

}  // namespace clino::fpcore
