/// A first-order bound of what rounding does to a derivative (or a value), from the exact dual program alone:
///   B = sum over nodes of  u c |s v|  (the value),  u c' |w p t_a|  (each local partial),  u |w t|  (the tangent),
/// with s, w of ExactDual and c, c' of roundings.hpp; where a number is subnormal, half a spacing instead of u times
/// it.
#include <cmath>

#include "clino/evaluate.hpp"
#include "clino/reference.hpp"
#include "exact_dual.hpp"
#include "floating_point_scope.hpp"
#include "operands.hpp"
#include "roundings.hpp"

namespace clino {
namespace {

/// An upper bound with an exponent of any size.
class Magnitude {
 public:
  Magnitude() { mag_init(x_); }
  explicit Magnitude(arb_srcptr x) : Magnitude() { arb_get_mag(x_, x); }
  explicit Magnitude(double x) : Magnitude() { mag_set_d(x_, x); }
  explicit Magnitude(arf_srcptr x) : Magnitude() { arf_get_mag(x_, x); }
  Magnitude(const Magnitude& o) : Magnitude() { mag_set(x_, o.x_); }
  Magnitude& operator=(const Magnitude& o) {
    mag_set(x_, o.x_);
    return *this;
  }
  ~Magnitude() { mag_clear(x_); }

  /// A lower bound of |x|.
  static Magnitude lower(arb_srcptr x) {
    Magnitude m;
    arb_get_mag_lower(m.x_, x);
    return m;
  }

  bool is_zero() const { return mag_is_zero(x_); }
  Magnitude& operator*=(const Magnitude& o) {
    mag_mul(x_, x_, o.x_);
    return *this;
  }
  Magnitude& operator+=(const Magnitude& o) {
    mag_add(x_, x_, o.x_);
    return *this;
  }
  friend Magnitude operator*(Magnitude a, const Magnitude& b) { return a *= b; }
  friend bool operator>(const Magnitude& a, const Magnitude& b) { return mag_cmp(a.x_, b.x_) > 0; }
  /// Rounded up; `mag_get_d` knows nothing below 2^-1000.
  double number() const {
    ArfValue a;
    arf_set_mag(a, x_);
    return arf_get_d(a, ARF_RND_UP);
  }

