#include "rules.hpp"

#include <boost/math/special_functions/trigamma.hpp>
#include <limits>

namespace clino {
namespace {

using namespace boost::math::policies;
using quiet = policy<pole_error<ignore_error>, overflow_error<ignore_error>, domain_error<ignore_error>,
                     underflow_error<ignore_error>, promote_double<false>, promote_float<false>>;

template <class T>
T trigamma_of(T x) {
  if (std::isnan(x)) return x;
  if (std::isinf(x)) return x > 0 ? T(0) : std::numeric_limits<T>::quiet_NaN();
  if (x <= 0 && x == std::floor(x)) return std::numeric_limits<T>::quiet_NaN();
  return boost::math::trigamma(x, quiet{});
}

}  // namespace

// Through binary64: Boost.Math's digamma of a float loses 15 ulps near its zero at 1.4616.
template <>
float Arithmetic<float>::digamma(float x) {
  return static_cast<float>(clino::digamma(static_cast<double>(x)));
}
template <>
double Arithmetic<double>::digamma(double x) {
  return clino::digamma(x);
}
template <>
float Arithmetic<float>::trigamma(float x) {
  return trigamma_of(x);
}
template <>
double Arithmetic<double>::trigamma(double x) {
  return trigamma_of(x);
}

}  // namespace clino
