/// Parts from which the page's data are built.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <span>
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
/// Numbers of a plot: so many digits as draw them to a five-thousandth of what the plot spans, four at least.
class Plotted {
 public:
  /// `all` are the numbers of the plot.
  explicit Plotted(std::span<const double> all);
  Json operator()(double x) const;

 private:
  double slack_ = 0;
};
/// Bits lost at one point as a character from '#' on: halves up to 32, whole bits above.
char bits_letter(double bits);
/// An error as a character from '#' on: quarters of a decade from 10^-17 (and less) up; '!' for no number.
char decades_letter(double error);
/// What plain differences are off at each step, relative to the reference; absolute where that is 0.
Json differences_json(const StepSeries& series, double reference);
/// Bits to one decimal: what a plot can show.
Json tenths(double bits);

std::string_view name(Existence existence);
std::string_view name(Fault fault);

/// Worse first: by level, then by bits lost.
bool is_worse(const NumberResult& a, const NumberResult& b);

/// Compact text, ASCII only; what is not UTF-8 is replaced.
std::string text_of(const Json& json);

/// Parts that several units share, each stored once, those of one kind together: what is alike packs well. Kept as
/// text: a tree takes ten times the room.
class Pool {
 public:
  /// The index of the part among those of its kind.
  std::size_t intern(std::string_view kind, const Json& part);
  /// The line on which each kind begins, the head's being line 0.
  Json places() const;
  /// A line for each part, those of a kind together, so that a reader parses those that it shows: the facts, which the
  /// first view needs, and all others behind them.
  std::string first_lines() const;
  std::string other_lines() const;

 private:
  static constexpr std::string_view first_kind = "facts";
  struct Kind {
    std::vector<const std::string*> parts{};  ///< keys of `index`, which stay where they are
    std::unordered_map<std::string, std::size_t> index{};
  };
  static std::string lines_of(const Kind& kind);
  std::map<std::string, Kind, std::less<>> kinds_;
};

/// What differs from the accepted findings, worse first.
Json changes_json(const Run& run, const Changes& changes);

/// What the columns of an exemplar's rows of numbers are.
Json number_fields();
/// What the columns of steps are: the first two in the pool of "steps", the others in that of "numbers".
Json step_fields();
/// A point shown with all that is known about it: numbers, and the steps of the program.
Json exemplar_json(const UnitResult& unit, const PointResult& point, Pool& pool);
/// A unit with its plots; what it shares with others goes to the pool.
Json unit_json(const UnitResult& unit, Pool& pool);

}  // namespace clino
