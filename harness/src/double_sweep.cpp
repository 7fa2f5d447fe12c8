#include "double_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "double_angles.hpp"
#include "double_error_function.hpp"
#include "double_functions.hpp"
#include "double_tape.hpp"

namespace clino {
namespace {

using namespace double_ball;

/// a^n, n > 0, by squaring; its derivative is asked for as n a^(n-1).
inline DoubleBall power(DoubleBall a, int n) {
  DoubleBall y = one;
  for (bool first = true; n > 0; n /= 2, a = square(a)) {
    if (n % 2 == 0) continue;
    y = first ? a : multiply(y, a);
    first = false;
  }
  return y;
}
inline Lift lift_integer_power(DoubleBall a, int n) {
  const DoubleBall lower = n == 1 ? one : power(a, std::abs(n - 1)), y = power(a, std::abs(n));
  return {n > 0 ? y : reciprocal(y), multiply(exact(n), n > 0 ? lower : reciprocal(lower))};
}

/// Whether a < b for certain; `unordered` where the balls meet.
inline bool certainly_less(DoubleBall a, DoubleBall b) {
  const DoubleBall d = subtract(a, b);
  return (d.m < 0) & (-d.m > d.r);
}
inline bool certainly_ordered(DoubleBall a, DoubleBall b) {
  const DoubleBall d = subtract(a, b);
  return std::fabs(d.m) > d.r;
}

/// Between two integers, and not at either.
inline DoubleBall lower_integer(DoubleBall a) {
  const double f = std::floor(a.m);
  const bool inside = certainly_less(exact(f), a) & certainly_less(a, exact(f + 1)) & (std::fabs(a.m) < 0x1p51);
  return only_if(inside, exact(f));
}

}  // namespace

class DoubleSweep {
 public:
  explicit DoubleSweep(DoubleTape& tape) : t_(tape), n_(tape.n_) {}

  void run() {
    known_.fill(1);
    for (const DoubleTape::Step& s : t_.steps_) {
      perform(s);
      keep(t_.registers_[s.node]);
    }
    for (const DoubleTape::Compared& c : t_.compared_) compare(c);
    for (std::size_t j = 0; j < t_.outputs_.size(); ++j) {
      round(t_.registers_[t_.outputs_[j]], t_.values_[j]);
      reverse(t_.outputs_[j]);
      for (std::size_t i = 0; i < t_.inputs_; ++i) {
        if (t_.touched_[i] == 0) t_.adjoints_[i] = {};
        round(t_.adjoints_[i], t_.partials_[j * t_.inputs_ + i]);
      }
    }
  }

 private:
  using Register = DoubleTape::Register;
  using Step = DoubleTape::Step;

  const Register& operand(const Step& s, std::size_t k) const { return t_.registers_[s.slot[k]]; }
  bool varies(std::uint32_t slot) const { return slot < t_.varies_.size() && t_.varies_[slot] != 0; }

  template <class F>
  void fill(Register& y, const F& f) const {
    for (std::size_t l = 0; l < n_; ++l) y.set(l, f(l));
  }

  /// A lane is lost where a number is not known to be finite.
  void keep(const Register& y) {
    for (std::size_t l = 0; l < n_; ++l)
      known_[l] = ((y.r[l] < unknown) & (std::fabs(y.m[l]) < unknown)) ? known_[l] : 0.0;
  }

  void compare(const DoubleTape::Compared& c) {
    const Register &a = t_.registers_[c.slot[0]], &b = t_.registers_[c.slot[1]];
    const bool below = c.relation != Relation::equal && c.taken, either = c.relation == Relation::equal && !c.taken;
    for (std::size_t l = 0; l < n_; ++l) {
      const bool ordered = certainly_ordered(a.at(l), b.at(l)), less = certainly_less(a.at(l), b.at(l));
      const bool as_recorded = c.relation == Relation::equal ? either : less == below;
      known_[l] = (ordered & as_recorded) ? known_[l] : 0.0;
    }
  }

  template <class F>
  void unary(const Step& s, const F& f) {
    const Register& a = operand(s, 0);
    Register &y = t_.registers_[s.node], &da = t_.partial_[2 * s.node];
    for (std::size_t l = 0; l < n_; ++l) {
      const Lift v = f(a.at(l));
      y.set(l, v.y);
      da.set(l, v.da);
    }
  }
  template <class F>
  void binary(const Step& s, const F& f) {
    const Register &a = operand(s, 0), &b = operand(s, 1);
    Register &y = t_.registers_[s.node], &da = t_.partial_[2 * s.node], &db = t_.partial_[2 * s.node + 1];
    for (std::size_t l = 0; l < n_; ++l) {
      const Lift v = f(a.at(l), b.at(l));
      y.set(l, v.y);
      da.set(l, v.da);
      db.set(l, v.db);
    }
  }

