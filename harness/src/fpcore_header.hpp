/// The parts of a core: (FPCore identifier? (argument*) property* expression).
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fpcore_context.hpp"
#include "fpcore_datum.hpp"

namespace clino::fpcore {

struct Header {
  const Datum* form;
  const Datum* identifier = nullptr;
  std::vector<std::string_view> inputs{};
  std::vector<std::pair<std::optional<Context>, std::size_t>> input_contexts{};  ///< annotations and places of inputs
  std::vector<Property> properties{};
  const Datum* body = nullptr;
  std::optional<Unsupported> unsupported{};  ///< an argument that cannot be recorded

  /// The value of a property, or null.
  const Datum* find(std::string_view property) const;
};

/// Throws ParseError for what is no core and for properties given twice (but `:alt`).
Header read_header(std::string_view text, const Datum& form);

/// A string's characters, anything else as written; without control characters.
std::string words(const Datum& datum);
/// `:name`, else the identifier, else the body.
std::string name_of(const Header& header);
/// The core with nothing but its identifier, inputs and precision, and that body.
std::string with_body(const Header& header, const Datum& body);
/// The same in real numbers, without identifier.
std::string as_spec(const Header& header, const Datum& body);

}  // namespace clino::fpcore
