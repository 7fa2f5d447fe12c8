/// What the checks of engines and of custom derivatives ask alike.
#pragma once
#include <functional>
#include <optional>
#include <span>

#include "clino/engine.hpp"
#include "clino/reference.hpp"
#include "clino/result.hpp"
#include "persistence.hpp"

namespace clino {

/// One number, and all that it is appraised by.
struct Exhibit {
  Target target;
  const Function& intended;                   ///< the function it should be a value or a partial of
  std::span<const double> x;                  ///< its inputs
  ReferenceOptions options{};                 ///< of the intended function's reference
  const Trace* trace = nullptr;               ///< the program as the format performs it; null for a black box
  Literals literals = Literals::as_compiled;  ///< in that program
  const Function* gradient = nullptr;         ///< the custom derivative that gave the number ...
  std::span<const double> gradient_x{};       ///< ... of these inputs ...
  int number = 0;                             ///< ... as this output
  Surroundings* surroundings = nullptr;       ///< of a custom derivative that is a black box
  /// The engine's rules in high precision; empty for a custom derivative, whose own program tells.
  std::function<std::optional<double>()> formula{};
  /// The program's own reference where another function is intended.
  std::function<const Reference*()> program{};
  std::function<std::optional<Estimate>()> estimate{};
};

/// Judges a number whose evidence has `computed`, `truth`, `derivative`, `custom`, `black_box` and, where it is known
/// already, `estimate`; gathers what else the verdict and the blame depend on.
Judgement appraise(Evidence& evidence, const Exhibit& exhibit, const Format& format, const Tolerance& tolerance);

/// A custom derivative's number apart from rounding.
struct OwnFormula {
  Certified value;
  double constants = 0;       ///< how far it may be off by the rounding of the formula's constants
  bool branch_flips = false;  ///< the format decides a comparison otherwise
};
/// The formula behind output `number` of a custom derivative that can be recorded.
OwnFormula own_formula(const Function& gradient, std::span<const double> x, const Format& format, int number,
                       Literals literals = Literals::as_compiled);

/// A guard such as `x == 0 ? 0 : ...` that holds at this very point, or `x > 0` at 0: the branch taken may be a constant
/// or a special rule.
bool on_a_border(const Trace& trace, std::span<const double> x, const Format& format);

/// The same number, zeros told apart by their sign, any NaN the same as any other.
bool same_bits(double a, double b);

/// Nothing is claimed of a number where the audit, which tells more than `sharp` apart, sides against the reference.
void cross_examine(NumberResult& number, const Audit& audit, const Certified& truth, double sharp);

/// The partial that an engine gives, rules supplied where it has none; empty where it has no answer.
std::optional<double> partial_by(const Engine& engine, const Trace& trace, std::span<const double> x,
                                 const Format& format, Target target);

}  // namespace clino
