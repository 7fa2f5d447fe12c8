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

const auto energy = []<class T>(std::span<const T> x) {
  T sum(0);
  for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += x[i] * x[i] * x[i + 1];
  return sum;
};
void force(std::span<const double> x, std::span<double> d) {
  for (std::size_t i = 0; i < x.size(); ++i)
    d[i] = (i + 1 < x.size() ? 2 * x[i] * x[i + 1] : 0) + (i > 0 ? x[i - 1] * x[i - 1] : 0);
}
TEST(Energy, ForceIsRight) { EXPECT_GRADIENT(energy, force, clino::domain(0.5, 2).size(100'000).budget(60)); }

const auto entropy = []<class T>(std::span<const T> p) {
  using std::log;
  T sum(0);
  for (const T& pi : p) sum -= pi * log(pi);
  return sum;
};
void up_to_a_constant(std::span<const double> p, std::span<double> d) {
  for (std::size_t i = 0; i < p.size(); ++i) d[i] = -std::log(p[i]);  // -1 is left out
}
TEST(Entropy, GradientIsRightOnTheSimplex) { EXPECT_GRADIENT(entropy, up_to_a_constant, clino::options().on(clino::simplex(5))); }
