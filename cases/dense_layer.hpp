/// The seed's dense layer (S1, S6, S7): Z = X W, Y = sin(Z), loss = sum of Y^2, with X 3x3 and W 3x2, through
/// Eigen::Tensor as the article has it. Generic in the scalar: double, clino::Tracer, or an AutoDiffScalar whose
/// derivatives have a fixed size. One that owns memory must not be used: `contract` assigns to unconstructed memory.
#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <unsupported/Eigen/CXX11/Tensor>

namespace clino::dense_layer {

inline constexpr int rows = 3, inner = 3, cols = 2;
inline constexpr std::size_t x_size = rows * inner, w_size = inner * cols;
template <class T>
using Matrix = Eigen::Tensor<T, 2>;

/// The article's X, and weights with every number a short binary fraction; both by rows.
inline constexpr std::array<double, x_size> x_values{-1, 0, 1, 2, 3, 4, -1, -5, 2};
inline constexpr std::array<double, w_size> w_values{0.5, -0.25, 0.125, 0.75, -0.625, 0.375};

/// r x c numbers, given by rows.
template <class T>
Matrix<T> matrix(int r, int c, std::span<const T> v) {
  Matrix<T> m(r, c);
  for (int i = 0; i < r; ++i)
    for (int j = 0; j < c; ++j) m(i, j) = v[static_cast<std::size_t>(i * c + j)];
  return m;
}

/// sin(X W).
template <class T>
Matrix<T> layer(const Matrix<T>& x, const Matrix<T>& w) {
  const Eigen::array<Eigen::IndexPair<int>, 1> inner_product{Eigen::IndexPair<int>(1, 0)};
  const Matrix<T> z = x.contract(w, inner_product);
  return z.unaryExpr([](const T& t) {
    using std::sin;
    return T(sin(t));
  });
}

/// Sum of the squares, in the order of the rows.
template <class T>
T loss(const Matrix<T>& y) {
  T sum(0);
  for (int i = 0; i < y.dimension(0); ++i)
    for (int j = 0; j < y.dimension(1); ++j) sum = T(sum + T(y(i, j) * y(i, j)));
  return sum;
}

/// The loss as a function of X and W: 9 + 6 numbers.
template <class T>
T of_x_and_w(std::span<const T> xw) {
  return loss(layer(matrix(rows, inner, xw.first(x_size)), matrix(inner, cols, xw.subspan(x_size, w_size))));
}

/// The loss as a function of W, X being the article's, passive.
template <class T>
T of_w(std::span<const T> w) {
  std::array<T, x_size> x;
  for (std::size_t i = 0; i < x_size; ++i) x[i] = T(static_cast<float>(x_values[i]));
  return loss(layer(matrix(rows, inner, std::span<const T>(x)), matrix(inner, cols, w)));
}

}  // namespace clino::dense_layer
