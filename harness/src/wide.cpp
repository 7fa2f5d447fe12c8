#include "wide.hpp"

#include <boost/math/special_functions/trigamma.hpp>
#include <limits>

#include "mpfr_functions.hpp"

namespace clino {
namespace {

using namespace boost::math::policies;
using quiet = policy<pole_error<ignore_error>, overflow_error<ignore_error>, domain_error<ignore_error>,
                     underflow_error<ignore_error>, evaluation_error<ignore_error>>;

bool is_pole(const Wide& x) { return x <= 0 && x == floor(x); }
Wide nan() { return std::numeric_limits<Wide>::quiet_NaN(); }
Wide infinity() { return std::numeric_limits<Wide>::infinity(); }

/// Reducing an angle loses as many bits as it has before the point: 120 leave 330.
const Wide& angle(const Wide& x) {
  static const Wide limit = ldexp(Wide(1), 120);
  if (abs(x) > limit) throw WideRange("an angle beyond 2^120");
  return x;
}

/// The gamma functions beyond cost too much.
const Wide& moderate(const Wide& x) {
  static const Wide limit = ldexp(Wide(1), 64);
  if (abs(x) > limit) throw WideRange("a gamma function beyond 2^64");
  return x;
}

Wide mpfr(Op op, const Wide& x) {
  const MpfrUnary f = mpfr_unary(op);
  if (f == nullptr) throw UnsupportedOp{op};
  Wide y;
  f(y.backend().data(), x.backend().data(), MPFR_RNDN);
  return y;
}

/// The functions whose ends MPFR and C see differently, or that need a moderate operand.
Wide special(Op op, const Wide& x) {
  switch (op) {
    case Op::sin:
    case Op::cos:
    case Op::tan: return mpfr(op, angle(x));
    case Op::lgamma: return isinf(x) || is_pole(x) ? infinity() : mpfr(op, moderate(x));
    case Op::tgamma:
      if (isinf(x)) return x > 0 ? x : nan();
      return x != 0 && is_pole(x) ? nan() : mpfr(op, moderate(x));
    case Op::digamma:
      if (isinf(x)) return x > 0 ? x : nan();
      return is_pole(x) ? nan() : mpfr(op, moderate(x));
    default: return mpfr(op, x);
  }
}

/// x^y with the C library's rule for negative bases, and without its logarithm where y is a small integer.
Wide power(const Wide& x, const Wide& y) {
  if (y == 0 || x == 1) return 1;
  return pow(x, y);
}

Wide round_half_away(const Wide& x) { return x < 0 ? Wide(-floor(Wide(-x + 0.5))) : Wide(floor(Wide(x + 0.5))); }

Wide nonsmooth(Op op, const Wide& x, const Wide& y, const Wide& z) {
  switch (op) {
    case Op::abs: return abs(x);
    case Op::min: return y < x ? y : x;
    case Op::max: return x < y ? y : x;
    case Op::floor: return floor(x);
    case Op::ceil: return ceil(x);
    case Op::round: return isfinite(x) ? round_half_away(x) : x;
    case Op::trunc: return trunc(x);
    case Op::sign: return x > 0 ? Wide(1) : x < 0 ? Wide(-1) : x;
    case Op::less: return x < y ? 1 : 0;
    case Op::less_equal: return x <= y ? 1 : 0;
    case Op::equal: return x == y ? 1 : 0;
    case Op::select: return x != 0 ? y : z;
    default: return isnan(x) ? x : special(op, x);
  }
}

Wide hypotenuse(const Wide& x, const Wide& y) {
  if (isinf(x) || isinf(y)) return infinity();
  return sqrt(Wide(x * x + y * y));
}

Wide unchecked(Op op, const Wide& x, const Wide& y, const Wide& z) {
  switch (op) {
    case Op::neg: return -x;
    case Op::add: return x + y;
    case Op::sub: return x - y;
    case Op::mul: return x * y;
    case Op::div: return x / y;
    case Op::fma: return x * y + z;
    case Op::pow: return power(x, y);
    case Op::hypot: return hypotenuse(x, y);
    case Op::atan2: return atan2(x, y);
    default: return nonsmooth(op, x, y, z);
  }
}

/// Whether the result is an overflow or underflow rather than a pole or a zero of the function.
bool left_the_range(Op op, const Wide& x, const Wide& y, const Wide& result) {
  if (!isinf(result) && result != 0) return false;
  switch (op) {
    case Op::add:
    case Op::sub:
    case Op::fma:
    case Op::hypot:
    case Op::expm1:
    case Op::sinh:
    case Op::cosh: return isinf(result);
    case Op::exp:
    case Op::exp2:
    case Op::erfc: return true;
    case Op::mul: return isinf(result) || (x != 0 && y != 0);
    case Op::div: return y != 0 && (isinf(result) || x != 0);
    case Op::pow: return x != 0;
    case Op::tgamma: return x != 0;
    default: return false;
  }
}

}  // namespace

Wide compute_wide(Op op, const Wide& a, const Wide& b, const Wide& c) {
  const Wide result = unchecked(op, a, b, c);
  if (isfinite(a) && isfinite(b) && isfinite(c) && left_the_range(op, a, b, result))
    throw WideRange("an exponent beyond 2^30");
  return result;
}

Wide Arithmetic<Wide>::ln2() {
  static const Wide c = log(Wide(2));
  return c;
}
Wide Arithmetic<Wide>::ln10() {
  static const Wide c = log(Wide(10));
  return c;
}
Wide Arithmetic<Wide>::inv_sqrt_pi() {
  static const Wide c = 1 / sqrt(acos(Wide(-1)));
  return c;
}
Wide Arithmetic<Wide>::digamma(const Wide& x) { return compute_wide(Op::digamma, x); }
Wide Arithmetic<Wide>::trigamma(const Wide& x) {
  if (isnan(x)) return x;
  if (isinf(x)) return x > 0 ? Wide(0) : nan();
  return is_pole(x) ? nan() : Wide(boost::math::trigamma(moderate(x), quiet{}));
}
bool Arithmetic<Wide>::is_finite(const Wide& x) { return isfinite(x); }
bool Arithmetic<Wide>::is_normal(const Wide& x) { return isfinite(x) && x != 0; }
Wide Arithmetic<Wide>::exp_minus_square(const Wide& x) { return exp(Wide(-x * x)); }

}  // namespace clino
