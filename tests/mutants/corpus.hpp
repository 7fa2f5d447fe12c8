/// Planted gradient bugs, each a mistake that people make, and right gradients that naive checkers reject. Inert data;
/// built from tables of functions and of mistakes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "clino/custom.hpp"

namespace clino::corpus {

struct Row {
  std::string kind;  ///< "sign", "factor", ...; for right ones "tiny inputs", ...
  std::string name;
  std::string function{};
  std::vector<std::string> gradient{};
  std::vector<Interval> domain{};
  Format format = binary64;
  bool black_box = false;   ///< the function itself cannot be recorded, nor the gradient
  std::vector<Point> at{};  ///< looked at here only; empty: anywhere in the domain
  std::optional<Function> layer{}, backward{};  ///< in place of texts: the function, and its gradient as a black box
};

/// Gradients with one mistake each.
const std::vector<Row>& planted();
/// Right gradients, hard to see as such.
const std::vector<Row>& right();

/// The function and gradient of a row; a black box only runs.
Function function_of(const Row& row);
Function gradient_of_row(const Row& row);

/// What Clinometer says of the row, without any hint.
Verification examine(const Row& row);

}  // namespace clino::corpus
