/// Elementary functions in binary64 by kernels of our own, each with the derivation of its error bound.
///
/// u = 2^-53; gamma_n = n u / (1 - n u) bounds n roundings (Higham 2002, lemma 3.1). Horner's rule with one fused
/// rounding a step and coefficients rounded once computes sum c_k x^k (k <= n) with an error of at most gamma_(n+2)
/// times sum |c_k x^k|. Reductions follow Cody and Waite (1980). Every kernel claims `kernel_error`, at least 1.5 times
/// what is derived. The tests compare constants and errors with Arb.
///
/// Straight-line code: arguments outside a kernel's range give numbers without meaning.
#pragma once
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "double_ball.hpp"

namespace clino::double_kernels {

using double_ball::Sum, double_ball::two_sum;

/// Relative error of the kernels: 2^-47 = 64 u.
inline constexpr double kernel_error = 0x1p-47;

/// c[0] + x (c[1] + x (...))
template <std::size_t K = 0, std::size_t N>
inline double horner(const std::array<double, N>& c, double x) {
  if constexpr (K + 1 == N)
    return c[K];
  else
    return std::fma(horner<K + 1>(c, x), x, c[K]);
}

/// Coefficients sign^j / (step j + first)!; the factorials are exact in binary64 up to 18!.
template <std::size_t N>
consteval std::array<double, N> factorial_series(int first, int step, int sign) {
  std::array<double, N> c{};
  double factorial = 1, s = 1;
  int k = 0;
  for (std::size_t j = 0; j < N; ++j, s *= sign) {
    for (; k < first + step * static_cast<int>(j); ++k) factorial *= k + 1;
    c[j] = s / factorial;
  }
  return c;
}

/// log 2 = high + low to 2^-86; high has 32 bits, so that products with integers below 2^21 are exact.
inline constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
/// pi/2 = first + second + third to 2^-121; the first two have 33 bits.
inline constexpr double half_pi_first = 0x1.921fb544p+0, half_pi_second = 0x1.0b4611a6p-34,
                        half_pi_third = 0x1.3198a2e037073p-69;
/// Adding it rounds to an integer, which stands in the low bits of the sum.
inline constexpr double to_integer = 0x1.8p52;

/// exp(m) for -708 <= m <= 709. k = m/log 2 rounded, t = m - k log 2: |t| <= log(2)/2 + 2^-40 < 0.34658.
///   m - k high is exact: both are multiples of 2^-54 and the difference is below 1/2 (for k = 0 nothing is
///   subtracted); minus k low: one rounding of at most 2^-55, and k 2^-86 of the constant: together 0.3 u in t,
///   relative in exp t. Degree 13 leaves out t^14/14! (1 + t/15 + ...) < 4.3e-18 = 0.04 u. Horner: gamma_15 e^|t|
///   < 21.3 u. Over e^t >= 0.7071: 30.2 u. The scaling is exact. Below 31 u.
inline double exp_kernel(double m) {
  constexpr std::array c = factorial_series<14>(0, 1, 1);
  const double shifted = std::fma(m, 0x1.71547652b82fep+0, to_integer), k = shifted - to_integer;
  const double t = std::fma(-k, ln2_low, std::fma(-k, ln2_high, m));
  const double scale = std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023) << 52);
  return horner(c, t) * scale;
}

/// expm1(m) for |m| <= 0.34: m q(m), q(m) = sum m^j/(j + 1)!, j <= 13.
///   Left out: m^14/15! (...) < 3e-19. Horner: gamma_15 (e^|m| - 1)/|m| < 17.9 u; q >= 0.847; the product: u.
///   Below 23 u.
inline double expm1_kernel(double m) {
  constexpr std::array c = factorial_series<14>(1, 1, 1);
  return m * horner(c, m);
}

/// log((1 + s)/(1 - s)) = 2 s (1 + z/3 + z^2/5 + ...), z = s^2, for |s| <= 0.1716, s known to 2.01 u relative.
///   s: 2.01 u. z: 5.1 u relative, times z p'/p <= 0.021: 0.11 u. Ten terms leave out z^10 2/21/(1 - z) < 2.4e-17,
///   over p >= 2: 0.11 u. Horner, all terms positive: gamma_11. The product: u.
///   Below 15 u.
inline double log_series(double s) {
  constexpr std::array<double, 10> c{2.0,      2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,
                                     2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19};
  return s * horner(c, s * s);
}

