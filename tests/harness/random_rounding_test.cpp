#include "random_rounding.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace clino {
namespace {

TEST(RandomRounding, TheComplementOfErfIsThatOfMpfr) {
  const WholeExponentRange range;
  const Function erfc = Function::parse("erfc(x)", {"x"});
  for (const int bits : {256, 512, 1024, 2048})
    for (const double x : {5.9, 6.0, 6.1, 8.25, 12.0, 25.3, 99.0, 1e3, 9.9e3, 1.1e4}) {
      const std::array at{x};
      const Trace trace = erfc.trace(at);
      const std::optional<BigFloat> y = RandomRounding(trace, binary64, Literals::real, bits)(at, 0, -1, big_float(2));
      ASSERT_TRUE(y) << x;
      BigFloat exact = big_float(bits + 64), off = exact;
      mpfr_set_d(raw(exact), x, MPFR_RNDN);
      mpfr_erfc(raw(exact), raw(exact), MPFR_RNDN);
      mpfr_sub(raw(off), raw(exact), raw(*y), MPFR_RNDN);
      mpfr_div(raw(off), raw(off), raw(exact), MPFR_RNDN);
      mpfr_mul_2si(raw(off), raw(off), bits, MPFR_RNDN);
      EXPECT_LE(std::fabs(mpfr_get_d(raw(off), MPFR_RNDN)), 2) << "at " << x << " with " << bits << " bits";
    }
}

}  // namespace
}  // namespace clino
