#include <clino/gtest.hpp>

TEST(RecipExpNaive, AutodiffIsStableInBinary32) {
  const auto f = clino::Function::parse("1/exp(x)");
  EXPECT_AUTODIFF_STABLE(f, clino::Interval{-80, 100},
                         {.format = clino::binary32,
                          .engine = "eigen",
                          .points = {{-0x1.9p+5}}});
}
