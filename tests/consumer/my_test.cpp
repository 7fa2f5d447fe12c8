#include <clino/gtest.hpp>
#include <cmath>
#include <span>
#include <vector>

const auto f = [](auto x) { using std::exp; return 1.0 / (1.0 + exp(-x)); };

double my_gradient(double x) {
  const double e = std::exp(-std::fabs(x));
  return e / ((1 + e) * (1 + e));
}

TEST(Sigmoid, GradientIsRight) { EXPECT_GRADIENT(f, my_gradient, clino::Interval{-8, 8}); }

TEST(Sigmoid, AutodiffIsStableWhereItIsUsed) { EXPECT_AUTODIFF_STABLE(f, clino::Interval{-30, 30}); }

const auto layer = []<class T>(std::span<const T> x) { return std::vector<T>{x[0] * x[1], x[0] + x[1] * x[1]}; };
void backward(std::span<const double> x, std::span<const double> u, std::span<double> dx) {
  dx[0] = u[0] * x[1] + u[1];
  dx[1] = u[0] * x[0] + u[1] * 2 * x[1];
}
TEST(Layer, BackwardIsRight) { EXPECT_VJP(layer, backward, clino::domain({{-1, 1}, {-2, 2}}).points(20)); }
