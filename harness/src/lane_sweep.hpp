/// Evaluates a `LaneTape`: loops over lanes that the compiler turns into vector instructions.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "double_double_functions.hpp"
#include "double_gamma.hpp"
#include "double_lifts.hpp"
#include "double_sweep.hpp"
#include "double_tape.hpp"

namespace clino {
namespace double_ball {

/// Whether a < b for certain, and whether a and b differ for certain.
template <class Ball>
inline bool certainly_less(Ball a, Ball b) {
  return low_end(subtract(b, a)) > 0;
}
template <class Ball>
inline bool certainly_ordered(Ball a, Ball b) {
  return certainly_nonzero(subtract(a, b));
}

/// A ball times 1 or -1.
inline DoubleBall signed_by(double sign, DoubleBall a) { return {a.m * sign, a.r}; }
inline DoubleDoubleBall signed_by(double sign, DoubleDoubleBall a) { return {a.m * sign, a.l * sign, a.r}; }

inline double low_part(DoubleBall) { return 0; }
inline double low_part(DoubleDoubleBall b) { return b.l; }

/// An end of the ball, in two parts; where r = 0 the number itself.
inline Sum end_of(DoubleBall b, double side) {
  return {b.m + side * (b.r == 0 ? 0.0 : (b.r + std::fabs(b.m) * 0x1p-52) * upwards), 0};
}
inline Sum end_of(DoubleDoubleBall b, double side) {
  return two_sum(b.m, b.l + side * (b.r == 0 ? 0.0 : (b.r + std::fabs(b.l) * 0x1p-52) * upwards));
}

}  // namespace double_ball

using namespace double_ball;

/// Loops over lanes, one function for each so that the compiler sees through it. A step touches its own lane alone; n
/// is a multiple of 8.
struct Plain {
  template <class F>
  [[gnu::flatten, gnu::noinline]] static void each(std::size_t n, const F& f) {
    for (std::size_t l = 0; l < n; ++l) f(l);
  }
};
#if defined(__x86_64__) && defined(__GNUC__)
struct Fours {
  template <class F>
  [[gnu::target("avx2,fma"), gnu::flatten, gnu::noinline]] static void each(std::size_t n, const F& f) {
    if (n % 8 != 0) __builtin_unreachable();
#pragma GCC ivdep
    for (std::size_t l = 0; l < n; ++l) f(l);
  }
};
struct Eights {
  template <class F>
  [[gnu::target("avx512f,avx512dq,avx512vl,avx512bw,fma,prefer-vector-width=512"), gnu::flatten,
    gnu::noinline]] static void
  each(std::size_t n, const F& f) {
    if (n % 8 != 0) __builtin_unreachable();
#pragma GCC ivdep
    for (std::size_t l = 0; l < n; ++l) f(l);
  }
};
#endif

template <class Ball, class Machine>
class LaneSweep {
 public:
  explicit LaneSweep(LaneTape<Ball>& tape) : t_(tape), n_(tape.n_) {}

  void run() {
    known_.fill(1);
    for (std::size_t i = 0; i < t_.inputs_; ++i) keep(t_.registers_[i]);
    for (const Step& s : t_.steps_) {
      perform(s);
      if (t_.chooses_) keep(t_.registers_[s.node]);
    }
    for (const std::uint32_t slot : t_.read_) keep(t_.registers_[slot]);
    for (const Compared& c : t_.compared_) compare(c);
    const auto on_the_path = known_;
    for (std::size_t j = 0; j < t_.outputs_.size(); ++j) {
      known_ = on_the_path;
      keep(t_.registers_[t_.outputs_[j]]);
      round(t_.registers_[t_.outputs_[j]], t_.values_[j]);
      reverse(t_.outputs_[j]);
      for (std::size_t i = 0; i < t_.inputs_; ++i) {
        if (t_.touched_[i] == 0) t_.adjoints_[i] = {};
        round(t_.adjoints_[i], t_.partials_[j * t_.inputs_ + i]);
      }
    }
  }

 private:
  using Tape = LaneTape<Ball>;
  using Register = typename Tape::Register;
  using Step = typename Tape::Step;
  using Compared = typename Tape::Compared;
  using Number = typename Tape::Number;

