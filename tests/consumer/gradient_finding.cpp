#include <clino/gtest.hpp>

TEST(ProductScaled, GradientIsRightInBinary64) {
  const auto f = clino::Function::parse("x*y^2");
  const auto gradient = clino::Function::parse("[y^2, 2.001*x*y]", {"x", "y"});
  EXPECT_GRADIENT(f, gradient, clino::Domain({{1, 2}, {0.5, 4}}),
                  {.format = clino::binary64,
                   .points = {{0x1.8p+0, 0x1p+1}}});
}
