#include "interval.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace clino::crossexam {
namespace {

using Unary = int (*)(mpfi_ptr, mpfi_srcptr);
using Binary = int (*)(mpfi_ptr, mpfi_srcptr, mpfi_srcptr);

Interval apply(Unary f, const Interval& a) {
  Interval y;
  f(y, a);
  return y;
}
Interval apply(Binary f, const Interval& a, const Interval& b) {
  Interval y;
  f(y, a, b);
  return y;
}
Interval operator+(const Interval& a, const Interval& b) { return apply(mpfi_add, a, b); }
Interval operator-(const Interval& a, const Interval& b) { return apply(mpfi_sub, a, b); }
Interval operator*(const Interval& a, const Interval& b) { return apply(mpfi_mul, a, b); }
Interval operator/(const Interval& a, const Interval& b) { return apply(mpfi_div, a, b); }
Interval square(const Interval& a) { return apply(mpfi_sqr, a); }
Interval root(const Interval& a) { return apply(mpfi_sqrt, a); }

const Interval& one() {
  static const Interval x(1);
  return x;
}
Interval logarithm_of(double base) { return apply(mpfi_log, Interval(base)); }

/// A monotone function of MPFR's at both ends, a bit wider: MPFR's erf is not always correctly rounded far out.
Interval monotone(int (*f)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t), const Interval& a, bool rising) {
  mpfr_t low, high;
  mpfr_inits2(Interval::bits, low, high, mpfr_ptr(nullptr));
  f(low, rising ? a.low() : a.high(), MPFR_RNDD);
  f(high, rising ? a.high() : a.low(), MPFR_RNDU);
  mpfr_nextbelow(low);
  mpfr_nextabove(high);
  Interval y;
  mpfi_interv_fr(y, low, high);
  mpfr_clears(low, high, mpfr_ptr(nullptr));
  return y;
}

/// sin or cos by its value at an end and its slope of at most 1: MPFI's own look for a quadrant need not end.
Interval oscillation(int (*f)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t), const Interval& a) {
  Interval low, width;
  mpfr_t end;
  mpfr_init2(end, Interval::bits);
  f(end, a.low(), MPFR_RNDN);
  mpfi_set_fr(low, end);
  mpfr_nextbelow(&static_cast<mpfi_ptr>(low)->left);
  mpfr_nextabove(&static_cast<mpfi_ptr>(low)->right);
  mpfr_sub(end, a.high(), a.low(), MPFR_RNDU);
  mpfi_interv_fr(width, end, end);
  mpfi_neg(width, width);
  mpfi_put_fr(width, end);
  mpfr_clear(end);
  return low + width;
}
Interval sine(const Interval& a) { return oscillation(mpfr_sin, a); }
Interval cosine(const Interval& a) { return oscillation(mpfr_cos, a); }

bool contains_zero(const Interval& a) { return mpfi_has_zero(a) != 0; }
/// Certainly below; neither ties nor overlaps.
bool below(const Interval& a, const Interval& b) { return mpfr_less_p(a.high(), b.low()) != 0; }

/// A value and its local partials; no partial: not covered here.
struct Local {
  Interval y;
  std::vector<Interval> d;
};

std::optional<Local> smooth(const Interval& y, std::vector<Interval> d) { return Local{y, std::move(d)}; }

/// 2/sqrt(pi) exp(-a^2)
Interval bell(const Interval& a) {
  Interval pi;
  mpfi_const_pi(pi);
  return Interval(2) / root(pi) * apply(mpfi_exp, apply(mpfi_neg, square(a)));
}

std::optional<Local> circular(Op op, const Interval& a) {
  switch (op) {
    case Op::sin: return smooth(sine(a), {cosine(a)});
    case Op::cos: return smooth(cosine(a), {apply(mpfi_neg, sine(a))});
    case Op::tan: return smooth(sine(a) / cosine(a), {one() / square(cosine(a))});
    case Op::asin: return smooth(apply(mpfi_asin, a), {one() / root(one() - square(a))});
    case Op::acos: return smooth(apply(mpfi_acos, a), {Interval(-1) / root(one() - square(a))});
    case Op::atan: return smooth(apply(mpfi_atan, a), {one() / (one() + square(a))});
    case Op::sinh: return smooth(apply(mpfi_sinh, a), {apply(mpfi_cosh, a)});
    case Op::cosh: return smooth(apply(mpfi_cosh, a), {apply(mpfi_sinh, a)});
    case Op::tanh: return smooth(apply(mpfi_tanh, a), {one() / square(apply(mpfi_cosh, a))});
    case Op::asinh: return smooth(apply(mpfi_asinh, a), {one() / root(one() + square(a))});
    case Op::acosh: return smooth(apply(mpfi_acosh, a), {one() / root(square(a) - one())});
    case Op::atanh: return smooth(apply(mpfi_atanh, a), {one() / (one() - square(a))});
    default: return std::nullopt;
  }
}

