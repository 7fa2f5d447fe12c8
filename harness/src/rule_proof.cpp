// The rules are a program g of their own. That g is f' in real arithmetic is seen from Taylor series of both at the
// same centre: |g - f'| <= sum |g_k - f'_k| R^k + remainders for |t| <= R. What `high_precision` computes of g has 450
// bits and exponents beyond 2^29: every operation is off by less than 2^-400 of its result (of the product too in x y +
// z), and passes on the errors e_k of its operands times a bound of its partial in each, over all that true and
// computed operands may be (mean value theorem):  e = sum |d_k| e_k + 2^-400 |y| + 2^(-2^28), the last for what
// underflows. Its comparisons fall as recorded where the operands' balls, widened by their errors, are apart.
#include "rule_proof.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ball_rules.hpp"

namespace clino {
namespace {

constexpr slong precision = 96;
constexpr slong bits_of_an_operation = 400;
constexpr slong largest_exponent = slong{1} << 28;
constexpr double upwards = 1 + 0x1p-40;

/// A number that two arithmetics compute: a ball that holds both, and how far apart they are.
struct Approximated {
  ArbValue ball;
  ArfValue error;
};

/// y += |x| e, rounded up.
void add_product(arf_ptr y, arb_srcptr x, arf_srcptr e) {
  ArfValue size;
  arb_get_abs_ubound_arf(size, x, precision);
  arf_addmul(y, size, e, precision, ARF_RND_CEIL);
}

/// y += 2^-400 |x| + 2^(-2^28), rounded up.
void add_rounding(arf_ptr y, arb_srcptr x) {
  ArfValue unit;
  arf_set_si_2exp_si(unit, 1, -bits_of_an_operation);
  add_product(y, x, unit);
  arf_set_si_2exp_si(unit, 1, -largest_exponent);
  arf_add(y, y, unit, precision, ARF_RND_CEIL);
}

/// Whether the size of every number of the ball is below 2^(2^28): no overflow there, nor where it divides.
bool in_range(arb_srcptr x) {
  ArfValue top;
  if (arb_is_finite(x) == 0) return false;
  arb_get_abs_ubound_arf(top, x, precision);
  return arf_cmpabs_2exp_si(top, largest_exponent) < 0;
}

/// The rules at all numbers of a ball, in real arithmetic and in high precision.
class Errors {
 public:
  explicit Errors(const Trace& rules) : rules_(rules), nodes_(rules.nodes.size()) {}

  bool run(arb_srcptr x) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (rules_.nodes[i].op == Op::input)
        arb_set(nodes_[i].ball, x);
      else if (!perform(i))
        return false;
    }
    return std::ranges::all_of(rules_.branches, [this](const Branch& b) { return is_settled(b); });
  }
  arf_srcptr error(NodeId node) const { return nodes_[node].error; }

 private:
  void fetch(const Operand& o, Approximated& x) const {
    if (o.is_literal()) {
      arb_set_d(x.ball, o.literal);
    } else {
      arb_set(x.ball, nodes_[o.node].ball);
      arf_set(x.error, nodes_[o.node].error);
    }
  }

  bool perform(std::size_t i) {
    const Node& n = rules_.nodes[i];
    Approximated& y = nodes_[i];
    if (n.op == Op::constant) {
      arb_set_d(y.ball, n.a.literal);
      return std::isfinite(n.a.literal);
    }
    const std::array<Operand, 3> operands{n.a, n.b, n.c};
    const auto arity = static_cast<std::size_t>(info(n.op).arity);
    std::array<Approximated, 3> x;
    std::array<ArbValue, 3> d;
    BallStep step{.op = n.op, .precision = precision, .y = y.ball};
    for (std::size_t k = 0; k < arity; ++k) {
      fetch(operands[k], x[k]);
      step.x[k] = x[k].ball;
      if (arf_is_zero(x[k].error) == 0) step.d[k] = d[k];
    }
    const Local local = apply(step);
    if (local.defined != Certainty::yes || !in_range(y.ball)) return false;
    for (std::size_t k = 0; k < arity; ++k) {
      if (arf_is_zero(x[k].error) != 0) continue;
      if (local.smooth[k] != Certainty::yes || arb_is_finite(d[k]) == 0) return false;
      add_product(y.error, d[k], x[k].error);
    }
    if (is_exact(n.op, x) && arb_is_exact(y.ball)) return true;
    add_rounding(y.error, y.ball);
    if (n.op == Op::fma) {
      ArbValue product;
      arb_mul(product, x[0].ball, x[1].ball, precision);
      add_rounding(y.error, product);
    }
    arb_add_error_arf(y.ball, y.error);
    return true;
  }