 private:
  mag_t x_;
};

class Sweep {
 public:
  Sweep(const Trace& trace, const ExactDual& exact, const Format& format, Target target)
      : trace_(trace), exact_(exact), format_(format), derivative_(target.input >= 0), u_(unit_roundoff(format)) {
    // (2 - 2^-p) 2^emax: halfway beyond the largest number; then half the spacing of the subnormal ones
    arf_set_d(overflow_, largest(format));
    arf_set_si_2exp_si(half_, 1, format.emax - format.precision);
    arf_add(overflow_, overflow_, half_, ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_set_si_2exp_si(half_, 1, format.emin - format.precision);
    visible_ = Magnitude::lower(exact.target()) * Magnitude(u_);
    noticed_ = Magnitude(8.0) * visible_;
    noticed_ += Magnitude(8.0) * Magnitude(static_cast<arf_srcptr>(half_));
  }

  RunningError run() {
    for (std::size_t slot = 0; slot < exact_.slots(); ++slot)
      if (exact_.reached(slot)) visit(slot);
    Magnitude all = normal_;
    all += subnormal_;
    const bool debris = debris_ > noticed_ && Magnitude(2.0) * debris_ > all;
    return {.bound = all.number(),
            .in_range = normal_.number(),
            .out_of_range = out_of_range_ || overflows_ || debris,
            .overflows = overflows_};
  }

 private:
  void visit(std::size_t slot) {
    const bool leaf = slot >= trace_.nodes.size();
    const Op op = leaf ? Op::constant : trace_.nodes[slot].op;
    if (exact_.rounded(slot)) {
      const double count = leaf || op == Op::constant ? 1 : roundings(op, format_);
      add(exact_.value(slot), Magnitude(exact_.weight(slot)), count, op, &debris_);
    }
    if (!arb_is_zero(exact_.weight(slot)) && overflows(exact_.value(slot))) overflows_ = true;
    if (varies(slot) && op != Op::input) visit_dual(static_cast<NodeId>(slot), op);
  }

  /// The node's tangent and its local partials.
  void visit_dual(NodeId k, Op op) {
    const Magnitude w(exact_.adjoint(k));
    int terms = 0;
    for (std::size_t j = 0; j < static_cast<std::size_t>(info(op).arity); ++j) {
      const std::size_t a = exact_.slot(k, j);
      if (!exact_.enters(k, j) || !exact_.depends(a)) continue;
      ++terms;
      if (overflows(exact_.partial(k, j))) overflows_ = true;
      add(exact_.partial(k, j), w * Magnitude(exact_.tangent(a)), partial_roundings(op, format_), op);
    }
    if (overflows(exact_.tangent(k))) overflows_ = true;
    const bool passes_on = roundings(op, format_) == 0 || ((op == Op::add || op == Op::sub) && terms == 1);
    add(exact_.tangent(k), w, passes_on ? 0 : 1, op);
  }

  /// The error of a number that is rounded `count` times moves the target `weight` times as far.
  /// What a subnormal one loses counts in `debris` as well.
  void add(arb_srcptr number, const Magnitude& weight, double count, Op op, Magnitude* debris = nullptr) {
    if (count == 0 || arb_is_zero(number) || weight.is_zero() || !arb_is_finite(number)) return;
    const Magnitude size(number);
    Magnitude error = size * Magnitude(count * u_);
    const bool sum = op == Op::add || op == Op::sub;  // exact where the result is subnormal
    const bool subnormal = !sum && arf_cmpabs_d(arb_midref(number), smallest_normal(format_)) <= 0;
    if (subnormal) error = Magnitude(static_cast<arf_srcptr>(half_));
    const bool flushed = !arb_contains_zero(number) && arf_cmpabs(arb_midref(number), half_) <= 0;
    if (flushed) error = size;
    (subnormal || flushed ? subnormal_ : normal_) += error * weight;
    if (subnormal && debris != nullptr) *debris += error * weight;
    if (flushed && size * weight > visible_) out_of_range_ = true;
  }

  bool varies(std::size_t slot) const {
    return derivative_ && exact_.depends(slot) && !arb_is_zero(exact_.adjoint(slot));
  }
  bool overflows(arb_srcptr x) const { return arb_is_finite(x) && arf_cmpabs(arb_midref(x), overflow_) >= 0; }

  const Trace& trace_;
  const ExactDual& exact_;
  Format format_;
  bool derivative_;
  double u_;
  ArfValue overflow_, half_;
  Magnitude visible_;             // a relative change of the target by u
  Magnitude noticed_;             // several ulps of the target
  Magnitude normal_, subnormal_;  // the bound: of rounded numbers in the range, and of subnormal ones
  Magnitude debris_;              // of subnormal values alone
  bool overflows_ = false;
  bool out_of_range_ = false;  // by numbers flushed to 0
};

/// Operations that choose an operand or a constant by an order.
bool chooses(Op op) {
  switch (op) {
    case Op::abs:
    case Op::sign:
    case Op::min:
    case Op::max:
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc: return true;
    default: return false;
  }
}

int order(double a, double b) { return a < b ? -1 : a > b ? 1 : 0; }
int order(arb_srcptr a, arb_srcptr b) { return arb_lt(a, b) != 0 ? -1 : arb_gt(a, b) != 0 ? 1 : 0; }

/// Whether the node, on the numbers that the format gave its operands, chooses otherwise than in real arithmetic.
bool flips(const ExactDual& exact, const Node& n, NodeId k, std::span<const double> values, const Format& format) {
  const auto computed = [&](const Operand& o) { return computed_value(o, values, format); };
  const double a = computed(n.a);
  if (std::isnan(a)) return false;
  switch (n.op) {
    case Op::abs:
    case Op::sign: return order(a, 0) != order(exact.value(exact.slot(k, 0)), ArbValue());
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc: return arb_is_finite(exact.value(k)) && arb_contains(exact.value(k), ArbValue(values[k])) == 0;
    default: {
      const double b = computed(n.b);
      return !std::isnan(b) && order(a, b) != order(exact.value(exact.slot(k, 0)), exact.value(exact.slot(k, 1)));
    }
  }
}

/// Whether a truth value, a comparison or masks combined, is decided otherwise than in real arithmetic.
bool condition_flips(const ExactDual& exact, const Trace& trace, const Operand& condition,
                     std::span<const double> values) {
  if (condition.is_literal()) return false;
  const Node& n = trace.nodes[condition.node];
  const arb_srcptr truth = exact.value(condition.node);
  switch (n.op) {
    case Op::less:
    case Op::less_equal:
    case Op::equal: return arb_is_finite(truth) && arb_contains(truth, ArbValue(values[condition.node])) == 0;
    case Op::mul:
    case Op::sub:
    case Op::add:
    case Op::min:
    case Op::max:
    case Op::select: return condition_flips(exact, trace, n.a, values) || condition_flips(exact, trace, n.b, values);
    default: return false;
  }
}

/// Whether the node has no derivative in an operand that varies with the input.
bool singular_step(const ExactDual& exact, const Node& n, NodeId k) {
  for (std::size_t j = 0; j < static_cast<std::size_t>(info(n.op).arity); ++j)
    if (exact.enters(k, j) && exact.depends(exact.slot(k, j)) && exact.local(k).smooth[j] == Certainty::no) return true;
  return exact.value_lost(k);
}

}  // namespace

RunningError running_error(const Trace& trace, std::span<const double> x, const Format& format, Target target,
                           const ReferenceOptions& options) {
  const FloatingPointScope environment;
  const ExactDual exact(trace, x, format, target, options);
  RunningError error = Sweep(trace, exact, format, target).run();
  const NodeId output = trace.outputs[static_cast<std::size_t>(target.output)];
  error.singular = target.input < 0 ? exact.value_lost(output) : exact.tangent_lost(output);
  if (error.singular) error.bound = error.in_range = std::numeric_limits<double>::infinity();
  const std::vector<double> values = evaluate(trace, x, format);
  bool tie = false, pole = false;
  for (NodeId k = 0; k < trace.nodes.size(); ++k) {
    const Node& n = trace.nodes[k];
    if (!exact.reached(k) || info(n.op).arity == 0) continue;
    error.guarded = error.guarded || (n.op == Op::equal && values[k] != 0);
    error.flushed = error.flushed || (values[k] == 0 && arb_contains_zero(exact.value(k)) == 0);
    if (n.op == Op::select) error.flipped = error.flipped || condition_flips(exact, trace, n.a, values);
    if (chooses(n.op)) error.flipped = error.flipped || flips(exact, n, k, values, format);
    if (!singular_step(exact, n, k)) continue;
    (chooses(n.op) || n.op == Op::hypot || n.op == Op::atan2 ? tie : pole) = true;
  }
  error.tie = error.singular && tie && !pole;
  error.singular = error.singular && !error.tie;
  return error;
}

}  // namespace clino
