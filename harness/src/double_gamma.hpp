/// The gamma function's logarithm, its derivative, and the gamma function on balls, with their partials.
#pragma once
#include <algorithm>

#include "double_lifts.hpp"

namespace clino::double_ball {

/// sum_(k = 1)^17 c_k z^(k - 1) for z <= 1/255: k >= 5 in binary64, whose terms alternate and fall by more than 100 at
/// a time: below 4 u |c_5|, and `slope` bounds what an error of z adds.
template <class Ball>
Ball asymptotic_series(const std::array<double, 18>& high, const std::array<double, 18>& low, Ball z, double slope) {
  double tail = high[17];
#pragma GCC unroll 12
  for (std::size_t k = 16; k >= 5; --k) tail = std::fma(tail, z.m, high[k]);
  Ball y = widened(exact<Ball>(tail), 0x1p-50 * std::fabs(high[5]) + slope * (z.r + std::fabs(z.m) * 0x1p-52));
#pragma GCC unroll 4
  for (std::size_t k = 4; k >= 1; --k) y = add(multiply(y, z), constant<Ball>({high[k], low[k]}));
  return y;
}

template <class Ball>
struct LogGamma {
  Ball y, slope;  // log Gamma and digamma
};
/// For a > 0. Stirling's series at x = a, or a + 16 below 16, whose error is below the first term left out (DLMF 5.11):
/// B_36/(36 35) x^-35 < 2^-126, B_36/36 x^-36 < 2^-125. Gamma(a + 16) = p Gamma(a), p = a (a + 1) ... (a + 15), a
/// product of eight factors w + i (15 - i) of w = a (a + 15).
template <class Ball>
LogGamma<Ball> log_gamma(Ball a) {
  const bool small = a.m < 16;
  const Ball w = multiply(a, add(a, exact<Ball>(15))), dw = add(scaled(a, 2), exact<Ball>(15));
  Ball p = w, dp = exact<Ball>(1);
#pragma GCC unroll 7
  for (int i = 1; i < 8; ++i) {
    const Ball factor = add(w, exact<Ball>(i * (15 - i)));
    dp = i == 1 ? add(factor, w) : add(multiply(dp, factor), p);
    p = multiply(p, factor);
  }
  const Ball x = where(small, add(a, exact<Ball>(16)), a), l = logarithm(x), inverse = reciprocal(x),
             z = square(inverse);
  const Ball series = multiply(inverse, asymptotic_series(tables::stirling_high, tables::stirling_low, z, 0x1p-8)),
             slopes =
                 multiply(z, asymptotic_series(tables::stirling_slope_high, tables::stirling_slope_low, z, 0x1p-5));
  const Ball main = add(subtract(multiply(subtract(x, exact<Ball>(0.5)), l), x),
                        add(constant<Ball>(tables::half_log_2_pi), widened(series, 0x1p-126)));
  const Ball main_slope = subtract(subtract(l, scaled(inverse, 0.5)), widened(slopes, 0x1p-125));
  const Ball shift = logarithm(where(small, p, exact<Ball>(1))),
             shift_slope = divide(multiply(dp, dw), where(small, p, exact<Ball>(1)));
  const bool known = low_end(a) > 0;
  return {only_if(known, where(small, subtract(main, shift), main)),
          only_if(known, where(small, subtract(main_slope, shift_slope), main_slope))};
}

/// lgamma(a) = log(pi/|sin(pi a)|) - lgamma(1 - a), digamma(a) = digamma(1 - a) - pi cot(pi a), for a < 0.
template <class Ball>
LogGamma<Ball> reflected_log_gamma(Ball a) {
  const double nearest = (a.m + double_kernels::to_integer) - double_kernels::to_integer;
  const Ball pi = constant<Ball>(tables::pi);
  const SineCosine<Ball> t = sine_cosine(multiply(pi, subtract(a, exact<Ball>(nearest))));
  const LogGamma<Ball> other = log_gamma(subtract(exact<Ball>(1), a));
  const Ball log_sine = logarithm(magnitude(t.sine)),
             y = subtract(subtract(constant<Ball>(tables::log_pi), log_sine), other.y);
  return {only_if(std::fabs(a.m) < 0x1p50, y), subtract(other.slope, multiply(pi, divide(t.cosine, t.sine)))};
}

/// Numbers above 0 alone: what a run of lanes usually has.
template <class Ball>
Lift<Ball> lift_lgamma_above_zero(Ball a) {
  const LogGamma<Ball> g = log_gamma(a);
  return {g.y, g.slope};
}
template <class Ball>
Lift<Ball> lift_lgamma(Ball a) {
  const bool below = a.m < 0;
  const LogGamma<Ball> g = log_gamma(where(below, exact<Ball>(1), a)),
                       h = reflected_log_gamma(where(below, a, exact<Ball>(-0.5)));
  return {where(below, h.y, g.y), where(below, h.slope, g.slope)};
}
/// Gamma(a) is below 0 where floor(a) is odd and a < 0; a midpoint that is an integer is passed on there.
template <class Ball>
Lift<Ball> lift_tgamma(Ball a) {
  const Lift<Ball> l = lift_lgamma(a);
  const double floor = std::floor(a.m), half = floor * 0.5;
  const bool odd = (a.m < 0) & (half != std::floor(half));
  const Ball y = signed_as(odd ? -1 : 1, exponential(l.y));
  const Ball known = only_if((a.m > 0) | (a.m != floor), y);
  return {known, multiply(known, l.da)};
}

}  // namespace clino::double_ball
