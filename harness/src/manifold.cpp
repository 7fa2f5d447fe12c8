// The manifolds that come with the harness. Matrices are column by column, as Eigen's.
#include "clino/manifold.hpp"

#include <algorithm>

namespace clino {
namespace {

template <class T>
using Numbers = std::span<const T>;
using Point = std::vector<double>;

std::size_t at(int i, int j, int n) {
  return static_cast<std::size_t>(i) + static_cast<std::size_t>(j) * static_cast<std::size_t>(n);
}
std::string place(int i, int j) { return "(" + std::to_string(i) + "," + std::to_string(j) + ")"; }

/// The k-th place on or below the diagonal, column by column.
std::pair<int, int> below(int k, int n) {
  int j = 0;
  while (k >= n - j) k -= n - j++;
  return {j + k, j};
}
int half(int n) { return n * (n + 1) / 2; }

Point draws(int count, const Manifold::Uniform& uniform) {
  Point x;
  for (int i = 0; i < count; ++i) x.push_back(uniform());
  return x;
}

struct Free {
  int n;
  std::string name() const { return "free numbers"; }
  int ambient() const { return n; }
  int dimension() const { return n; }
  template <class T>
  std::vector<T> retract(Numbers<T> x, Numbers<T> d) const {
    std::vector<T> y(x.begin(), x.end());
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += d[i];
    return y;
  }
  Point local(Numbers<double> x, Numbers<double> y) const {
    Point d(y.begin(), y.end());
    for (std::size_t i = 0; i < d.size(); ++i) d[i] -= x[i];
    return d;
  }
  Point draw(const Manifold::Uniform& uniform) const { return draws(n, uniform); }
};

struct Symmetric {
  int n;
  bool definite;
  std::string name() const { return definite ? "positive definite matrices" : "symmetric matrices"; }
  int ambient() const { return n * n; }
  int dimension() const { return half(n); }
  std::string direction(int k) const {
    const auto [i, j] = below(k, n);
    return i == j ? place(i, j) : place(i, j) + " and " + place(j, i);
  }
  template <class T>
  std::vector<T> retract(Numbers<T> x, Numbers<T> d) const {
    std::vector<T> y(x.begin(), x.end());
    for (int k = 0; k < dimension(); ++k) {
      const auto [i, j] = below(k, n);
      y[at(i, j, n)] += d[static_cast<std::size_t>(k)];
      if (i != j) y[at(j, i, n)] += d[static_cast<std::size_t>(k)];
    }
    return y;
  }
  Point local(Numbers<double> x, Numbers<double> y) const {
    Point d;
    for (int k = 0; k < dimension(); ++k) {
      const auto [i, j] = below(k, n);
      d.push_back(y[at(i, j, n)] - x[at(i, j, n)]);
    }
    return d;
  }
  double off(Numbers<double> x) const {
    double most = 0;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < i; ++j) most = std::max(most, std::fabs(x[at(i, j, n)] - x[at(j, i, n)]));
    return most;
  }
  /// G G'/n + 1/2, or G + G'.
  Point draw(const Manifold::Uniform& uniform) const {
    const Point g = draws(n * n, uniform);
    Point x(g.size(), 0.0);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j) {
        double sum = definite ? (i == j ? 0.5 : 0) : g[at(i, j, n)];
        for (int k = 0; k < n && definite; ++k) sum += g[at(i, k, n)] * g[at(j, k, n)] / n;
        x[at(i, j, n)] = x[at(j, i, n)] = sum;
      }
    return x;
  }
};

