/// Rounding contexts of FPCore, and what of them can be recorded.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "clino/expression.hpp"
#include "clino/format.hpp"
#include "fpcore_datum.hpp"

namespace clino::fpcore {

/// The core is FPCore, but needs what a trace cannot hold: tensors, posits, mixed precision, directed rounding, ...
struct Unsupported : ParseError {
  using ParseError::ParseError;
};
[[noreturn]] void unsupported(std::string_view text, std::size_t offset, std::string message);

struct Property {
  std::string_view name;  ///< with its colon
  const Datum* value;
  std::size_t offset;
};
/// Properties from item `first` on, up to the first item that is none; throws where a value is missing.
std::vector<Property> read_properties(std::string_view text, const Datum& form, std::size_t first);

/// How results are rounded. `open`: no precision is prescribed.
struct Context {
  enum class Kind : std::uint8_t { open, format, real, integer } kind = Kind::open;
  Format format = binary64;
};

/// The context inside an annotation. Throws ParseError for an unknown precision or rounding mode and Unsupported for a
/// known one that cannot be recorded.
Context updated(std::string_view text, Context context, const std::vector<Property>& properties);

/// The precisions that a core rounds to. A trace is evaluated in one format, so there may be one.
class Precisions {
 public:
  /// Something at that place of the text is rounded in the context.
  void add(const Context& context, std::size_t offset);
  void add(const Precisions& others);
  /// The format, or none where the core prescribes none. Throws Unsupported for mixed precision.
  std::optional<Format> single(std::string_view text) const;

 private:
  struct Use {
    Format format;
    std::size_t offset;
  };
  std::vector<Use> formats_;         ///< different ones, with their first places
  std::optional<std::size_t> real_;  ///< the first place
};

}  // namespace clino::fpcore