/// log(m) for normal m > 0. m = 2^k f, f in [sqrt(1/2), sqrt(2)); s = (f - 1)/(f + 1): the difference is exact
/// (Sterbenz), the sum and the quotient round: 2.01 u, |s| < 0.17158.
///   k high is exact, k low fused with log f: u of at most 0.3467 and 2^10 2^-86; the last sum: u.
///   For k != 0 the result is at least log(2)/2 - 2^-30 >= |log f| - 2^-30, so nothing is magnified.
///   Below 18 u relative; log(1) is exact.
inline double log_kernel(double m) {
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcd, bias = std::uint64_t{1024} << 52;
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(m), biased = (bits - root_half + bias) >> 52;
  const double f = std::bit_cast<double>(bits - (biased << 52) + bias);
  const double k = std::bit_cast<double>(biased | 0x4330000000000000) - (0x1p52 + 1024);
  const double log_f = log_series((f - 1) / (f + 1));
  return k * ln2_high + std::fma(k, ln2_low, log_f);
}

/// log1p(m) for |m| <= 0.25: s = m/(2 + m), below 0.1429; sum and quotient round. Below 15 u relative, and 2^-1074
/// where s is subnormal.
inline double log1p_kernel(double m) { return log_series(m / (2 + m)); }

/// |x - k pi/2 - h| <= error, for |x| <= 2^19; the low bits of `quadrant` are those of k.
///   k first and k second are exact (20 + 33 bits); x - k first is exact: for k != 0 both are multiples of 2^-53 and
///   the difference is below 1; minus k second: an exact sum; minus k third: one rounding of a number below u |h| + |k|
///   2^-68, and |k| 2^-121 of the constant.
struct Reduced {
  double h, error;
  std::uint64_t quadrant;
};
inline Reduced reduce_by_half_pi(double x) {
  const double shifted = std::fma(x, 0x1.45f306dc9c883p-1, to_integer), k = shifted - to_integer;
  const Sum s = two_sum(std::fma(-k, half_pi_first, x), -k * half_pi_second);
  const Sum h = two_sum(s.s, std::fma(-k, half_pi_third, s.e));
  const double size = std::fabs(k);
  return {h.s, std::fabs(h.e) + std::fabs(h.s) * (size > 0 ? 0x1p-105 : 0.0) + size * 0x1p-119,
          std::bit_cast<std::uint64_t>(shifted)};
}

/// sin(h) for |h| <= 0.7855: h q(h^2), eight terms.
///   Left out: h^16/17! < 6.1e-17 = 0.55 u. Horner: gamma_9 sinh(h)/h < 10 u; z = h^2: u times 0.23; over
///   sin(h)/h >= 0.9: 12 u; the product: u.
///   Below 13 u.
inline double sin_kernel(double h) {
  constexpr std::array c = factorial_series<8>(1, 2, -1);
  return h * horner(c, h * h);
}

/// cos(h) for |h| <= 0.7855: nine terms. Left out: h^18/18! < 2.1e-18. Horner: gamma_10 cosh(h) < 13.3 u; z: u times
/// 0.28; over cos(h) >= 0.707: 19.3 u.
inline double cos_kernel(double h) {
  constexpr std::array c = factorial_series<9>(0, 2, -1);
  return horner(c, h * h);
}

/// atan(z) for |z| <= 0.41423: z q(z^2), twenty terms.
///   Left out: z^40/41 < 1.2e-17 = 0.11 u. Horner: gamma_21 atanh(z)/z < 22.4 u; z^2: 0.11 u; over atan(z)/z >= 0.948:
///   24 u; the product: u.
///   Below 25 u.
inline double atan_kernel(double z) {
  constexpr std::array c = [] {
    std::array<double, 20> q{};
    for (std::size_t j = 0; j < q.size(); ++j) q[j] = (j % 2 == 0 ? 1.0 : -1.0) / static_cast<double>(2 * j + 1);
    return q;
  }();
  return z * horner(c, z * z);
}

}  // namespace clino::double_kernels