std::optional<Local> exponential(Op op, const Interval& a) {
  const auto log_in = [&](Unary f, double base) { return smooth(apply(f, a), {one() / (a * logarithm_of(base))}); };
  switch (op) {
    case Op::exp: return smooth(apply(mpfi_exp, a), {apply(mpfi_exp, a)});
    case Op::exp2: return smooth(apply(mpfi_exp2, a), {apply(mpfi_exp2, a) * logarithm_of(2)});
    case Op::expm1: return smooth(apply(mpfi_expm1, a), {apply(mpfi_exp, a)});
    case Op::log: return smooth(apply(mpfi_log, a), {one() / a});
    case Op::log2: return log_in(mpfi_log2, 2);
    case Op::log10: return log_in(mpfi_log10, 10);
    case Op::log1p: return smooth(apply(mpfi_log1p, a), {one() / (one() + a)});
    case Op::erf: return smooth(monotone(mpfr_erf, a, true), {bell(a)});
    case Op::erfc: return smooth(monotone(mpfr_erfc, a, false), {apply(mpfi_neg, bell(a))});
    default: return circular(op, a);
  }
}

/// Where the rounding is the same integer all over, and no end is one.
std::optional<Local> rounding(Op op, const Interval& a) {
  const double low = std::floor(mpfr_get_d(a.low(), MPFR_RNDD)), high = std::floor(mpfr_get_d(a.high(), MPFR_RNDU));
  if (low != high || mpfr_cmp_d(a.low(), low) <= 0 || std::fabs(low) > 0x1p50) return std::nullopt;
  if (op == Op::round) {
    const Interval half(low + 0.5);
    if (!below(a, half) && !below(half, a)) return std::nullopt;
    return smooth(Interval(below(a, half) ? low : low + 1), {Interval(0)});
  }
  const bool down = op == Op::floor || (op == Op::trunc && low >= 0);
  return smooth(Interval(down ? low : low + 1), {Interval(0)});
}

std::optional<Local> unary(Op op, const Interval& a) {
  switch (op) {
    case Op::neg: return smooth(apply(mpfi_neg, a), {Interval(-1)});
    case Op::sqrt: return smooth(root(a), {one() / (Interval(2) * root(a))});
    case Op::cbrt: return smooth(apply(mpfi_cbrt, a), {one() / (Interval(3) * square(apply(mpfi_cbrt, a)))});
    case Op::abs:
    case Op::sign: {
      if (contains_zero(a)) return std::nullopt;
      const Interval s(mpfi_is_strictly_pos(a) ? 1 : -1);
      return op == Op::abs ? smooth(apply(mpfi_abs, a), {s}) : smooth(s, {Interval(0)});
    }
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc: return rounding(op, a);
    default: return exponential(op, a);
  }
}

/// a^b by exp(b log a) for a > 0, by products for small integers.
std::optional<Local> power(const Interval& a, const Interval& b) {
  const double n = mpfr_get_d(b.low(), MPFR_RNDN);
  const bool integer = mpfr_equal_p(b.low(), b.high()) && std::nearbyint(n) == n && std::fabs(n) <= 16 && n != 0;
  if (integer && !mpfi_is_strictly_pos(a)) {
    Interval y(1), lower(1);
    for (int k = 0; k < std::abs(static_cast<int>(n)); ++k) y = y * a;
    for (int k = 0; k < std::abs(static_cast<int>(n) - 1); ++k) lower = lower * a;
    if (n < 0) y = one() / y;
    if (n < 1) lower = one() / lower;
    return smooth(y, {b * lower});  // none in b: off the integers there is no power
  }
  if (!mpfi_is_strictly_pos(a)) return std::nullopt;
  const Interval log = apply(mpfi_log, a), y = apply(mpfi_exp, b * log);
  return smooth(y, {b * apply(mpfi_exp, (b - one()) * log), y * log});
}

std::optional<Local> binary(Op op, const Interval& a, const Interval& b) {
  const bool first = below(a, b), second = below(b, a);
  switch (op) {
    case Op::add: return smooth(a + b, {one(), one()});
    case Op::sub: return smooth(a - b, {one(), Interval(-1)});
    case Op::mul: return smooth(a * b, {b, a});
    case Op::div: return smooth(a / b, {one() / b, apply(mpfi_neg, a / square(b))});
    case Op::pow: return power(a, b);
    case Op::hypot: {
      const Interval y = root(square(a) + square(b));
      return smooth(y, {a / y, b / y});
    }
    case Op::atan2: {
      if (contains_zero(a) && !mpfi_is_strictly_pos(b)) return std::nullopt;
      const Interval s = square(a) + square(b);
      return smooth(apply(mpfi_atan2, a, b), {b / s, apply(mpfi_neg, a / s)});
    }
    default: break;
  }
  if (!first && !second) return std::nullopt;
  const bool takes_first = first == (op == Op::min);
  switch (op) {
    case Op::min:
    case Op::max: return smooth(takes_first ? a : b, {Interval(takes_first ? 1 : 0), Interval(takes_first ? 0 : 1)});
    case Op::less:
    case Op::less_equal: return smooth(Interval(first ? 1 : 0), {Interval(0), Interval(0)});
    case Op::equal: return smooth(Interval(0), {Interval(0), Interval(0)});
    default: return std::nullopt;
  }
}