  void perform(const Step& s) {
    const Register &a = operand(s, 0), &b = operand(s, 1), &c = operand(s, 2);
    Register& y = t_.registers_[s.node];
    switch (s.op) {
      case Op::neg: return fill(y, [&](std::size_t l) { return negative(a.at(l)); });
      case Op::add: return fill(y, [&](std::size_t l) { return add(a.at(l), b.at(l)); });
      case Op::sub: return fill(y, [&](std::size_t l) { return subtract(a.at(l), b.at(l)); });
      case Op::mul: return fill(y, [&](std::size_t l) { return multiply(a.at(l), b.at(l)); });
      case Op::fma: return fill(y, [&](std::size_t l) { return add(multiply(a.at(l), b.at(l)), c.at(l)); });
      case Op::div: return binary(s, [](DoubleBall p, DoubleBall q) { return lift_div(p, q); });
      case Op::hypot: return binary(s, [](DoubleBall p, DoubleBall q) { return lift_hypot(p, q); });
      case Op::atan2: return binary(s, [](DoubleBall p, DoubleBall q) { return lift_atan2(p, q); });
      case Op::pow:
        if (s.power != 0) return unary(s, [n = s.power](DoubleBall p) { return lift_integer_power(p, n); });
        return binary(s, [](DoubleBall p, DoubleBall q) { return lift_pow(p, q); });
      case Op::less:
      case Op::less_equal:
      case Op::equal:
      case Op::min:
      case Op::max:
      case Op::select: return choose(s);
      default: return function(s);
    }
  }

  void choose(const Step& s) {
    const Register &a = operand(s, 0), &b = operand(s, 1), &c = operand(s, 2);
    Register& y = t_.registers_[s.node];
    const auto known = [&](std::size_t l) { return certainly_ordered(a.at(l), b.at(l)); };
    const auto less = [&](std::size_t l) { return certainly_less(a.at(l), b.at(l)); };
    switch (s.op) {
      case Op::min: return fill(y, [&](std::size_t l) { return only_if(known(l), where(less(l), a.at(l), b.at(l))); });
      case Op::max: return fill(y, [&](std::size_t l) { return only_if(known(l), where(less(l), b.at(l), a.at(l))); });
      case Op::equal: return fill(y, [&](std::size_t l) { return only_if(known(l), exact(0)); });
      case Op::select:
        return fill(y, [&](std::size_t l) {
          const bool certain = (std::fabs(a.m[l]) > a.r[l]) | (s.masks & (a.m[l] == 0) & (a.r[l] == 0));
          return only_if(certain, where(a.m[l] != 0, b.at(l), c.at(l)));
        });
      default: return fill(y, [&](std::size_t l) { return only_if(known(l), exact(less(l) ? 1 : 0)); });
    }
  }

  void function(const Step& s) {
    switch (s.op) {
      case Op::sqrt: return unary(s, [](DoubleBall a) { return lift_sqrt(a); });
      case Op::cbrt: return unary(s, [](DoubleBall a) { return lift_cbrt(a); });
      case Op::exp: return unary(s, [](DoubleBall a) { return lift_exp(a); });
      case Op::exp2: return unary(s, [](DoubleBall a) { return lift_exp2(a); });
      case Op::expm1: return unary(s, [](DoubleBall a) { return lift_expm1(a); });
      case Op::log: return unary(s, [](DoubleBall a) { return lift_log(a); });
      case Op::log2: return unary(s, [](DoubleBall a) { return lift_log_in_base(a, ln2); });
      case Op::log10: return unary(s, [](DoubleBall a) { return lift_log_in_base(a, ln10); });
      case Op::log1p: return unary(s, [](DoubleBall a) { return lift_log1p(a); });
      case Op::sin: return unary(s, [](DoubleBall a) { return lift_sin(a); });
      case Op::cos: return unary(s, [](DoubleBall a) { return lift_cos(a); });
      case Op::tan: return unary(s, [](DoubleBall a) { return lift_tan(a); });
      case Op::sinh: return unary(s, [](DoubleBall a) { return lift_sinh(a); });
      case Op::cosh: return unary(s, [](DoubleBall a) { return lift_cosh(a); });
      case Op::tanh: return unary(s, [](DoubleBall a) { return lift_tanh(a); });
      case Op::asin: return unary(s, [](DoubleBall a) { return lift_asin(a); });
      case Op::acos: return unary(s, [](DoubleBall a) { return lift_acos(a); });
      case Op::atan: return unary(s, [](DoubleBall a) { return lift_atan(a); });
      case Op::asinh: return unary(s, [](DoubleBall a) { return lift_asinh(a); });
      case Op::acosh: return unary(s, [](DoubleBall a) { return lift_acosh(a); });
      case Op::atanh: return unary(s, [](DoubleBall a) { return lift_atanh(a); });
      case Op::erf: return unary(s, [](DoubleBall a) { return lift_erf(a); });
      case Op::erfc: return unary(s, [](DoubleBall a) { return lift_erfc(a); });
      case Op::abs: return unary(s, [](DoubleBall a) { return lift_abs(a); });
      case Op::sign: return unary(s, [](DoubleBall a) { return Lift{sign(a), exact(0)}; });
      case Op::floor: return unary(s, [](DoubleBall a) { return Lift{lower_integer(a), exact(0)}; });
      case Op::ceil: return unary(s, [](DoubleBall a) { return Lift{negative(lower_integer(negative(a))), exact(0)}; });
      default: return fill(t_.registers_[s.node], [](std::size_t) { return DoubleBall{0, unknown}; });
    }
  }

