#include "region.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ball_rules.hpp"
#include "ball_tape.hpp"
#include "real_program.hpp"
#include "rounding.hpp"

namespace clino {
namespace {

constexpr slong precision = 80;

/// lo <= x <= hi.
struct Range {
  ArfValue lo, hi;
  void set(double x) {
    arf_set_d(lo, x);
    arf_set_d(hi, x);
  }
  void set(const Range& r) {
    arf_set(lo, r.lo);
    arf_set(hi, r.hi);
  }
  bool has_zero() const { return arf_sgn(lo) <= 0 && arf_sgn(hi) >= 0; }
  bool is_finite() const { return arf_is_finite(lo) && arf_is_finite(hi); }
};

/// Widens r to hold the ball.
void include(Range& r, arb_srcptr x) {
  ArfValue end;
  arb_get_lbound_arf(end, x, precision);
  if (arf_cmp(end, r.lo) < 0) arf_set(r.lo, end);
  arb_get_ubound_arf(end, x, precision);
  if (arf_cmp(end, r.hi) > 0) arf_set(r.hi, end);
}
void start(Range& r, arb_srcptr x) {
  arb_get_lbound_arf(r.lo, x, precision);
  arb_get_ubound_arf(r.hi, x, precision);
}

void add(Range& y, const Range& a, const Range& b) {
  arf_add(y.lo, a.lo, b.lo, precision, ARF_RND_FLOOR);
  arf_add(y.hi, a.hi, b.hi, precision, ARF_RND_CEIL);
}
void negate(Range& y, const Range& a) {
  ArfValue t;
  arf_neg(t, a.lo);
  arf_neg(y.lo, a.hi);
  arf_set(y.hi, t);
}
/// The extremes of a product lie at ends.
void multiply(Range& y, const Range& a, const Range& b) {
  Range r;
  ArfValue t;
  bool first = true;
  for (arf_srcptr p : {static_cast<arf_srcptr>(a.lo), static_cast<arf_srcptr>(a.hi)})
    for (arf_srcptr q : {static_cast<arf_srcptr>(b.lo), static_cast<arf_srcptr>(b.hi)}) {
      arf_mul(t, p, q, precision, ARF_RND_FLOOR);
      if (first || arf_cmp(t, r.lo) < 0) arf_set(r.lo, t);
      arf_mul(t, p, q, precision, ARF_RND_CEIL);
      if (first || arf_cmp(t, r.hi) > 0) arf_set(r.hi, t);
      first = false;
    }
  y.set(r);
}
/// 1/b, b without 0.
void invert(Range& y, const Range& b) {
  ArfValue one, t;
  arf_set_d(one, 1);
  arf_div(t, one, b.hi, precision, ARF_RND_FLOOR);
  arf_div(y.hi, one, b.lo, precision, ARF_RND_CEIL);
  arf_set(y.lo, t);
}

/// Operations f for which f and f' are monotone on either side of 0: over an interval the extremes lie at its ends and
/// at 0. Their domains are intervals, so what is defined and smooth at both ends is so between them.
bool monotone_beside_zero(Op op) {
  switch (op) {
    case Op::sqrt:
    case Op::exp:
    case Op::exp2:
    case Op::expm1:
    case Op::log:
    case Op::log2:
    case Op::log10:
    case Op::log1p:
    case Op::sinh:
    case Op::cosh:
    case Op::tanh:
    case Op::atan:
    case Op::asinh:
    case Op::erf:
    case Op::erfc: return true;
    default: return false;
  }
}

class Regions {
 public:
  Regions(const Trace& trace, const Format& format, Literals literals)
      : trace_(trace), format_(format), literals_(literals), value_(trace.nodes.size()), slope_(trace.nodes.size()) {}

  bool run(double lo, double hi) {
    for (std::size_t i = 0; i < trace_.nodes.size(); ++i)
      if (!perform(i, lo, hi) || !value_[i].is_finite() || !slope_[i].is_finite()) return false;
    return true;
  }
  const Range& value(NodeId i) const { return value_[i]; }
  const Range& slope(NodeId i) const { return slope_[i]; }

 private:
  double exact(double c) const { return literals_ == Literals::as_compiled ? round_to(format_, c) : c; }

  void fetch(const Operand& o, Range& v, Range& d) const {
    if (o.is_literal()) {
      v.set(exact(o.literal));
      d.set(0.0);
    } else {
      v.set(value_[o.node]);
      d.set(slope_[o.node]);
    }
  }

