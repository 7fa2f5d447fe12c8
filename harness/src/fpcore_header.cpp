#include "fpcore_header.hpp"

#include <algorithm>
#include <set>

#include "expression_lexer.hpp"
#include "expression_names.hpp"

namespace clino::fpcore {
namespace {

constexpr std::size_t longest_name = 80;  // characters of a body that stands in for a name
constexpr std::size_t most_inputs = 1000;

[[noreturn]] void fail(std::string_view text, const Datum& at, std::string message) {
  syntax::error_at(text, at.offset, std::move(message));
}

/// symbol | (! property* symbol); with dimensions it is a tensor.
void read_argument(std::string_view text, const Datum& d, Header& header) {
  const bool annotated = d.is_form("!");
  const std::vector<Property> properties = annotated ? read_properties(text, d, 1) : std::vector<Property>{};
  const std::size_t at = annotated ? 1 + 2 * properties.size() : 0;
  if (d.is_list() && (at >= d.items.size() || !d.items[at].is_symbol()))
    fail(text, d, "found " + shown(d) + ", expected the name of an input");
  const Datum& name = d.is_list() ? d.items[at] : d;
  if (!name.is_symbol()) fail(text, name, "found " + shown(name) + ", expected the name of an input");
  if (d.is_list() && d.items.size() > at + 1)
    unsupported(text, d.offset,
                "tensors (the input '" + std::string(name.text) + "' has dimensions) cannot be recorded");
  if (std::ranges::count(header.inputs, name.text) > 0)
    fail(text, name, "the input '" + std::string(name.text) + "' is given twice");
  header.inputs.push_back(name.text);
  header.input_contexts.emplace_back(annotated ? std::optional(updated(text, {}, properties)) : std::nullopt, d.offset);
}

void read_arguments(std::string_view text, const Datum& list, Header& header) {
  if (!list.is_list()) fail(text, list, "found " + shown(list) + ", expected the list of inputs");
  if (list.items.size() > most_inputs)
    fail(text, list, "the core has more than " + std::to_string(most_inputs) + " inputs");
  for (const Datum& d : list.items) {
    try {
      read_argument(text, d, header);
    } catch (const Unsupported& e) {
      if (!header.unsupported) header.unsupported.emplace(e);
    }
  }
}

std::string rebuilt(const Header& h, const std::string& identifier, const std::string& precision, const Datum& body) {
  std::string out = "(FPCore " + identifier + "(";
  for (std::size_t i = 0; i < h.inputs.size(); ++i) out += (i ? " " : "") + std::string(h.inputs[i]);
  out += ") ";
  if (!precision.empty()) out += ":precision " + precision + " ";
  return out + print(body) + ")";
}

}  // namespace

const Datum* Header::find(std::string_view property) const {
  const auto it = std::ranges::find(properties, property, &Property::name);
  return it == properties.end() ? nullptr : it->value;
}

Header read_header(std::string_view text, const Datum& form) {
  if (!form.is_form("FPCore")) {
    const bool word = form.is_list() && !form.items.empty() && form.items[0].is_symbol();
    fail(text, form,
         "found " + shown(form) + ", expected '(FPCore'" +
             (word ? syntax::suggest(form.items[0].text, {"FPCore"}) : ""));
  }
  Header h{.form = &form};
  std::size_t at = 1;
  if (at < form.items.size() && form.items[at].is_symbol()) h.identifier = &form.items[at++];
  if (at == form.items.size()) fail(text, form, "expected the list of inputs after 'FPCore'");
  read_arguments(text, form.items[at++], h);
  h.properties = read_properties(text, form, at);
  std::set<std::string_view> given;
  for (const Property& p : h.properties)
    if (p.name != ":alt" && !given.insert(p.name).second)
      syntax::error_at(text, p.offset, "property '" + std::string(p.name) + "' is given twice");
  at += 2 * h.properties.size();
  if (at == form.items.size()) fail(text, form, "the core has no expression");
  h.body = &form.items[at];
  if (at + 1 < form.items.size())
    fail(text, form.items[at + 1], "found " + shown(form.items[at + 1]) + ", expected ')' after the core's expression");
  return h;
}

std::string words(const Datum& datum) {
  return syntax::printable(datum.kind == Datum::Kind::string ? string_value(datum) : print(datum));
}

std::string name_of(const Header& h) {
  if (const Datum* name = h.find(":name")) return words(*name);
  if (h.identifier) return std::string(h.identifier->text);
  const std::string body = words(*h.body);
  return body.size() > longest_name ? body.substr(0, longest_name - 3) + "..." : body;
}

std::string with_body(const Header& h, const Datum& body) {
  const Datum* precision = h.find(":precision");
  return rebuilt(h, h.identifier ? std::string(h.identifier->text) + " " : "", precision ? print(*precision) : "",
                 body);
}

std::string as_spec(const Header& h, const Datum& body) { return rebuilt(h, "", "real", body); }

}  // namespace clino::fpcore
