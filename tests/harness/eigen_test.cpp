#include "clino/eigen.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "clino/engine.hpp"
#include "clino/evaluate.hpp"

namespace clino {
namespace {

template <class T>
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

Jacobian answer(const Function& f, const std::vector<double>& x) {
  return std::get<Jacobian>(find_engine("eigen")->jacobian(f.trace(x), x, binary64, Shims::supply));
}

TEST(EigenFunction, RecordsTheNormOfAVector) {
  const Function norm = eigen_function(3, 1, [](const auto& v) { return v.norm(); });
  const std::vector<double> x{2, 3, 6};
  EXPECT_EQ(norm.run(x).at(0), 7.0);
  const Jacobian j = answer(norm, x);
  EXPECT_EQ(j.values.at(0), 7.0);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_DOUBLE_EQ(j.partials[i], x[i] / 7);
}

TEST(EigenFunction, GivesTheCoefficientsOfAnExpression) {
  const Function f = eigen_function(3, 3, []<class T>(const Vector<T>& v) -> Vector<T> {
    const Eigen::Matrix<T, 3, 3> m = v * v.transpose();
    return (m * v).array().tanh() * T(2.0);
  });
  const std::vector<double> x{0.5, -0.25, 0.125};
  const Jacobian j = answer(f, x);
  ASSERT_EQ(j.values.size(), 3u);
  ASSERT_EQ(j.partials.size(), 9u);
  // d tanh(s x_i)/dx_k with s = |x|^2: (1 - tanh^2)(s delta_ik + 2 x_i x_k).
  const double s = 0.25 + 0.0625 + 0.015625;
  for (std::size_t i = 0; i < 3; ++i) {
    const double t = std::tanh(s * x[i]);
    EXPECT_DOUBLE_EQ(j.values[i], 2 * t);
    for (std::size_t k = 0; k < 3; ++k)
      EXPECT_NEAR(j.partials[3 * i + k], 2 * (1 - t * t) * ((i == k ? s : 0) + 2 * x[i] * x[k]), 1e-15);
  }
}

TEST(EigenFunction, LiteralsOfMatrixExpressionsStayLiterals) {
  const Function f = eigen_function(2, 2, []<class T>(const Vector<T>& v) -> Vector<T> { return 3.0 * v * 2.0; });
  const std::array x{1.0, 2.0};
  for (const Node& n : f.trace(x).nodes) EXPECT_NE(n.op, Op::constant);
  EXPECT_EQ(f.run(x), (std::vector{6.0, 12.0}));
}

TEST(EigenFunction, RecordsReductions) {
  const Function f = eigen_function(4, 1, []<class T>(const Vector<T>& v) {
    const T top = v.maxCoeff();
    return T(top + log((v.array() - top).exp().sum()));
  });
  const std::vector<double> x{1000, 999, 1000, -1000};
  const Jacobian j = answer(f, x);
  EXPECT_DOUBLE_EQ(j.values[0], 1000 + std::log(2 + std::exp(-1.0)));
  EXPECT_TRUE(std::ranges::any_of(f.trace(x).nodes, [](const Node& n) { return n.op == Op::max; }));
}

TEST(EigenFunction, SolvesALinearSystem) {
  const Function f = eigen_function(6, 2, []<class T>(const Vector<T>& v) -> Vector<T> {
    const Eigen::Matrix<T, 2, 2> a{{v[0], v[1]}, {v[2], v[3]}};
    const Eigen::Matrix<T, 2, 1> b{v[4], v[5]};
    return a.partialPivLu().solve(b);
  });
  const std::vector<double> x{2, 1, 1, 3, 5, 10};
  const Jacobian j = answer(f, x);
  EXPECT_DOUBLE_EQ(j.values[0], 1);
  EXPECT_DOUBLE_EQ(j.values[1], 3);
  // d(A^-1 b)/db = A^-1.
  EXPECT_DOUBLE_EQ(j.partials[4], 0.6);
  EXPECT_DOUBLE_EQ(j.partials[5], -0.2);
  EXPECT_DOUBLE_EQ(j.partials[10], -0.2);
  EXPECT_DOUBLE_EQ(j.partials[11], 0.4);
}

}  // namespace
}  // namespace clino
