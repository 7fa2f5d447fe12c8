#include "case_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "clino/expression.hpp"
#include "expression_lexer.hpp"
#include "expression_names.hpp"

namespace clino {
namespace {

using Kind = JsonValue::Kind;
using Names = std::vector<std::string_view>;

constexpr int schema = 1;
constexpr std::size_t most_variables = 1000;
const Names case_keys{"name",     "variables", "function", "gradient", "reference", "formats", "points",
                      "sampling", "tags",      "source",   "stable",   "mechanism", "lesson"};
constexpr std::array<std::pair<std::string_view, Sampling>, 3> samplings{
    {{"uniform", Sampling::uniform}, {"log", Sampling::log}, {"bits", Sampling::bits}}};

std::string quoted(std::string_view word) { return "'" + syntax::printable(word.substr(0, 60)) + "'"; }

std::string decimal(double x) { return to_decimal(binary64, x); }

std::string listed(const Names& names) {
  std::string out;
  for (std::string_view name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

/// Values of the expected kind and shape, or an error at their place.
class Checked {
 public:
  explicit Checked(std::string_view text) : text_(text) {}

  [[noreturn]] void fail(std::size_t offset, std::string message) const {
    syntax::error_at(text_, offset, std::move(message));
  }
  const JsonValue& of_kind(const JsonValue& v, Kind kind, const std::string& what) const {
    if (v.kind != kind)
      fail(v.offset, what + ": found " + std::string(kind_name(v.kind)) + ", expected " + std::string(kind_name(kind)));
    return v;
  }
  const JsonValue& member(const JsonValue& object, std::string_view key, Kind kind) const {
    const JsonValue* v = object.find(key);
    if (!v) fail(object.offset, "the member " + quoted(key) + " is missing");
    return of_kind(*v, kind, std::string(key));
  }
  void known_keys(const JsonValue& object, const Names& known, const std::string& what) const {
    for (const JsonName& n : object.names) {
      if (std::ranges::count(known, n.text) > 0) continue;
      const std::string near = syntax::suggest(n.text, known);
      fail(n.offset, "unknown " + what + " " + quoted(n.text) + (near.empty() ? "; known are " + listed(known) : near));
    }
  }
  std::string string(const JsonValue& object, std::string_view key) const {
    return object.find(key) ? member(object, key, Kind::string).text : std::string{};
  }
  std::vector<std::string> strings(const JsonValue& array, const std::string& what) const {
    std::vector<std::string> out;
    for (const JsonValue& v : of_kind(array, Kind::array, what).items)
      out.push_back(of_kind(v, Kind::string, what).text);
    return out;
  }

  /// A finite number: JSON's, or a string in decimal or C hexadecimal.
  double number(const JsonValue& v, const std::string& what) const {
    if (v.kind == Kind::number) return v.number;
    of_kind(v, v.kind == Kind::string ? Kind::string : Kind::number, what);
    std::string_view digits = v.text;
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (hex) digits.remove_prefix(2);
    double x = 0;
    const char* const last = digits.data() + digits.size();
    const auto parsed =
        std::from_chars(digits.data(), last, x, hex ? std::chars_format::hex : std::chars_format::general);
    if (digits.starts_with('-') || parsed.ec != std::errc{} || parsed.ptr != last || !std::isfinite(x))
      fail(v.offset, what + ": found " + quoted(v.text) + ", expected a finite number in decimal or hexadecimal");
    return negative ? -x : x;
  }

 private:
  std::string_view text_;
};

/// Byte of the text at a place that an error names by line and column.
std::size_t byte_at(std::string_view text, int line, int column) {
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  for (int i = 1; i < column && at < text.size(); ++i)
    at += std::max<std::size_t>(syntax::character_length(text.substr(at)), 1);
  return at;
}

class CaseReader {
 public:
  CaseReader(std::string_view text, const JsonValue& object, Literals literals)
      : checked_(text), object_(checked_.of_kind(object, Kind::object, "a case")), literals_(literals) {}

  Case read() {
    checked_.known_keys(object_, case_keys, "member of a case");
    const JsonValue& name = checked_.member(object_, "name", Kind::string);
    if (name.text.empty()) checked_.fail(name.offset, "the name of a case is empty");
    read_variables();
    const Function function = read_function(checked_.member(object_, "function", Kind::array), "function", literals_);
    Case c{.name = syntax::printable(name.text), .function = function, .domain = domain_};
    read_functions(c);
    read_points(c);
    read_formats(c);
    read_sampling(c);
    if (const JsonValue* tags = object_.find("tags")) c.tags = checked_.strings(*tags, "tags");
    c.source = checked_.string(object_, "source");
    c.stable = checked_.string(object_, "stable");
    c.mechanism = checked_.string(object_, "mechanism");
    c.lesson = checked_.string(object_, "lesson");
    return c;
  }

 private:
  void read_variables() {
    const JsonValue& variables = checked_.member(object_, "variables", Kind::object);
    if (variables.items.empty()) checked_.fail(variables.offset, "variables: expected at least one");
    if (variables.items.size() > most_variables)
      checked_.fail(variables.offset, "variables: more than " + std::to_string(most_variables));
    for (std::size_t i = 0; i < variables.items.size(); ++i) {
      const std::string& name = variables.names[i].text;
      if (!syntax::valid_name(name)) checked_.fail(variables.names[i].offset, quoted(name) + " cannot name a variable");
      const JsonValue& range = checked_.of_kind(variables.items[i], Kind::array, "the range of " + quoted(name));
      if (range.items.size() != 2)
        checked_.fail(range.offset, "the range of " + quoted(name) + " has " + std::to_string(range.items.size()) +
                                        " numbers, expected [lowest, highest]");
      const double lo = checked_.number(range.items[0], "the range of " + quoted(name));
      const double hi = checked_.number(range.items[1], "the range of " + quoted(name));
      if (lo > hi)
        checked_.fail(range.offset, "the range of " + quoted(name) + " is empty: its first end is the larger");
      names_.push_back(name);
      domain_.push_back({lo, hi});
    }
  }

  /// Texts over the variables, as one function.
  Function read_function(const JsonValue& array, const std::string& what, Literals literals) const {
    if (checked_.of_kind(array, Kind::array, what).items.empty())
      checked_.fail(array.offset, what + ": expected at least one expression");
    const std::vector<std::string> texts = checked_.strings(array, what);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      try {
        const Function one = Function::parse(texts[i], names_, literals);
        if (texts.size() == 1) return one;
      } catch (const ParseError& e) {
        const JsonValue& string = array.items[i];
        checked_.fail(source_offset(string, byte_at(string.text, e.line, e.column)), what + ": " + e.message);
      }
    }
    try {
      return Function::parse(texts, names_, literals);
    } catch (const ParseError& e) {
      checked_.fail(array.offset, what + ": " + e.message);
    }
  }

  void read_functions(Case& c) const {
    const int m = c.function.shape().outputs;
    if (const JsonValue* v = object_.find("gradient")) c.gradient = read_gradient(*v, m);
    const JsonValue* v = object_.find("reference");
    if (!v) return;
    c.reference = read_function(*v, "reference", Literals::real);
    if (const int given = c.reference->shape().outputs; given != m)
      checked_.fail(v->offset, "reference: found " + std::to_string(given) + " outputs, expected " + std::to_string(m) +
                                   " as the function has");
  }

  /// Rows are outputs, columns variables.
  Function read_gradient(const JsonValue& rows, int outputs) const {
    checked_.of_kind(rows, Kind::array, "gradient");
    if (rows.items.size() != static_cast<std::size_t>(outputs))
      checked_.fail(rows.offset, "gradient: found " + std::to_string(rows.items.size()) + " rows, expected " +
                                     std::to_string(outputs) + ", one for each output");
    JsonValue all{Kind::array, rows.offset};
    for (const JsonValue& row : rows.items) {
      checked_.of_kind(row, Kind::array, "a row of the gradient");
      if (row.items.size() != names_.size())
        checked_.fail(row.offset, "gradient: found " + std::to_string(row.items.size()) +
                                      " partials in a row, expected " + std::to_string(names_.size()) +
                                      ", one for each variable");
      all.items.insert(all.items.end(), row.items.begin(), row.items.end());
    }
    const Function f = read_function(all, "gradient", literals_);
    if (f.shape().outputs != static_cast<int>(all.items.size()))
      checked_.fail(rows.offset, "gradient: each partial is one expression, without ','");
    return f;
  }

  void read_points(Case& c) const {
    const JsonValue* points = object_.find("points");
    if (!points) return;
    for (const JsonValue& point : checked_.of_kind(*points, Kind::array, "points").items) {
      checked_.known_keys(checked_.of_kind(point, Kind::object, "a point"), known_names(), "variable");
      Point x;
      for (const std::string& name : names_) {
        const JsonValue* v = point.find(name);
        if (!v) checked_.fail(point.offset, "the point has no value for " + quoted(name));
        x.push_back(checked_.number(*v, name));
        if (const auto [lo, hi] = domain_[x.size() - 1]; x.back() < lo || x.back() > hi)
          checked_.fail(v->offset, "case " + quoted(c.name) + ": the point's " + name + " = " + decimal(x.back()) +
                                       " is outside the range " + decimal(lo) + " to " + decimal(hi));
      }
      c.points.push_back({x, "of the case file"});
    }
  }

  void read_formats(Case& c) const {
    const JsonValue* v = object_.find("formats");
    if (!v) return;
    Names known;
    for (const Format& f : formats()) known.push_back(f.name);
    if (checked_.of_kind(*v, Kind::array, "formats").items.empty())
      checked_.fail(v->offset, "formats: expected at least one of " + listed(known));
    c.formats.clear();
    for (const JsonValue& name : v->items) {
      const auto f = find_format(checked_.of_kind(name, Kind::string, "formats").text);
      if (!f) checked_.fail(name.offset, unknown("format", name.text, known));
      if (std::ranges::count(c.formats, *f) > 0)
        checked_.fail(name.offset, "the format " + quoted(name.text) + " is given twice");
      c.formats.push_back(*f);
    }
  }

  void read_sampling(Case& c) const {
    const JsonValue* v = object_.find("sampling");
    if (!v) return;
    checked_.known_keys(checked_.of_kind(*v, Kind::object, "sampling"), known_names(), "variable");
    c.sampling.assign(names_.size(), Sampling::log);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const JsonValue* how = v->find(names_[i]);
      if (!how) continue;
      const std::string& word = checked_.of_kind(*how, Kind::string, "sampling").text;
      const auto* row = std::ranges::find(samplings, word, &std::pair<std::string_view, Sampling>::first);
      if (row == samplings.end()) checked_.fail(how->offset, unknown("sampling", word, {"uniform", "log", "bits"}));
      c.sampling[i] = row->second;
    }
  }

  static std::string unknown(const std::string& what, std::string_view word, const Names& known) {
    const std::string near = syntax::suggest(word, known);
    return "unknown " + what + " " + quoted(word) + (near.empty() ? "; known are " + listed(known) : near);
  }
  Names known_names() const { return {names_.begin(), names_.end()}; }

  Checked checked_;
  const JsonValue& object_;
  Literals literals_;
  std::vector<std::string> names_;
  std::vector<Interval> domain_;
};

}  // namespace

std::vector<Case> read_cases(std::string_view text, const JsonValue& document, Literals literals) {
  const Checked checked(text);
  checked.of_kind(document, Kind::object, "a case file");
  checked.known_keys(document, {"schema", "cases"}, "member of a case file");
  const JsonValue& version = checked.member(document, "schema", Kind::number);
  if (version.number != schema)
    checked.fail(version.offset,
                 "schema " + std::string(version.source) + " cannot be read, expected " + std::to_string(schema));
  const JsonValue& list = checked.member(document, "cases", Kind::array);
  if (list.items.empty()) checked.fail(list.offset, "cases: expected at least one");
  std::vector<Case> cases;
  std::set<std::string> names;
  for (const JsonValue& v : list.items) {
    cases.push_back(CaseReader(text, v, literals).read());
    if (!names.insert(cases.back().name).second)
      checked.fail(v.find("name")->offset, "two cases are called " + quoted(cases.back().name));
  }
  return cases;
}

}  // namespace clino
