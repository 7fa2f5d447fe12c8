// Custom derivatives of functions of several matrices: shapes and names are kept.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>

#include "clino/matrices.hpp"

namespace clino {
namespace {

using Eigen::MatrixXd, Eigen::VectorXd, Eigen::MatrixXf, Eigen::VectorXf;

/// y = W x + b
const auto dense = [](const auto& W, const auto& x, const auto& b) { return (W * x + b).eval(); };
const auto backward = [](const auto& W, const auto& x, const auto&, const auto& dy) {
  return std::tuple((dy * x.transpose()).eval(), (W.transpose() * dy).eval(), dy);
};
const auto layer() { return inputs(matrix("W", 2, 3), vector("x", 3), vector("b", 2)).domain(-1, 1).points(4); }

TEST(EigenCustom, ABackwardFunctionOfALayerPasses) {
  const Verification v = check_vjp(dense, backward, layer());
  EXPECT_TRUE(passes(v)) << explain(v);
  EXPECT_EQ(v.variables[1], "W(1,0)");
  EXPECT_EQ(v.entries, 11u);
}

TEST(EigenCustom, AWrongEntryIsNamedByItsPlace) {
  const auto bad = [](const MatrixXd& W, const VectorXd& x, const VectorXd&, const VectorXd& dy) {
    MatrixXd dW = dy * x.transpose();
    dW(1, 0) *= 1 + 1e-7;
    return std::tuple<MatrixXd, VectorXd, VectorXd>(dW, W.transpose() * dy, dy);
  };
  const Verification v = check_vjp(dense, bad, layer());
  EXPECT_FALSE(passes(v));
  EXPECT_EQ(v.worst.front().name, "dW(1,0)") << explain(v);
}

TEST(EigenCustom, KernelsThatFillBuffersKeepTheContract) {
  const auto fills = [](const MatrixXd& W, const VectorXd& x, const VectorXd&, const VectorXd& dy, MatrixXd& dW,
                        VectorXd& dx, VectorXd& db) {
    dW = dy * x.transpose();
    dx = W.transpose() * dy;
    db = dy;
  };
  const auto forgets = [](const MatrixXd& W, const VectorXd& x, const VectorXd&, const VectorXd& dy, MatrixXd& dW,
                          VectorXd& dx, VectorXd& db) {
    dW = dy * x.transpose();
    dx = W.transpose() * dy;
    db(0) = dy(0);
  };
  const Verification good = check_vjp(dense, fills, layer()), bad = check_vjp(dense, forgets, layer());
  EXPECT_TRUE(passes(good)) << explain(good);
  EXPECT_FALSE(passes(bad));
  EXPECT_NE(explain(bad).find("writes_all: 1 of 11 entries are not written: db(1)"), std::string::npos) << explain(bad);
}

TEST(EigenCustom, FloatKernelsAndBlackBoxes) {
  const auto f = [](const MatrixXf& W, const VectorXf& x, const VectorXf& b) { return VectorXf(W * x + b); };
  const auto g = [](const MatrixXf& W, const VectorXf& x, const VectorXf&, const VectorXf& dy) {
    return std::tuple<MatrixXf, VectorXf, VectorXf>(dy * x.transpose(), W.transpose() * dy, dy);
  };
  const Verification against_trace = check_vjp(dense, g, layer()), blind = check_vjp(f, g, layer());
  EXPECT_EQ(blind.format, binary32);
  EXPECT_TRUE(passes(against_trace)) << explain(against_trace);
  EXPECT_TRUE(passes(blind)) << explain(blind);
}

TEST(EigenCustom, GradientsTangentsAndJacobians) {
  const auto loss = [](const auto& W, const auto& x) { return (W * x).squaredNorm(); };
  const auto gradient = [](const auto& W, const auto& x) {
    return std::tuple((2.0 * (W * x) * x.transpose()).eval(), (2.0 * W.transpose() * (W * x)).eval());
  };
  const auto in = inputs(matrix("W", 2, 2), vector("x", 2)).domain(-1, 1).domain("x", 0.5, 1).points(4);
  EXPECT_TRUE(passes(check_gradient(loss, gradient, in))) << explain(check_gradient(loss, gradient, in));
  const auto forward = [](const auto& W, const auto& x, const auto&, const auto& vW, const auto& vx, const auto& vb) {
    return (vW * x + W * vx + vb).eval();
  };
  EXPECT_TRUE(passes(check_jvp(dense, forward, layer()))) << explain(check_jvp(dense, forward, layer()));
  const auto scaled = [](const auto& x) { return (3.0 * x).eval(); };
  const auto jacobian = [](const VectorXd& x) { return MatrixXd(3 * MatrixXd::Identity(x.size(), x.size())); };
  EXPECT_TRUE(passes(check_jacobian(scaled, jacobian, inputs(vector("x", 3)).domain(-1, 1).points(3))));
}

TEST(EigenCustom, WrongShapesAreRefused) {
  const auto short_one = [](const auto& W, const auto& x, const auto&, const auto& dy) {
    return std::tuple((dy * x.transpose()).eval(), (W.transpose() * dy).eval());
  };
  const Verification v = check_vjp(dense, short_one, layer());
  EXPECT_FALSE(passes(v));
  EXPECT_NE(explain(v).find("9 numbers, 11 were wanted"), std::string::npos) << explain(v);
  EXPECT_THROW(layer().at(MatrixXd(2, 2), VectorXd(3), VectorXd(2)), std::invalid_argument);
  EXPECT_THROW(layer().domain("V", 0, 1), std::invalid_argument);
}

TEST(EigenCustom, HessianProductsOfMatricesAndForwardAgainstReverse) {
  // |W x|^2 / 2: H v = (d(W'W x)) by v.
  const auto loss = [](const auto& W, const auto& x) { return 0.5 * (W * x).squaredNorm(); };
  const auto hvp = [](double factor) {
    return [factor](const MatrixXd& W, const VectorXd& x, const MatrixXd& vW, const VectorXd& vx) {
      const VectorXd y = W * x, vy = vW * x + W * vx;
      return std::tuple<MatrixXd, VectorXd>(vy * x.transpose() + factor * y * vx.transpose(),
                                            vW.transpose() * y + W.transpose() * vy);
    };
  };
  const auto in = inputs(matrix("W", 2, 3), vector("x", 3)).domain(-1, 1).points(4);
  EXPECT_TRUE(passes(check_hvp(loss, hvp(1), in))) << explain(check_hvp(loss, hvp(1), in));
  const Verification v = check_hvp(loss, hvp(0), in);
  EXPECT_FALSE(passes(v));
  EXPECT_EQ(v.worst.front().name.substr(0, 7), "(Hv)_W(") << explain(v);
  const auto forward = [](const auto& W, const auto& x, const auto&, const auto& vW, const auto& vx, const auto& vb) {
    return (vW * x + W * vx + vb).eval();
  };
  const auto forgets = [](const auto& W, const auto&, const auto&, const auto&, const auto& vx, const auto& vb) {
    return (W * vx + vb).eval();
  };
  EXPECT_TRUE(passes(check_transposed(dense, forward, backward, layer())))
      << explain(check_transposed(dense, forward, backward, layer()));
  EXPECT_FALSE(passes(check_transposed(dense, forgets, backward, layer())));
}

TEST(EigenCustom, LargeMatricesAreProjectedAndNamed) {
  const auto bad = [](const MatrixXd& W, const VectorXd& x, const VectorXd&, const VectorXd& dy, MatrixXd& dW, VectorXd& dx,
                      VectorXd& db) {
    dW = dy * x.transpose();
    dW.row(17).setZero();
    dx = W.transpose() * dy;
    db = dy;
  };
  const auto in = inputs(matrix("W", 100, 60), vector("x", 60), vector("b", 100)).domain(-1, 1).points(1);
  const Verification v = check_vjp(dense, bad, in), right = check_vjp(dense, backward, in);
  EXPECT_TRUE(passes(right)) << explain(right);
  EXPECT_FALSE(passes(v));
  EXPECT_EQ(v.projected->wrong, 60u) << explain(v);
  EXPECT_EQ(v.pattern, "zero where the derivative is not in row 17 of W") << explain(v);
  EXPECT_EQ(v.worst.front().name.substr(0, 6), "dW(17,") << explain(v);
}

}  // namespace
}  // namespace clino
