#include "clino/format.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "native.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Format, RoundsAsTheNativeScalarDoes) {
  std::mt19937_64 bits(7);
  for (int k = 0; k < 200'000; ++k) {
    const double x = std::bit_cast<double>(bits());
    if (std::isnan(x)) continue;
    EXPECT_EQ(round_to(binary32, x), static_cast<double>(static_cast<float>(x)));
    const double near = std::scalbn(x, -std::ilogb(x)) * std::scalbn(1.0, static_cast<int>(bits() % 300) - 160);
    EXPECT_EQ(round_to(binary32, near), static_cast<double>(static_cast<float>(near)));
  }
}

TEST(Format, TiesGoToEven) {
  EXPECT_EQ(round_to(binary16, 2049.0), 2048.0);
  EXPECT_EQ(round_to(binary16, 2051.0), 2052.0);
  EXPECT_EQ(round_to(bfloat16, 257.0), 256.0);
  EXPECT_EQ(round_to(binary16, 65519.999), 65504.0);
  EXPECT_EQ(round_to(binary16, 65520.0), infinity);
  EXPECT_EQ(round_to(binary32, -1e39), -infinity);
  EXPECT_EQ(round_to(binary16, std::scalbn(1.0, -25)), 0.0);
  EXPECT_EQ(round_to(binary16, std::scalbn(1.5, -25)), std::scalbn(1.0, -24));
}

TEST(Format, OrdinalsCountEveryNumberOnce) {
  for (const Format& f : {binary16, bfloat16}) {
    const std::int64_t top = ordinal(f, infinity);
    EXPECT_EQ(top, f.id == FormatId::binary16 ? 0x7c00 : 0x7f80);
    double previous = from_ordinal(f, -top);
    EXPECT_EQ(previous, -infinity);
    for (std::int64_t n = -top + 1; n <= top; ++n) {
      const double x = from_ordinal(f, n);
      ASSERT_LT(previous, x);
      ASSERT_EQ(ordinal(f, x), n);
      ASSERT_TRUE(representable(f, x));
      previous = x;
    }
  }
  EXPECT_EQ(next_up(binary32, 1.0), std::nextafter(1.0f, 2.0f));
  EXPECT_EQ(next_down(binary32, 0.0), -std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(next_up(binary64, largest(binary64)), infinity);
  EXPECT_EQ(ordinal(binary32, std::numeric_limits<float>::max()), 0x7f7fffff);
}

TEST(Format, ConstantsAreThoseOfTheStandardLibrary) {
  EXPECT_EQ(largest(binary32), std::numeric_limits<float>::max());
  EXPECT_EQ(smallest_normal(binary32), std::numeric_limits<float>::min());
  EXPECT_EQ(smallest_subnormal(binary64), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(ulp(binary64, 1.0), std::numeric_limits<double>::epsilon());
  EXPECT_EQ(ulp(binary32, 0.0), std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(ulp(binary64, 1e-320), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(largest(binary16), 65504);
}

TEST(Format, DecimalReadsBackAndIsShort) {
  EXPECT_EQ(to_decimal(binary32, static_cast<double>(0.1f)), "0.1");
  EXPECT_EQ(to_decimal(binary64, 0.1), "0.1");
  EXPECT_EQ(to_decimal(binary16, from_native(to_native<Eigen::half>(0.1))), "0.1");
  EXPECT_EQ(to_decimal(binary64, -infinity), "-Infinity");
  EXPECT_EQ(to_hex(100), "0x1.9p+6");
  EXPECT_EQ(to_hex(-0.0), "-0x0p+0");
  EXPECT_EQ(to_decimal(binary32, 27 * smallest_subnormal(binary32)), "3.783506e-44");
}

TEST(Format, AliasesAreKnown) {
  EXPECT_EQ(find_format("float"), binary32);
  EXPECT_EQ(find_format("half"), binary16);
  EXPECT_EQ(find_format("bf16"), bfloat16);
  EXPECT_EQ(find_format("float64"), binary64);
  EXPECT_FALSE(find_format("fp32"));
}

}  // namespace
}  // namespace clino
