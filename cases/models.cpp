// Models whose likelihoods go through triangular factors: log determinants, solutions, a Gaussian mixture.
#include <array>
#include <cmath>

#include "cases/catalogue.hpp"
#include "cases/functor_case.hpp"

namespace clino::cases {
namespace {

/// Lower triangles by rows: a00, a10, a11, a20, a21, a22.
template <class T>
using Triangle = std::array<T, 6>;
constexpr std::size_t at(std::size_t i, std::size_t j) { return i * (i + 1) / 2 + j; }

/// A = L L': l_jj = sqrt(a_jj - sum l_jk^2), l_ij = (a_ij - sum l_ik l_jk)/l_jj.
template <class T>
Triangle<T> cholesky(std::span<const T> a) {
  using std::sqrt;
  Triangle<T> l;
  for (std::size_t j = 0; j < 3; ++j)
    for (std::size_t i = j; i < 3; ++i) {
      T s = a[at(i, j)];
      for (std::size_t k = 0; k < j; ++k) s -= l[at(i, k)] * l[at(j, k)];
      l[at(i, j)] = i == j ? sqrt(s) : s / l[at(j, j)];
    }
  return l;
}

struct LogDetCholesky {
  template <class T>
  T operator()(std::span<const T> a) const {
    using std::log;
    const Triangle<T> l = cholesky(a);
    return 2.0 * (log(l[at(0, 0)]) + log(l[at(1, 1)]) + log(l[at(2, 2)]));
  }
};

struct LogDetExpanded {
  template <class T>
  T operator()(std::span<const T> a) const {
    using std::log;
    const T minors = a[0] * (a[2] * a[5] - a[4] * a[4]) - a[1] * (a[1] * a[5] - a[4] * a[3]);
    return log(minors + a[3] * (a[1] * a[4] - a[2] * a[3]));
  }
};

struct SolveCholesky {  // L y = b, L' x = y; the first entry of x, the last one found
  template <class T>
  T operator()(std::span<const T> v) const {
    const Triangle<T> l = cholesky(v.first(6));
    const T y0 = v[6] / l[at(0, 0)], y1 = (v[7] - l[at(1, 0)] * y0) / l[at(1, 1)];
    const T y2 = (v[8] - l[at(2, 0)] * y0 - l[at(2, 1)] * y1) / l[at(2, 2)];
    const T x2 = y2 / l[at(2, 2)], x1 = (y1 - l[at(2, 1)] * x2) / l[at(1, 1)];
    return (y0 - l[at(1, 0)] * x1 - l[at(2, 0)] * x2) / l[at(0, 0)];
  }
};

/// ADBench's mixture with two components in the plane: alphas 2, means 2x2, inverse covariance factors 2x3 (log of the
/// diagonal, then the entry below it); three points; Wishart prior with gamma 1, m 0.
struct GaussianMixture {
  template <class T>
  T operator()(std::span<const T> v) const {
    constexpr std::array<std::array<double, 2>, 3> points{{{0.5, -0.25}, {-1, 0.75}, {0.125, 1}}};
    const auto alphas = v.first(2), means = v.subspan(2, 4), factors = v.subspan(6, 6);
    T sum(0);
    for (const auto& x : points) {
      const std::array<T, 2> terms{term(alphas[0], means.first(2), factors.first(3), x),
                                   term(alphas[1], means.subspan(2, 2), factors.subspan(3, 3), x)};
      sum += log_sum_exp(std::span<const T>(terms));
    }
    return sum - 3.0 * log_sum_exp(alphas) + prior(factors.first(3)) + prior(factors.subspan(3, 3)) -
           3.0 * 1.8378770664093453;  // log(2 pi) for each point of the plane
  }