  /// Adds to the adjoint of an operand; the first term is taken as it is.
  template <class F>
  void accumulate(std::uint32_t slot, const F& term) {
    if (!varies(slot)) return;
    Register& y = t_.adjoints_[slot];
    if (t_.touched_[slot] == 0)
      fill(y, term);
    else
      fill(y, [&](std::size_t l) { return add(y.at(l), term(l)); });
    t_.touched_[slot] = 1;
  }

  void reverse(NodeId output) {
    std::ranges::fill(t_.touched_, std::uint8_t{0});
    if (!varies(output)) return;
    t_.touched_[output] = 1;
    fill(t_.adjoints_[output], [](std::size_t) { return one; });
    for (std::size_t k = t_.steps_.size(); k-- > 0;)
      if (t_.touched_[t_.steps_[k].node] != 0) push_back(t_.steps_[k]);
  }

  void push_back(const Step& s) {
    const Register& v = t_.adjoints_[s.node];
    const Register &a = operand(s, 0), &b = operand(s, 1);
    const auto whole = [&](std::size_t l) { return v.at(l); };
    const auto times = [&](const Register& d) { return [&](std::size_t l) { return multiply(v.at(l), d.at(l)); }; };
    const auto chosen = [&](auto first, bool wanted) {
      return [&, first, wanted](std::size_t l) { return where(first(l) == wanted, v.at(l), DoubleBall{}); };
    };
    switch (s.op) {
      case Op::neg: return accumulate(s.slot[0], [&](std::size_t l) { return negative(v.at(l)); });
      case Op::add: accumulate(s.slot[0], whole); return accumulate(s.slot[1], whole);
      case Op::sub:
        accumulate(s.slot[0], whole);
        return accumulate(s.slot[1], [&](std::size_t l) { return negative(v.at(l)); });
      case Op::mul:
      case Op::fma:
        accumulate(s.slot[0], times(b));
        accumulate(s.slot[1], times(a));
        return s.op == Op::fma ? accumulate(s.slot[2], whole) : void();
      case Op::min:
      case Op::max: {
        const auto less = [&](std::size_t l) { return certainly_less(a.at(l), b.at(l)); };
        accumulate(s.slot[0], chosen(less, s.op == Op::min));
        return accumulate(s.slot[1], chosen(less, s.op == Op::max));
      }
      case Op::select: {
        const auto nonzero = [&](std::size_t l) { return a.m[l] != 0; };
        accumulate(s.slot[1], chosen(nonzero, true));
        return accumulate(s.slot[2], chosen(nonzero, false));
      }
      default:
        accumulate(s.slot[0], times(t_.partial_[2 * s.node]));
        if (info(s.op).arity == 2 && s.power == 0) accumulate(s.slot[1], times(t_.partial_[2 * s.node + 1]));
    }
  }

  void round(const Register& from, DoubleTape::Number& to) const {
    if (t_.format_.id == FormatId::binary32)
      round_into(from, to, [](double x) { return static_cast<double>(static_cast<float>(x)); });
    else
      round_into(from, to, [this](double x) { return round_to(t_.format_, x); });
  }

  /// The number of the format to which every number of the ball rounds. Rounding is monotone, and both ends are widened
  /// by their own rounding errors.
  template <class F>
  void round_into(const Register& from, DoubleTape::Number& to, const F& into) const {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t l = 0; l < n_; ++l) {
      const DoubleBall b = from.at(l);
      const double margin = b.r == 0 ? 0.0 : (b.r + std::fabs(b.m) * 0x1p-52) * upwards;
      const double low = into(b.m - margin), high = into(b.m + margin);
      const bool known = (known_[l] != 0) & (b.r < unknown) & (std::fabs(b.m) < unknown);
      to.rounded[l] = (known & (low == high)) ? low + 0.0 : none;
      to.known[l] = known ? 1.0 : 0.0;
      to.near[l] = b.m;
      to.radius[l] = b.r;
    }
  }

  DoubleTape& t_;
  std::size_t n_;
  DoubleTape::Lane known_{};
};

void sweep_plainly(DoubleTape& tape) { DoubleSweep(tape).run(); }

namespace {

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2,fma"), gnu::flatten]] void sweep_in_fours(DoubleTape& tape) { DoubleSweep(tape).run(); }
[[gnu::target("avx512f,avx512dq,avx512vl,avx512bw,fma,prefer-vector-width=512"), gnu::flatten]] void sweep_in_eights(
    DoubleTape& tape) {
  DoubleSweep(tape).run();
}

using Implementation = void (*)(DoubleTape&);
Implementation best_implementation() {
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    return sweep_in_eights;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? sweep_in_fours : sweep_plainly;
}
#else
void (*best_implementation())(DoubleTape&) { return sweep_plainly; }
#endif

}  // namespace

void sweep(DoubleTape& tape) {
  static const auto implementation = best_implementation();
  implementation(tape);
}

}  // namespace clino
