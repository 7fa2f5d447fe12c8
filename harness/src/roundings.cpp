#include "roundings.hpp"

#include <cmath>

namespace clino {
namespace {

/// Worst errors seen, ulps: binary32 over every fifth float against the binary64 function, binary64 over 10^6 samples
/// against Arb, glibc's own table of maxima for what was not sampled. digamma is Boost.Math's (2.3 for x > 0 in 6,000
/// samples). Near their roots for x < 0 digamma and lgamma lose any number of ulps; no bound is claimed there.
double worst_ulps(Op op) {
  switch (op) {
    case Op::exp:
    case Op::exp2:
    case Op::log:
    case Op::sin:
    case Op::cos:
    case Op::hypot: return 1;
    case Op::expm1:
    case Op::log1p:
    case Op::atan:
    case Op::asin:
    case Op::acos:
    case Op::pow: return 1;
    case Op::tan: return 1.5;
    case Op::log2:
    case Op::log10:
    case Op::asinh:
    case Op::acosh:
    case Op::atanh:
    case Op::atan2: return 2.1;
    case Op::sinh:
    case Op::cosh:
    case Op::tanh: return 2.2;
    case Op::erf: return 1.1;
    case Op::cbrt:
    case Op::erfc: return 4;
    case Op::lgamma:
    case Op::tgamma:
    case Op::digamma: return 7;
    default: return 0.5;
  }
}

bool is_exact(Op op) {
  switch (op) {
    case Op::input:
    case Op::constant:
    case Op::neg:
    case Op::abs:
    case Op::min:
    case Op::max:
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc:
    case Op::sign:
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::select: return true;
    default: return false;
  }
}

/// The short formats' functions are binary32's, rounded once more.
double in_format(double ulps, const Format& format) {
  if (format.precision >= binary32.precision) return 2 * ulps;
  return 1 + 2 * ulps * std::scalbn(1.0, format.precision - binary32.precision);
}

}  // namespace

double roundings(Op op, const Format& format) { return is_exact(op) ? 0 : in_format(worst_ulps(op), format); }

double partial_roundings(Op op, const Format& format) {
  if (op == Op::add || op == Op::sub) return 0;
  return roundings(op, format);
}

}  // namespace clino
