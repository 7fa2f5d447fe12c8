#include "fpcore_names.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numbers>
#include <vector>

#include "expression_names.hpp"

namespace clino::fpcore {
namespace {

using Kind = Operation::Kind;

constexpr std::array renamed{
    Operation{Kind::op, "+", 2, Op::add},    Operation{Kind::op, "*", 2, Op::mul},
    Operation{Kind::op, "/", 2, Op::div},    Operation{Kind::op, "fabs", 1, Op::abs},
    Operation{Kind::op, "fmin", 2, Op::min}, Operation{Kind::op, "fmax", 2, Op::max},
};
/// Operations of the table under the name they have there.
constexpr std::array same{Op::fma,    Op::exp,   Op::exp2,  Op::expm1, Op::log,   Op::log10, Op::log2,
                          Op::log1p,  Op::pow,   Op::sqrt,  Op::cbrt,  Op::hypot, Op::sin,   Op::cos,
                          Op::tan,    Op::asin,  Op::acos,  Op::atan,  Op::atan2, Op::sinh,  Op::cosh,
                          Op::tanh,   Op::asinh, Op::acosh, Op::atanh, Op::erf,   Op::erfc,  Op::tgamma,
                          Op::lgamma, Op::ceil,  Op::floor, Op::trunc, Op::round};

constexpr Operation derived(std::string_view name, int arity, Derived which) {
  return {.kind = Kind::derived, .name = name, .arity = arity, .derived = which};
}
constexpr Operation question(std::string_view name, Question which) {
  return {.kind = Kind::question, .name = name, .arity = 1, .question = which};
}
constexpr std::array others{
    derived("fdim", 2, Derived::fdim),           derived("copysign", 2, Derived::copysign),
    derived("fmod", 2, Derived::fmod),           derived("remainder", 2, Derived::remainder),
    derived("nearbyint", 1, Derived::nearbyint), question("isfinite", Question::is_finite),
    question("isinf", Question::is_inf),         question("isnan", Question::is_nan),
    question("isnormal", Question::is_normal),   question("signbit", Question::sign_bit),
};

constexpr std::array constants{
    Constant{"E", std::numbers::e},
    Constant{"LOG2E", std::numbers::log2e},
    Constant{"LOG10E", std::numbers::log10e},
    Constant{"LN2", std::numbers::ln2},
    Constant{"LN10", std::numbers::ln10},
    Constant{"PI", std::numbers::pi},
    Constant{"PI_2", std::numbers::pi / 2},  // halves and doubles of a correctly rounded number are, too
    Constant{"PI_4", std::numbers::pi / 4},
    Constant{"M_1_PI", std::numbers::inv_pi},
    Constant{"M_2_PI", 2 * std::numbers::inv_pi},
    Constant{"M_2_SQRTPI", 2 * std::numbers::inv_sqrtpi},
    Constant{"SQRT2", std::numbers::sqrt2},
    Constant{"SQRT1_2", std::numbers::sqrt2 / 2},
    Constant{"INFINITY", std::numeric_limits<double>::infinity()},
    Constant{"NAN", std::numeric_limits<double>::quiet_NaN()},
};

constexpr std::array<std::string_view, 6> tensor_words{"tensor", "tensor*", "array", "dim", "size", "ref"};
constexpr std::array<std::string_view, 20> forms{"if",   "let", "let*", "while",  "while*", "for", "for*",
                                                 "cast", "!",   "#",    "digits", "and",    "or",  "not",
                                                 "-",    "<",   ">",    "<=",     ">=",     "=="};

}  // namespace

std::optional<Operation> find_operation(std::string_view name) {
  for (const Operation& row : renamed)
    if (row.name == name) return row;
  for (const Operation& row : others)
    if (row.name == name) return row;
  for (const Op op : same)
    if (info(op).name == name) return Operation{Kind::op, info(op).name, info(op).arity, op};
  return std::nullopt;
}

std::optional<Constant> find_constant(std::string_view name) {
  const auto* row = std::ranges::find(constants, name, &Constant::name);
  return row == constants.end() ? std::nullopt : std::optional(*row);
}

bool tensor_word(std::string_view name) { return std::ranges::count(tensor_words, name) > 0; }

std::string suggest_head(std::string_view word) {
  if (word == "abs" || word == "min" || word == "max") return "; did you mean 'f" + std::string(word) + "'?";
  std::vector<std::string_view> names(forms.begin(), forms.end());
  for (const Operation& row : renamed) names.push_back(row.name);
  for (const Operation& row : others) names.push_back(row.name);
  for (const Op op : same) names.push_back(info(op).name);
  return syntax::suggest(word, names);
}

}  // namespace clino::fpcore
