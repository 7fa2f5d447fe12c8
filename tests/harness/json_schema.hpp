/// A small JSON Schema validator for tests.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

namespace clino {

/// A JSON Schema, as far as ours use the language; an unknown word fails the test.
class Schema {
 public:
  explicit Schema(nlohmann::json root) : root_(std::move(root)) {}
  bool accepts(const nlohmann::json& value) const { return accepts(root_, value); }

 private:
  bool accepts(const nlohmann::json& schema, const nlohmann::json& value) const {
    for (const auto& [word, rule] : schema.items())
      if (!holds(word, rule, schema, value)) return false;
    return true;
  }

  bool holds(const std::string& word, const nlohmann::json& rule, const nlohmann::json& schema,
             const nlohmann::json& v) const {
    if (word == "$ref") return accepts(root_.at(nlohmann::json::json_pointer(rule.get<std::string>().substr(1))), v);
    if (word == "type") return is(rule.get<std::string>(), v);
    if (word == "const") return v == rule;
    if (word == "enum") return std::ranges::count(rule, v) > 0;
    if (word == "not") return !accepts(rule, v);
    if (word == "anyOf") return std::ranges::any_of(rule, [&](const nlohmann::json& s) { return accepts(s, v); });
    if (word == "minLength") return !v.is_string() || v.get<std::string>().size() >= rule;
    if (word == "pattern")
      return !v.is_string() || std::regex_search(v.get<std::string>(), std::regex(rule.get<std::string>()));
    if (word == "minimum") return !v.is_number() || v >= rule;
    if (word == "maxLength") return !v.is_string() || v.get<std::string>().size() <= rule;
    if (word == "minItems") return !v.is_array() || v.size() >= rule;
    if (word == "maxItems") return !v.is_array() || v.size() <= rule;
    if (word == "minProperties") return !v.is_object() || v.size() >= rule;
    if (word == "uniqueItems") return std::set<nlohmann::json>(v.begin(), v.end()).size() == v.size();
    if (word == "items")
      return !v.is_array() || std::ranges::all_of(v, [&](const nlohmann::json& x) { return accepts(rule, x); });
    if (word == "required")
      return std::ranges::all_of(rule, [&](const nlohmann::json& key) { return v.contains(key.get<std::string>()); });
    if (word == "properties")
      return members(
          v, [&](const std::string& k, const nlohmann::json& x) { return !rule.contains(k) || accepts(rule[k], x); });
    if (word == "propertyNames")
      return members(v, [&](const std::string& k, const nlohmann::json&) { return accepts(rule, k); });
    if (word == "additionalProperties")
      return members(v, [&](const std::string& k, const nlohmann::json& x) {
        return (schema.contains("properties") && schema["properties"].contains(k)) ||
               (rule.is_object() && accepts(rule, x));
      });
    EXPECT_TRUE(word == "$schema" || word == "$defs" || word == "title" || word == "description") << word;
    return true;
  }

  template <class Test>
  static bool members(const nlohmann::json& v, Test test) {
    if (!v.is_object()) return true;
    for (const auto& [key, value] : v.items())
      if (!test(key, value)) return false;
    return true;
  }
  static bool is(const std::string& type, const nlohmann::json& v) {
    return type == "object"    ? v.is_object()
           : type == "array"   ? v.is_array()
           : type == "string"  ? v.is_string()
           : type == "boolean" ? v.is_boolean()
           : type == "integer" ? v.is_number_integer()
           : type == "null"    ? v.is_null()
                               : v.is_number();
  }

  nlohmann::json root_;
};

}  // namespace clino
