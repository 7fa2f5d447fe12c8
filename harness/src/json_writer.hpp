/// JSON text, written structurally: the one place that turns numbers into JSON.
#pragma once
#include <concepts>
#include <string>
#include <string_view>

namespace clino {

/// Shortest decimal that reads back to the same binary64 number ("0.1", "1e+22", "-0.0"); the quoted strings
/// "NaN", "Infinity" and "-Infinity" for what JSON numbers cannot say.
std::string json_number(double x);
/// The text as a JSON string, quotes included; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// Writes one compact document in the order of the calls. The caller balances begin and end.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& number(double x) { return raw(json_number(x)); }
  template <std::integral I>
  JsonWriter& integer(I i) {
    return raw(std::to_string(i));
  }
  JsonWriter& string(std::string_view text) { return raw(json_string(text)); }
  JsonWriter& boolean(bool b) { return raw(b ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }

  /// `key` and value in one; the value's type decides.
  JsonWriter& member(std::string_view name, double x) { return key(name).number(x); }
  template <std::integral I>
  JsonWriter& member(std::string_view name, I i) {
    if constexpr (std::same_as<I, bool>)
      return key(name).boolean(i);
    else
      return key(name).integer(i);
  }
  JsonWriter& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  JsonWriter& member(std::string_view name, const char* text) { return key(name).string(text); }

  const std::string& text() const { return text_; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view token);
  void separate();

  std::string text_;
  bool comma_ = false;  ///< the next element follows another
};

}  // namespace clino
