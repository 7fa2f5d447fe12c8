/// Unary operations along a path: Taylor series inside the domain, expansions at its ends and at infinity.
#include "ball_rules.hpp"
#include "germ.hpp"
#include "taylor.hpp"

namespace clino {
namespace {

const Coefficient& one() {
  thread_local const Coefficient c = Coefficient::integer(1);
  return c;
}
Germ number(std::int64_t n) { return Germ::constant(Coefficient::integer(n)); }
Germ half(const Germ& g) { return g * Coefficient::ratio(1, 2); }
std::string name_of(Op op) { return std::string(info(op).name); }
Germ not_known(Op op) { return Germ::unknown("the behaviour of " + name_of(op) + " along the way"); }

/// Operations whose value stays bounded whatever the operand does.
bool is_bounded(Op op) {
  switch (op) {
    case Op::sin: case Op::cos: case Op::atan: case Op::tanh: case Op::erf: case Op::erfc: return true;
    default: return false;
  }
}
/// Operations that are continuous on the whole line, hence bounded on bounded operands.
bool is_continuous(Op op) {
  switch (op) {
    case Op::exp: case Op::exp2: case Op::expm1: case Op::sinh: case Op::cosh: case Op::asinh: case Op::cbrt: return true;
    default: return is_bounded(op);
  }
}

/// |a| < 1, = 1 or > 1.
Sign room_below_one(const Coefficient& a) { return (one() - abs(a)).sign(); }

/// asin at 1 - u:  pi/2 - 2 asin(sqrt(u/2)); odd at -1.
Germ asin_at_end(const Germ& g, Sign side, int id) {
  const Germ u = side == Sign::positive ? number(1) - g : g + one();
  const Germ root = apply(Op::sqrt, half(u), id);
  if (root.state == Germ::State::outside) return Germ::outside("asin outside [-1, 1]");
  const Germ y = Germ::constant(Coefficient::pi() / Coefficient::integer(2)) -
                 apply(Op::asin, root, id) * Coefficient::integer(2);
  return side == Sign::positive ? y : -y;
}

Germ asin_germ(const Germ& g, int id) {
  if (g.diverges()) return Germ::outside("asin outside [-1, 1]");
  if (!g.converges()) return not_known(Op::asin);
  const Coefficient a = g.constant_term();
  switch (room_below_one(a)) {
    case Sign::positive: return substitute(taylor(Op::asin, a, TermsScope::terms()), g - a);
    case Sign::zero: return asin_at_end(g, a.sign(), id);
    case Sign::negative: return Germ::outside("asin outside [-1, 1]");
    case Sign::unknown: break;
  }
  return not_known(Op::asin);
}

/// acosh at 1 + u: 2 asinh(sqrt(u/2)); at infinity log g + log(1 + sqrt(1 - 1/g^2)).
Germ acosh_germ(const Germ& g, int id) {
  if (g.diverges()) {
    if (g.sign() == Sign::negative) return Germ::outside("acosh below 1");
    const Germ r = number(1) / g;
    return logarithm(g) + logarithm(apply(Op::sqrt, number(1) - r * r, id) + one());
  }
  if (!g.converges()) return not_known(Op::acosh);
  const Coefficient a = g.constant_term();
  switch ((a - one()).sign()) {
    case Sign::positive: return substitute(taylor(Op::acosh, a, TermsScope::terms()), g - a);
    case Sign::negative: return Germ::outside("acosh below 1");
    case Sign::unknown: return not_known(Op::acosh);
    case Sign::zero: break;
  }
  const Germ root = apply(Op::sqrt, half(g - one()), id);
  if (root.state == Germ::State::outside) return Germ::outside("acosh below 1");
  return apply(Op::asinh, root, id) * Coefficient::integer(2);
}

/// What an operation tends to where its operand tends to infinity with the sign `s`.
Germ at_infinity(Op op, const Germ& g, Sign s, int id) {
  const bool up = s == Sign::positive;
  const bool fast = !g.known() || g.terms[0].at.power < 0 || g.terms[0].at.logs >= 1;
  const Germ magnitude = up ? g : -g;
  switch (op) {
    case Op::sin: case Op::cos: return Germ::oscillation(id, name_of(op));
    case Op::sinh: return half(exponential(g) - exponential(-g));
    case Op::cosh: return half(exponential(g) + exponential(-g));
    case Op::tanh: {  // 1 - 2/(exp(2g) + 1)
      const Germ y = number(1) - number(2) / (exponential(magnitude * Coefficient::integer(2)) + one());
      return up ? y : -y;
    }
    case Op::atan: {  // pi/2 - atan(1/g)
      const Germ y = Germ::constant(Coefficient::pi() / Coefficient::integer(2)) - apply(op, number(1) / magnitude, id);
      return up ? y : -y;
    }
    case Op::asinh: {  // log g + log(1 + sqrt(1 + 1/g^2))
      const Germ r = number(1) / magnitude;
      const Germ y = logarithm(magnitude) + logarithm(apply(Op::sqrt, number(1) + r * r, id) + one());
      return up ? y : -y;
    }
    case Op::erf: case Op::erfc: {  // |1 - erf(g)| <= exp(-g^2), flat where g grows at least like log(1/h)
      if (!fast) return not_known(op);
      const Germ erf = number(up ? 1 : -1) + Germ::flat();
      return op == Op::erf ? erf : up ? Germ::flat() : number(2) + Germ::flat();
    }
    case Op::tgamma: return up && (!g.known() || g.terms[0].at.power < 0) ? Germ::huge(Sign::positive) : not_known(op);
    default: return not_known(op);
  }
}

/// The gamma family near 0, -1, -2, ...: Gamma(z) = Gamma(z + n + 1) / (z (z + 1) ... (z + n)).
Germ gamma_at_pole(Op op, const Germ& g, int id) {
  const std::optional<Rational> a = Rational::from(g.constant_term().ball());
  constexpr std::int64_t furthest = -32;
  if (!a || a->numerator() < furthest) return not_known(op);
  if (g.is_constant()) return Germ::outside("a pole of the gamma function");
  const std::int64_t n = -a->numerator();
  Germ y = apply(op, g + Coefficient::integer(n + 1), id);
  for (std::int64_t k = 0; k <= n; ++k) {
    const Germ factor = g + Coefficient::integer(k);
    if (op == Op::tgamma) y = y / factor;
    else if (op == Op::digamma) y = y - number(1) / factor;
    else y = y - logarithm(apply(Op::abs, factor, id));
  }
  return y;
}

bool is_gamma(Op op) { return op == Op::lgamma || op == Op::tgamma || op == Op::digamma; }

/// Operations that are analytic wherever they are defined.
Germ analytic(Op op, const Germ& g, int id) {
  if (g.diverges()) return at_infinity(op, g, g.sign(), id);
  if (!g.converges()) {
    const bool bounded_operand = g.known() && g.size() && !dominates(*g.size(), unit_size);
    if (is_bounded(op) || (bounded_operand && is_continuous(op))) return Germ::bounded(unit_size);
    return not_known(op);
  }
  const Coefficient a = g.constant_term();
  if (is_gamma(op) && a.sign() != Sign::positive) {
    if (arb_is_exact(a.ball()) && arb_is_int(a.ball())) return gamma_at_pole(op, g, id);
    if (arb_contains_int(a.ball())) return not_known(op);
  }
  const std::vector<Coefficient> c = taylor(op, a, TermsScope::terms());
  for (const Coefficient& ck : c)
    if (!arb_is_finite(ck.ball())) return not_known(op);
  return substitute(c, g - a);
}

Germ root(Op op, const Germ& g) {
  const Sign s = g.sign();
  if (s == Sign::zero) return {};
  if (op == Op::cbrt) {
    if (s == Sign::unknown) return not_known(op);
    return s == Sign::positive ? power(g, {1, 3}) : -power(-g, {1, 3});
  }
  if (g.state == Germ::State::huge && s == Sign::positive) return g;
  if (s == Sign::negative) return Germ::outside("sqrt of a negative number");
  return s == Sign::unknown ? Germ::unknown("whether the operand of sqrt is negative") : power(g, {1, 2});
}

Germ absolute(const Germ& g) {
  switch (g.sign()) {
    case Sign::negative: return -g;
    case Sign::unknown: return g.size() ? Germ::bounded(*g.size()) : not_known(Op::abs);
    default: return g;
  }
}

/// floor along the way: constant where g stays off the integers or keeps to one side of one.
Germ floor_germ(const Germ& g) {
  if (!g.converges()) return not_known(Op::floor);
  const Coefficient a = g.constant_term();
  ArbValue below;
  const Local local =
      apply({.op = Op::floor, .precision = 64, .y = below, .x = {a.ball(), nullptr, nullptr}});
  if (local.smooth[0] == Certainty::unclear) return not_known(Op::floor);
  FmpzValue n;  // of a number of some 2^62 bits there is no room for the integer
  const bool short_enough = arf_cmpabs_2exp_si(arb_midref(static_cast<arb_ptr>(below)), 62) < 0;
  if (!short_enough || arb_get_unique_fmpz(n, below) == 0) return not_known(Op::floor);
  std::int64_t whole = fmpz_get_si(n);
  if (local.smooth[0] == Certainty::no) {  // g tends to an integer
    const Sign side = (g - a).sign();
    if (side == Sign::unknown) return not_known(Op::floor);
    if (side == Sign::negative) --whole;
  }
  return number(whole);
}

Germ rounding(Op op, const Germ& g) {
  switch (op) {
    case Op::floor: return floor_germ(g);
    case Op::ceil: return -floor_germ(-g);
    default: break;
  }
  const Sign s = g.sign();  // trunc and round are odd
  if (s == Sign::unknown) return not_known(op);
  const Germ magnitude = s == Sign::negative ? -g : g;
  const Germ y = floor_germ(op == Op::trunc ? magnitude : magnitude + Coefficient::ratio(1, 2));
  return s == Sign::negative ? -y : y;
}

}  // namespace

Germ apply(Op op, const Germ& g, int id) {
  if (g.failed()) return g;
  switch (op) {
    case Op::neg: return -g;
    case Op::sqrt: case Op::cbrt: return root(op, g);
    case Op::abs: return absolute(g);
    case Op::floor: case Op::ceil: case Op::round: case Op::trunc: return rounding(op, g);
    case Op::sign: {
      const Sign s = g.sign();
      return s == Sign::unknown ? not_known(op) : number(static_cast<int>(s));
    }
    case Op::log: return logarithm(g);
    case Op::log2: case Op::log10:
      return logarithm(g) * (one() / evaluate(Op::log, Coefficient::integer(op == Op::log2 ? 2 : 10)));
    case Op::log1p: return logarithm(g + one());
    case Op::exp: return exponential(g);
    case Op::exp2: return exponential(g * evaluate(Op::log, Coefficient::integer(2)));
    case Op::expm1: return exponential(g) - one();
    case Op::asin: return asin_germ(g, id);
    case Op::acos: {
      const Germ y = asin_germ(g, id);
      if (y.failed()) return y;
      return Germ::constant(Coefficient::pi() / Coefficient::integer(2)) - y;
    }
    case Op::acosh: return acosh_germ(g, id);
    case Op::atanh: return half(logarithm(number(1) + g) - logarithm(number(1) - g));
    default: return analytic(op, g, id);
  }
}

}  // namespace clino
