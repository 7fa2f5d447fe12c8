#include "taylor.hpp"

#include <arb_poly.h>

#include "precision.hpp"

namespace clino {
namespace {

using Series = std::vector<Coefficient>;

Coefficient whole(std::size_t k) { return Coefficient::integer(static_cast<std::int64_t>(k)); }

/// a + t, 1 + (a + t)^2 and the like: at most three coefficients.
Series polynomial(std::size_t n, std::initializer_list<Coefficient> c) {
  Series s(c);
  s.resize(n);
  return s;
}

Series quotient(const Series& a, const Series& b) {
  Series q;
  for (std::size_t k = 0; k < a.size(); ++k) {
    Coefficient c = a[k];
    for (std::size_t j = 1; j <= k; ++j) c = c - b[j] * q[k - j];
    q.push_back(c / b[0]);
  }
  return q;
}

// y = s^r:  k s0 y_k = sum over j = 1..k of (r j - (k - j)) s_j y_(k-j)
Series inverse_root(const Series& s) {
  const Coefficient r = Coefficient::ratio(-1, 2);
  Series y{Coefficient::integer(1) / evaluate(Op::sqrt, s[0])};
  for (std::size_t k = 1; k < s.size(); ++k) {
    Coefficient sum;
    for (std::size_t j = 1; j <= k; ++j) sum = sum + (r * whole(j) - whole(k - j)) * s[j] * y[k - j];
    y.push_back(sum / (whole(k) * s[0]));
  }
  return y;
}

/// The antiderivative with that value at 0.
Series integral(const Coefficient& value, const Series& derivative) {
  Series y{value};
  for (std::size_t k = 1; k < derivative.size(); ++k) y.push_back(derivative[k - 1] / whole(k));
  return y;
}

// y'' = sign y:  c_k = sign c_(k-2) / (k (k - 1))
Series second_order(const Coefficient& value, const Coefficient& slope, int sign, std::size_t n) {
  Series y{value, slope};
  for (std::size_t k = 2; k < n; ++k) y.push_back(Coefficient::integer(sign) * y[k - 2] / (whole(k) * whole(k - 1)));
  return y;
}

// y' = rate y
Series geometric(const Coefficient& value, const Coefficient& rate, std::size_t n) {
  Series y{value};
  for (std::size_t k = 1; k < n; ++k) y.push_back(y[k - 1] * rate / whole(k));
  return y;
}

/// 2/sqrt(pi) exp(-(a + t)^2):  y' = -2 (a + t) y
Series gaussian(const Coefficient& a, std::size_t n) {
  const Coefficient minus_two = Coefficient::integer(-2);
  Series y{evaluate(Op::exp, -(a * a)) * Coefficient::integer(2) / evaluate(Op::sqrt, Coefficient::pi())};
  for (std::size_t k = 1; k < n; ++k) {
    Coefficient sum = a * y[k - 1];
    if (k > 1) sum = sum + y[k - 2];
    y.push_back(minus_two * sum / whole(k));
  }
  return y;
}

/// Digamma and its derivatives over factorials, from Arb.
Series digamma_series(const Coefficient& a, std::size_t n) {
  constexpr std::uint64_t first_label = 2000;
  arb_poly_t p;
  arb_poly_init(p);
  arb_poly_set_coeff_arb(p, 0, a.ball());
  arb_poly_set_coeff_si(p, 1, 1);
  arb_poly_digamma_series(p, p, static_cast<slong>(n), PrecisionScope::bits());
  Series y;
  for (std::size_t k = 0; k < n; ++k) {
    ArbValue c;
    arb_poly_get_coeff_arb(c, p, static_cast<slong>(k));
    y.push_back(Coefficient::labelled(c, first_label + k, a));
  }
  arb_poly_clear(p);
  return y;
}

/// y' = digamma y
Series gamma_series(const Coefficient& a, std::size_t n) {
  const Series psi = digamma_series(a, n);
  Series y{evaluate(Op::tgamma, a)};
  for (std::size_t k = 1; k < n; ++k) {
    Coefficient sum;
    for (std::size_t j = 0; j < k; ++j) sum = sum + psi[j] * y[k - 1 - j];
    y.push_back(sum / whole(k));
  }
  return y;
}

Series negated(Series s) {
  for (Coefficient& c : s) c = -c;
  return s;
}

Series logarithm(Op op, const Coefficient& a, std::size_t n) {
  const Coefficient one = Coefficient::integer(1);
  const Coefficient base = op == Op::log2 ? Coefficient::integer(2) : Coefficient::integer(10);
  const bool natural = op == Op::log || op == Op::log1p;
  const Coefficient scale = natural ? one : one / evaluate(Op::log, base);
  return integral(evaluate(op, a), quotient(polynomial(n, {scale}), polynomial(n, {op == Op::log1p ? a + one : a, one})));
}

/// Inverse circular and hyperbolic functions: their derivatives are 1/s or s^(-1/2) for a quadratic s.
Series inverse_function(Op op, const Coefficient& a, std::size_t n) {
  const Coefficient one = Coefficient::integer(1), two_a = Coefficient::integer(2) * a;
  const Series plus = polynomial(n, {one + a * a, two_a, one});                               // 1 + (a + t)^2
  const Series minus = polynomial(n, {(one - a) * (one + a), -two_a, -one});                  // 1 - (a + t)^2
  const Series above = polynomial(n, {(a - one) * (a + one), two_a, one});                    // (a + t)^2 - 1
  switch (op) {
    case Op::atan: return integral(evaluate(op, a), quotient(polynomial(n, {one}), plus));
    case Op::atanh: return integral(evaluate(op, a), quotient(polynomial(n, {one}), minus));
    case Op::asinh: return integral(evaluate(op, a), inverse_root(plus));
    case Op::acosh: return integral(evaluate(op, a), inverse_root(above));
    case Op::asin: return integral(evaluate(op, a), inverse_root(minus));
    default: return integral(evaluate(op, a), negated(inverse_root(minus)));
  }
}

}  // namespace

std::vector<Coefficient> taylor(Op op, const Coefficient& a, std::size_t n) {
  const Coefficient one = Coefficient::integer(1);
  const auto sine = [&] { return second_order(evaluate(Op::sin, a), evaluate(Op::cos, a), -1, n); };
  const auto cosine = [&] { return second_order(evaluate(Op::cos, a), -evaluate(Op::sin, a), -1, n); };
  const auto hyperbolic_sine = [&] { return second_order(evaluate(Op::sinh, a), evaluate(Op::cosh, a), 1, n); };
  const auto hyperbolic_cosine = [&] { return second_order(evaluate(Op::cosh, a), evaluate(Op::sinh, a), 1, n); };
  switch (op) {
    case Op::exp: return geometric(evaluate(op, a), one, n);
    case Op::exp2: return geometric(evaluate(op, a), evaluate(Op::log, Coefficient::integer(2)), n);
    case Op::expm1: {
      Series y = geometric(evaluate(Op::exp, a), one, n);
      y[0] = evaluate(op, a);
      return y;
    }
    case Op::log: case Op::log2: case Op::log10: case Op::log1p: return logarithm(op, a, n);
    case Op::sin: return sine();
    case Op::cos: return cosine();
    case Op::tan: return quotient(sine(), cosine());
    case Op::sinh: return hyperbolic_sine();
    case Op::cosh: return hyperbolic_cosine();
    case Op::tanh: return quotient(hyperbolic_sine(), hyperbolic_cosine());
    case Op::atan: case Op::atanh: case Op::asin: case Op::acos: case Op::asinh: case Op::acosh:
      return inverse_function(op, a, n);
    case Op::erf: return integral(evaluate(op, a), gaussian(a, n));
    case Op::erfc: return integral(evaluate(op, a), negated(gaussian(a, n)));
    case Op::digamma: return digamma_series(a, n);
    case Op::lgamma: return integral(evaluate(op, a), digamma_series(a, n));
    case Op::tgamma: return gamma_series(a, n);
    default: return {};
  }
}

}  // namespace clino
