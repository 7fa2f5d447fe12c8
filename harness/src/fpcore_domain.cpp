#include "fpcore_domain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "fpcore_arithmetic.hpp"
#include "fpcore_compiler.hpp"
#include "fpcore_machine.hpp"

namespace clino::fpcore {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t constant_budget = 10'000;  // loop turns

/// One side of a comparison: an input, a constant, or something else.
struct Side {
  int input = -1;
  std::optional<double> value{};
};

class Boxes {
 public:
  Boxes(std::string_view text, std::span<const std::string_view> inputs) : text_(text), inputs_(inputs) {}

  Box box(const Datum& d) const {
    if (d.is_symbol("TRUE")) return everything();
    if (d.is_form("and")) return conjunction(d);
    if (d.is_form("or")) return disjunction(d);
    if (d.is_form("<") || d.is_form("<=") || d.is_form("==")) return comparison(d, false);
    if (d.is_form(">") || d.is_form(">=")) return comparison(d, true);
    Box unknown = everything();
    unknown.exact = false;
    return unknown;
  }

 private:
  Box everything() const { return {.sides = std::vector<Interval>(inputs_.size(), {-infinity, infinity})}; }

  static void cut(Interval& side, const Interval& by) { side = {std::max(side.lo, by.lo), std::min(side.hi, by.hi)}; }

  Box conjunction(const Datum& d) const {
    Box all = everything();
    for (std::size_t k = 1; k < d.items.size(); ++k) {
      const Box one = box(d.items[k]);
      for (std::size_t i = 0; i < inputs_.size(); ++i) cut(all.sides[i], one.sides[i]);
      all.exact = all.exact && one.exact;
    }
    return all;
  }

  Box disjunction(const Datum& d) const {
    Box hull{.sides = std::vector<Interval>(inputs_.size(), {infinity, -infinity}), .exact = false};
    for (std::size_t k = 1; k < d.items.size(); ++k) {
      const Box one = box(d.items[k]);
      for (std::size_t i = 0; i < inputs_.size(); ++i)
        hull.sides[i] = {std::min(hull.sides[i].lo, one.sides[i].lo), std::max(hull.sides[i].hi, one.sides[i].hi)};
    }
    return hull;
  }

  Side side(const Datum& d) const {
    if (const auto it = std::ranges::find(inputs_, d.text); d.is_symbol() && it != inputs_.end())
      return {static_cast<int>(it - inputs_.begin())};
    return {.value = constant_value(text_, d)};
  }

  /// `a < b < c` says `a < c`, too: an input lies above all constants before it and below all after it. Nothing is lost
  /// when there is one input and constants beside it.
  Box comparison(const Datum& d, bool reversed) const {
    std::vector<Side> sides;
    for (std::size_t k = 1; k < d.items.size(); ++k) sides.push_back(side(d.items[k]));
    if (reversed) std::ranges::reverse(sides);
    const std::string_view name = d.items[0].text;
    const bool strict = name == "<" || name == ">", equal = name == "==";
    Box out = everything();
    for (const bool upward : {true, false}) {
      double bound = infinity;  // of the numbers seen so far, mirrored on the way up
      for (const Side& s : sides) {
        if (s.value && !std::isnan(*s.value)) bound = std::min(bound, upward ? -*s.value : *s.value);
        if (s.input >= 0) cut(out.sides[static_cast<std::size_t>(s.input)], half_line(bound, upward, strict));
      }
      if (equal)  // constants after an input bound it as well
        for (const Side& s : sides)
          if (s.input >= 0) cut(out.sides[static_cast<std::size_t>(s.input)], half_line(bound, upward, strict));
      std::ranges::reverse(sides);
    }
    const auto inputs = std::ranges::count_if(sides, [](const Side& s) { return s.input >= 0; });
    const auto constants = std::ranges::count_if(sides, [](const Side& s) { return s.value.has_value(); });
    out.exact = inputs == 1 && constants + inputs == std::ssize(sides);
    return out;
  }

  /// What lies above -bound, or below bound.
  static Interval half_line(double bound, bool above, bool strict) {
    const double inner = strict && std::isfinite(bound) ? next_down(binary64, bound) : bound;
    return above ? Interval{-inner, infinity} : Interval{-infinity, inner};
  }

  std::string_view text_;
  std::span<const std::string_view> inputs_;
};

}  // namespace

Box box_of(std::string_view text, const Datum& precondition, std::span<const std::string_view> inputs) {
  return Boxes(text, inputs).box(precondition);
}

std::optional<double> constant_value(std::string_view text, const Datum& expression) {
  try {
    Program program;
    Callees callees;
    const Compiled compiled = compile(text, expression, {}, {}, program, callees);
    if (compiled.routine.type != Type::number) return std::nullopt;
    program.routines.push_back(compiled.routine);
    return Machine(program, Plain(constant_budget)).number(0, {});
  } catch (const ParseError&) {
    return std::nullopt;  // it names an input, or is reported where the precondition is compiled
  } catch (const OperationBudget&) {
    return std::nullopt;
  }
}

}  // namespace clino::fpcore
