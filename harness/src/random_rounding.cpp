#include "random_rounding.hpp"

namespace clino {
namespace {

/// Reducing a gigantic argument by pi takes as many bits as its exponent says; beyond this it is refused.
constexpr mpfr_exp_t largest_reduction = 1 << 16;

bool too_large(Op op, mpfr_srcptr a) {
  const bool periodic = op == Op::sin || op == Op::cos || op == Op::tan ||
                        ((op == Op::lgamma || op == Op::tgamma || op == Op::digamma) && mpfr_sgn(a) < 0);
  return periodic && mpfr_regular_p(a) && mpfr_get_exp(a) > largest_reduction;
}

}  // namespace

RandomRounding::RandomRounding(const Trace& trace, const Format& format, Literals literals, int bits)
    : trace_(trace),
      format_(format),
      literals_(literals),
      a_(big_float(64)),
      b_(big_float(64)),
      c_(big_float(64)),
      seed_(static_cast<std::uint64_t>(bits)) {
  v_.reserve(trace.nodes.size());
  for (std::size_t k = 0; k < trace.nodes.size(); ++k) v_.push_back(big_float(bits));
}

/// Evaluations go in threes (the first stands alone), and in each three every operation is rounded up at least once and
/// down at least once: what one operation has absorbed shows for certain, what two have with probability 5/6.
mpfr_rnd_t RandomRounding::rounding(std::size_t node) const {
  const std::uint64_t turn = evaluation_ + 2, three = turn / 3;
  std::uint64_t z = seed_ + (node * 64 + three) * 0x9e3779b97f4a7c15;  // SplitMix64 (Steele, Lea, Flood, OOPSLA 2014)
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  z ^= z >> 31;
  const std::uint64_t pattern = 1 + z % 6;  // three bits, neither 000 nor 111
  return (pattern >> (turn % 3) & 1) != 0 ? MPFR_RNDU : MPFR_RNDD;
}

mpfr_srcptr RandomRounding::operand(const Operand& o, BigFloat& scratch) const {
  if (!o.is_literal()) return raw(v_[o.node]);
  mpfr_set_d(raw(scratch), literals_ == Literals::real ? o.literal : round_to(format_, o.literal), MPFR_RNDN);
  return raw(scratch);
}

void RandomRounding::apply(std::size_t k, mpfr_ptr r) {
  const Node& node = trace_.nodes[k];
  const mpfr_rnd_t d = rounding(k);
  const int arity = info(node.op).arity;
  mpfr_srcptr a = operand(node.a, a_), b = arity > 1 ? operand(node.b, b_) : a, c = arity > 2 ? operand(node.c, c_) : a;
  if (arity == 0) {
    mpfr_set(r, a, d);
  } else if (arity == 1) {
    if (too_large(node.op, a))
      mpfr_set_nan(r);
    else
      mpfr_unary(node.op)(r, a, d);
  } else if (arity == 2) {
    mpfr_binary(node.op)(r, a, b, d);
    // x - x is +0 in round to nearest but -0 rounded down, and atan2 would see it.
    if (mpfr_zero_p(r)) mpfr_binary(node.op)(r, a, b, MPFR_RNDN);
  } else if (node.op == Op::fma) {
    mpfr_fma(r, a, b, c, d);
  } else {  // select
    mpfr_set(r, mpfr_nan_p(a) ? a : mpfr_zero_p(a) ? c : b, d);
  }
  // A pole is no number, whatever C makes of exp(log(0)); an infinite literal is passed on.
  if (mpfr_inf_p(r) && !mpfr_inf_p(a) && !mpfr_inf_p(b) && !mpfr_inf_p(c)) mpfr_set_nan(r);
}

bool RandomRounding::branches_agree() {
  const auto holds = [](Relation r, mpfr_srcptr a, mpfr_srcptr b) {
    switch (r) {
      case Relation::less: return mpfr_less_p(a, b) != 0;
      case Relation::less_equal: return mpfr_lessequal_p(a, b) != 0;
      case Relation::equal: break;
    }
    return mpfr_equal_p(a, b) != 0;
  };
  for (const Branch& b : trace_.branches)
    if (holds(b.relation, operand(b.a, a_), operand(b.b, b_)) != b.taken) return false;
  return true;
}

std::optional<BigFloat> RandomRounding::operator()(std::span<const double> x, int output, int moved,
                                                   const BigFloat& moved_to) {
  mpfr_clear_flags();
  for (std::size_t k = 0; k < v_.size(); ++k) {
    if (trace_.nodes[k].op != Op::input)
      apply(k, raw(v_[k]));
    else if (static_cast<int>(k) == moved)
      mpfr_set(raw(v_[k]), raw(moved_to), MPFR_RNDN);
    else
      mpfr_set_d(raw(v_[k]), x[k], MPFR_RNDN);
  }
  ++evaluation_;
  if (!branches_agree()) {
    strayed_ = true;
    return std::nullopt;
  }
  const BigFloat& y = v_[trace_.outputs[static_cast<std::size_t>(output)]];
  if (mpfr_overflow_p() || mpfr_underflow_p() || !mpfr_number_p(raw(y))) return std::nullopt;
  return y;
}

}  // namespace clino
