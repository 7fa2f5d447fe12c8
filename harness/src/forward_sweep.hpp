/// Tangents by the local rules, in any scalar: values and partials once, then one pass for each direction.
#pragma once
#include <span>
#include <type_traits>
#include <vector>

#include "native.hpp"
#include "rules.hpp"

namespace clino {

/// A trace with its node values and local partials at a point. The operations of the 16-bit formats are float's,
/// rounded once, so their partials stay in float.
template <class S>
class Linearisation {
 public:
  using Working = std::conditional_t<ShortScalar<S>, float, S>;

  Linearisation(const Trace& trace, std::span<const S> x) : trace_(trace), values_(replay<S>(trace, x)) {
    partials_.reserve(values_.size());
    for (std::size_t i = 0; i < values_.size(); ++i) partials_.push_back(local(trace.nodes[i], values_[i]));
  }

  const std::vector<S>& values() const { return values_; }

  /// d(node)/d(input) for every node. Nodes that do not depend on the input have tangent 0 and enter nothing: the
  /// infinite slope of sqrt(x) at 0 says nothing about y in sqrt(x) + y.
  std::vector<S> tangents(int input) const {
    std::vector<S> t(values_.size(), S(0));
    std::vector<bool> depends(values_.size(), false);
    const auto seed = static_cast<std::size_t>(input);
    t[seed] = S(1);
    depends[seed] = true;
    for (std::size_t i = static_cast<std::size_t>(trace_.inputs); i < t.size(); ++i) {
      const Node& n = trace_.nodes[i];
      const std::array<Operand, 3> operands{n.a, n.b, n.c};
      std::array<Working, 3> in{};
      std::uint8_t active = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        if (!partials_[i].enters_operand(k) || operands[k].is_literal() || !depends[operands[k].node]) continue;
        in[k] = static_cast<Working>(t[operands[k].node]);
        active = static_cast<std::uint8_t>(active | (1u << k));
      }
      if (active == 0) continue;
      depends[i] = true;
      t[i] = S(tangent(partials_[i], in, active));
    }
    return t;
  }

 private:
  Partials<Working> local(const Node& n, const S& value) const {
    const std::size_t arity = static_cast<std::size_t>(info(n.op).arity);
    if (arity == 0) return {};
    std::array<Working, 3> x{};
    const std::array<Operand, 3> operands{n.a, n.b, n.c};
    for (std::size_t k = 0; k < arity; ++k)
      x[k] = static_cast<Working>(operands[k].is_literal() ? S(LiteralOf<S>::make(operands[k].literal))
                                                           : values_[operands[k].node]);
    return partials<Working>(n.op, x, unrounded(n.op, x, value));
  }

  /// The value before it was rounded to a 16-bit format.
  static Working unrounded(Op op, const std::array<Working, 3>& x, const S& value) {
    if constexpr (ShortScalar<S>) {
      const Direct<float> direct;
      const int arity = info(op).arity;
      return arity == 1 ? direct(op, x[0]) : arity == 2 ? direct(op, x[0], x[1]) : direct(op, x[0], x[1], x[2]);
    } else {
      return value;
    }
  }

  /// sum of numerator * tangent, over the divisor. Where a product leaves the range that the division would have
  /// brought it back into, the tangent is divided first.
  static Working tangent(const Partials<Working>& p, const std::array<Working, 3>& in, std::uint8_t active) {
    const Working total = sum(p, in, active);
    if (p.divisor == Working(1)) return total;
    bool in_range = true;
    for (std::size_t k = 0; k < 3; ++k)
      in_range = in_range && (in[k] == Working(0) || p.numerator[k] == Working(0) ||
                              Arithmetic<Working>::is_normal(p.numerator[k] * in[k]));
    if (in_range && Arithmetic<Working>::is_finite(total)) return total / p.divisor;
    std::array<Working, 3> divided = in;
    for (Working& t : divided) t = t / p.divisor;
    return sum(p, divided, active);
  }

  static Working sum(const Partials<Working>& p, const std::array<Working, 3>& in, std::uint8_t active) {
    Working s{};
    bool first = true;
    for (std::size_t k = 0; k < 3; ++k) {
      if (((active >> k) & 1u) == 0) continue;
      const Working term = p.numerator[k] * in[k];
      s = first ? term : Working(s + term);
      first = false;
    }
    return s;
  }

  const Trace& trace_;
  std::vector<S> values_;
  std::vector<Partials<Working>> partials_;
};

}  // namespace clino
