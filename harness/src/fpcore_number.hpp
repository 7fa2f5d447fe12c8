/// Numbers of FPCore: exact rationals, whichever way they are written.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "expression_recorder.hpp"

namespace clino::fpcore {

/// significand / denominator * base^exponent, or a decimal as written.
struct Number {
  double nearest = 0;  ///< the binary64 number nearest to it
  bool exact = false;  ///< `nearest` is it
  bool negative = false;
  std::string significand{};  ///< digits; of a decimal with point and exponent
  std::string denominator{};  ///< digits, empty for 1
  int base = 10, exponent = 0;
};

/// Whether the token is a rational, decimal or hexadecimal number.
bool number_syntax(std::string_view token);
/// The number; nothing when binary64 cannot hold it (overflow, or underflow to 0) or it is absurdly long.
/// Requires `number_syntax`.
std::optional<Number> to_number(std::string_view token);
/// m * b^e; the same, and nothing unless m, e and b are integers and b >= 2.
std::optional<Number> from_digits(std::string_view m, std::string_view e, std::string_view b);

/// The number in real arithmetic: a literal where binary64 holds it, else operations on integers.
syntax::Recorder::Value real_value(const Number& number);

}  // namespace clino::fpcore
