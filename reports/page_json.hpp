/// Parts from which the page's data are built.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/baseline.hpp"

namespace clino {

using Json = nlohmann::ordered_json;

/// The number, or "NaN", "Infinity", "-Infinity".
Json number_json(double x);
/// A number of the format as the binary64 number whose digits are the shortest of the format: 0.1f as 0.1.
Json number_json(const Format& format, double x);
/// The number to so many significant digits: what is only shown.
Json digits_json(double x, int digits);
/// A number of a plot: nine digits, which are all of binary32's and enough to draw binary64's.
Json plotted_json(const Format& format, double x);
/// Bits to one decimal: what a plot can show.
Json tenths(double bits);

std::string_view name(Existence existence);
std::string_view name(Fault fault);

/// Worse first: by level, then by bits lost.
bool is_worse(const NumberResult& a, const NumberResult& b);

/// Compact text, ASCII only; what is not UTF-8 is replaced.
std::string text_of(const Json& json);

/// Parts that several units share, each stored once. Kept as text: a tree takes ten times the room.
class Pool {
 public:
  /// The index of the part in `text`.
  std::size_t intern(const Json& part);
  /// The parts as one JSON array.
  std::string text() const;

 private:
  std::vector<const std::string*> parts_;  ///< keys of `index_`, which stay where they are
  std::unordered_map<std::string, std::size_t> index_;
};

/// What differs from the accepted findings, worse first.
Json changes_json(const Run& run, const Changes& changes);

/// What the columns of an exemplar's rows of numbers are.
Json number_fields();
/// A point shown with all that is known about it: numbers, and the steps of the program.
Json exemplar_json(const UnitResult& unit, const PointResult& point, Pool& pool);
/// A unit with its plots; what it shares with others goes to the pool.
Json unit_json(const UnitResult& unit, Pool& pool);

}  // namespace clino
