/// Inputs that are not free: symmetric or positive definite matrices, unit vectors, rotations, ... A derivative is then
/// compared along tangent directions only; what it says across them does not matter.
#pragma once
#include <cmath>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clino/dual.hpp"
#include "clino/tracer.hpp"

namespace clino {

/// What a set of points has to tell: how many numbers a point has, how many directions lead along the set, `retract(x,
/// d)`, the point that lies d from x (generic in the scalar, x itself for d = 0, smooth there), and `local(x, y)`, its
/// inverse. Optional: `name()`; `direction(k)`, a name for direction k; `off(x)`, how far x is from the set;
/// `draw(uniform)`, a point made from numbers between -1 and 1.
template <class M>
concept ManifoldTrait = requires(const M& m, std::span<const double> x, std::span<const Tracer> t,
                                 std::span<const Dual> u) {
  { m.ambient() } -> std::convertible_to<int>;
  { m.dimension() } -> std::convertible_to<int>;
  { m.retract(x, x) } -> std::convertible_to<std::vector<double>>;
  { m.retract(t, t) } -> std::convertible_to<std::vector<Tracer>>;
  { m.retract(u, u) } -> std::convertible_to<std::vector<Dual>>;
  { m.local(x, x) } -> std::convertible_to<std::vector<double>>;
};

/// A manifold as a value, cheap to copy.
class Manifold {
 public:
  using Uniform = std::function<double()>;
  template <ManifoldTrait M>
  Manifold(const M& m) : impl_(std::make_shared<const Impl>(describe(m))) {}

  const std::string& name() const { return impl_->name; }
  int ambient() const { return impl_->ambient; }
  int dimension() const { return impl_->dimension; }
  std::string direction(int k) const { return impl_->direction(k); }
  std::vector<double> retract(std::span<const double> x, std::span<const double> d) const { return impl_->run(x, d); }
  std::vector<Tracer> retract(std::span<const Tracer> x, std::span<const Tracer> d) const {
    return impl_->record(x, d);
  }
  std::vector<Dual> retract(std::span<const Dual> x, std::span<const Dual> d) const { return impl_->lift(x, d); }
  std::vector<double> local(std::span<const double> x, std::span<const double> y) const { return impl_->local(x, y); }
  double off(std::span<const double> x) const { return impl_->off ? impl_->off(x) : 0; }
  /// Empty where the trait draws none: points must be given.
  std::optional<std::vector<double>> draw(const Uniform& uniform) const {
    return impl_->draw ? std::optional(impl_->draw(uniform)) : std::nullopt;
  }
  /// d(retract)/d(direction) at x, ambient() numbers for each direction, in long double.
  std::vector<std::vector<long double>> basis(std::span<const double> x) const;
  /// A tangent at x with coefficients between -1 and 1 along the directions.
  std::vector<double> tangent(std::span<const double> x, const Uniform& uniform) const;

 private:
  template <class T>
  using Retract = std::function<std::vector<T>(std::span<const T>, std::span<const T>)>;
  struct Impl {
    std::string name = "the manifold";
    int ambient = 0, dimension = 0;
    Retract<double> run, local;
    Retract<Tracer> record;
    Retract<Dual> lift;
    std::function<std::string(int)> direction;
    std::function<double(std::span<const double>)> off;
    std::function<std::vector<double>(const Uniform&)> draw;
  };
  template <class M>
  static Impl describe(const M& m) {
    Impl i;
    i.ambient = m.ambient();
    i.dimension = m.dimension();
    if constexpr (requires { m.name(); }) i.name = m.name();
    i.run = [m](auto x, auto d) { return m.retract(x, d); };
    i.record = [m](auto x, auto d) { return m.retract(x, d); };
    i.lift = [m](auto x, auto d) { return m.retract(x, d); };
    i.local = [m](auto x, auto y) { return m.local(x, y); };
    if constexpr (requires { m.direction(0); })
      i.direction = [m](int k) { return m.direction(k); };
    else
      i.direction = [](int k) { return std::to_string(k); };
    if constexpr (requires(std::span<const double> x) { m.off(x); }) i.off = [m](auto x) { return m.off(x); };
    if constexpr (requires(const Uniform& u) { m.draw(u); }) i.draw = [m](const Uniform& u) { return m.draw(u); };
    return i;
  }
  std::shared_ptr<const Impl> impl_;
};

/// Numbers without a constraint, from -1 to 1 where they are drawn.
Manifold free_numbers(int n);
/// Symmetric n x n matrices; one direction for each pair of entries that are equal.
Manifold symmetric(int n);
/// Symmetric positive definite n x n matrices.
Manifold positive_definite(int n);
/// Matrices that are 0 above, or below, the diagonal.
enum class Triangle : std::uint8_t { lower, upper };
Manifold triangular(int n, Triangle triangle = Triangle::lower);
/// n positive numbers that add up to 1.
Manifold simplex(int n);
/// Vectors of length 1 in n dimensions.
Manifold unit_vectors(int n);
/// Rotation matrices SO(n).
Manifold rotations(int n);
/// One after the other: the first inputs on the first, ...
Manifold product(std::vector<Manifold> parts);

}  // namespace clino
