#include "clino/op.hpp"

#include <algorithm>
#include <array>

namespace clino {
namespace {

constexpr std::array table{
    OpInfo{Op::input, "input", 0, Notation::none, ""},
    OpInfo{Op::constant, "constant", 0, Notation::none, ""},
    OpInfo{Op::neg, "neg", 1, Notation::prefix, "-"},
    OpInfo{Op::add, "add", 2, Notation::infix, "+"},
    OpInfo{Op::sub, "sub", 2, Notation::infix, "-"},
    OpInfo{Op::mul, "mul", 2, Notation::infix, "*"},
    OpInfo{Op::div, "div", 2, Notation::infix, "/"},
    OpInfo{Op::fma, "fma", 3, Notation::call, ""},
    OpInfo{Op::sqrt, "sqrt", 1, Notation::call, ""},
    OpInfo{Op::cbrt, "cbrt", 1, Notation::call, ""},
    OpInfo{Op::pow, "pow", 2, Notation::call, ""},
    OpInfo{Op::hypot, "hypot", 2, Notation::call, ""},
    OpInfo{Op::exp, "exp", 1, Notation::call, ""},
    OpInfo{Op::exp2, "exp2", 1, Notation::call, ""},
    OpInfo{Op::expm1, "expm1", 1, Notation::call, ""},
    OpInfo{Op::log, "log", 1, Notation::call, ""},
    OpInfo{Op::log2, "log2", 1, Notation::call, ""},
    OpInfo{Op::log10, "log10", 1, Notation::call, ""},
    OpInfo{Op::log1p, "log1p", 1, Notation::call, ""},
    OpInfo{Op::sin, "sin", 1, Notation::call, ""},
    OpInfo{Op::cos, "cos", 1, Notation::call, ""},
    OpInfo{Op::tan, "tan", 1, Notation::call, ""},
    OpInfo{Op::asin, "asin", 1, Notation::call, ""},
    OpInfo{Op::acos, "acos", 1, Notation::call, ""},
    OpInfo{Op::atan, "atan", 1, Notation::call, ""},
    OpInfo{Op::atan2, "atan2", 2, Notation::call, ""},
    OpInfo{Op::sinh, "sinh", 1, Notation::call, ""},
    OpInfo{Op::cosh, "cosh", 1, Notation::call, ""},
    OpInfo{Op::tanh, "tanh", 1, Notation::call, ""},
    OpInfo{Op::asinh, "asinh", 1, Notation::call, ""},
    OpInfo{Op::acosh, "acosh", 1, Notation::call, ""},
    OpInfo{Op::atanh, "atanh", 1, Notation::call, ""},
    OpInfo{Op::erf, "erf", 1, Notation::call, ""},
    OpInfo{Op::erfc, "erfc", 1, Notation::call, ""},
    OpInfo{Op::lgamma, "lgamma", 1, Notation::call, ""},
    OpInfo{Op::tgamma, "tgamma", 1, Notation::call, ""},
    OpInfo{Op::digamma, "digamma", 1, Notation::call, ""},
    OpInfo{Op::abs, "abs", 1, Notation::call, ""},
    OpInfo{Op::min, "min", 2, Notation::call, ""},
    OpInfo{Op::max, "max", 2, Notation::call, ""},
    OpInfo{Op::floor, "floor", 1, Notation::call, ""},
    OpInfo{Op::ceil, "ceil", 1, Notation::call, ""},
    OpInfo{Op::round, "round", 1, Notation::call, ""},
    OpInfo{Op::trunc, "trunc", 1, Notation::call, ""},
    OpInfo{Op::sign, "sign", 1, Notation::call, ""},
    OpInfo{Op::less, "less", 2, Notation::infix, "<"},
    OpInfo{Op::less_equal, "less_equal", 2, Notation::infix, "<="},
    OpInfo{Op::equal, "equal", 2, Notation::infix, "=="},
    OpInfo{Op::select, "select", 3, Notation::call, ""},
};

consteval bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].op) != i) return false;
  return table.size() == static_cast<std::size_t>(Op::select) + 1;
}
static_assert(in_order());

}  // namespace

std::span<const OpInfo> operators() { return table; }
const OpInfo& info(Op op) { return table[static_cast<std::size_t>(op)]; }
std::optional<Op> find_op(std::string_view name) {
  const auto* row = std::ranges::find(table, name, &OpInfo::name);
  return row == table.end() ? std::nullopt : std::optional(row->op);
}

}  // namespace clino
