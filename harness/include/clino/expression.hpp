/// Functions written as text: the syntax tree behind `Function::parse`.
///
/// Infix `+ - * / ^` (`^` groups to the right, `-x^2` is `-(x^2)`), comparisons, `and or not` (`&& || !`), the C math
/// library's names, `where(c, a, b)` and `select(c, a, b)`, constants `pi e inf nan`, decimal and C hexadecimal
/// numbers. Definitions `s = 1/(1+exp(-x));` (also `let s = ...`) come first and are evaluated once; several outputs
/// are separated by `,` or stand in brackets: `[a, b]`.
#pragma once
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "clino/function.hpp"

namespace clino {

/// A text that cannot be read. `what()` is the whole story for people: "line:column: message", the line of the text
/// and a caret below the place.
struct ParseError : std::runtime_error {
  /// `text` is the whole text that was read; only the line in question is kept.
  ParseError(std::string_view text, int line, int column, std::string message);
  int line;             ///< from 1
  int column;           ///< from 1, in characters
  std::string message;  ///< what was found and what was expected, one line
};

namespace syntax {
struct Program;
}

/// One or more texts over the same variables, parsed. Immutable and cheap to copy.
class Expression {
 public:
  /// Variables in the order given (names that do not occur are kept), or, when none are given, by first appearance.
  /// Throws ParseError for the texts and std::invalid_argument for impossible variable names.
  static Expression parse(std::span<const std::string> texts, std::vector<std::string> variables = {});

  const std::vector<std::string>& variables() const;
  int outputs() const;
  /// One text that parses back to the same tree, with as few parentheses as possible. Definitions of several texts
  /// that share a name are renamed.
  std::string print() const;

  /// Values in binary64.
  std::vector<double> run(std::span<const double> x) const;
  /// The same with recording scalars. `as_compiled`: a number is a literal operand and an expression of numbers alone
  /// is folded in binary64, as a C++ compiler does with `2.0/3.0*x`. `real`: what binary64 cannot hold exactly is
  /// recorded as operations on integers (0.1 as 1/10, pi as acos(-1)), to be read with `ReferenceOptions::literals`
  /// real.
  std::vector<Tracer> record(std::span<const Tracer> x, Literals literals) const;

 private:
  explicit Expression(std::shared_ptr<const syntax::Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const syntax::Program> program_;
};

}  // namespace clino
