#include "fingerprint.hpp"

#include <gtest/gtest.h>

#include "coefficient.hpp"

namespace clino {
namespace {

Fingerprint of(double x) { return Fingerprint::exact(arb_midref(static_cast<arb_srcptr>(ArbValue(x)))); }

TEST(Fingerprint, ItsModuliArePrime) {
  for (const std::uint64_t p : Fingerprint::primes) {
    FmpzValue n;
    fmpz_set_ui(n, p);
    EXPECT_EQ(fmpz_is_prime(n), 1);
  }
}

TEST(Fingerprint, FollowsExactArithmetic) {
  EXPECT_TRUE((of(0.75) * of(-8) + Fingerprint::integer(6)).is_zero());
  EXPECT_TRUE((of(0x1p-1074) * of(0x1p+1000) - of(0x1p-74)).is_zero());
  EXPECT_TRUE((Fingerprint::integer(1) / Fingerprint::integer(3) * of(1.5) - of(0.5)).is_zero());
  EXPECT_FALSE((Fingerprint::integer(1) / Fingerprint::integer(3) - of(1.0 / 3.0)).is_zero());
  EXPECT_FALSE((Fingerprint::integer(1) / Fingerprint::integer(0)).known());
}

TEST(Coefficient, SeesIdentitiesThatNoPrecisionShows) {
  const Coefficient x(0.7);
  const Coefficient s = evaluate(Op::sin, x), c = evaluate(Op::cos, x);
  EXPECT_TRUE((s * s + c * c - Coefficient(1)).is_zero());
  EXPECT_TRUE((evaluate(Op::tan, x) - s / c).is_zero());
  EXPECT_TRUE((evaluate(Op::exp, x) - evaluate(Op::expm1, x) - Coefficient(1)).is_zero());
  const Coefficient sinh = evaluate(Op::sinh, x), cosh = evaluate(Op::cosh, x);
  EXPECT_TRUE((cosh * cosh - sinh * sinh - Coefficient(1)).is_zero());
  EXPECT_TRUE((evaluate(Op::log1p, Coefficient(1)) - evaluate(Op::log, Coefficient(2))).is_zero());
  EXPECT_TRUE((evaluate(Op::erf, x) + evaluate(Op::erfc, x) - Coefficient(1)).is_zero());
}

TEST(Coefficient, DoesNotSeeIdentitiesThatAreFalse) {
  const Coefficient x(0.7);
  const Coefficient s = evaluate(Op::sin, x), c = evaluate(Op::cos, x);
  EXPECT_EQ((s * s - c * c).sign(), Sign::negative);
  EXPECT_EQ((s * s + c * c - Coefficient(1) - Coefficient(0x1p-100)).sign(), Sign::negative);
  // exp(x) exp(-x) = 1 is no identity of rational functions: not known, never claimed
  EXPECT_EQ((evaluate(Op::exp, x) * evaluate(Op::exp, -x) - Coefficient(1)).sign(), Sign::unknown);
}

}  // namespace
}  // namespace clino
