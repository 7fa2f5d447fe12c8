/// Text functions cut into tokens.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clino::syntax {

struct Token {
  enum class Kind { number, name, symbol, end } kind;
  std::string_view text;  ///< a part of the source, empty at the end
  std::size_t offset;     ///< in bytes
  double number = 0;      ///< nearest binary64 number
};

/// All tokens, the last of kind `end`. Throws ParseError at a byte no token starts with, a malformed number or one
/// outside the range of binary64.
std::vector<Token> lex(std::string_view text);

/// A letter or `_`, then letters, digits and `_`; not one of the words `and or not let`.
bool valid_name(std::string_view name);
bool reserved(std::string_view name);

/// Throws ParseError at a byte of the text.
[[noreturn]] void error_at(std::string_view text, std::size_t offset, std::string message);

/// Bytes of the UTF-8 character that `text` starts with; 0 when it is none.
std::size_t character_length(std::string_view text);
/// `text` with control characters and broken UTF-8 as `?`, so that it can be shown and put into JSON.
std::string printable(std::string_view text);

}  // namespace clino::syntax