  /// Arithmetic on exact numbers whose result is exact too, in far fewer than 450 bits: rounding keeps it.
  static bool is_exact(Op op, const std::array<Approximated, 3>& x) {
    const bool rounds_correctly =
        op == Op::neg || op == Op::add || op == Op::sub || op == Op::mul || op == Op::div || op == Op::abs;
    return rounds_correctly && std::ranges::all_of(x, [](const Approximated& a) {
             return arf_is_zero(a.error) != 0 && arb_is_exact(a.ball) != 0;
           });
  }

  bool is_settled(const Branch& branch) const {
    Approximated a, b;
    fetch(branch.a, a);
    fetch(branch.b, b);
    const bool less = arb_lt(a.ball, b.ball) != 0, greater = arb_gt(a.ball, b.ball) != 0;
    const bool equal = arb_is_exact(a.ball) && arb_equal(a.ball, b.ball) != 0;
    switch (branch.relation) {
      case Relation::less: return branch.taken ? less : greater || equal;
      case Relation::less_equal: return branch.taken ? less || equal : greater;
      case Relation::equal: return branch.taken ? equal : less || greater;
    }
    return false;
  }

  const Trace& rules_;
  std::vector<Approximated> nodes_;
};

/// |g - f'| over |t| <= R.
double distance(const TaylorSeries& g, const TaylorSeries& f, double radius) {
  const std::size_t n = std::max(g.c.size(), f.c.size());
  double sum = 0, power = 1;
  for (std::size_t k = 0; k <= n; ++k, power *= radius) {
    ArbValue difference;
    if (k < g.c.size()) arb_set(difference, g.c[k]);
    if (k < f.c.size()) arb_sub(difference, difference, f.c[k], 2 * precision);
    sum += size_bound(difference) * power;
    if (k == g.c.size()) sum += g.remainder * power;
    if (k == f.c.size()) sum += f.remainder * power;
  }
  return sum * upwards;
}

/// The least and the greatest size of f' over |t| <= R.
struct Sizes {
  double least, most;
};
Sizes sizes(const TaylorSeries& f, double radius) {
  double others = 0, power = radius;
  for (std::size_t k = 1; k < f.c.size(); ++k, power *= radius) others += size_bound(f.c[k]) * power;
  others = (others + f.remainder * power) * upwards;
  ArfValue bottom;
  arb_get_abs_lbound_arf(bottom, f.c[0], 53);
  const double least = arf_get_d(bottom, ARF_RND_DOWN) * (1 - 0x1p-40) - others;
  return {std::max(least, 0.0), (size_bound(f.c[0]) + others) * upwards};
}

}  // namespace

RuleProof::RuleProof(Trace rules) : rules_(std::move(rules)), tape_(rules_, binary64, Literals::real) {}

bool RuleProof::holds(const TaylorSeries& slope, const TaylorRange& range, const Format& format) {
  const auto degree = static_cast<slong>(slope.c.size());
  const NodeId output = rules_.outputs[0];
  const auto series = taylor_series(tape_, output, range, degree);
  if (!series) return false;
  ArbValue block(range.centre);
  mag_set_d(arb_radref(static_cast<arb_ptr>(block)), std::fabs(range.spacing) * range.radius);  // rounded up
  Errors errors(rules_);
  if (!errors.run(block)) return false;
  const Sizes size = sizes(slope, range.radius);
  const double off =
      (distance(series->value, slope, range.radius) + arf_get_d(errors.error(output), ARF_RND_UP)) * upwards;
  // An eighth, and the rounding to binary64 on the way; far from overflow.
  return size.most < largest(format) / 2 && off <= ulp(format, size.least) / 8;
}

}  // namespace clino
