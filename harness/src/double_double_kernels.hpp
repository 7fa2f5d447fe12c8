/// Elementary functions in double-double by kernels of our own, each with the derivation of its error bound.
///
/// u = 2^-53, e = 2^-102 (`unit`): a relative error of every operation. Arguments are reduced to a neighbour of an
/// entry of a table (Tang, Table-driven implementation of the exponential function, TOMS 1989); entries are within
/// 2^-106. The first terms of a series are summed in double-double, the rest in binary64 by Horner's rule (gamma_n of
/// the terms' sizes, Higham 2002). Every kernel claims `kernel_error`, at least 1.5 times what is derived. The tests
/// compare with Arb.
///
/// Straight-line code: arguments outside a kernel's range give numbers without meaning.
#pragma once
#include <cstdint>

#include "double_double_tables.hpp"
#include "double_kernels.hpp"

namespace clino::double_double {

using double_kernels::horner, double_kernels::to_integer;

inline constexpr double kernel_error = 0x1p-94;

/// Entry j of a table, within its bounds.
template <std::size_t N>
inline DoubleDouble entry(const std::array<double, N>& high, const std::array<double, N>& low, std::int64_t j) {
  return {high[static_cast<std::size_t>(j)], low[static_cast<std::size_t>(j)]};
}
/// 1/n!
inline DoubleDouble inverse_factorial(std::size_t n) {
  return {tables::inverse_factorial_high[n], tables::inverse_factorial_low[n]};
}
/// 1/n
inline DoubleDouble inverse(double n) {
  const double y = 1 / n;
  return {y, std::fma(-y, n, 1) / n};
}

/// exp(a) = 2^k S (1 + p), S = 2^(j/256) from the table, p = expm1(t), |t| <= log(2)/512 + 2^-40 < 2^-9.5.
///   t = a - (256 k + j) log(2)/256 for |a| <= 710: |n| < 2^18.1; a.high - n first and n second are exact (34 bits),
///   the low parts are added in order of size: an absolute error of 2^-110 where n != 0, none where n = 0. p = t + t^2
///   (1/2 + t (1/6 + t (1/24 + t T))), T = 1/120 + t/720 + ... + t^4/9!. T, of binary64: gamma_6 and the product: 7.1
///   u, times t^4/120: relative to t 2^-38 2^-6.9 2^-50.1 = 2^-95; left out t^9/10!: 2^-107. The rest: below 2 e. p:
///   below 2^-94.9 relative; exp: 2^-104.4 + 2^-106 + 2 e + 2^-9.5 3 e + 2^-110 < 2^-100.8.
struct Exponential {
  DoubleDouble scale, p;  // 2^(j/256), expm1(t)
  double power;           // 2^k
  bool near;              // n = 0
};
inline Exponential exponential_parts(DoubleDouble a) {
  const double shifted = std::fma(a.high, tables::inverse_exponential_step[0], to_integer), n = shifted - to_integer;
  const auto bits = std::bit_cast<std::uint64_t>(shifted);  // n stands in the low ones
  const Sum s = two_sum(std::fma(-n, tables::exponential_step[0], a.high), -n * tables::exponential_step[1]);
  const Sum r = two_sum(s.s, a.low);
  const DoubleDouble t = sum_of(r.s, std::fma(-n, tables::exponential_step[2], r.e + s.e));
  constexpr std::array<double, 5> c{1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880};
  DoubleDouble q = add_smaller(inverse_factorial(4), t.high * horner(c, t.high));
  q = add_smaller(inverse_factorial(3), multiply(t, q));
  q = add_smaller(DoubleDouble{0.5, 0}, multiply(t, q));
  const DoubleDouble p = add_smaller(t, multiply(multiply(t, t), q));
  return {entry(tables::power_of_two_high, tables::power_of_two_low, static_cast<std::int64_t>(bits & 255)), p,
          std::bit_cast<double>(((bits >> 8) + 1023) << 52), n == 0};
}
/// For -620 <= a <= 709: the low part is normal.
inline DoubleDouble exp_kernel(DoubleDouble a) {
  const Exponential f = exponential_parts(a);
  return scaled(add_smaller(f.scale, multiply(f.scale, f.p)), f.power);
}
/// expm1(a) = (2^k S - 1) + 2^k S p, for -620 <= a <= 709. Where n = 0 it is p. Else |expm1(a)| > 2^-9.54, the entry's
/// error is below 2^-106 2^9.54 and the sum cancels less than half: below 2^-96.
inline DoubleDouble expm1_kernel(DoubleDouble a) {
  const Exponential f = exponential_parts(a);
  const DoubleDouble s = scaled(f.scale, f.power), less_one = add(s, {-1, 0});
  return where(f.near, f.p, add(less_one, multiply(s, f.p)));
}

/// log((1 + s)/(1 - s)) for |s| <= 2^-8.2: 2 s + 2 s w (1/3 + w (1/5 + w T)), w = s^2, T = 1/7 + ... + w^3/13.
///   T and its product: 6.1 u, times w^3/7: 2^-102.6. Left out w^7/15: 2^-118. Below 3 e.
inline DoubleDouble log_series(DoubleDouble s) {
  constexpr std::array<double, 4> c{1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13};
  const DoubleDouble w = multiply(s, s);
  const DoubleDouble q = add_smaller(inverse(3), multiply(w, add_smaller(inverse(5), w.high * horner(c, w.high))));
  return scaled(add_smaller(s, multiply(s, multiply(w, q))), 2);
}
/// log1p(z) for |z| <= 2^-7.2, s = z/(2 + z): below 6 e. Where w underflows it counts for nothing.
inline DoubleDouble log1p_kernel(DoubleDouble z) { return log_series(divide(z, add_smaller({2, 0}, z))); }

/// log(a) for 2^-960 <= a.high <= 2^1000: a = 2^k f, f in [sqrt(1/2), sqrt(2)), j = 128 f rounded, r = 1024/(8 j) to
/// 1/1024, log f = -log r + log1p(z), z = f r - 1, |z| <= 2^-7.2.
///   f.high r is exact in two parts, minus 1 exact; f.low r and the sum with the low part: two errors of u 2^-52.9,
///   none for r = 1. For j != 128 |log f| >= 2^-8.01: 2^-95.8 relative; entries and sums: 2^-97. k log 2 exceeds twice
///   what it cancels with: 2 e.
///   Below 2^-95.2.
inline DoubleDouble log_kernel(DoubleDouble a) {
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcd, bias = std::uint64_t{1024} << 52;
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(a.high), biased = (bits - root_half + bias) >> 52;
  const double k = std::bit_cast<double>(biased | 0x4330000000000000) - (0x1p52 + 1024);
  const double high = std::bit_cast<double>(bits - (biased << 52) + bias),
               inverse_power = std::bit_cast<double>((2047 - biased) << 52);  // 2^-k
  const double low = a.low * inverse_power;
  const auto j = std::bit_cast<std::int64_t>(std::fma(high, 128, to_integer)) & 255;
  const double r = tables::logarithm_factor[static_cast<std::size_t>(j)];
  const DoubleDouble p = product_of(high, r);
  const DoubleDouble z = sum_of(p.high - 1, std::fma(low, r, p.low));
  const DoubleDouble log_f = add(entry(tables::logarithm_rest_high, tables::logarithm_rest_low, j), log1p_kernel(z));
  return add(multiply(tables::log_2, k), log_f);
}

/// sin and cos of t + j pi/128, |t| <= 0.01228 < 2^-6.34, w = t^2.
///   sin t = t - t w (1/6 - w (1/120 - w T)), T = 1/5040 - ... ; T and product 5 u: w^3/5040: 2^-100; left out 2^-108.
///   cos t - 1 = -w (1/2 - w (1/24 - w T)), T = 1/720 - ...: 2^-97 relative; left out: 2^-125.
///   sin(c + t) = S + (S (cos t - 1) + C sin t): S = 0 exactly or >= 0.0245 > 1.9 |sin t|: 4 e, and 2^-106, 2^-13.7
///   2^-97, 2^-100, at most doubled: below 2^-97.5.
struct SineCosine {
  DoubleDouble sine, cosine;
};
inline SineCosine sine_cosine_kernel(DoubleDouble t, std::int64_t j) {
  constexpr std::array<double, 3> a{-1.0 / 5040, 1.0 / 362880, -1.0 / 39916800};
  constexpr std::array<double, 4> b{-1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600};
  const DoubleDouble w = multiply(t, t);
  DoubleDouble p = add_smaller(inverse_factorial(5), w.high * horner(a, w.high));
  p = add_smaller(negative(inverse_factorial(3)), multiply(w, p));
  const DoubleDouble sine = add_smaller(t, multiply(t, multiply(w, p)));
  DoubleDouble q = add_smaller(inverse_factorial(4), w.high * horner(b, w.high));
  q = multiply(w, add_smaller({-0.5, 0}, multiply(w, q)));  // cos t - 1
  const DoubleDouble s = entry(tables::sine_high, tables::sine_low, j & 255),
                     c = entry(tables::sine_high, tables::sine_low, (j & 255) + 64);
  return {add(s, add(multiply(s, q), multiply(c, sine))), add(c, add(multiply(c, q), negative(multiply(s, sine))))};
}

/// atan(z) for 0 <= z <= 1 + 2^-50: j = 128 z rounded, c = j/128, t = (z - c)/(1 + z c), |t| <= 2^-8: table + atan t.
///   z - c is exact; t: 2 e. atan t = t + t w (-1/3 + w (1/5 + w T)), T = -1/7 + w/9 - w^2/11 + w^3/13: 2^-100
///   relative; left out 2^-115. The sum: e, relative to at least half the table's entry. Below 2^-98.
inline DoubleDouble atan_kernel(DoubleDouble z) {
  constexpr std::array<double, 4> a{-1.0 / 7, 1.0 / 9, -1.0 / 11, 1.0 / 13};
  const double shifted = std::fma(z.high, 128, to_integer), c = (shifted - to_integer) / 128;
  const DoubleDouble below = sum_of(z.high - c, z.low), t = divide(below, add_smaller({1, 0}, multiply(z, c)));
  const DoubleDouble w = multiply(t, t);
  DoubleDouble q = add_smaller(inverse(5), w.high * horner(a, w.high));
  q = add_smaller(negative(inverse(3)), multiply(w, q));
  const DoubleDouble series = add_smaller(t, multiply(t, multiply(w, q)));
  return add(entry(tables::arctangent_high, tables::arctangent_low, std::bit_cast<std::int64_t>(shifted) & 255),
             series);
}

/// erf(c + h) - erf(c) = 2/sqrt(pi) exp(-c^2) h sum_k eta_k/(k + 1)!, c = j/32, |h| <= 1/64, eta_k = (-h)^k H_k(c):
/// eta_(k+1) = p eta_k + k q eta_(k-1), p = -2 c h, q = -2 h^2 (DLMF 18.9), by Clenshaw's rule from k = 27 down, below
/// k = 12 in double-double. For 0 <= x <= 24.
///   The recurrence gives |eta_k| <= m^k, m = |p| + sqrt(27 |q|) <= 0.147 for c < 1, <= 0.866 for c <= 24. The part in
///   binary64 errs by 7 u (and 1/10 of that from later terms): 7.7 u m^12/13! < 2^-115 and 2^-84.8; left out m^27/28! <
///   2^-103. In double-double: 4 e of what a step adds, sum |eta_k|/(k + 1)! < 2: 8 e.
///   The sum is above 0.69 and at most 1.13 of erfc(x) and of erf(x): below 2^-98 for c < 1, else 2^-83.
struct ErrorFunction {
  DoubleDouble entry, step;  // erf(c) for c < 1, else erfc(c); erf(x) - erf(c)
  bool near;                 // c < 1
};
inline ErrorFunction error_function_parts(DoubleDouble x) {
  const double shifted = std::fma(x.high, 32, to_integer), c = (shifted - to_integer) / 32;
  const auto j = std::bit_cast<std::int64_t>(shifted) & 1023;
  const DoubleDouble h = sum_of(x.high - c, x.low), p = multiply(h, -2 * c), q = scaled(multiply(h, h), -2);
  double b = tables::inverse_factorial_high[27], b_above = 0;  // k = 26
#pragma GCC unroll 16
  for (std::size_t k = 25; k >= 12; --k) {
    const double next = std::fma(
        p.high, b, std::fma(static_cast<double>(k + 1) * q.high, b_above, tables::inverse_factorial_high[k + 1]));
    b_above = b;
    b = next;
  }
  DoubleDouble s{b, 0}, above{b_above, 0};
#pragma GCC unroll 12
  for (std::size_t k = 12; k-- > 0;) {
    const DoubleDouble rest = add(multiply(p, s), multiply(multiply(q, static_cast<double>(k + 1)), above));
    above = s;
    s = add(inverse_factorial(k + 1), rest);
  }
  const DoubleDouble slope = entry(tables::error_function_slope_high, tables::error_function_slope_low, j);
  return {entry(tables::error_function_high, tables::error_function_low, j), multiply(multiply(slope, h), s), j < 32};
}

}  // namespace clino::double_double
