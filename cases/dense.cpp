#include "cases/dense.hpp"

#include <array>
#include <cmath>
#include <span>

namespace clino::cases {
namespace {

constexpr std::size_t rows = 3, inner = 3, cols = 2;
constexpr std::array<std::array<double, inner>, rows> article_x{{{-1, 0, 1}, {2, 3, 4}, {-1, -5, 2}}};
/// Weights that are numbers of every format; the article's are random.
const Point weights{0.5, -0.25, 0.125, 0.75, -0.625, 0.375};

/// z_ij = sum over k of x_ik w_kj; W by rows.
template <class T>
T weighted_sum(std::span<const T> w, std::size_t i, std::size_t j) {
  T z = article_x[i][0] * w[j];
  for (std::size_t k = 1; k < inner; ++k) z += article_x[i][k] * w[k * cols + j];
  return z;
}

template <class Activation, class T>
T loss(std::span<const T> w) {
  T sum(0);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < cols; ++j) {
      const T y = Activation::value(weighted_sum(w, i, j));
      sum += y * y;
    }
  return sum;
}

/// d loss / d w_kj = sum over i of x_ik 2 y_ij activation'(z_ij).
template <class Activation, class T>
std::vector<T> gradient(std::span<const T> w) {
  std::vector<T> g(inner * cols, T(0));
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < cols; ++j) {
      const T z = weighted_sum(w, i, j);
      const T dz = 2.0 * Activation::value(z) * Activation::slope(z);
      for (std::size_t k = 0; k < inner; ++k) g[k * cols + j] += article_x[i][k] * dz;
    }
  return g;
}

struct Sine {
  template <class T>
  static T value(const T& z) {
    using std::sin;
    return sin(z);
  }
  template <class T>
  static T slope(const T& z) {
    using std::cos;
    return cos(z);
  }
};

struct Tangent {
  template <class T>
  static T value(const T& z) {
    using std::tanh;
    return tanh(z);
  }
  template <class T>
  static T slope(const T& z) {
    using std::cosh;
    const T c = cosh(z);
    return 1.0 / (c * c);  // 1 - tanh^2 would cancel
  }
};

template <class Activation>
Case layer(std::string name, std::string mechanism, std::string lesson) {
  const int n = inner * cols;
  const std::vector<std::string> names{"w00", "w01", "w10", "w11", "w20", "w21"};
  Case c{.name = std::move(name),
         .function = Function::of_vector(n, 1, []<class T>(std::span<const T> w) { return loss<Activation, T>(w); })
                         .with_variables(names),
         .domain = std::vector<Interval>(n, Interval{-1, 1})};
  c.gradient = Function::of_vector(n, n, []<class T>(std::span<const T> w) {
                 return gradient<Activation, T>(w);
               }).with_variables(names);
  c.points = {{weights, "small binary fractions"}, {Point(n, 0), "zero weights: the gradient is exactly 0"}};
  c.sampling = std::vector<Sampling>(n, Sampling::uniform);
  c.tags = {"seed"};
  if (mechanism == "none") c.tags.push_back("quiet");
  c.mechanism = std::move(mechanism);
  c.lesson = std::move(lesson);
  c.source = "the seed article, S1";
  return c;
}

}  // namespace

std::vector<Case> dense() {
  return {layer<Sine>("dense/sin", "none",
                      "An activation without a built-in derivative is no obstacle to automatic differentiation."),
          layer<Tangent>("dense/tanh", "saturation",
                         "Where a unit saturates, an engine that computes 1 - tanh^2 loses the layer's gradient.")};
}

}  // namespace clino::cases
