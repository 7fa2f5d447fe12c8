#include "exact_fractions.hpp"

#include <algorithm>
#include <array>

namespace clino {
namespace {

using Known = std::optional<Fraction>;

constexpr std::size_t most_nodes = 2000;
constexpr slong most_bits = 100'000, largest_exponent = 1000;

Fraction whole(slong n) {
  Fraction r;
  fmpq_set_si(r, n, 1);
  return r;
}

template <class F>
Fraction binary(F f, const Fraction& a, const Fraction& b) {
  Fraction r;
  f(r, a, b);
  return r;
}
Fraction operator+(const Fraction& a, const Fraction& b) { return binary(fmpq_add, a, b); }
Fraction operator-(const Fraction& a, const Fraction& b) { return binary(fmpq_sub, a, b); }
Fraction operator*(const Fraction& a, const Fraction& b) { return binary(fmpq_mul, a, b); }
Known operator/(const Fraction& a, const Fraction& b) {
  if (fmpq_is_zero(b)) return std::nullopt;
  return binary(fmpq_div, a, b);
}

/// The n-th root where numerator and denominator are n-th powers.
Known root(const Fraction& a, slong n) {
  if (fmpq_sgn(a) < 0 && n % 2 == 0) return std::nullopt;
  Fraction r;
  const bool exact = fmpz_root(fmpq_numref(static_cast<fmpq*>(r)), fmpq_numref(static_cast<const fmpq*>(a)), n) != 0 &&
                     fmpz_root(fmpq_denref(static_cast<fmpq*>(r)), fmpq_denref(static_cast<const fmpq*>(a)), n) != 0;
  return exact ? Known(std::move(r)) : std::nullopt;
}

/// a^b for a whole b that is not large.
Known power(const Fraction& a, const Fraction& b) {
  const fmpz* n = fmpq_numref(static_cast<const fmpq*>(b));
  if (!fmpz_is_one(fmpq_denref(static_cast<const fmpq*>(b))) || fmpz_cmpabs(n, FmpzValue(largest_exponent)) > 0)
    return std::nullopt;
  if (fmpz_sgn(n) < 0 && fmpq_is_zero(a)) return std::nullopt;
  if (fmpq_height_bits(a) * static_cast<flint_bitcnt_t>(std::abs(fmpz_get_si(n))) > most_bits) return std::nullopt;
  Fraction r;
  fmpq_pow_si(r, a, fmpz_get_si(n));
  return r;
}

Known within_bounds(Known q) {
  if (q && static_cast<slong>(fmpq_height_bits(*q)) > most_bits) return std::nullopt;
  return q;
}

}  // namespace

ArbValue Fraction::ball() const {
  const fmpz *n = fmpq_numref(q_), *d = fmpq_denref(q_);
  ArbValue y;
  const auto bits = static_cast<slong>(fmpz_bits(d));
  if (static_cast<slong>(fmpz_val2(d)) == bits - 1) {
    arb_set_fmpz(y, n);
    arb_mul_2exp_si(y, y, 1 - bits);
  } else {
    // n/d is off a number with a k-bit significand times 2^e by a multiple of 1/d or 2^e/d.
    arb_set_fmpq(y, q_, static_cast<slong>(fmpz_bits(n)) + 2 * bits + 2400);
  }
  return y;
}

ExactFractions::ExactFractions(const Trace& trace, const BallTape& tape, NodeId output)
    : trace_(trace), tape_(tape), output_(output), values_(output + 1) {
  if (trace.nodes.size() > most_nodes) return;
  const std::vector<std::uint8_t> need = tape.needed(output);
  for (NodeId i = 0; i <= output; ++i)
    if (need[i] != 0) values_[i] = within_bounds(evaluate(i));
}

/// A literal is the exact ball of its register.
Known ExactFractions::operand(NodeId node, int k) const {
  const Node& n = trace_.nodes[node];
  const Operand& o = k == 0 ? n.a : k == 1 ? n.b : n.c;
  if (!o.is_literal()) return values_[o.node];
  arb_srcptr x = tape_.operand(node, k);
  if (!is_finite(x) || !arb_is_exact(x)) return std::nullopt;
  Fraction q;
  arf_get_fmpq(q, arb_midref(x));
  return q;
}

Known ExactFractions::evaluate(NodeId i) const {
  const Op op = trace_.nodes[i].op;
  const int arity = info(op).arity;
  if (arity == 0) {
    if (!is_finite(tape_.value(i)) || !arb_is_exact(tape_.value(i))) return std::nullopt;
    Fraction q;
    arf_get_fmpq(q, arb_midref(tape_.value(i)));
    return q;
  }
  if (op == Op::select) {
    const Known c = operand(i, 0);
    return c ? operand(i, fmpq_is_zero(*c) ? 2 : 1) : std::nullopt;
  }
  const Known a = operand(i, 0), b = arity > 1 ? operand(i, 1) : whole(0), c = arity > 2 ? operand(i, 2) : whole(0);
  if (!a || !b || !c) return std::nullopt;
  switch (op) {
    case Op::neg: return whole(0) - *a;
    case Op::add: return *a + *b;
    case Op::sub: return *a - *b;
    case Op::mul: return *a * *b;
    case Op::div: return *a / *b;
    case Op::fma: return *a * *b + *c;
    case Op::sqrt: return root(*a, 2);
    case Op::cbrt: return root(*a, 3);
    case Op::pow: return power(*a, *b);
    case Op::hypot: return root(*a * *a + *b * *b, 2);
    case Op::abs: return fmpq_sgn(*a) < 0 ? whole(0) - *a : *a;
    case Op::min: return fmpq_cmp(*b, *a) < 0 ? b : a;
    case Op::max: return fmpq_cmp(*a, *b) < 0 ? b : a;
    case Op::sign: return whole(fmpq_sgn(*a));
    case Op::less: return whole(fmpq_cmp(*a, *b) < 0 ? 1 : 0);
    case Op::less_equal: return whole(fmpq_cmp(*a, *b) <= 0 ? 1 : 0);
    case Op::equal: return whole(fmpq_cmp(*a, *b) == 0 ? 1 : 0);
    default: return std::nullopt;
  }
}

/// The rules of `ball_rules`, at points where they are smooth.
Known ExactFractions::partial(NodeId i, int k) const {
  const Op op = trace_.nodes[i].op;
  const Known a = operand(i, 0), b = info(op).arity > 1 ? operand(i, 1) : whole(0);
  const Known& y = values_[i];
  if (op == Op::select) {
    if (!a) return std::nullopt;
    return whole(k == (fmpq_is_zero(*a) ? 2 : 1) ? 1 : 0);
  }
  if (!a || !b || !y) return std::nullopt;
  switch (op) {
    case Op::neg: return whole(-1);
    case Op::add: return whole(1);
    case Op::sub: return whole(k == 0 ? 1 : -1);
    case Op::mul: return k == 0 ? b : a;
    case Op::div: return k == 0 ? whole(1) / *b : (whole(0) - *y) / *b;
    case Op::fma: return k == 0 ? b : k == 1 ? a : Known(whole(1));
    case Op::sqrt: return whole(1) / (whole(2) * *y);
    case Op::cbrt: return whole(1) / (whole(3) * *y * *y);
    case Op::pow: {
      if (k == 1) return std::nullopt;
      const Known less = power(*a, *b - whole(1));
      return fmpq_is_zero(*b) ? Known(whole(0)) : less ? Known(*b * *less) : std::nullopt;
    }
    case Op::hypot: return (k == 0 ? *a : *b) / *y;
    case Op::abs: return whole(fmpq_sgn(*a));
    case Op::min: return whole((fmpq_cmp(*b, *a) < 0) == (k == 1) ? 1 : 0);
    case Op::max: return whole((fmpq_cmp(*a, *b) < 0) == (k == 1) ? 1 : 0);
    default: return std::nullopt;
  }
}

std::optional<std::vector<Fraction>> ExactFractions::partials() const {
  std::vector<Known> adjoint(output_ + 1);
  adjoint[output_] = whole(1);
  for (NodeId i = output_ + 1; i-- > 0;) {
    if (!adjoint[i] || !tape_.active(i)) continue;
    const std::array operands{trace_.nodes[i].a, trace_.nodes[i].b, trace_.nodes[i].c};
    for (int k = 0; k < info(trace_.nodes[i].op).arity; ++k) {
      const Operand& o = operands[static_cast<std::size_t>(k)];
      if (o.is_literal() || !tape_.active(o.node)) continue;
      const Known d = partial(i, k);
      if (!d) return std::nullopt;
      Known& sum = adjoint[o.node];
      sum = within_bounds(sum ? *sum + *adjoint[i] * *d : *adjoint[i] * *d);
      if (!sum) return std::nullopt;
    }
  }
  std::vector<Fraction> all;
  for (NodeId i = 0; i < static_cast<NodeId>(trace_.inputs); ++i)
    all.push_back(i <= output_ && adjoint[i] ? std::move(*adjoint[i]) : whole(0));
  return all;
}

}  // namespace clino
