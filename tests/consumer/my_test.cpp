#include <clino/gtest.hpp>
#include <cmath>

const auto f = [](auto x) { using std::exp; return 1.0 / (1.0 + exp(-x)); };

double my_gradient(double x) {
  const double e = std::exp(-std::fabs(x));
  return e / ((1 + e) * (1 + e));
}

TEST(Sigmoid, GradientIsRight) { EXPECT_GRADIENT(f, my_gradient, clino::Interval{-8, 8}); }

TEST(Sigmoid, AutodiffIsStableWhereItIsUsed) { EXPECT_AUTODIFF_STABLE(f, clino::Interval{-30, 30}); }
