/// JSON with the place of every value, so that a message can point at it; nlohmann's tree has none.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clino {

/// The name of a member and its place.
struct JsonName {
  std::string text;
  std::size_t offset;
};

/// A JSON value (RFC 8259). Objects keep the order of their members.
struct JsonValue {
  enum class Kind { null, boolean, number, string, array, object } kind;
  std::size_t offset;         ///< in bytes, where it begins
  std::string_view source{};  ///< of a scalar, as written
  std::string text{};         ///< of a string: its characters
  double number = 0;
  std::vector<JsonValue> items{};  ///< of an array, or the values of an object's members
  std::vector<JsonName> names{};   ///< of an object's members, in their order

  /// The member of that name, or null.
  const JsonValue* find(std::string_view name) const;
};

/// The one value of the text, which must outlive it. Throws ParseError: what was found and what was expected; members
/// given twice, numbers outside binary64, values nested too deep.
JsonValue read_json(std::string_view text);

/// Where in the source the character stands that became byte `index` of the string's text.
std::size_t source_offset(const JsonValue& string, std::size_t index);

/// "a string", "an object", ... for messages.
std::string_view kind_name(JsonValue::Kind kind);

}  // namespace clino
