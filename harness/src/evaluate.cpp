#include "clino/evaluate.hpp"

#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "native.hpp"

namespace clino {
namespace {

using quiet = boost::math::policies::policy<boost::math::policies::pole_error<boost::math::policies::ignore_error>,
                                            boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                            boost::math::policies::domain_error<boost::math::policies::ignore_error>,
                                            boost::math::policies::promote_double<false>,
                                            boost::math::policies::promote_float<false>>;

/// pi cot(pi a), from the distance to the next integer, which is exact.
template <class T>
T pi_cot_pi(T a) {
  constexpr T pi = std::numbers::pi_v<T>;
  const T r = a - std::round(a);
  if (std::fabs(r) <= T(0.25)) return pi / std::tan(pi * r);
  return std::copysign(pi * std::tan(pi * (T(0.5) - std::fabs(r))), r);
}

/// psi(a) = psi(1 - a) - pi cot(pi a) for a < 0: Boost.Math's own reflection rounds 1 - a first, and an `a` next to a
/// pole lands on it.
template <class T>
T digamma_of(T a) {
  if (std::isnan(a) || a == std::numeric_limits<T>::infinity()) return a;
  if (a == -std::numeric_limits<T>::infinity()) return std::numeric_limits<T>::quiet_NaN();
  if (a <= 0 && a == std::floor(a)) return std::numeric_limits<T>::quiet_NaN();
  return a < 0 ? boost::math::digamma(1 - a, quiet{}) - pi_cot_pi(a) : boost::math::digamma(a, quiet{});
}

template <class S>
double compute_in(Op op, double a, double b, double c) {
  const Direct<S> direct;
  const S x = to_native<S>(a);
  switch (info(op).arity) {
    case 1: return from_native(direct(op, x));
    case 2: return from_native(direct(op, x, to_native<S>(b)));
    case 3: return from_native(direct(op, x, to_native<S>(b), to_native<S>(c)));
    default: return from_native(x);
  }
}

}  // namespace

double digamma(double a) { return digamma_of(a); }
float digamma(float a) { return digamma_of(a); }

double compute(const Format& format, Op op, double a, double b, double c) {
  return with_native(format, [&]<class S>(S*) { return compute_in<S>(op, a, b, c); });
}

std::vector<double> evaluate(const Trace& trace, std::span<const double> x, const Format& format) {
  return with_native(format, [&]<class S>(S*) {
    const std::vector<S> v = replay<S>(trace, to_natives<S>(x));
    return from_natives<S>(v);
  });
}

}  // namespace clino
