// Directions of a manifold as vectors, and manifolds one after the other.
#include <algorithm>
#include <stdexcept>

#include "clino/manifold.hpp"

namespace clino {
namespace {

template <class T>
using Numbers = std::span<const T>;
using Point = std::vector<double>;

struct Product {
  std::vector<Manifold> parts;
  std::string name() const {
    std::string text;
    for (const Manifold& m : parts) text += (text.empty() ? "" : " x ") + m.name();
    return text;
  }
  int ambient() const { return sum(&Manifold::ambient); }
  int dimension() const { return sum(&Manifold::dimension); }
  std::string direction(int k) const {
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (k < parts[p].dimension()) return parts[p].direction(k) + " of part " + std::to_string(p);
      k -= parts[p].dimension();
    }
    return {};
  }
  template <class T>
  std::vector<T> retract(Numbers<T> x, Numbers<T> d) const {
    std::vector<T> y;
    each([&](const Manifold& m, std::size_t a, std::size_t b, std::size_t n, std::size_t k) {
      for (const T& yi : m.retract(x.subspan(a, n), d.subspan(b, k))) y.push_back(yi);
    });
    return y;
  }
  Point local(Numbers<double> x, Numbers<double> y) const {
    Point d;
    each([&](const Manifold& m, std::size_t a, std::size_t, std::size_t n, std::size_t) {
      for (const double di : m.local(x.subspan(a, n), y.subspan(a, n))) d.push_back(di);
    });
    return d;
  }
  double off(Numbers<double> x) const {
    double most = 0;
    each([&](const Manifold& m, std::size_t a, std::size_t, std::size_t n, std::size_t) {
      most = std::max(most, m.off(x.subspan(a, n)));
    });
    return most;
  }
  Point draw(const Manifold::Uniform& uniform) const {
    Point x;
    for (const Manifold& m : parts) {
      const auto part = m.draw(uniform);
      if (!part) throw std::invalid_argument(m.name() + " draws no points: give them with .at(...)");
      x.insert(x.end(), part->begin(), part->end());
    }
    return x;
  }

 private:
  int sum(int (Manifold::*of)() const) const {
    int all = 0;
    for (const Manifold& m : parts) all += (m.*of)();
    return all;
  }
  template <class Visit>
  void each(const Visit& visit) const {
    std::size_t a = 0, b = 0;
    for (const Manifold& m : parts) {
      const auto n = static_cast<std::size_t>(m.ambient()), k = static_cast<std::size_t>(m.dimension());
      visit(m, a, b, n, k);
      a += n;
      b += k;
    }
  }
};

}  // namespace

std::vector<std::vector<long double>> Manifold::basis(std::span<const double> x) const {
  const std::vector<Dual> at_x(x.begin(), x.end());
  std::vector<std::vector<long double>> columns;
  for (int k = 0; k < dimension(); ++k) {
    std::vector<Dual> d(static_cast<std::size_t>(dimension()), Dual(0));
    d[static_cast<std::size_t>(k)] = Dual(0, 1);
    std::vector<long double> column;
    for (const Dual& y : retract(std::span<const Dual>(at_x), std::span<const Dual>(d))) column.push_back(y.tangent());
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<double> Manifold::tangent(std::span<const double> x, const Uniform& uniform) const {
  std::vector<long double> sum(x.size(), 0);
  for (const std::vector<long double>& b : basis(x)) {
    const auto c = static_cast<long double>(uniform());
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += c * b[i];
  }
  return {sum.begin(), sum.end()};
}

Manifold product(std::vector<Manifold> parts) { return Product{std::move(parts)}; }

}  // namespace clino
