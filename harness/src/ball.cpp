#include "ball.hpp"

#include <cmath>

#include "rounding.hpp"

namespace clino {
namespace {

void perform_step(Op op, ArbBackend& y, std::array<arb_srcptr, 3> x) {
  ArbValue result;  // `y` may be one of the operands
  apply({.op = op, .precision = PrecisionScope::bits(), .y = result, .x = x});
  arb_swap(y.x, result);
}

template <class... A>
Ball ball(Op op, const A&... a) {
  Ball y;
  perform(op, y.backend(), a.backend()...);
  return y;
}

}  // namespace

ArbBackend& ArbBackend::operator=(const char* text) {
  if (arb_set_str(x, text, PrecisionScope::bits()) != 0)
    throw std::runtime_error(std::string("not a number: ") + text);
  return *this;
}

std::string ArbBackend::str(std::streamsize digits, std::ios_base::fmtflags) const {
  char* text = arb_get_str(x, digits > 0 ? digits : 17, 0);
  std::string result(text);
  flint_free(text);
  return result;
}

int ArbBackend::compare(const ArbBackend& o) const {
  if (arb_lt(x, o.x)) return -1;
  if (arb_gt(x, o.x)) return 1;
  if (this == &o || (arb_is_exact(x) && arb_equal(x, o.x))) return 0;
  throw AmbiguousComparison();
}

void perform(Op op, ArbBackend& y, const ArbBackend& a) { perform_step(op, y, {a.x, nullptr, nullptr}); }
void perform(Op op, ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform_step(op, y, {a.x, b.x, nullptr}); }
void perform(Op op, ArbBackend& y, const ArbBackend& a, const ArbBackend& b, const ArbBackend& c) {
  perform_step(op, y, {a.x, b.x, c.x});
}

int eval_get_sign(const ArbBackend& a) {
  if (arb_is_zero(a.x)) return 0;
  if (arb_is_positive(a.x)) return 1;
  if (arb_is_negative(a.x)) return -1;
  throw AmbiguousComparison();
}

int eval_fpclassify(const ArbBackend& a) {
  if (!arb_is_finite(a.x)) return FP_NAN;
  return arb_is_zero(a.x) ? FP_ZERO : FP_NORMAL;
}

void eval_convert_to(double* y, const ArbBackend& a) {
  arf_srcptr m = arb_midref(static_cast<arb_srcptr>(a.x));
  *y = arf_is_nan(m) ? std::numeric_limits<double>::quiet_NaN() : round_arf(m, binary64);
}

Ball cbrt(const Ball& a) { return ball(Op::cbrt, a); }
Ball expm1(const Ball& a) { return ball(Op::expm1, a); }
Ball log1p(const Ball& a) { return ball(Op::log1p, a); }
Ball asinh(const Ball& a) { return ball(Op::asinh, a); }
Ball acosh(const Ball& a) { return ball(Op::acosh, a); }
Ball atanh(const Ball& a) { return ball(Op::atanh, a); }
Ball erf(const Ball& a) { return ball(Op::erf, a); }
Ball erfc(const Ball& a) { return ball(Op::erfc, a); }
Ball lgamma(const Ball& a) { return ball(Op::lgamma, a); }
Ball tgamma(const Ball& a) { return ball(Op::tgamma, a); }
Ball digamma(const Ball& a) { return ball(Op::digamma, a); }
Ball sign(const Ball& a) { return ball(Op::sign, a); }
Ball fma(const Ball& a, const Ball& b, const Ball& c) { return ball(Op::fma, a, b, c); }
Ball less(const Ball& a, const Ball& b) { return ball(Op::less, a, b); }
Ball less_equal(const Ball& a, const Ball& b) { return ball(Op::less_equal, a, b); }
Ball equal(const Ball& a, const Ball& b) { return ball(Op::equal, a, b); }
Ball select(const Ball& c, const Ball& a, const Ball& b) { return ball(Op::select, c, a, b); }
Ball min(const Ball& a, const Ball& b) { return ball(Op::min, a, b); }
Ball max(const Ball& a, const Ball& b) { return ball(Op::max, a, b); }

}  // namespace clino
