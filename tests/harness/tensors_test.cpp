// Custom derivatives of functions of tensors: a place has as many indices as the tensor.
#include "clino/tensors.hpp"

#include <gtest/gtest.h>

namespace clino {
namespace {

using Tensor3 = Eigen::Tensor<double, 3>;
using Eigen::VectorXd;

/// y(i,j,k) = X(i,j,k)^2 b(k)
const auto scaled = []<class T>(const Eigen::Tensor<T, 3>& X, const Eigen::Matrix<T, Eigen::Dynamic, 1>& b) {
  Eigen::Tensor<T, 3> y(X.dimensions());
  for (Eigen::Index k = 0; k < X.dimension(2); ++k)
    for (Eigen::Index j = 0; j < X.dimension(1); ++j)
      for (Eigen::Index i = 0; i < X.dimension(0); ++i) y(i, j, k) = X(i, j, k) * X(i, j, k) * b(k);
  return y;
};
auto backward_scaled(double factor) {
  return [factor](const Tensor3& X, const VectorXd& b, const Tensor3& dy, Tensor3& dX, VectorXd& db) {
    db.setZero();
    for (Eigen::Index k = 0; k < X.dimension(2); ++k)
      for (Eigen::Index j = 0; j < X.dimension(1); ++j)
        for (Eigen::Index i = 0; i < X.dimension(0); ++i) {
          dX(i, j, k) = 2 * X(i, j, k) * b(k) * dy(i, j, k);
          db(k) += X(i, j, k) * X(i, j, k) * dy(i, j, k);
        }
    dX(1, 0, 2) *= factor;
  };
}
auto where() { return inputs(tensor("X", 2, 2, 3), vector("b", 3)).domain(-1, 1).points(4); }

TEST(Tensors, ABackwardFunctionIsCheckedAndItsPlacesNamed) {
  EXPECT_TRUE(passes(check_vjp(scaled, backward_scaled(1), where())))
      << explain(check_vjp(scaled, backward_scaled(1), where()));
  const Verification v = check_vjp(scaled, backward_scaled(1.0001), where());
  EXPECT_FALSE(passes(v));
  EXPECT_EQ(v.worst.front().name, "dX(1,0,2)") << explain(v);
  EXPECT_EQ(v.variables[15], "u(0,0,0)");
}

TEST(Tensors, TangentsAndLossesOfThem) {
  const auto forward = [](const Tensor3& X, const VectorXd& b, const Tensor3& vX, const VectorXd& vb) {
    Tensor3 y(X.dimensions());
    for (Eigen::Index k = 0; k < X.dimension(2); ++k)
      for (Eigen::Index j = 0; j < X.dimension(1); ++j)
        for (Eigen::Index i = 0; i < X.dimension(0); ++i)
          y(i, j, k) = X(i, j, k) * (2 * vX(i, j, k) * b(k) + X(i, j, k) * vb(k));
    return y;
  };
  EXPECT_TRUE(passes(check_jvp(scaled, forward, where()))) << explain(check_jvp(scaled, forward, where()));
  EXPECT_TRUE(passes(check_transposed(scaled, forward, backward_scaled(1), where())));
  EXPECT_FALSE(passes(check_transposed(scaled, forward, backward_scaled(1.1), where())));
}

}  // namespace
}  // namespace clino
