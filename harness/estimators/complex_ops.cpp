#include "complex_ops.hpp"

#include <cmath>
#include <numbers>

#include "clino/evaluate.hpp"
#include "clino/replay.hpp"

namespace clino {
namespace {

using Complex = std::complex<double>;

/// z^w = |z|^Re w e^(-Im w arg z) * e^(i (Re w arg z + Im w log|z|)); std::pow's exp(w log z) loses |w log z| ulps.
/// A negative base needs an integer exponent: (-1)^n (-z)^n, so that the angle stays small and accurate.
Complex power(Complex z, Complex w) {
  const double n = w.real();
  const bool integer = w.imag() == 0 && n == std::floor(n);
  if (z.real() == 0) {
    if (!integer || n < 0) throw UnsupportedOp{Op::pow};
    return n == 0 ? 1 : n == 1 ? z : 0;  // z^n = O(h^2) beyond
  }
  if (z.real() < 0) {
    if (!integer) throw UnsupportedOp{Op::pow};
    return (std::fmod(n, 2) == 0 ? 1.0 : -1.0) * power(-z, w);
  }
  const double size = std::abs(z), angle = std::arg(z);
  return std::polar(std::pow(size, n) * std::exp(-w.imag() * angle), n * angle + w.imag() * std::log(size));
}

/// cbrt(z) = |z|^(1/3) e^(i arg(z)/3), odd in z.
Complex cube_root(Complex a) {
  if (a.real() == 0) throw UnsupportedOp{Op::cbrt};
  if (a.real() < 0) return -cube_root(-a);
  return std::polar(std::cbrt(std::abs(a)), std::arg(a) / 3);
}

/// expm1(x + iy) = expm1(x) cos y - 2 sin^2(y/2) + i e^x sin y.
Complex exponential_minus_1(Complex a) {
  const double s = std::sin(a.imag() / 2);
  return {std::expm1(a.real()) * std::cos(a.imag()) - 2 * s * s, std::exp(a.real()) * std::sin(a.imag())};
}

/// log1p(x + iy) = log1p(x (2 + x) + y^2) / 2 + i atan2(y, 1 + x), and log1p(x) for the real part as y -> 0.
Complex logarithm_1_plus(Complex a) {
  if (a.real() <= -1) throw UnsupportedOp{Op::log1p};
  return {std::log1p(a.real()), std::atan2(a.imag(), 1 + a.real())};
}

/// atan2(y, x) differs from atan(y / x) and from pi/2 - atan(x / y) by constants.
Complex angle(Complex y, Complex x) {
  if (x.real() == 0 && y.real() == 0) throw UnsupportedOp{Op::atan2};
  const bool flat = std::fabs(x.real()) >= std::fabs(y.real());
  const Complex a = flat ? std::atan(y / x) : -std::atan(x / y);
  return {std::atan2(y.real(), x.real()), a.imag()};
}

/// Steps are constant between their jumps.
Complex step(Op op, double a) {
  const double nearest = op == Op::round ? std::floor(a) + 0.5 : op == Op::sign ? 0 : std::round(a);
  if (a == nearest) throw UnsupportedOp{op};
  return compute(binary64, op, a);
}

/// Real functions with a cut beyond [-1, 1], or that grow a branch point at an end.
void require_within(Op op, double a, double lo, double hi) {
  if (!(a > lo && a < hi)) throw UnsupportedOp{op};
}

Complex unary(Op op, Complex a) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (op) {
    case Op::neg: return -a;
    case Op::sqrt: require_within(op, a.real(), 0, infinity); return std::sqrt(a);
    case Op::cbrt: return cube_root(a);
    case Op::exp: return std::exp(a);
    case Op::exp2: return std::polar(std::exp2(a.real()), a.imag() * std::numbers::ln2);
    case Op::expm1: return exponential_minus_1(a);
    case Op::log: require_within(op, a.real(), 0, infinity); return std::log(a);
    case Op::log2: require_within(op, a.real(), 0, infinity); return std::log(a) / std::numbers::ln2;
    case Op::log10: require_within(op, a.real(), 0, infinity); return std::log10(a);
    case Op::log1p: return logarithm_1_plus(a);
    case Op::sin: return std::sin(a);
    case Op::cos: return std::cos(a);
    case Op::tan: return std::tan(a);
    case Op::asin: require_within(op, a.real(), -1, 1); return std::asin(a);
    case Op::acos: require_within(op, a.real(), -1, 1); return std::acos(a);
    case Op::atan: return std::atan(a);
    case Op::sinh: return std::sinh(a);
    case Op::cosh: return std::cosh(a);
    case Op::tanh: return std::tanh(a);
    case Op::asinh: return std::asinh(a);
    case Op::acosh: require_within(op, a.real(), 1, infinity); return std::acosh(a);
    case Op::atanh: require_within(op, a.real(), -1, 1); return std::atanh(a);
    case Op::abs:
      if (a.real() == 0)
        throw UnsupportedOp{op};
      else
        return a.real() > 0 ? a : -a;
    case Op::floor:
    case Op::ceil:
    case Op::round:
    case Op::trunc:
    case Op::sign: return step(op, a.real());
    default: throw UnsupportedOp{op};
  }
}

Complex binary(Op op, Complex a, Complex b) {
  switch (op) {
    case Op::add: return a + b;
    case Op::sub: return a - b;
    case Op::mul: return a * b;
    case Op::div:
      if (b.real() == 0) throw UnsupportedOp{op};  // a pole
      return a / b;
    case Op::pow: return power(a, b);
    case Op::hypot:
      if (a.real() == 0 && b.real() == 0)
        throw UnsupportedOp{op};
      else
        return std::sqrt(a * a + b * b);
    case Op::atan2: return angle(a, b);
    default: break;
  }
  if (a.real() == b.real()) throw UnsupportedOp{op};  // a tie
  switch (op) {
    case Op::min: return a.real() < b.real() ? a : b;
    case Op::max: return a.real() > b.real() ? a : b;
    case Op::less:
    case Op::less_equal:
    case Op::equal: return compute(binary64, op, a.real(), b.real());
    default: throw UnsupportedOp{op};
  }
}

}  // namespace

Complex continued(Op op, Complex a, Complex b, Complex c) {
  switch (info(op).arity) {
    case 1: return unary(op, a);
    case 2: return binary(op, a, b);
    default: return op == Op::fma ? a * b + c : a.real() != 0 ? b : c;
  }
}

}  // namespace clino
