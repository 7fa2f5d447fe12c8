/// The names a text function may use, and the nearest one to a name it may not.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expression_syntax.hpp"

namespace clino::syntax {

/// What a function's name stands for; `where` is not an operation.
struct Callee {
  std::string_view name;
  Kind kind;
  Op op;
  int arity;
};

std::optional<Callee> find_callee(std::string_view name);
/// pi, e, inf, nan.
std::optional<double> find_constant(std::string_view name);

/// "; did you mean 'sign'?", or nothing when no name is near enough.
std::string suggest_function(std::string_view word);
std::string suggest(std::string_view word, const std::vector<std::string_view>& names);

}  // namespace clino::syntax
