/// The gamma function's logarithm, its derivative, and the gamma function on balls, with their partials.
#pragma once
#include <algorithm>

#include "double_lifts.hpp"

namespace clino::double_ball {

/// sum_(k = 1)^17 c_k z^(k - 1) for z <= 1/255: k >= 5 in binary64, whose terms alternate and fall, by 75 first and by
/// 9 last: below 4 u |c_5|, and `slope` bounds what an error of z adds.
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

/// Gamma(a + 16) = p Gamma(a), p = a (a + 1) ... (a + 15), a product of eight factors w + i (15 - i) of w = a (a + 15);
/// with its derivatives by w.
template <class Ball>
struct RisingProduct {
  Ball p, first, second;
  Ball slope;  // of w by a
};
template <class Ball>
RisingProduct<Ball> rising_product(Ball a) {
  const Ball w = multiply(a, add(a, 15.0));
  Ball p = w, first = exact<Ball>(1), second{};
#pragma GCC unroll 7
  for (int i = 1; i < 8; ++i) {
    const Ball factor = add(w, static_cast<double>(i * (15 - i)));
    second = add(multiply(second, factor), scaled(first, 2));
    first = add(multiply(first, factor), p);
    p = multiply(p, factor);
  }
  return {p, first, second, add(scaled(a, 2), 15.0)};
}

/// Stirling's series at x = a, or a + 16 below 16, and its derivatives: errors below the first terms left out
/// (DLMF 5.11), B_36/(36 35) x^-35 < 2^-106, B_36/36 x^-36 < 2^-105, B_36 x^-37 < 2^-104.
template <class Ball>
struct Stirling {
  bool small;  // a < 16
  Ball x, l, inverse, z;

  explicit Stirling(Ball a)
      : small(a.m < 16),
        x(where(small, add(a, 16.0), a)),
        l(logarithm(x)),
        inverse(reciprocal(x)),
        z(square(inverse)) {}
  Ball log_gamma() const {
    const Ball series = multiply(inverse, asymptotic_series(tables::stirling_high, tables::stirling_low, z, 0x1p-8));
    return add(subtract(multiply(add(x, -0.5), l), x),
               add(constant<Ball>(tables::half_log_2_pi), widened(series, 0x1p-106)));
  }
  Ball digamma() const {
    const Ball series =
        multiply(z, asymptotic_series(tables::stirling_slope_high, tables::stirling_slope_low, z, 0x1p-5));
    return subtract(subtract(l, scaled(inverse, 0.5)), widened(series, 0x1p-105));
  }
  Ball trigamma() const {
    const Ball series = multiply(multiply(z, inverse), asymptotic_series(tables::stirling_curvature_high,
                                                                         tables::stirling_curvature_low, z, 0.5));
    return add(add(inverse, scaled(z, 0.5)), widened(series, 0x1p-104));
  }
};

template <class Ball>
struct LogGamma {
  Ball y, slope;  // log Gamma and digamma
};
/// For a > 0.
template <class Ball>
LogGamma<Ball> log_gamma(Ball a) {
  const Stirling<Ball> s(a);
  const RisingProduct<Ball> r = rising_product(where(s.small, a, exact<Ball>(1)));
  const Ball y = subtract(s.log_gamma(), logarithm(r.p)),
             slope = subtract(s.digamma(), divide(multiply(r.first, r.slope), r.p));
  const bool known = low_end(a) > 0;
  return {only_if(known, where(s.small, y, s.log_gamma())), only_if(known, where(s.small, slope, s.digamma()))};
}
template <class Ball>
struct Digamma {
  Ball y, slope;  // digamma and trigamma
};
/// For a > 0: sum 1/(a + i) = p'/p, sum 1/(a + i)^2 = (p'/p)^2 - p''/p.
template <class Ball>
Digamma<Ball> digamma(Ball a) {
  const Stirling<Ball> s(a);
  const RisingProduct<Ball> r = rising_product(where(s.small, a, exact<Ball>(1)));
  const Ball inverse = reciprocal(r.p), sum = multiply(multiply(r.first, r.slope), inverse),
             curvature = add(multiply(r.second, square(r.slope)), scaled(r.first, 2)),
             squares = subtract(square(sum), multiply(curvature, inverse));
  const Ball y = subtract(s.digamma(), sum), slope = add(s.trigamma(), squares);
  const bool known = low_end(a) > 0;
  return {only_if(known, where(s.small, y, s.digamma())), only_if(known, where(s.small, slope, s.trigamma()))};
}

/// sin(pi a) and cos(pi a), but for a sign common to both.
template <class Ball>
SineCosine<Ball> sine_cosine_of_turns(Ball a) {
  const double nearest = (a.m + double_kernels::to_integer) - double_kernels::to_integer;
  const SineCosine<Ball> t = sine_cosine(multiply(constant<Ball>(tables::pi), add(a, -nearest)));
  const bool inside = std::fabs(a.m) < 0x1p50;
  return {only_if(inside, t.sine), only_if(inside, t.cosine)};
}
/// lgamma(a) = log(pi/|sin(pi a)|) - lgamma(1 - a), digamma(a) = digamma(1 - a) - pi cot(pi a), for a < 0.
template <class Ball>
LogGamma<Ball> reflected_log_gamma(Ball a) {
  const SineCosine<Ball> t = sine_cosine_of_turns(a);
  const LogGamma<Ball> other = log_gamma(add(negative(a), 1.0));
  const Ball cotangent = multiply(constant<Ball>(tables::pi), divide(t.cosine, t.sine));
  return {subtract(subtract(constant<Ball>(tables::log_pi), logarithm(magnitude(t.sine))), other.y),
          subtract(other.slope, cotangent)};
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
/// digamma(a) = digamma(1 - a) - pi cot(pi a), trigamma(a) = (pi/sin(pi a))^2 - trigamma(1 - a), for a < 0.
template <class Ball>
Lift<Ball> lift_digamma(Ball a) {
  const bool below = a.m < 0;
  const SineCosine<Ball> t = sine_cosine_of_turns(where(below, a, exact<Ball>(-0.5)));
  const Digamma<Ball> d = digamma(where(below, add(negative(a), 1.0), a));
  const Ball pi_over_sine = divide(constant<Ball>(tables::pi), t.sine);
  return {where(below, subtract(d.y, multiply(pi_over_sine, t.cosine)), d.y),
          where(below, subtract(square(pi_over_sine), d.slope), d.slope)};
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
