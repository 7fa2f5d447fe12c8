#include "expression_lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "clino/expression.hpp"

namespace clino::syntax {
namespace {

// Locale-free and defined for every byte, unlike <cctype>.
bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool hex_digit(char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool name_part(char c) { return letter(c) || digit(c); }

template <class Predicate>
std::size_t skip(std::string_view text, std::size_t i, Predicate predicate) {
  while (i < text.size() && predicate(text[i])) ++i;
  return i;
}

/// End of the number that starts at `begin`: digits [. digits] [exponent mark [sign] digits], or 0x and the like.
std::size_t number_end(std::string_view text, std::size_t begin, bool hex) {
  const auto part = hex ? hex_digit : digit;
  const char mark = hex ? 'p' : 'e';
  std::size_t i = skip(text, begin + (hex ? 2 : 0), part);
  if (i < text.size() && text[i] == '.') i = skip(text, i + 1, part);
  if (i < text.size() && (text[i] | 0x20) == mark) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    i = skip(text, i, digit);
  }
  return i;
}

Token number_token(std::string_view text, std::size_t begin) {
  const bool hex = text.size() > begin + 1 && text[begin] == '0' && (text[begin + 1] | 0x20) == 'x';
  Token token{Token::Kind::number, text.substr(begin, number_end(text, begin, hex) - begin), begin};
  const std::string_view digits = token.text.substr(hex ? 2 : 0);
  const char* const last = digits.data() + digits.size();
  const auto [end, error] =
      std::from_chars(digits.data(), last, token.number, hex ? std::chars_format::hex : std::chars_format::general);
  if (error == std::errc::result_out_of_range)
    error_at(text, begin, "number '" + std::string(token.text.substr(0, 40)) + "' is outside the range of binary64");
  if (error != std::errc{} || end != last)
    error_at(text, begin, "malformed number '" + std::string(token.text.substr(0, 40)) + "'");
  return token;
}

Token symbol_token(std::string_view text, std::size_t i) {
  static constexpr std::array<std::string_view, 6> pairs{"<=", ">=", "==", "!=", "&&", "||"};
  static constexpr std::string_view singles = "+-*/^<>=!(),;[]";
  const std::string_view rest = text.substr(i);
  if (rest.starts_with("**")) error_at(text, i, "found '**', expected an operator: a power is written '^'");
  for (std::string_view pair : pairs)
    if (rest.starts_with(pair)) return {Token::Kind::symbol, rest.substr(0, 2), i};
  if (singles.find(rest[0]) != std::string_view::npos) return {Token::Kind::symbol, rest.substr(0, 1), i};
  const std::size_t length = std::max<std::size_t>(character_length(rest), 1);
  error_at(text, i, "unexpected character '" + printable(rest.substr(0, length)) + "'");
}

}  // namespace

std::vector<Token> lex(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t i = 0;
  while ((i = skip(text, i, space)) < text.size()) {
    if (digit(text[i]) || (text[i] == '.' && i + 1 < text.size() && digit(text[i + 1]))) {
      tokens.push_back(number_token(text, i));
    } else if (letter(text[i])) {
      tokens.push_back({Token::Kind::name, text.substr(i, skip(text, i, name_part) - i), i});
    } else {
      tokens.push_back(symbol_token(text, i));
    }
    i += tokens.back().text.size();
  }
  tokens.push_back({Token::Kind::end, {}, text.size()});
  return tokens;
}

bool reserved(std::string_view name) { return name == "and" || name == "or" || name == "not" || name == "let"; }

bool valid_name(std::string_view name) {
  return !name.empty() && letter(name[0]) && skip(name, 0, name_part) == name.size() && !reserved(name);
}

std::size_t character_length(std::string_view text) {
  // The well-formed sequences of the Unicode standard, table 3-7.
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(0), next = byte(1);
  const auto tail = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      if ((byte(i) & 0xC0u) != 0x80u) return false;
    return true;
  };
  if (text.empty() || lead < 0x80) return text.empty() ? 0 : 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1, 2) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF)
    return tail(1, 3) && !(lead == 0xE0 && next < 0xA0) && !(lead == 0xED && next > 0x9F) ? 3 : 0;
  if (lead >= 0xF0 && lead <= 0xF4)
    return tail(1, 4) && !(lead == 0xF0 && next < 0x90) && !(lead == 0xF4 && next > 0x8F) ? 4 : 0;
  return 0;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text.substr(i));
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (length == 0 || c < 0x20 || c == 0x7F)
      out += c == '\t' ? ' ' : '?';
    else
      out += text.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

void error_at(std::string_view text, std::size_t offset, std::string message) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto line = 1 + std::ranges::count(before, '\n');
  int column = 1;
  for (std::size_t i = line_start; i < offset; ++column)
    i += std::max<std::size_t>(character_length(text.substr(i, offset - i)), 1);
  throw ParseError(text, static_cast<int>(line), column, std::move(message));
}

}  // namespace clino::syntax