  const Register& operand(const Step& s, std::size_t k) const { return t_.registers_[s.slot[k]]; }
  bool varies(std::uint32_t slot) const { return slot < t_.varies_.size() && t_.varies_[slot] != 0; }

  template <class F>
  void fill(Register& y, const F& f) const {
    Machine::each(n_, [&](std::size_t l) { y.set(l, f(l)); });
  }

  /// A lane is lost where a number is not known to be finite. What is not known is not known of what is computed from
  /// it either, choices excepted.
  void keep(const Register& y) {
    Machine::each(
        n_, [&](std::size_t l) { known_[l] = ((y.r[l] < unknown) & (std::fabs(y.m[l]) < unknown)) ? known_[l] : 0.0; });
  }

  void compare(const Compared& c) {
    const Register &a = t_.registers_[c.slot[0]], &b = t_.registers_[c.slot[1]];
    const bool below = c.relation != Relation::equal && c.taken, either = c.relation == Relation::equal && !c.taken;
    Machine::each(n_, [&](std::size_t l) {
      const bool ordered = certainly_ordered(a.at(l), b.at(l)), less = certainly_less(a.at(l), b.at(l));
      const bool as_recorded = c.relation == Relation::equal ? either : less == below;
      known_[l] = (ordered & as_recorded) ? known_[l] : 0.0;
    });
  }

  template <class F>
  void unary(const Step& s, const F& f) {
    const Register& a = operand(s, 0);
    Register &y = t_.registers_[s.node], &da = t_.partial_[2 * s.node];
    const double before = s.before, after = s.after, both = before * after;
    Machine::each(n_, [&](std::size_t l) {
      const Lift<Ball> v = f(signed_by(before, a.at(l)));
      y.set(l, signed_by(after, v.y));
      da.set(l, signed_by(both, v.da));
    });
  }
  template <class F>
  void binary(const Step& s, const F& f) {
    const Register &a = operand(s, 0), &b = operand(s, 1);
    Register &y = t_.registers_[s.node], &da = t_.partial_[2 * s.node], &db = t_.partial_[2 * s.node + 1];
    Machine::each(n_, [&](std::size_t l) {
      const Lift<Ball> v = f(a.at(l), b.at(l));
      y.set(l, v.y);
      da.set(l, v.da);
      db.set(l, v.db);
    });
  }

  void perform(const Step& s) {
    const Register &a = operand(s, 0), &b = operand(s, 1), &c = operand(s, 2);
    Register& y = t_.registers_[s.node];
    switch (s.op) {
      case Op::neg: return fill(y, [&](std::size_t l) { return negative(a.at(l)); });
      case Op::add:
        if (s.literal) return fill(y, [&, c = *s.literal](std::size_t l) { return add(a.at(l), c); });
        return fill(y, [&](std::size_t l) { return add(a.at(l), b.at(l)); });
      case Op::sub: return fill(y, [&](std::size_t l) { return subtract(a.at(l), b.at(l)); });
      case Op::mul:
        if (s.literal) return fill(y, [&, c = *s.literal](std::size_t l) { return multiply(a.at(l), c); });
        return fill(y, [&](std::size_t l) { return multiply(a.at(l), b.at(l)); });
      case Op::fma: return fill(y, [&](std::size_t l) { return add(multiply(a.at(l), b.at(l)), c.at(l)); });
      case Op::div: return binary(s, [](Ball p, Ball q) { return lift_div(p, q); });
      case Op::hypot: return binary(s, [](Ball p, Ball q) { return lift_hypot(p, q); });
      case Op::atan2: return binary(s, [](Ball p, Ball q) { return lift_atan2(p, q); });
      case Op::pow:
        switch (s.power) {
          case 0: return binary(s, [](Ball p, Ball q) { return lift_pow(p, q); });
          case 2: return unary(s, [](Ball p) { return lift_integer_power(p, 2); });
          case 3: return unary(s, [](Ball p) { return lift_integer_power(p, 3); });
          case 4: return unary(s, [](Ball p) { return lift_integer_power(p, 4); });
          case -2: return unary(s, [](Ball p) { return lift_integer_power(p, -2); });
          default: return unary(s, [n = s.power](Ball p) { return lift_integer_power(p, n); });
        }
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
      case Op::equal: return fill(y, [&](std::size_t l) { return only_if(known(l), Ball{}); });
      case Op::select:
        return fill(y, [&](std::size_t l) {
          const bool certain = certainly_nonzero(a.at(l)) | (s.masks & (a.m[l] == 0) & (a.r[l] == 0));
          return only_if(certain, where(a.m[l] != 0, b.at(l), c.at(l)));
        });
      default: return fill(y, [&](std::size_t l) { return only_if(known(l), exact<Ball>(less(l) ? 1 : 0)); });
    }
  }