struct Triangular {
  int n;
  Triangle triangle;
  std::string name() const { return "triangular matrices"; }
  int ambient() const { return n * n; }
  int dimension() const { return half(n); }
  std::size_t index(int k) const {
    const auto [i, j] = below(k, n);
    return triangle == Triangle::lower ? at(i, j, n) : at(j, i, n);
  }
  std::string direction(int k) const {
    const auto [i, j] = below(k, n);
    return triangle == Triangle::lower ? place(i, j) : place(j, i);
  }
  template <class T>
  std::vector<T> retract(Numbers<T> x, Numbers<T> d) const {
    std::vector<T> y(x.begin(), x.end());
    for (int k = 0; k < dimension(); ++k) y[index(k)] += d[static_cast<std::size_t>(k)];
    return y;
  }
  Point local(Numbers<double> x, Numbers<double> y) const {
    Point d;
    for (int k = 0; k < dimension(); ++k) d.push_back(y[index(k)] - x[index(k)]);
    return d;
  }
  double off(Numbers<double> x) const {
    Point rest(x.begin(), x.end());
    for (int k = 0; k < dimension(); ++k) rest[index(k)] = 0;
    double most = 0;
    for (const double r : rest) most = std::max(most, std::fabs(r));
    return most;
  }
  /// The diagonal away from 0.
  Point draw(const Manifold::Uniform& uniform) const {
    Point x(static_cast<std::size_t>(n * n), 0.0);
    for (int k = 0; k < dimension(); ++k) x[index(k)] = uniform();
    for (int i = 0; i < n; ++i) x[at(i, i, n)] = 1 + 0.5 * x[at(i, i, n)];
    return x;
  }
};

/// Direction k moves what entry k+1 loses to entry k.
struct Simplex {
  int n;
  std::string name() const { return "the simplex"; }
  int ambient() const { return n; }
  int dimension() const { return n - 1; }
  std::string direction(int k) const { return "from " + std::to_string(k + 1) + " to " + std::to_string(k); }
  template <class T>
  std::vector<T> retract(Numbers<T> x, Numbers<T> d) const {
    std::vector<T> y(x.begin(), x.end());
    for (std::size_t k = 0; k < d.size(); ++k) {
      y[k] += d[k];
      y[k + 1] -= d[k];
    }
    return y;
  }
  Point local(Numbers<double> x, Numbers<double> y) const {
    Point d;
    double sum = 0;
    for (std::size_t k = 0; k + 1 < x.size(); ++k) d.push_back(sum += y[k] - x[k]);
    return d;
  }
  double off(Numbers<double> x) const {
    double sum = -1, least = 0;
    for (const double xi : x) {
      sum += xi;
      least = std::min(least, xi);
    }
    return std::max(std::fabs(sum), -least);
  }
  Point draw(const Manifold::Uniform& uniform) const {
    Point x = draws(n, uniform);
    double sum = 0;
    for (double& xi : x) sum += xi = 1.25 + xi;
    for (double& xi : x) xi /= sum;
    return x;
  }
};

/// Directions are the columns of the Householder matrix 1 - 2 v v'/v'v, v = x + sign(x_n) e_n, that maps e_n to -+x:
/// all but its last are orthogonal to x. (Golub and Van Loan, 5.1.)
struct UnitVectors {
  int n;
  std::string name() const { return "unit vectors"; }
  int ambient() const { return n; }
  int dimension() const { return n - 1; }
  template <class T>
  std::vector<T> tangent(Numbers<T> x, Numbers<T> d) const {
    const std::size_t last = x.size() - 1;
    std::vector<T> v(x.begin(), x.end());
    v[last] += x[last] < T(0) ? -1.0 : 1.0;
    T square(0), dot(0);
    for (const T& vi : v) square += vi * vi;
    for (std::size_t k = 0; k < last; ++k) dot += v[k] * d[k];
    for (std::size_t i = 0; i <= last; ++i) {
      const T part = 2.0 * v[i] * dot / square;
      v[i] = i < last ? d[i] - part : -part;
    }
    return v;
  }
  template <class T>
  std::vector<T> retract(Numbers<T> x, Numbers<T> d) const {
    using std::sqrt;
    std::vector<T> y = tangent(x, d);
    T square(0);
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] += x[i];
      square += y[i] * y[i];
    }
    const T length = sqrt(square);
    for (T& yi : y) yi /= length;
    return y;
  }
  /// y/<x, y> - x is the tangent that retracts to y.
  Point local(Numbers<double> x, Numbers<double> y) const {
    double dot = 0;
    for (std::size_t i = 0; i < x.size(); ++i) dot += x[i] * y[i];
    Point d, unit(x.size() - 1, 0.0);
    for (std::size_t k = 0; k + 1 < x.size(); ++k) {
      unit[k] = 1;
      const Point t = tangent(x, Numbers<double>(unit));
      unit[k] = 0;
      double along = 0;
      for (std::size_t i = 0; i < x.size(); ++i) along += t[i] * (y[i] / dot - x[i]);
      d.push_back(along);
    }
    return d;
  }
  double off(Numbers<double> x) const {
    double square = 0;
    for (const double xi : x) square += xi * xi;
    return std::fabs(std::sqrt(square) - 1);
  }
  Point draw(const Manifold::Uniform& uniform) const {
    Point x = draws(n, uniform);
    x[0] += 0.01;
    double square = 0;
    for (const double xi : x) square += xi * xi;
    for (double& xi : x) xi /= std::sqrt(square);
    return x;
  }
};

