/// Random expressions and points for tests that compare two routes to a certified number.
#pragma once
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "clino/format.hpp"
#include "clino/op.hpp"
#include "random.hpp"

namespace clino {

/// One of a list.
template <class List>
const auto& pick(Random& random, const List& list) {
  return list[random.bits() % std::size(list)];
}

/// Operations that are written as calls of one operand, but the gamma functions: Arb takes up to milliseconds for them.
inline const std::vector<std::string>& unary_calls() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const OpInfo& o : operators())
      if (o.arity == 1 && o.notation == Notation::call && o.name.find("gamma") == o.name.npos) all.emplace_back(o.name);
    return all;
  }();
  return names;
}

/// An expression of at most `depth` nested operations over the first `variables` of x, y, z.
inline std::string random_expression(Random& random, int depth, int variables) {
  static constexpr std::array<const char*, 10> literals{"0.5", "1",     "2",   "3",    "0.1",
                                                        "1.5", "0.001", "100", "0.75", "7"};
  static constexpr std::array<const char*, 5> infix{"+", "-", "*", "/", "^"};
  static constexpr std::array<const char*, 4> calls{"min", "max", "hypot", "atan2"};
  const auto inner = [&] { return random_expression(random, depth - 1, variables); };
  const std::uint64_t kind = depth == 0 ? 0 : random.bits() % 16;
  if (kind == 0 && random.bits() % 4 == 0) return pick(random, literals);
  if (kind == 0) return std::string(1, static_cast<char>('x' + random.bits() % static_cast<unsigned>(variables)));
  if (kind < 8) return "(" + inner() + pick(random, infix) + inner() + ")";
  if (kind < 13) return pick(random, unary_calls()) + "(" + inner() + ")";
  if (kind == 13) return std::string(pick(random, calls)) + "(" + inner() + "," + inner() + ")";
  if (kind == 14) return "fma(" + inner() + "," + inner() + "," + inner() + ")";
  return "where(" + inner() + "<" + inner() + "," + inner() + "," + inner() + ")";
}

/// A number of the format: of moderate size, a small fraction, or any bit pattern.
inline double random_number(Random& random, const Format& format) {
  const double sign = random.bits() % 2 == 0 ? 1 : -1;
  switch (random.bits() % 4) {
    case 0: return sign * static_cast<double>(random.bits() % 65) / 8;
    case 1:
    case 2: return round_to(format, sign * std::exp2(12 * random.unit() - 8));
    default: {
      const auto top = static_cast<std::uint64_t>(ordinal(format, largest(format)));
      return std::copysign(from_ordinal(format, static_cast<std::int64_t>(random.bits() % (top + 1))), sign);
    }
  }
}

/// Points of n numbers each, one after the other.
inline std::vector<double> random_points(Random& random, const Format& format, std::size_t points, std::size_t n) {
  std::vector<double> x(points * n);
  for (double& v : x) v = random_number(random, format);
  return x;
}

}  // namespace clino