  bool perform(std::size_t i, double lo, double hi) {
    const Node& n = trace_.nodes[i];
    if (n.op == Op::input) {
      arf_set_d(value_[i].lo, lo);
      arf_set_d(value_[i].hi, hi);
      slope_[i].set(1.0);
      return true;
    }
    if (n.op == Op::constant) {
      value_[i].set(exact(n.a.literal));
      slope_[i].set(0.0);
      return std::isfinite(n.a.literal);
    }
    Range a, da, b, db;
    fetch(n.a, a, da);
    if (info(n.op).arity == 1) return unary(n.op, i, a, da);
    if (info(n.op).arity != 2) return false;
    fetch(n.b, b, db);
    return binary(n.op, i, a, da, b, db);
  }

  bool unary(Op op, std::size_t i, const Range& a, const Range& da) {
    if (op == Op::neg || (op == Op::abs && arf_sgn(a.hi) < 0)) {
      negate(value_[i], a);
      negate(slope_[i], da);
      return true;
    }
    if (op == Op::abs && arf_sgn(a.lo) > 0) {
      value_[i].set(a);
      slope_[i].set(da);
      return true;
    }
    if (!monotone_beside_zero(op)) return false;
    Range partial;
    ArbValue x, y, d;
    bool first = true;
    const auto look = [&](arf_srcptr at) {
      arb_set_arf(x, at);
      const Local l = apply({.op = op, .precision = precision, .y = y, .x = {x}, .d = {d}});
      if (l.defined != Certainty::yes || l.smooth[0] != Certainty::yes) return false;
      first ? start(value_[i], y) : include(value_[i], y);
      first ? start(partial, d) : include(partial, d);
      first = false;
      return true;
    };
    ArfValue zero;
    if (!look(a.lo) || !look(a.hi) || (a.has_zero() && !look(zero))) return false;
    multiply(slope_[i], partial, da);
    return true;
  }

  bool binary(Op op, std::size_t i, const Range& a, const Range& da, const Range& b, const Range& db) {
    Range t, u;
    switch (op) {
      case Op::add:
        add(value_[i], a, b);
        add(slope_[i], da, db);
        return true;
      case Op::sub:
        negate(t, b);
        add(value_[i], a, t);
        negate(t, db);
        add(slope_[i], da, t);
        return true;
      case Op::mul:
        multiply(value_[i], a, b);
        multiply(t, a, db);
        multiply(u, da, b);
        add(slope_[i], t, u);
        return true;
      case Op::div: {  // (a/b)' = a'/b - a b'/b^2
        if (b.has_zero()) return false;
        Range inverse, square;
        invert(inverse, b);
        multiply(value_[i], a, inverse);
        multiply(square, inverse, inverse);
        multiply(t, a, db);
        multiply(t, t, square);
        negate(t, t);
        multiply(u, da, inverse);
        add(slope_[i], u, t);
        return true;
      }
      default: return false;
    }
  }

  const Trace& trace_;
  Format format_;
  Literals literals_;
  std::vector<Range> value_, slope_;
};

std::optional<double> rounded(const Range& r, const Format& format) {
  const double lo = round_arf(r.lo, format), hi = round_arf(r.hi, format);
  return lo == hi ? std::optional(lo == 0 ? 0.0 : lo) : std::nullopt;
}

}  // namespace

std::optional<ConstantRegion> constant_region(const Trace& trace, NodeId output, double lo, double hi,
                                              const Format& format, Literals literals) {
  Regions regions(trace, format, literals);
  if (!regions.run(lo, hi)) return std::nullopt;
  const auto value = rounded(regions.value(output), format), slope = rounded(regions.slope(output), format);
  if (!value || !slope) return std::nullopt;
  return ConstantRegion{*value, *slope};
}

bool undefined_region(const Trace& trace, NodeId output, double lo, double hi, const Format& format,
                      Literals literals) {
  const std::array x{lo};
  BallTape tape(trace, x, format, literals);
  ArbValue range;
  arb_union(range, ArbValue(lo), ArbValue(hi), precision);
  tape.set_input(0, range);
  tape.forward(precision, Derivatives::skip);
  return existing(trace, tape, tape.needed(output)).certainty == Certainty::no;
}

}  // namespace clino
