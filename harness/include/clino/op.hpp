/// The closed table of elementary operations that a trace is made of.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace clino {

/// An elementary operation. Comparisons give 1 or 0; `select(c, a, b)` evaluates both `a` and `b`.
enum class Op : std::uint8_t {
  input, constant,
  neg, add, sub, mul, div, fma,
  sqrt, cbrt, pow, hypot,
  exp, exp2, expm1, log, log2, log10, log1p,
  sin, cos, tan, asin, acos, atan, atan2,
  sinh, cosh, tanh, asinh, acosh, atanh,
  erf, erfc, lgamma, tgamma, digamma,
  abs, min, max, floor, ceil, round, trunc, sign,
  less, less_equal, equal, select,
};

/// How an operation is written in text.
enum class Notation : std::uint8_t { none, prefix, infix, call };

/// One row of the operator table.
struct OpInfo {
  Op op;
  std::string_view name;  ///< the C math library's name where there is one
  int arity;              ///< 0 for input and constant, else 1..3
  Notation notation;
  std::string_view symbol;  ///< "+" for infix and prefix operators, else empty
};

/// All operations, in the order of `Op`.
std::span<const OpInfo> operators();
/// The row of one operation.
const OpInfo& info(Op op);
/// The operation with that name ("exp", "less"), if there is one.
std::optional<Op> find_op(std::string_view name);

}  // namespace clino
