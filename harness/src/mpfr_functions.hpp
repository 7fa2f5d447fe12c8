/// The operations in MPFR (through Boost.Multiprecision): a second arithmetic beside the reference's.
#pragma once
#include <boost/multiprecision/mpfr.hpp>

#include "clino/op.hpp"

namespace clino {

using BigFloat = boost::multiprecision::mpfr_float;

inline mpfr_ptr raw(BigFloat& x) { return x.backend().data(); }
inline mpfr_srcptr raw(const BigFloat& x) { return x.backend().data(); }
/// A number of that many bits, 0.
BigFloat big_float(int bits);

/// Lets this thread's MPFR numbers use the whole exponent range (2^62) while it lives.
class WholeExponentRange {
 public:
  WholeExponentRange();
  ~WholeExponentRange();
  WholeExponentRange(const WholeExponentRange&) = delete;
  WholeExponentRange& operator=(const WholeExponentRange&) = delete;

 private:
  mpfr_exp_t emin_, emax_;
};

using MpfrUnary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
using MpfrBinary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);
/// The operation of one operand, or of two, to the precision of the result; null for others. Correctly rounded, except
/// erf and erfc far out: to 2^-30 of an ulp.
MpfrUnary mpfr_unary(Op op);
MpfrBinary mpfr_binary(Op op);

}  // namespace clino
