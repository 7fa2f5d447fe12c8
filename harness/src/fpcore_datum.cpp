#include "fpcore_datum.hpp"

#include "expression_lexer.hpp"
#include "fpcore_number.hpp"

namespace clino::fpcore {
namespace {

constexpr std::size_t max_size = std::size_t{16} << 20;  // bytes of a file
constexpr int max_nesting = 1000;                        // lists inside each other; compilation recurses as deep

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool symbol_part(char c) {
  constexpr std::string_view others = "~!@$%^&*_-+=<>.?/:";
  return letter(c) || digit(c) || others.find(c) != std::string_view::npos;
}

/// A digit, or a sign or point (or both) before one.
bool starts_number(std::string_view token) {
  if (token.starts_with('+') || token.starts_with('-')) token.remove_prefix(1);
  if (token.starts_with('.')) token.remove_prefix(1);
  return !token.empty() && digit(token[0]);
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text.size() > max_size) fail(0, "the file is longer than " + std::to_string(max_size) + " bytes");
  }

  std::vector<Datum> all() {
    std::vector<Datum> data;
    for (skip(); at_ < text_.size(); skip()) data.push_back(datum(0));
    return data;
  }

 private:
  [[noreturn]] void fail(std::size_t offset, std::string message) const {
    syntax::error_at(text_, offset, std::move(message));
  }

  void skip() {
    while (at_ < text_.size() && (space(text_[at_]) || text_[at_] == ';')) {
      if (text_[at_] == ';') at_ = std::min(text_.find('\n', at_), text_.size() - 1);
      ++at_;
    }
  }

  Datum datum(int nesting) {
    const char c = text_[at_];
    if (c == '(' || c == '[') return list(nesting);
    if (c == '"') return string();
    if (c == ')' || c == ']') fail(at_, std::string("found '") + c + "', which closes nothing");
    return atom();
  }

  Datum list(int nesting) {
    if (nesting == max_nesting) fail(at_, "nested deeper than " + std::to_string(max_nesting) + " lists");
    const char close = text_[at_] == '(' ? ')' : ']';
    Datum out{Datum::Kind::list, at_, {}};
    ++at_;
    for (skip(); at_ < text_.size() && text_[at_] != ')' && text_[at_] != ']'; skip())
      out.items.push_back(datum(nesting + 1));
    if (at_ == text_.size())
      fail(out.offset,
           std::string("found the end of the file, expected '") + close + "' for the list that begins here");
    if (text_[at_] != close) fail(at_, std::string("found '") + text_[at_] + "', expected '" + close + "'");
    out.text = text_.substr(out.offset, ++at_ - out.offset);
    return out;
  }

  Datum string() {
    const std::size_t begin = at_++;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    if (at_ >= text_.size()) fail(begin, "found the end of the file, expected '\"' for the string that begins here");
    ++at_;
    return {Datum::Kind::string, begin, text_.substr(begin, at_ - begin)};
  }

  Datum atom() {
    const std::size_t begin = at_;
    if (text_[at_] == '#') return {Datum::Kind::symbol, at_++, text_.substr(begin, 1)};
    while (at_ < text_.size() && symbol_part(text_[at_])) ++at_;
    const std::string_view token = text_.substr(begin, at_ - begin);
    if (token.empty()) {
      const std::string_view rest = text_.substr(begin);
      const std::size_t length = std::max<std::size_t>(syntax::character_length(rest), 1);
      fail(begin, "unexpected character '" + syntax::printable(rest.substr(0, length)) + "'");
    }
    if (!starts_number(token)) return {Datum::Kind::symbol, begin, token};
    if (!number_syntax(token)) fail(begin, "malformed number '" + std::string(token.substr(0, 40)) + "'");
    return {Datum::Kind::number, begin, token};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Datum> read_data(std::string_view text) { return Reader(text).all(); }

std::string print(const Datum& datum) {
  if (!datum.is_list()) return std::string(datum.text);
  std::string out = "(";
  for (const Datum& item : datum.items) {
    if (out.size() > 1) out += ' ';
    out += print(item);
  }
  return out + ")";
}

std::string string_value(const Datum& datum) {
  std::string out;
  const std::string_view inside = datum.text.substr(1, datum.text.size() - 2);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '\\' && i + 1 < inside.size()) ++i;
    out += inside[i];
  }
  return out;
}

std::string shown(const Datum& datum) {
  constexpr std::size_t most = 40;
  const std::string text = syntax::printable(datum.text.substr(0, most + 1));
  return "'" + (datum.text.size() > most ? text.substr(0, most - 3) + "..." : text) + "'";
}

}  // namespace clino::fpcore