  void function(const Step& s) {
    switch (s.op) {
      case Op::sqrt: return unary(s, [](Ball a) { return lift_sqrt(a); });
      case Op::cbrt: return unary(s, [](Ball a) { return lift_cbrt(a); });
      case Op::exp: return unary(s, [](Ball a) { return lift_exp(a); });
      case Op::exp2: return unary(s, [](Ball a) { return lift_exp2(a); });
      case Op::expm1: return unary(s, [](Ball a) { return lift_expm1(a); });
      case Op::log: return unary(s, [](Ball a) { return lift_log(a); });
      case Op::log2: return unary(s, [](Ball a) { return lift_log_in_base(a, tables::log_2); });
      case Op::log10: return unary(s, [](Ball a) { return lift_log_in_base(a, tables::log_10); });
      case Op::log1p: return unary(s, [](Ball a) { return lift_log1p(a); });
      case Op::sin:
        if (far(operand(s, 0))) return unary(s, [](Ball a) { return lift_sin(modulo_turn(a)); });
        return unary(s, [](Ball a) { return lift_sin(a); });
      case Op::cos:
        if (s.versine && far(operand(s, 0))) return unary(s, [](Ball a) { return lift_versine(modulo_turn(a)); });
        if (s.versine) return unary(s, [](Ball a) { return lift_versine(a); });
        if (far(operand(s, 0))) return unary(s, [](Ball a) { return lift_cos(modulo_turn(a)); });
        return unary(s, [](Ball a) { return lift_cos(a); });
      case Op::tan:
        if (far(operand(s, 0))) return unary(s, [](Ball a) { return lift_tan(modulo_turn(a)); });
        return unary(s, [](Ball a) { return lift_tan(a); });
      case Op::sinh: return unary(s, [](Ball a) { return lift_sinh(a); });
      case Op::cosh: return unary(s, [](Ball a) { return lift_cosh(a); });
      case Op::tanh: return unary(s, [](Ball a) { return lift_tanh(a); });
      case Op::asin: return unary(s, [](Ball a) { return lift_asin(a); });
      case Op::acos: return unary(s, [](Ball a) { return lift_acos(a); });
      case Op::atan: return unary(s, [](Ball a) { return lift_atan(a); });
      case Op::asinh: return unary(s, [](Ball a) { return lift_asinh(a); });
      case Op::acosh: return unary(s, [](Ball a) { return lift_acosh(a); });
      case Op::atanh: return unary(s, [](Ball a) { return lift_atanh(a); });
      case Op::erf: return unary(s, [](Ball a) { return lift_erf(a); });
      case Op::erfc: return unary(s, [](Ball a) { return lift_erfc(a); });
      case Op::abs: return unary(s, [](Ball a) { return lift_abs(a); });
      case Op::sign: return unary(s, [](Ball a) { return Lift<Ball>{sign(a), {}}; });
      case Op::floor: return unary(s, [](Ball a) { return Lift<Ball>{lower_integer(a), {}}; });
      case Op::ceil: return unary(s, [](Ball a) { return Lift<Ball>{upper_integer(a), {}}; });
      case Op::trunc: return unary(s, [](Ball a) { return Lift<Ball>{truncated(a), {}}; });
      case Op::round: return unary(s, [](Ball a) { return Lift<Ball>{nearest_integer(a), {}}; });
      case Op::digamma: return unary(s, [](Ball a) { return lift_digamma(a); });
      case Op::tgamma: return unary(s, [](Ball a) { return lift_tgamma(a); });
      case Op::lgamma:
        if (above_zero(operand(s, 0))) return unary(s, [](Ball a) { return lift_lgamma_above_zero(a); });
        return unary(s, [](Ball a) { return lift_lgamma(a); });
      default: return fill(t_.registers_[s.node], [](std::size_t) { return only_if(false, Ball{}); });  // none
    }
  }

