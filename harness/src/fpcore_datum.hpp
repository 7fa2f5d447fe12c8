/// S-expressions as FPCore 2.0 writes them, each with its place in the text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clino::fpcore {

/// A symbol, number, string or list. Views the text it was read from, which must outlive it.
struct Datum {
  enum class Kind { symbol, number, string, list } kind;
  std::size_t offset;          ///< in bytes
  std::string_view text;       ///< as written; of a list the whole of it
  std::vector<Datum> items{};  ///< of a list

  bool is_list() const { return kind == Kind::list; }
  bool is_symbol() const { return kind == Kind::symbol; }
  bool is_symbol(std::string_view name) const { return is_symbol() && text == name; }
  /// A list that begins with that symbol.
  bool is_form(std::string_view name) const { return is_list() && !items.empty() && items[0].is_symbol(name); }
};

/// All data of the text. Throws ParseError for what is no datum, what is nested too deep and what is too long.
std::vector<Datum> read_data(std::string_view text);

/// One line that reads back to the same datum.
std::string print(const Datum& datum);
/// The characters a string stands for.
std::string string_value(const Datum& datum);
/// "the end of the list", "'(let ...'": what stands there, for messages.
std::string shown(const Datum& datum);

}  // namespace clino::fpcore