std::optional<Local> ternary(Op op, const Interval& a, const Interval& b, const Interval& c) {
  if (op == Op::fma) return smooth(a * b + c, {b, a, one()});
  const bool zero = mpfi_is_zero(a) != 0;
  if (op != Op::select || (contains_zero(a) && !zero)) return std::nullopt;
  return smooth(zero ? c : b, {Interval(0), Interval(zero ? 0 : 1), Interval(zero ? 1 : 0)});
}

class Sweep {
 public:
  Sweep(const Trace& trace, std::span<const double> x, const Format& format)
      : trace_(trace), format_(format), n_(x.size()), values_(trace.nodes.size()), tangents_(trace.nodes.size()) {
    for (std::size_t i = 0; i < n_; ++i) {
      values_[i] = Interval(x[i]);
      tangents_[i].resize(n_, Interval(0));
      tangents_[i][i] = Interval(1);
    }
  }

  bool run() {
    for (std::size_t i = n_; i < trace_.nodes.size(); ++i)
      if (!perform(i)) return false;
    for (const Branch& b : trace_.branches)
      if (!as_recorded(b)) return false;
    return true;
  }

  std::vector<Interval> take(NodeId output) const {
    std::vector<Interval> all{values_[output]};
    all.insert(all.end(), tangents_[output].begin(), tangents_[output].end());
    return all;
  }

 private:
  Interval operand(const Operand& o) const {
    return o.is_literal() ? Interval(round_to(format_, o.literal)) : values_[o.node];
  }

  bool perform(std::size_t i) {
    const Node& n = trace_.nodes[i];
    tangents_[i].resize(n_, Interval(0));
    if (n.op == Op::constant) {
      values_[i] = Interval(round_to(format_, n.a.literal));
      return values_[i].bounded();
    }
    const int arity = info(n.op).arity;
    const std::array operands{&n.a, &n.b, &n.c};
    for (std::size_t k = 0; k < static_cast<std::size_t>(arity); ++k)
      if (!operand(*operands[k]).bounded()) return false;  // an infinite literal
    const std::optional<Local> local = arity == 1   ? unary(n.op, operand(n.a))
                                       : arity == 2 ? binary(n.op, operand(n.a), operand(n.b))
                                                    : ternary(n.op, operand(n.a), operand(n.b), operand(n.c));
    if (!local || !local->y.bounded()) return false;
    values_[i] = local->y;
    for (std::size_t k = 0; k < static_cast<std::size_t>(arity); ++k)
      if (!operands[k]->is_literal() && !chain(i, operands[k]->node, k, *local)) return false;
    return true;
  }

  bool chain(std::size_t i, NodeId from, std::size_t k, const Local& local) {
    for (std::size_t j = 0; j < n_; ++j) {
      if (mpfi_is_zero(tangents_[from][j]) && (k >= local.d.size() || local.d[k].bounded())) continue;
      if (k >= local.d.size() || !local.d[k].bounded()) return false;
      tangents_[i][j] = tangents_[i][j] + local.d[k] * tangents_[from][j];
      if (!tangents_[i][j].bounded()) return false;
    }
    return true;
  }

  bool as_recorded(const Branch& b) const {
    const Interval x = operand(b.a), y = operand(b.b);
    const bool first = below(x, y), second = below(y, x);
    return (first || second) && (b.relation == Relation::equal ? !b.taken : first == b.taken);
  }

  const Trace& trace_;
  Format format_;
  std::size_t n_;
  std::vector<Interval> values_;
  std::vector<std::vector<Interval>> tangents_;
};

}  // namespace

std::optional<std::vector<Interval>> enclose(const Trace& trace, std::span<const double> x, const Format& format) {
  Sweep sweep(trace, x, format);
  if (!sweep.run()) return std::nullopt;
  return sweep.take(trace.outputs[0]);
}

double round_end(mpfr_srcptr end, const Format& format) {
  if (mpfr_zero_p(end)) return 0;
  const int sign = mpfr_sgn(end), lowest = format.emin - format.precision + 1;
  if (mpfr_get_exp(end) > format.emax + 1) return sign * HUGE_VAL;
  if (mpfr_get_exp(end) < lowest - 1) return 0;
  const long spacing = std::max<long>(mpfr_get_exp(end) - format.precision, lowest);
  mpfr_t n;
  mpfr_init2(n, mpfr_get_prec(end));
  mpfr_mul_2si(n, end, -spacing, MPFR_RNDN);  // exact
  mpfr_rint(n, n, MPFR_RNDN);
  const double y = std::scalbn(mpfr_get_d(n, MPFR_RNDN), static_cast<int>(spacing));
  mpfr_clear(n);
  return std::fabs(y) > largest(format) ? sign * HUGE_VAL : y + 0.0;
}

}  // namespace clino::crossexam
