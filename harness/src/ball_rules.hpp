/// Every operation on balls: its value, where it is defined, where it is differentiable, its first partials.
/// Whether a value exists is a predicate of its own, never read off a NaN.
#pragma once
#include <array>
#include <cstdint>

#include "arb_value.hpp"
#include "clino/op.hpp"

namespace clino {

/// `yes` and `no` are proved for every point of the balls; `unclear` asks for more bits.
enum class Certainty : std::uint8_t { yes, no, unclear };

/// What is known of one operation at its operands.
struct Local {
  Certainty defined = Certainty::yes;
  /// Whether it is differentiable in each operand, the others held; `no` only at exact points (kink, jump, infinite slope).
  std::array<Certainty, 3> smooth{Certainty::yes, Certainty::yes, Certainty::yes};
  bool flat = false;        ///< constant around the operands: a mask, `sign` or `floor` away from its jumps
  const char* reason = "";  ///< why it is not defined, not smooth, or unclear

  /// Whether it is defined and differentiable in every operand.
  bool is_smooth() const {
    return defined == Certainty::yes && smooth[0] == Certainty::yes && smooth[1] == Certainty::yes &&
           smooth[2] == Certainty::yes;
  }
};

/// Defined and differentiable: what most steps say.
inline constexpr Local smooth_step{};

/// One operation to perform. `d[k]` receives the partial in operand k unless null; where the operation is not smooth in
/// k it receives an indeterminate ball. `y` and `d` alias neither each other nor the operands.
struct BallStep {
  Op op;
  slong precision;  ///< bits
  arb_ptr y;
  std::array<arb_srcptr, 3> x{};
  std::array<arb_ptr, 3> d{};
  /// Unless null: where each partial is, `d` at first. One that is an operand, the result or 1 is then not copied.
  arb_srcptr* place = nullptr;
  int arity = info(op).arity;

  /// Gives a ball that stays as it is as the partial in operand k, where that is wanted.
  void give(std::size_t k, arb_srcptr partial) const {
    if (d[k] == nullptr) return;
    if (place != nullptr) place[k] = partial;
    else arb_set(d[k], partial);
  }
  /// Gives an indeterminate ball.
  void give_none(std::size_t k) const {
    if (d[k] == nullptr) return;
    arb_indeterminate(d[k]);
    if (place != nullptr) place[k] = d[k];
  }
};

/// Performs the step: `y` encloses the operation at every point of the operand balls inside its domain, and `d` the
/// partials there. `y` is finite exactly where `defined` is `yes`, except for infinite literals passed through
/// `min`, `max`, `abs`, `neg`, `select`.
Local apply(const BallStep& step);

/// Whether the ball is exactly +infinity or -infinity (an infinite literal).
bool is_infinite(arb_srcptr x);
/// Whether an operation only orders numbers or passes them on, and so may see an infinite literal.
bool takes_infinity(Op op);

namespace rules {
Local arithmetic(const BallStep& s);   // neg add sub mul div fma
Local power(const BallStep& s);        // sqrt cbrt pow hypot
Local exponential(const BallStep& s);  // exp exp2 expm1 log log2 log10 log1p and the hyperbolic functions
Local circular(const BallStep& s);     // sin cos tan asin acos atan atan2
Local special(const BallStep& s);      // erf erfc lgamma tgamma digamma
Local piecewise(const BallStep& s);    // abs min max floor ceil round trunc sign, masks, select

inline Local undefined(const char* why) { return {.defined = Certainty::no, .reason = why}; }
inline Local unclear(const char* why) { return {.defined = Certainty::unclear, .reason = why}; }
/// Defined, but not differentiable in any operand.
inline Local singular(const char* why) {
  return {.smooth = {Certainty::no, Certainty::no, Certainty::no}, .reason = why};
}
/// Defined; differentiability needs more bits.
inline Local maybe_singular(const char* why) {
  return {.smooth = {Certainty::unclear, Certainty::unclear, Certainty::unclear}, .reason = why};
}
/// Whether the radius is less than 2^-16 of the midpoint or so: what depends on an operand twice may then be cheap
/// rather than tight.
inline bool is_narrow(arb_srcptr x) { return arb_is_exact(x) || arb_rel_accuracy_bits(x) >= 16; }
/// The balls 0, 1 and -1.
arb_srcptr zero();
arb_srcptr one();
arb_srcptr minus_one();
/// 1 - |x|: the distance to the end of the domain of asin, acos and atanh.
ArbValue one_minus_abs(arb_srcptr x, slong precision);
/// (1 - x)(1 + x), which does not cancel as 1 - x^2 does near the ends.
ArbValue one_minus_square(arb_srcptr x, slong precision);
}  // namespace rules

}  // namespace clino
