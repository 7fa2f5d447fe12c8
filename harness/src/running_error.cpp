/// A first-order bound of what rounding does to a derivative (or a value), from the exact dual program alone:
///   B = sum over nodes of  u c |s v|  (the value),  u c' |w p t_a|  (each local partial),  u |w t|  (the tangent),
/// with s, w of ExactDual and c, c' of roundings.hpp; where a number is subnormal, half a spacing instead of u times
/// it.
#include <cmath>

#include "clino/reference.hpp"
#include "exact_dual.hpp"
#include "roundings.hpp"

namespace clino {
namespace {

/// An upper bound with an exponent of any size.
class Magnitude {
 public:
  Magnitude() { mag_init(x_); }
  explicit Magnitude(arb_srcptr x) : Magnitude() { arb_get_mag(x_, x); }
  explicit Magnitude(double x) : Magnitude() { mag_set_d(x_, x); }
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
  double number() const {
    const double d = mag_get_d(x_);
    return d == 0 && !is_zero() ? std::numeric_limits<double>::denorm_min() : d;
  }

 private:
  mag_t x_;
};

class Sweep {
 public:
  Sweep(const Trace& trace, const ExactDual& exact, const Format& format, Target target)
      : trace_(trace),
        exact_(exact),
        format_(format),
        derivative_(target.input >= 0),
        u_(unit_roundoff(format)),
        subnormal_error_(smallest_subnormal(format) / 2) {
    // (2 - 2^-p) 2^emax: halfway beyond the largest number
    arf_set_d(overflow_, largest(format));
    arf_set_si_2exp_si(half_, 1, format.emax - format.precision);
    arf_add(overflow_, overflow_, half_, ARF_PREC_EXACT, ARF_RND_DOWN);
    visible_ = Magnitude::lower(exact.target()) * Magnitude(u_);
  }

  RunningError run() {
    for (std::size_t slot = 0; slot < exact_.slots(); ++slot)
      if (exact_.reached(slot)) visit(slot);
    return {.bound = sum_.number(), .out_of_range = out_of_range_};
  }

 private:
  void visit(std::size_t slot) {
    const bool leaf = slot >= trace_.nodes.size();
    const Op op = leaf ? Op::constant : trace_.nodes[slot].op;
    if (exact_.rounded(slot)) {
      const double count = leaf || op == Op::constant ? 1 : roundings(op, format_);
      add(exact_.value(slot), Magnitude(exact_.weight(slot)), count, op);
    }
    if (!arb_is_zero(exact_.weight(slot)) && overflows(exact_.value(slot))) out_of_range_ = true;
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
      if (overflows(exact_.partial(k, j))) out_of_range_ = true;
      add(exact_.partial(k, j), w * Magnitude(exact_.tangent(a)), partial_roundings(op, format_), op);
    }
    if (overflows(exact_.tangent(k))) out_of_range_ = true;
    const bool passes_on = roundings(op, format_) == 0 || ((op == Op::add || op == Op::sub) && terms == 1);
    add(exact_.tangent(k), w, passes_on ? 0 : 1, op);
  }

  /// The error of a number that is rounded `count` times moves the target `weight` times as far.
  void add(arb_srcptr number, const Magnitude& weight, double count, Op op) {
    if (count == 0 || arb_is_zero(number) || weight.is_zero()) return;
    const Magnitude size(number);
    Magnitude error = size * Magnitude(count * u_);
    const bool sum = op == Op::add || op == Op::sub;  // exact where the result is subnormal
    if (!sum && below(number, smallest_normal(format_))) error = Magnitude(subnormal_error_);
    sum_ += error * weight;
    if (!arb_contains_zero(number) && below(number, subnormal_error_) && size * weight > visible_) out_of_range_ = true;
  }

  bool varies(std::size_t slot) const {
    return derivative_ && exact_.depends(slot) && !arb_is_zero(exact_.adjoint(slot));
  }
  bool overflows(arb_srcptr x) const { return arb_is_finite(x) && arf_cmpabs(arb_midref(x), overflow_) >= 0; }
  static bool below(arb_srcptr x, double bound) { return arb_is_finite(x) && arf_cmpabs_d(arb_midref(x), bound) <= 0; }

  const Trace& trace_;
  const ExactDual& exact_;
  Format format_;
  bool derivative_;
  double u_, subnormal_error_;
  ArfValue overflow_, half_;
  Magnitude visible_;  // a relative change of the target by u
  Magnitude sum_;
  bool out_of_range_ = false;
};

}  // namespace

RunningError running_error(const Trace& trace, std::span<const double> x, const Format& format, Target target,
                           const ReferenceOptions& options) {
  const ExactDual exact(trace, x, format, target, options);
  RunningError error = Sweep(trace, exact, format, target).run();
  const NodeId output = trace.outputs[static_cast<std::size_t>(target.output)];
  error.singular = target.input < 0 ? exact.value_lost(output) : exact.tangent_lost(output);
  if (error.singular) error.bound = std::numeric_limits<double>::infinity();
  return error;
}

}  // namespace clino