/// R exp(S), S skew with one direction for each plane. The exponential is its Taylor polynomial: smooth at 0, where
/// Rodrigues' formula divides 0 by 0, and within 2^-53 of a rotation up to |S| = 1.
struct Rotations {
  int n;
  static constexpr int terms = 18;
  std::string name() const { return "rotations"; }
  int ambient() const { return n * n; }
  int dimension() const { return n * (n - 1) / 2; }
  /// The plane of direction k: i > j.
  std::pair<int, int> plane(int k) const {
    const auto [i, j] = below(k, n - 1);
    return {i + 1, j};
  }
  std::string direction(int k) const {
    const auto [i, j] = plane(k);
    return "in the plane of axes " + std::to_string(j) + " and " + std::to_string(i);
  }
  template <class T>
  std::vector<T> times(const std::vector<T>& a, const std::vector<T>& b) const {
    std::vector<T> c(a.size(), T(0));
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k)
        for (int i = 0; i < n; ++i) c[at(i, j, n)] += a[at(i, k, n)] * b[at(k, j, n)];
    return c;
  }
  template <class T>
  std::vector<T> retract(Numbers<T> x, Numbers<T> d) const {
    std::vector<T> skew(x.size(), T(0)), term(x.begin(), x.end()), y = term;
    for (int k = 0; k < dimension(); ++k) {
      const auto [i, j] = plane(k);
      skew[at(i, j, n)] = d[static_cast<std::size_t>(k)];
      skew[at(j, i, n)] = -d[static_cast<std::size_t>(k)];
    }
    for (int p = 1; p <= terms; ++p) {
      term = times(term, skew);
      for (std::size_t i = 0; i < y.size(); ++i) y[i] += term[i] /= static_cast<double>(p);
    }
    return y;
  }
  /// The skew part of x'y, to first order.
  Point local(Numbers<double> x, Numbers<double> y) const {
    Point d;
    for (int k = 0; k < dimension(); ++k) {
      const auto [i, j] = plane(k);
      double sum = 0;
      for (int r = 0; r < n; ++r) sum += x[at(r, i, n)] * y[at(r, j, n)] - x[at(r, j, n)] * y[at(r, i, n)];
      d.push_back(0.5 * sum);
    }
    return d;
  }
  double off(Numbers<double> x) const {
    double most = 0;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j) {
        double dot = i == j ? -1 : 0;
        for (int r = 0; r < n; ++r) dot += x[at(r, i, n)] * x[at(r, j, n)];
        most = std::max(most, std::fabs(dot));
      }
    return most;
  }
  /// Two moves from the identity, of at most 1 in each plane.
  Point draw(const Manifold::Uniform& uniform) const {
    Point x(static_cast<std::size_t>(n * n), 0.0);
    for (int i = 0; i < n; ++i) x[at(i, i, n)] = 1;
    for (int move = 0; move < 2; ++move) {
      Point d = draws(dimension(), uniform);
      for (double& dk : d) dk /= std::max(1, n - 2);
      x = retract(Numbers<double>(x), Numbers<double>(d));
    }
    return x;
  }
};

}  // namespace

Manifold free_numbers(int n) { return Free{n}; }
Manifold symmetric(int n) { return Symmetric{n, false}; }
Manifold positive_definite(int n) { return Symmetric{n, true}; }
Manifold triangular(int n, Triangle triangle) { return Triangular{n, triangle}; }
Manifold simplex(int n) { return Simplex{n}; }
Manifold unit_vectors(int n) { return UnitVectors{n}; }
Manifold rotations(int n) { return Rotations{n}; }

}  // namespace clino
