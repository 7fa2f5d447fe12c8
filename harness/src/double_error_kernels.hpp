/// Kernels of erf and erfc in binary64, with the derivations of their error bounds.
#pragma once
#include <cmath>

namespace clino::double_kernels {

/// s(z) = 1 + 2z/3 (1 + 2z/5 (1 + ...)), erf(x) = 2/sqrt(pi) x exp(-x^2) s(x^2), for 0 <= z <= 4.1 (DLMF 7.6.2).
///   All terms positive; each step multiplies by a rounded constant and by z and adds: three roundings, 33 steps:
///   gamma_100. Left out: (2z)^34/69!! < 2e-17 over s(4.1) > 25: nothing.
///   Below 101 u.
inline double erf_series(double z) {
  double y = 1;
#pragma GCC unroll 40
  for (int n = 33; n > 0; --n) y = std::fma(z * (2.0 / (2 * n + 1)), y, 1.0);
  return y;
}

/// w = x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...))), erfc(x) = exp(-x^2)/(w sqrt(pi)), for 1.9 <= x <= 28 (DLMF 7.9.2),
/// by convergents p_n/q_n, p_n = x p_(n-1) + n/2 p_(n-2): all terms positive, two roundings a step and a quotient, n =
/// 36: gamma_145. Successive convergents lie on either side of w.
struct Enclosed {
  double y, error;
};
inline Enclosed erfc_fraction(double x) {
  double p = x, q = 1, p_before = 1, q_before = 0;
#pragma GCC unroll 36
  for (int n = 1; n <= 36; ++n) {
    const double p_next = std::fma(x, p, 0.5 * n * p_before), q_next = std::fma(x, q, 0.5 * n * q_before);
    p_before = p;
    q_before = q;
    p = p_next;
    q = q_next;
  }
  return {p / q, std::fabs(p / q - p_before / q_before)};
}

/// Of both kernels, and of the distance of the last two convergents (two quotients, gamma_290): 512 u.
inline constexpr double erf_error = 0x1p-44;

}  // namespace clino::double_kernels
