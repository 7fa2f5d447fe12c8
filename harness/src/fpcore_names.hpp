/// The words of FPCore 2.0: operations, constants, forms.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "clino/op.hpp"

namespace clino::fpcore {

/// Operations that a trace has no node for; each is exact in the operations it is made of.
enum class Derived : std::uint8_t { fdim, copysign, fmod, remainder, nearbyint };
/// Questions about one number.
enum class Question : std::uint8_t { is_finite, is_inf, is_nan, is_normal, sign_bit };

struct Operation {
  enum class Kind : std::uint8_t { op, derived, question } kind;
  std::string_view name;
  int arity;
  Op op = Op::input;
  Derived derived = Derived::fdim;
  Question question = Question::is_finite;
};

/// Operations of numbers other than `-`, comparisons and logic.
std::optional<Operation> find_operation(std::string_view name);

struct Constant {
  std::string_view name;
  double nearest;
};
std::optional<Constant> find_constant(std::string_view name);

/// Whether the word needs tensors: `tensor tensor* array dim size ref`.
bool tensor_word(std::string_view name);
/// "; did you mean 'fabs'?" among the words that may begin a list.
std::string suggest_head(std::string_view word);

}  // namespace clino::fpcore
