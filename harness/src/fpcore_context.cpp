#include "fpcore_context.hpp"

#include <algorithm>
#include <array>

#include "expression_lexer.hpp"
#include "expression_names.hpp"

namespace clino::fpcore {
namespace {

constexpr std::array<std::string_view, 5> rounding_modes{"nearestEven", "nearestAway", "toPositive", "toNegative",
                                                         "toZero"};
constexpr std::array<std::string_view, 7> other_precisions{"binary80", "binary128", "binary256", "posit8",
                                                           "posit16",  "posit32",   "posit64"};

/// (float e nbits): e exponent bits of nbits in all.
std::optional<Format> float_format(const Datum& d) {
  if (d.items.size() != 3) return std::nullopt;
  for (const Format& f : formats()) {
    const int exponent_bits = f.emax == 15 ? 5 : f.emax == 127 ? 8 : 11;
    if (d.items[1].text == std::to_string(exponent_bits) &&
        d.items[2].text == std::to_string(exponent_bits + f.precision))
      return f;
  }
  return std::nullopt;
}

Context precision(std::string_view text, const Datum& d) {
  using Kind = Context::Kind;
  if (d.is_symbol("real")) return {Kind::real};
  if (d.is_symbol("integer")) return {Kind::integer};
  if (const auto f = d.is_symbol() ? find_format(d.text) : d.is_form("float") ? float_format(d) : std::nullopt)
    return {Kind::format, *f};
  if (std::ranges::count(other_precisions, d.text) > 0 || d.is_form("float") || d.is_form("posit") ||
      d.is_form("fixed"))
    unsupported(text, d.offset,
                "precision " + shown(d) + " is not evaluated here; binary16, bfloat16, binary32 and binary64 are");
  std::vector<std::string_view> names{"real", "integer"};
  for (const Format& f : formats()) names.push_back(f.name);
  syntax::error_at(text, d.offset,
                   "unknown precision " + shown(d) + (d.is_symbol() ? syntax::suggest(d.text, names) : ""));
}

void check_rounding(std::string_view text, const Datum& d) {
  if (d.is_symbol("nearestEven")) return;
  const std::vector<std::string_view> names(rounding_modes.begin(), rounding_modes.end());
  if (!d.is_symbol() || std::ranges::count(names, d.text) == 0)
    syntax::error_at(text, d.offset,
                     "unknown rounding mode " + shown(d) + (d.is_symbol() ? syntax::suggest(d.text, names) : ""));
  unsupported(text, d.offset, "rounding mode " + shown(d) + " is not evaluated here; nearestEven is");
}

}  // namespace

void unsupported(std::string_view text, std::size_t offset, std::string message) {
  try {
    syntax::error_at(text, offset, std::move(message));
  } catch (const ParseError& e) {
    throw Unsupported(text, e.line, e.column, e.message);
  }
}

std::vector<Property> read_properties(std::string_view text, const Datum& form, std::size_t first) {
  std::vector<Property> properties;
  for (std::size_t i = first; i < form.items.size(); i += 2) {
    const Datum& name = form.items[i];
    if (!name.is_symbol() || !name.text.starts_with(':')) break;
    if (i + 1 == form.items.size()) syntax::error_at(text, name.offset, "expected a value after " + shown(name));
    properties.push_back({name.text, &form.items[i + 1], name.offset});
  }
  return properties;
}

Context updated(std::string_view text, Context context, const std::vector<Property>& properties) {
  for (const Property& p : properties) {
    if (p.name == ":precision") context = precision(text, *p.value);
    if (p.name == ":round") check_rounding(text, *p.value);
  }
  return context;
}

void Precisions::add(const Context& context, std::size_t offset) {
  if (context.kind == Context::Kind::real && !real_) real_ = offset;
  if (context.kind != Context::Kind::format) return;
  if (std::ranges::count(formats_, context.format, &Use::format) == 0) formats_.push_back({context.format, offset});
}

void Precisions::add(const Precisions& others) {
  if (others.real_ && !real_) real_ = others.real_;
  for (const Use& use : others.formats_) add({Context::Kind::format, use.format}, use.offset);
}

std::optional<Format> Precisions::single(std::string_view text) const {
  if (formats_.empty()) return std::nullopt;
  const std::string first(formats_[0].format.name);
  if (formats_.size() > 1)
    unsupported(text, formats_[1].offset,
                "mixed precision: " + std::string(formats_[1].format.name) + " here, " + first +
                    " elsewhere; a core is evaluated in one format");
  if (real_)
    unsupported(text, *real_, "mixed precision: real here, " + first + " elsewhere; a core is evaluated in one format");
  return formats_[0].format;
}

}  // namespace clino::fpcore
