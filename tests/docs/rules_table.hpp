/// The tables of docs/rules.md: a program, a point, the formats, and what the reference answers there.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clino/reference.hpp"

namespace clino {

struct RuleRow {
  std::string program, at, in, value, derivative;
  std::vector<const Format*> formats;
  std::vector<std::string> names;
  std::vector<double> x;
};

/// The cells of a line "| a | b |".
inline std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> all;
  std::size_t from = 2;
  for (std::size_t to = line.find(" |", from); to != line.npos; from = to + 3, to = line.find(" |", from))
    all.push_back(line.substr(from, to - from));
  return all;
}

/// A line that is a row of a rule.
inline std::optional<RuleRow> rule_row(const std::string& line) {
  if (!line.starts_with("| `")) return std::nullopt;
  const std::vector<std::string> c = cells(line);
  RuleRow row{c.at(0).substr(1, c.at(0).size() - 2), c.at(1), c.at(2), c.at(3), c.at(4), {}, {}, {}};
  for (const Format& f : formats())
    if (row.in == "all" || row.in == f.name) row.formats.push_back(&f);
  for (std::size_t from = 0; from < row.at.size();) {
    const std::size_t equal = row.at.find('=', from), end = std::min(row.at.find(',', equal), row.at.size());
    row.names.push_back(row.at.substr(from, equal - from));
    row.x.push_back(std::stod(row.at.substr(equal + 1, end - equal - 1)));
    from = end + 2;
  }
  return row;
}

/// A certified number as the tables have it.
inline std::string answer(const Certified& c, const Format& format) {
  switch (c.existence) {
    case Existence::exists: return to_decimal(format, c.rounded);
    case Existence::kink: return "kink " + to_decimal(format, c.left) + " to " + to_decimal(format, c.right);
    case Existence::undefined: return c.limit == c.limit ? "none, limit " + to_decimal(format, c.limit) : "none";
    case Existence::undecided: return "undecided";
  }
  return "";
}

/// Value and derivatives of a row in one format.
inline std::pair<std::string, std::string> answers(const RuleRow& row, const Format& format) {
  std::vector<double> x;
  for (const double v : row.x) x.push_back(round_to(format, v));
  const Reference r = reference(Function::parse(row.program, row.names), x, format);
  std::string derivatives;
  for (const Certified& d : r.partials) derivatives += (derivatives.empty() ? "" : "; ") + answer(d, format);
  return {answer(r.values[0], format), derivatives};
}

}  // namespace clino
