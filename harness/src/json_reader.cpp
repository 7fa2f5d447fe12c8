#include "json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "expression_lexer.hpp"

namespace clino {
namespace {

using Kind = JsonValue::Kind;
constexpr int max_nesting = 64;                          // a case file needs 6
constexpr std::size_t max_size = std::size_t{64} << 20;  // bytes

bool digit(char c) { return c >= '0' && c <= '9'; }

void append_utf8(std::string& out, unsigned code) {
  const auto byte = [&](unsigned b) { out += static_cast<char>(b); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) return byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F));
  if (code < 0x10000) return byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
  byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)), byte(0x80 | (code >> 6 & 0x3F)),
      byte(0x80 | (code & 0x3F));
}

/// Four hexadecimal digits, or nothing.
std::optional<unsigned> four_digits(std::string_view text) {
  unsigned code = 0;
  if (text.size() < 4) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, code, 16);
  return error == std::errc{} && end == text.data() + 4 ? std::optional(code) : std::nullopt;
}

/// What an escape stands for and how long it is; length 0 for none.
struct Escape {
  std::string text{};
  std::size_t length = 0;
};

Escape escape(std::string_view source) {
  constexpr std::string_view marks = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
  if (source.size() < 2) return {};
  if (const std::size_t k = marks.find(source[1]); k != std::string_view::npos) return {std::string(1, meant[k]), 2};
  if (source[1] != 'u') return {};
  const auto first = four_digits(source.substr(2));
  if (!first || (*first >= 0xDC00 && *first < 0xE000)) return {};
  Escape out;
  if (*first < 0xD800 || *first >= 0xE000) {
    append_utf8(out.text, *first);
    out.length = 6;
    return out;
  }
  const auto second = source.substr(6).starts_with("\\u") ? four_digits(source.substr(8)) : std::nullopt;
  if (!second || *second < 0xDC00 || *second >= 0xE000) return {};  // half of a pair
  append_utf8(out.text, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
  out.length = 12;
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text.size() > max_size) fail(0, "the file is longer than " + std::to_string(max_size) + " bytes");
  }

  JsonValue document() {
    JsonValue v = value(0);
    skip();
    if (at_ < text_.size()) unexpected("the end of the file");
    return v;
  }

 private:
  [[noreturn]] void fail(std::size_t offset, std::string message) const {
    syntax::error_at(text_, offset, std::move(message));
  }
  [[noreturn]] void unexpected(const std::string& wanted) const {
    if (at_ >= text_.size()) fail(text_.size(), "found the end of the file, expected " + wanted);
    const std::size_t length = std::max<std::size_t>(syntax::character_length(text_.substr(at_)), 1);
    fail(at_, "found '" + syntax::printable(text_.substr(at_, length)) + "', expected " + wanted);
  }

  void skip() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  bool accept(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view since(std::size_t begin) const { return text_.substr(begin, at_ - begin); }

  JsonValue value(int nesting) {
    if (nesting > max_nesting) fail(at_, "nested deeper than " + std::to_string(max_nesting) + " values");
    skip();
    if (at_ >= text_.size()) unexpected("a value");
    switch (text_[at_]) {
      case '{': return object(nesting);
      case '[': return array(nesting);
      case '"': return string();
      default: break;
    }
    for (const std::string_view word : {"true", "false", "null"})
      if (text_.substr(at_).starts_with(word)) return keyword(word);
    if (digit(text_[at_]) || text_[at_] == '-') return number();
    unexpected("a value");
  }

  JsonValue keyword(std::string_view word) {
    JsonValue v{word == "null" ? Kind::null : Kind::boolean, at_, text_.substr(at_, word.size())};
    v.number = word == "true";
    at_ += word.size();
    return v;
  }

  JsonValue array(int nesting) {
    JsonValue v{Kind::array, at_++};
    if (accept(']')) return v;
    do v.items.push_back(value(nesting + 1));
    while (accept(','));
    if (!accept(']')) unexpected("',' or ']'");
    return v;
  }

  JsonValue object(int nesting) {
    JsonValue v{Kind::object, at_++};
    if (accept('}')) return v;
    do {
      skip();
      if (at_ >= text_.size() || text_[at_] != '"') unexpected("the name of a member in quotes");
      JsonValue name = string();
      if (!accept(':')) unexpected("':' after the name of a member");
      v.names.push_back({std::move(name.text), name.offset});
      v.items.push_back(value(nesting + 1));
    } while (accept(','));
    if (!accept('}')) unexpected("',' or '}'");
    check_names(v);
    return v;
  }

  void check_names(const JsonValue& object) const {
    std::vector<std::pair<std::string_view, std::size_t>> names;
    for (const JsonName& n : object.names) names.emplace_back(n.text, n.offset);
    std::ranges::sort(names);
    for (std::size_t i = 1; i < names.size(); ++i)
      if (names[i].first == names[i - 1].first)
        fail(names[i].second, "'" + syntax::printable(names[i].first) + "' is given twice");
  }

  JsonValue string() {
    JsonValue v{Kind::string, at_++};
    while (true) {
      if (at_ >= text_.size())
        fail(v.offset, "found the end of the file, expected '\"' for the string that begins here");
      const char c = text_[at_];
      if (c == '"') break;
      if (c == '\\') {
        const Escape e = escape(text_.substr(at_));
        if (e.length == 0) fail(at_, "unknown escape in a string");
        v.text += e.text;
        at_ += e.length;
        continue;
      }
      const std::size_t length = syntax::character_length(text_.substr(at_));
      if (static_cast<unsigned char>(c) < 0x20) fail(at_, "a control character in a string is written as an escape");
      if (length == 0) fail(at_, "broken UTF-8");
      v.text += text_.substr(at_, length);
      at_ += length;
    }
    ++at_;
    v.source = since(v.offset);
    return v;
  }

  bool skip_digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && digit(text_[at_])) ++at_;
    return at_ > begin;
  }

  JsonValue number() {
    JsonValue v{Kind::number, at_};
    if (text_[at_] == '-') ++at_;
    const bool zero = at_ < text_.size() && text_[at_] == '0';
    const std::size_t first = at_;
    if (!skip_digits()) unexpected("a digit");
    if (zero && at_ > first + 1) fail(first, "a number does not begin with 0: hexadecimal is written as a string");
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      if (!skip_digits()) unexpected("a digit after the point");
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (!skip_digits()) unexpected("a digit of the exponent");
    }
    v.source = since(v.offset);
    const auto parsed = std::from_chars(v.source.data(), v.source.data() + v.source.size(), v.number);
    if (parsed.ec != std::errc{})
      fail(v.offset, "number '" + std::string(v.source.substr(0, 40)) + "' is outside the range of binary64");
    return v;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto it = std::ranges::find(names, name, &JsonName::text);
  return it == names.end() ? nullptr : &items[static_cast<std::size_t>(it - names.begin())];
}

JsonValue read_json(std::string_view text) { return Reader(text).document(); }

std::size_t source_offset(const JsonValue& string, std::size_t index) {
  std::size_t at = 1;
  for (std::size_t done = 0; done < index && at + 1 < string.source.size();) {
    const Escape e = string.source[at] == '\\' ? escape(string.source.substr(at)) : Escape{"x", 1};
    done += e.text.size();
    at += e.length;
  }
  return string.offset + at;
}

std::string_view kind_name(JsonValue::Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "a truth value";
    case Kind::number: return "a number";
    case Kind::string: return "a string";
    case Kind::array: return "an array";
    case Kind::object: break;
  }
  return "an object";
}

}  // namespace clino
