/// The high-precision scalar of the engines: 450 bits, exponents to 2^30. With it an engine's rules can be told from
/// their rounding. Its functions are MPFR's.
#pragma once
#include <boost/multiprecision/mpfr.hpp>
#include <stdexcept>

#include "rules.hpp"

namespace clino {

using Wide = boost::multiprecision::number<
    boost::multiprecision::mpfr_float_backend<135, boost::multiprecision::allocate_stack>, boost::multiprecision::et_off>;

/// Thrown where even this arithmetic has no answer to 300 bits: beyond its exponents, or a huge angle.
struct WideRange : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One operation to more than 300 bits. Throws WideRange.
Wide compute_wide(Op op, const Wide& a, const Wide& b = 0, const Wide& c = 0);

template <>
struct Direct<Wide> {
  template <class... A>
  Wide operator()(Op op, const A&... a) const {
    return compute_wide(op, a...);
  }
};

template <>
struct Arithmetic<Wide> {
  static Wide ln2();
  static Wide ln10();
  static Wide inv_sqrt_pi();
  static Wide digamma(const Wide& x);
  static Wide trigamma(const Wide& x);
  static bool is_finite(const Wide& x);
  static bool is_normal(const Wide& x);
  static Wide exp_minus_square(const Wide& x);
};

}  // namespace clino
