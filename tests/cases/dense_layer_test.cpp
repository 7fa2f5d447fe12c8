// The seed's systems S6 and S7, three ways: recorded through Eigen::Tensor::contract, directly with AutoDiffScalar of
// fixed size through the same code, and by the closed form.
#include "cases/dense_layer.hpp"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <unsupported/Eigen/AutoDiff>
#include <vector>

#include "clino/eigen.hpp"
#include "clino/engine.hpp"

namespace clino {
namespace {

namespace dl = dense_layer;

struct ClosedForm {
  double loss = 0;
  std::array<double, dl::x_size> dx{};
  std::array<double, dl::w_size> dw{};
};

/// dloss/dZ = 2 sin Z cos Z = sin 2Z =: G; dloss/dX = G W^T; dloss/dW = X^T G. In binary64, by loops.
ClosedForm closed_form() {
  ClosedForm r;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 2; ++j) {
      double z = 0;
      for (std::size_t k = 0; k < 3; ++k) z += dl::x_values[3 * i + k] * dl::w_values[2 * k + j];
      r.loss += std::sin(z) * std::sin(z);
      const double g = std::sin(2 * z);
      for (std::size_t k = 0; k < 3; ++k) {
        r.dx[3 * i + k] += g * dl::w_values[2 * k + j];
        r.dw[2 * k + j] += g * dl::x_values[3 * i + k];
      }
    }
  return r;
}

std::vector<double> x_and_w() {
  std::vector<double> v(dl::x_values.begin(), dl::x_values.end());
  v.insert(v.end(), dl::w_values.begin(), dl::w_values.end());
  return v;
}

/// Sums of at most 6 terms of size below 8, each of a few roundings: 64 units of 2^-24 (2^-53) of their size.
double bound(const Format& f) { return 64 * 8 * unit_roundoff(f); }

// PyTorch 1.13.1, binary64 (facts/engines.md, section 3).
TEST(DenseLayer, ClosedFormAgreesWithPyTorch) {
  const ClosedForm r = closed_form();
  EXPECT_NEAR(r.loss, 2.609082665071475, 1e-14);
  const std::array dw{-1.7773659859, -1.2242849688, -7.3306835355, -2.8823416636, -1.8917804065, 3.2205452228};
  const std::array dx{-.6262827533, .6144793149, .8421649803, -.4428165955, .0640808415,
                      .5669657436,  .3232613131, .6540668428, -.3599803710};
  for (std::size_t i = 0; i < dw.size(); ++i) EXPECT_NEAR(r.dw[i], dw[i], 1e-10);
  for (std::size_t i = 0; i < dx.size(); ++i) EXPECT_NEAR(r.dx[i], dx[i], 1e-10);
}

TEST(DenseLayer, S7RecordedThroughContractIsTheClosedFormOnEveryEngine) {
  const Function f = Function::of_vector(15, 1, []<class T>(std::span<const T> v) { return dl::of_x_and_w<T>(v); });
  const ClosedForm truth = closed_form();
  const std::vector<double> at = x_and_w();
  for (const auto& engine : engines())
    for (const Format& format : {binary32, binary64}) {
      const auto j = std::get<Jacobian>(engine->jacobian(f.trace(at, {.format = format}), at, format, Shims::supply));
      EXPECT_NEAR(j.values[0], truth.loss, bound(format));
      for (std::size_t i = 0; i < 9; ++i) EXPECT_NEAR(j.partials[i], truth.dx[i], bound(format)) << i;
      for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(j.partials[9 + i], truth.dw[i], bound(format)) << i;
    }
}

TEST(DenseLayer, S6WithPassiveXIsTheClosedFormOnEveryEngine) {
  const Function f = Function::of_vector(6, 1, []<class T>(std::span<const T> v) { return dl::of_w<T>(v); });
  const ClosedForm truth = closed_form();
  const std::vector<double> at(dl::w_values.begin(), dl::w_values.end());
  for (const auto& engine : engines()) {
    const auto j = std::get<Jacobian>(engine->jacobian(f.trace(at), at, binary64, Shims::supply));
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(j.partials[i], truth.dw[i], bound(binary64)) << i;
  }
}

/// n active numbers, number i seeded with unit vector `offset + i` of N.
template <int N>
std::vector<Eigen::AutoDiffScalar<Eigen::Matrix<float, N, 1>>> seeded(std::span<const double> v, int offset) {
  std::vector<Eigen::AutoDiffScalar<Eigen::Matrix<float, N, 1>>> a;
  for (std::size_t i = 0; i < v.size(); ++i) a.emplace_back(static_cast<float>(v[i]), N, offset + static_cast<int>(i));
  return a;
}

TEST(DenseLayer, S7DirectlyWithFixedSizeDerivativesIsTheClosedForm) {
  using T = Eigen::AutoDiffScalar<Eigen::Matrix<float, 15, 1>>;
  const std::vector<T> v = seeded<15>(x_and_w(), 0);
  const T y = dl::of_x_and_w<T>(v);
  const ClosedForm truth = closed_form();
  EXPECT_NEAR(y.value(), truth.loss, bound(binary32));
  for (int i = 0; i < 9; ++i) EXPECT_NEAR(y.derivatives()[i], truth.dx[static_cast<std::size_t>(i)], bound(binary32));
  for (int i = 0; i < 6; ++i)
    EXPECT_NEAR(y.derivatives()[9 + i], truth.dw[static_cast<std::size_t>(i)], bound(binary32));
}

TEST(DenseLayer, S6DirectlyWithZeroedPassiveXIsTheClosedForm) {
  using T = Eigen::AutoDiffScalar<Eigen::Matrix<float, 6, 1>>;
  const T y = dl::of_w<T>(seeded<6>(dl::w_values, 0));
  const ClosedForm truth = closed_form();
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(y.derivatives()[i], truth.dw[static_cast<std::size_t>(i)], bound(binary32));
}

// The same additions and products in the same order: what is recorded is what runs.
TEST(DenseLayer, ReplayIsTheDirectComputationBitForBit) {
  using T = Eigen::AutoDiffScalar<Eigen::Matrix<float, 15, 1>>;
  const Function f = Function::of_vector(15, 1, []<class V>(std::span<const V> v) { return dl::of_x_and_w<V>(v); });
  const std::vector<double> at = x_and_w();
  const auto j = std::get<Jacobian>(
      find_engine("eigen")->jacobian(f.trace(at, {.format = binary32}), at, binary32, Shims::supply));
  const T y = dl::of_x_and_w<T>(seeded<15>(at, 0));
  EXPECT_EQ(j.values[0], static_cast<double>(y.value()));
  for (int i = 0; i < 15; ++i)
    EXPECT_EQ(j.partials[static_cast<std::size_t>(i)], static_cast<double>(y.derivatives()[i])) << i;
}

}  // namespace
}  // namespace clino