  // alpha + log det Q - |Q (x - mu)|^2/2
  template <class T>
  static T term(const T& alpha, std::span<const T> mean, std::span<const T> q, const std::array<double, 2>& x) {
    using std::exp;
    const T dx = x[0] - mean[0], dy = x[1] - mean[1];
    const T u = exp(q[0]) * dx, w = q[2] * dx + exp(q[1]) * dy;
    return alpha + (q[0] + q[1]) - 0.5 * (u * u + w * w);
  }
  template <class T>
  static T log_sum_exp(std::span<const T> x) {
    using std::exp, std::log;
    const T m = x[largest(x)];
    T sum(0);
    for (const T& xi : x) sum += exp(xi - m);
    return m + log(sum);
  }
  // n = p + m + 1 = 3, p = 2: |Q|_F^2/2 - (n p (log gamma - log(2)/2) - log Gamma_2(3/2)), Gamma_2(3/2) = pi/2
  template <class T>
  static T prior(std::span<const T> q) {
    using std::exp;
    const T d0 = exp(q[0]), d1 = exp(q[1]);
    return 0.5 * (d0 * d0 + d1 * d1 + q[2] * q[2]) + (3.0 * 0.6931471805599453 + 0.4515827052894548);
  }
};

/// Diagonals around `d`, the entries beside them up to d/4: positive definite by dominance.
std::vector<Variable> dominant() {
  const auto diagonal = [](const char* name) { return Variable{name, 1, 4, Sampling::uniform}; };
  const auto beside = [](const char* name) { return Variable{name, -0.375, 0.375, Sampling::uniform}; };
  return {diagonal("a00"), beside("a10"), diagonal("a11"), beside("a20"), beside("a21"), diagonal("a22")};
}

/// Diagonals of any size: what lies beside them is smaller than all.
std::vector<Variable> scaled() {
  const auto diagonal = [](const char* name) { return Variable{name, 1e-15, 1e-3, Sampling::bits}; };
  const auto beside = [](const char* name) { return Variable{name, -2e-16, 2e-16, Sampling::uniform}; };
  return {diagonal("a00"), beside("a10"), diagonal("a11"), beside("a20"), beside("a21"), diagonal("a22")};
}

std::vector<FunctorEntry> factors() {
  const std::vector<SpecialPoint> small{{{1e-14, 0, 1e-14, 0, 0, 1e-14},
                                         "the determinant 1e-42 is subnormal in "
                                         "binary32"},
                                        {{1e-15, 0, 1e-14, 0, 0, 5e-4}, "graded"}};
  return {
      {.name = "logdet3/expanded",
       .function = Function::of_vector(6, 1, LogDetExpanded{}),
       .variables = scaled(),
       .points = small,
       .stable = "logdet3/cholesky",
       .mechanism = "underflow",
       .lesson = "The determinant of a covariance of small numbers underflows with its dimension, its logarithm never.",
       .source = "tensorflow/tensorflow issue 367; pytorch/pytorch issue 154312"},
      {.name = "logdet3/cholesky",
       .function = Function::of_vector(6, 1, LogDetCholesky{}),
       .variables = scaled(),
       .points = small,
       .mechanism = "none",
       .lesson = "Twice the sum of the logarithms of the pivots, in any scale.",
       .source = "G. H. Golub, C. F. Van Loan, Matrix Computations (1996), section 4.2"},
      {.name = "logdet3/moderate",
       .function = Function::of_vector(6, 1, LogDetCholesky{}),
       .variables = dominant(),
       .points = {{{1, 0, 1, 0, 0, 1}, "the identity: value 0, gradient the inverse"},
                  {{2, 0.25, 1, -0.25, 0.125, 3}, "plain"}},
       .mechanism = "none",
       .lesson = "The gradient of a log determinant is the inverse matrix, here by way of the factor.",
       .source = "G. H. Golub, C. F. Van Loan, Matrix Computations (1996), section 4.2"},
      {.name = "solve3/cholesky",
       .function = Function::of_vector(9, 1, SolveCholesky{}),
       .variables = dominant() + numbered("b", 3, 0.5, 1),
       .points = {{{1, 0, 1, 0, 0, 1, 1, 0.5, 0.75}, "the identity"},
                  {{2, 0.25, 1, -0.25, 0.125, 3, 1, 0.5, 0.75}, "plain"}},
       .mechanism = "none",
       .lesson = "Solving through the factor of a well-conditioned matrix is stable, and so is its derivative.",
       .source = "N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), section 10.1"},
      {.name = "gaussian_mixture/log_likelihood",
       .function = Function::of_vector(12, 1, GaussianMixture{}),
       .variables = numbered("a", 2, -1, 1) + numbered("m", 2, -1, -0.125) + numbered("n", 2, 0.125, 1) +
                    numbered("q", 6, -1, 1),
       .points = {{{0, 0, -0.5, -0.5, 0.5, 0.5, 0, 0, 0, 0, 0, 0}, "equal weights and unit covariances"},
                  {{0.5, -0.5, -0.25, -1, 0.75, 0.5, 0.25, -0.5, 0.5, 0.125, 0.75, -0.25}, "plain"}},
       .formats = {binary32},
       .mechanism = "cancellation",
       .lesson =
           "Log-sum-exp with the maximum taken out, factors with the logarithms of their diagonals: the gradient is "
           "sound, the likelihood a sum of terms of both signs.",
       .source = "F. Srajer, Z. Kukelova, A. Fitzgibbon, A benchmark of selected algorithmic differentiation tools "
                 "(2018), Gaussian mixture; microsoft/ADBench"},
  };
}

}  // namespace

std::vector<Case> models() { return functor_cases("factors and models", factors()); }

}  // namespace clino::cases