  /// Whether some argument is beyond what sines and cosines take as it is.
  bool far(const Register& a) const {
    return std::any_of(a.m.begin(), a.m.begin() + static_cast<std::ptrdiff_t>(n_),
                       [](double m) { return std::fabs(m) > 0x1p19; });
  }
  bool above_zero(const Register& a) const {
    return std::all_of(a.m.begin(), a.m.begin() + static_cast<std::ptrdiff_t>(n_), [](double m) { return m > 0; });
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
    fill(t_.adjoints_[output], [](std::size_t) { return exact<Ball>(1); });
    for (std::size_t k = t_.steps_.size(); k-- > 0;)
      if (t_.touched_[t_.steps_[k].node] != 0) push_back(t_.steps_[k]);
  }

  void push_back(const Step& s) {
    const Register& v = t_.adjoints_[s.node];
    const Register &a = operand(s, 0), &b = operand(s, 1);
    const auto whole = [&](std::size_t l) { return v.at(l); };
    const auto times = [&](const Register& d) { return [&](std::size_t l) { return multiply(v.at(l), d.at(l)); }; };
    const auto chosen = [&](auto first, bool wanted) {
      return [&, first, wanted](std::size_t l) { return where(first(l) == wanted, v.at(l), Ball{}); };
    };
    switch (s.op) {
      case Op::neg: return accumulate(s.slot[0], [&](std::size_t l) { return negative(v.at(l)); });
      case Op::add: accumulate(s.slot[0], whole); return accumulate(s.slot[1], whole);
      case Op::sub:
        accumulate(s.slot[0], whole);
        return accumulate(s.slot[1], [&](std::size_t l) { return negative(v.at(l)); });
      case Op::mul:
      case Op::fma:
        if (s.literal)
          return accumulate(s.slot[0], [&, c = *s.literal](std::size_t l) { return multiply(v.at(l), c); });
        if (s.op == Op::mul && s.slot[0] == s.slot[1])
          return accumulate(s.slot[0], [&](std::size_t l) { return multiply(scaled(v.at(l), 2), a.at(l)); });
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

  void round(const Register& from, Number& to) const {
    switch (t_.format_.id) {
      case FormatId::binary64: return round_into(from, to, [](Sum x) { return x.s; });
      case FormatId::binary32:
        return round_into(from, to, [](Sum x) { return static_cast<double>(static_cast<float>(to_odd(x))); });
      default: return round_into(from, to, [this](Sum x) { return round_to(t_.format_, to_odd(x)); });
    }
  }

  /// The number of the format to which every number of the ball rounds. Rounding is monotone, and both ends are widened
  /// by their own rounding errors.
  template <class F>
  void round_into(const Register& from, Number& to, const F& into) const {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    Machine::each(n_, [&](std::size_t l) {
      const Ball b = from.at(l);
      const double low = into(end_of(b, -1)), high = into(end_of(b, 1));
      const bool known = (known_[l] != 0) & (b.r < unknown) & (std::fabs(b.m) < unknown);
      to.rounded[l] = (known & (low == high)) ? low + 0.0 : none;
      to.known[l] = known ? 1.0 : 0.0;
      to.near[l] = b.m;
      to.low[l] = low_part(b);
      to.radius[l] = b.r;
    });
  }

  Tape& t_;
  std::size_t n_;
  std::array<double, Tape::lanes> known_{};
};

template <class Ball, class Machine>
void sweep_by(LaneTape<Ball>& tape) {
  LaneSweep<Ball, Machine>(tape).run();
}

template <class Ball>
std::vector<void (*)(LaneTape<Ball>&)> ways_to_sweep() {
  std::vector<void (*)(LaneTape<Ball>&)> ways{sweep_by<Ball, Plain>};
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) ways.push_back(sweep_by<Ball, Fours>);
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    ways.push_back(sweep_by<Ball, Eights>);
#endif
  return ways;
}

template <class Ball>
void sweep(LaneTape<Ball>& tape) {
  static const auto best = ways_to_sweep<Ball>().back();
  best(tape);
}

}  // namespace clino
