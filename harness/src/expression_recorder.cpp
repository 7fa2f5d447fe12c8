#include "expression_recorder.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "clino/evaluate.hpp"

namespace clino::syntax {
namespace {

constexpr std::size_t chunk = 15;        // decimal digits that every binary64 integer holds exactly
constexpr int largest_exact_power = 22;  // 10^22 = 2^22 * 5^22 and 5^22 < 2^53

Recorder::Value literal(double number) { return {.is_literal = true, .literal = number}; }

/// 10^k for 0 <= k <= 22, without rounding.
double power_of_ten(int k) {
  double p = 1;
  for (; k > 0; --k) p *= 10;
  return p;
}

double integer(std::string_view digits) {
  std::int64_t n = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), n);
  return static_cast<double>(n);
}

/// A decimal as digits * 10^exponent, the digits without zeros at either end.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

Decimal decimal(std::string_view spelling) {
  Decimal d;
  const std::size_t mark = std::min(spelling.find_first_of("eE"), spelling.size());
  if (mark < spelling.size()) {
    std::string_view power = spelling.substr(mark + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    std::from_chars(power.data(), power.data() + power.size(), d.exponent);
  }
  const std::size_t point = std::min(spelling.find('.'), mark);
  for (char c : spelling.substr(0, mark))
    if (c != '.') d.digits += c;
  if (point < mark) d.exponent -= static_cast<int>(mark - point - 1);
  d.digits.erase(0, std::min(d.digits.find_first_not_of('0'), d.digits.size()));
  while (d.digits.ends_with('0')) d.digits.pop_back(), ++d.exponent;
  return d;
}

/// Whether digits * 10^exponent is a number of binary64; sufficient, not necessary.
bool dyadic(const Decimal& d) {
  if (d.digits.size() > chunk) return false;
  std::int64_t n = 0;
  std::from_chars(d.digits.data(), d.digits.data() + d.digits.size(), n);
  int k = d.exponent;
  for (; k < 0 && n % 5 == 0; ++k) n /= 5;
  for (; k > 0 && n < (std::int64_t{1} << 53) / 10; --k) n *= 10;
  return k == 0;  // n, or n / 2^j with small j
}

}  // namespace

bool exact(Op op, double a, double b, double result) {
  // Away from the ends of the range the error of a product or quotient is a number of binary64 itself.
  const auto ordinary = [](double v) { return v == 0 || (std::abs(v) > 0x1p-900 && std::abs(v) < 0x1p900); };
  if (!ordinary(a) || !ordinary(b) || !ordinary(result)) return false;
  switch (op) {
    case Op::neg: return true;
    case Op::add: {  // Knuth's two-sum: the rounding error of a + b
      const double t = result - a;
      return (a - (result - t)) + (b - t) == 0;
    }
    case Op::sub: return exact(Op::add, a, -b, result);
    case Op::mul: return result == 0 ? a == 0 || b == 0 : std::fma(a, b, -result) == 0;
    case Op::div: return result == 0 ? a == 0 : std::fma(result, b, -a) == 0;
    default: return false;
  }
}

Recorder::Value real_number(const Node& node) {
  const std::string& spelling = node.spelling;
  if (spelling == "pi") return {acos(Tracer(-1.0))};
  if (spelling == "e") return {exp(Tracer(1.0))};
  const bool hex = spelling.starts_with("0x") || spelling.starts_with("0X");
  if (hex || !std::isfinite(node.number)) return literal(node.number);
  const Decimal d = decimal(spelling);
  if (d.digits.empty() || dyadic(d)) return literal(node.number);
  const std::size_t first = (d.digits.size() - 1) % chunk + 1;
  Tracer n(integer(d.digits.substr(0, first)));
  for (std::size_t i = first; i < d.digits.size(); i += chunk)
    n = n * power_of_ten(chunk) + integer(d.digits.substr(i, chunk));
  for (int k = d.exponent; k != 0;) {
    const int step = std::min(std::abs(k), largest_exact_power);
    n = k < 0 ? n / power_of_ten(step) : n * power_of_ten(step);
    k += k < 0 ? step : -step;
  }
  return {n};
}

Recorder::Value Recorder::number(const Node& node) const {
  return literals_ == Literals::real ? real_number(node) : literal(node.number);
}

Recorder::Value Recorder::apply(Op op, std::span<const Value> operands) const {
  std::array<Value, 3> v;
  std::ranges::copy(operands, v.begin());
  if (std::ranges::all_of(operands, &Value::is_literal)) {
    const double result = compute(binary64, op, v[0].literal, v[1].literal, v[2].literal);
    if (literals_ == Literals::as_compiled || exact(op, v[0].literal, v[1].literal, result)) return literal(result);
    v[0] = activate(v[0]);
  }
  const auto node = [](const Value& a) { return a.is_literal ? nullptr : &a.tracer; };
  return {record(op, node(v[0]), v[0].literal, node(v[1]), v[1].literal, node(v[2]), v[2].literal)};
}

bool Recorder::holds(Relation relation, const Value& a, const Value& b) const {
  if (a.is_literal && b.is_literal) {
    switch (relation) {
      case Relation::less: return a.literal < b.literal;
      case Relation::less_equal: return a.literal <= b.literal;
      case Relation::equal: return a.literal == b.literal;
    }
  }
  return decide(relation, a.is_literal ? nullptr : &a.tracer, a.literal, b.is_literal ? nullptr : &b.tracer, b.literal);
}

}  // namespace clino::syntax
