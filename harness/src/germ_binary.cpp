/// Binary operations along a path.
#include "germ.hpp"

namespace clino {
namespace {

Germ number(std::int64_t n) { return Germ::constant(Coefficient::integer(n)); }

Germ whole_power(const Germ& a, std::int64_t n) {
  Germ p = number(1), square = a;
  for (; n != 0; n >>= 1) {
    if ((n & 1) != 0) p = p * square;
    if (n > 1) square = square * square;
  }
  return p;
}

/// a^b for a constant b.
Germ constant_power(const Germ& a, const Coefficient& b) {
  constexpr std::int64_t largest_product = 64;
  const std::optional<Rational> r = Rational::from(b.ball());
  if (r && r->is_integer() && r->numerator() >= 0 && r->numerator() <= largest_product)
    return whole_power(a, r->numerator());
  switch (a.sign()) {
    case Sign::zero:
      if (b.sign() == Sign::positive) return {};
      return b.sign() == Sign::negative ? Germ::outside("0 to a negative power") : Germ::unknown("a power of 0");
    case Sign::negative:
      if (r && r->is_integer()) return power(a, *r);
      return arb_contains_int(b.ball()) ? Germ::unknown("a power of a negative number")
                                        : Germ::outside("a fractional power of a negative number");
    case Sign::unknown: return Germ::unknown("a power of a number whose sign is not known");
    case Sign::positive: break;
  }
  return r ? power(a, *r) : exponential(logarithm(a) * b);
}

/// a^b for a > 0 and a varying b -> b0: a^b0 exp((b - b0) log a), whose limit is seen to be the value a^b0.
Germ varying_power(const Germ& a, const Germ& b) {
  if (!b.converges()) return exponential(logarithm(a) * b);
  const Coefficient b0 = b.constant_term();
  return constant_power(a, b0) * exponential(logarithm(a) * (b - b0));
}

/// Whether b takes more than one number nearby for certain: x/x = 1 + O(h^8) need not.
bool varies(const Germ& b) {
  if (b.wave || b.diverges()) return true;
  if (!b.converges()) return false;
  const Sign side = (b - b.constant_term()).sign();
  return side == Sign::positive || side == Sign::negative;
}

/// Where b varies, a negative base has no power at almost every point.
Germ pow_germ(const Germ& a, const Germ& b) {
  if (b.is_constant()) return constant_power(a, b.constant_term());
  switch (a.sign()) {
    case Sign::positive: return varying_power(a, b);
    case Sign::negative:
      return varies(b) ? Germ::outside("a fractional power of a negative number")
                       : Germ::unknown("whether the exponent of a negative number varies");
    case Sign::unknown: return Germ::unknown("a power of a number whose sign is not known");
    case Sign::zero: break;
  }
  if (b.sign() == Sign::positive) return {};
  return b.sign() == Sign::negative ? Germ::outside("0 to a negative power") : Germ::unknown("a power of 0");
}

/// atan2 by the quotient that stays bounded; a real zero has no sign, so atan2(0, x < 0) is pi.
Germ atan2_germ(const Germ& y, const Germ& x, int id) {
  const Sign sy = y.sign(), sx = x.sign();
  if (sx == Sign::zero && sy == Sign::zero) return Germ::outside("atan2(0, 0)");
  const Germ pi = Germ::constant(Coefficient::pi());
  const bool beside = sx == Sign::zero || (y.size() && x.size() && dominates(*y.size(), *x.size())) || sx == Sign::unknown;
  if (beside) {  // |y| is the larger
    if (sy != Sign::positive && sy != Sign::negative) return Germ::unknown("on which side of its cut atan2 is");
    const Germ quarter = pi * Coefficient::ratio(sy == Sign::positive ? 1 : -1, 2);
    return quarter - apply(Op::atan, x / y, id);
  }
  const Germ angle = apply(Op::atan, y / x, id);
  if (sx == Sign::positive) return angle;
  if (sy == Sign::unknown) return Germ::unknown("on which side of its cut atan2 is");
  return sy == Sign::negative ? angle - pi : angle + pi;
}

/// min or max: the operand that is smaller or larger nearby; else a, to within their difference.
Germ extremum(Op op, const Germ& a, const Germ& b) {
  const Germ difference = a - b;
  switch (difference.sign()) {
    case Sign::positive: return op == Op::max ? a : b;
    case Sign::negative: return op == Op::max ? b : a;
    case Sign::zero: return a;
    case Sign::unknown: break;
  }
  if (!difference.known() || !difference.size()) return Germ::unknown("which operand of min or max is larger");
  return a + Germ::bounded(*difference.size());
}

Germ mask(Op op, const Germ& a, const Germ& b) {
  switch ((a - b).sign()) {
    case Sign::negative: return number(op == Op::equal ? 0 : 1);
    case Sign::zero: return number(op == Op::less ? 0 : 1);
    case Sign::positive: return number(0);
    case Sign::unknown: break;
  }
  return Germ::unknown("which operand of a comparison is larger");
}

}  // namespace

Germ apply(Op op, const Germ& a, const Germ& b, int id) {
  for (const Germ* g : {&a, &b})
    if (g->failed()) return *g;
  switch (op) {
    case Op::add: return a + b;
    case Op::sub: return a - b;
    case Op::mul: return a * b;
    case Op::div: return a / b;
    case Op::pow: return pow_germ(a, b);
    case Op::hypot: return apply(Op::sqrt, a * a + b * b, id);
    case Op::atan2: return atan2_germ(a, b, id);
    case Op::min: case Op::max: return extremum(op, a, b);
    default: return mask(op, a, b);
  }
}

}  // namespace clino
