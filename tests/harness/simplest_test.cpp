#include "clino/simplest.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace clino {
namespace {

TEST(Simplest, HasTheFewestDigitsInTheRange) {
  EXPECT_EQ(simplest_between(88.72284, 103.97), 100);
  EXPECT_EQ(simplest_between(88.72284, 95), 90);
  EXPECT_EQ(simplest_between(-88.73, -44.37), -50);
  EXPECT_EQ(simplest_between(-1, 2), 0);
  EXPECT_EQ(simplest_between(0.1231, 0.127), 0.127);
  EXPECT_EQ(simplest_between(3.14159, 3.14165), 3.1416);
  EXPECT_EQ(simplest_between(2.5e-310, 3.5e-310), 3e-310);
  EXPECT_EQ(simplest_between(1.5e308, std::numeric_limits<double>::max()), 1.5e308);
  const double x = std::nextafter(0.1, 1);
  EXPECT_EQ(simplest_between(x, x), x);
  EXPECT_EQ(simplest_between(5e-324, 5e-324), 5e-324);
  EXPECT_EQ(simplest_between(5e-324, 8.6e-78), 8e-78);
  EXPECT_EQ(simplest_between(0.2, 30), 1);
}

}  // namespace
}  // namespace clino
