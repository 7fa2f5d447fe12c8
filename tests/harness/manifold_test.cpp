// Derivatives whose inputs are not free: compared along tangent directions, whatever they say across them.
#include "clino/manifold.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "clino/custom.hpp"
#include "clino/matrices.hpp"
#include "random.hpp"

namespace clino {
namespace {

using In = std::span<const double>;
using Out = std::span<double>;

std::vector<Manifold> all() {
  return {free_numbers(3),
          symmetric(3),
          positive_definite(3),
          triangular(3),
          triangular(3, Triangle::upper),
          simplex(4),
          unit_vectors(2),
          unit_vectors(4),
          rotations(2),
          rotations(3),
          rotations(4),
          product({rotations(3), free_numbers(3)})};
}

TEST(Manifolds, MovesStayOnThemAndAreInvertedByLocal) {
  Random random(7);
  const auto uniform = [&] { return 2 * random.unit() - 1; };
  for (const Manifold& m : all()) {
    const Point x = *m.draw(uniform);
    ASSERT_EQ(x.size(), static_cast<std::size_t>(m.ambient())) << m.name();
    EXPECT_LT(m.off(x), 1e-14) << m.name();
    Point d(static_cast<std::size_t>(m.dimension()), 0.0);
    const Point same = m.retract(In(x), In(d));
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(same[i], x[i], 1e-15) << m.name();
    for (double& dk : d) dk = 1e-4 * uniform();
    const Point y = m.retract(In(x), In(d));
    EXPECT_LT(m.off(y), 1e-14) << m.name();
    const Point back = m.local(x, y);
    for (std::size_t k = 0; k < d.size(); ++k)
      EXPECT_NEAR(back[k], d[k], 1e-7) << m.name() << " " << m.direction(static_cast<int>(k));
    // The basis is the derivative of the move.
    const auto basis = m.basis(x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      long double along = 0;
      for (std::size_t k = 0; k < d.size(); ++k) along += basis[k][i] * static_cast<long double>(d[k]);
      EXPECT_NEAR(y[i] - x[i], static_cast<double>(along), 1e-7) << m.name();
    }
  }
}

TEST(Manifolds, RotationsStayRotationsFarAway) {
  const Point x{1, 0, 0, 0, 1, 0, 0, 0, 1}, d{0.6, -0.5, 0.4};
  EXPECT_LT(rotations(3).off(rotations(3).retract(In(x), In(d))), 1e-15);
}

/// x'Ax for a fixed A, and log|x|: on unit vectors the second is constant.
const auto quadratic = []<class T>(std::span<const T> x) {
  using std::log;
  return x[0] * x[0] + 2.0 * x[1] * x[1] + 3.0 * x[0] * x[2];
};
const auto tilted = [](double amount, double factor) {
  return [amount, factor](In x, Out d) {
    const double free[] = {2 * x[0] + 3 * x[2], 4 * x[1] * factor, 3 * x[0]};
    for (std::size_t i = 0; i < 3; ++i) d[i] = free[i] + amount * x[i];
  };
};

TEST(Manifolds, AGradientOnTheSphereMayPointAnywhereAcrossIt) {
  const Options where = options().on(unit_vectors(3)).points(6);
  EXPECT_TRUE(passes(check_gradient(quadratic, tilted(0, 1), where)))
      << explain(check_gradient(quadratic, tilted(0, 1), where));
  EXPECT_TRUE(passes(check_gradient(quadratic, tilted(-7, 1), where)))
      << explain(check_gradient(quadratic, tilted(-7, 1), where));
  const Verification v = check_gradient(quadratic, tilted(-7, 1 + 1e-6), where);
  EXPECT_FALSE(passes(v));
  EXPECT_NE(v.worst.front().name.find("along"), std::string::npos) << explain(v);
  // Taken as free numbers it is wrong.
  EXPECT_FALSE(passes(check_gradient(quadratic, tilted(-7, 1), domain(-1, 1).size(3).points(4))));
}

TEST(Manifolds, TheSimplexLeavesAConstantOpen) {
  // Entropy: d/dx = -log x - 1, up to a constant.
  const auto entropy = []<class T>(std::span<const T> x) {
    using std::log;
    T sum(0);
    for (const T& xi : x) sum -= xi * log(xi);
    return sum;
  };
  const auto gradient = [](double constant, double factor) {
    return [=](In x, Out d) {
      for (std::size_t i = 0; i < x.size(); ++i) d[i] = -factor * std::log(x[i]) + constant;
    };
  };
  const Options where = options().on(simplex(5));
  EXPECT_TRUE(passes(check_gradient(entropy, gradient(-1, 1), where)));
  EXPECT_TRUE(passes(check_gradient(entropy, gradient(3, 1), where)))
      << explain(check_gradient(entropy, gradient(3, 1), where));
  EXPECT_FALSE(passes(check_gradient(entropy, gradient(-1, 1.0001), where)));
  // A black box is differenced along the simplex.
  const auto black = [entropy](In x) { return entropy(x); };
  EXPECT_TRUE(passes(check_gradient(black, gradient(3, 1), where)))
      << explain(check_gradient(black, gradient(3, 1), where));
  EXPECT_FALSE(passes(check_gradient(black, gradient(3, 1.01), where)));
}

/// tr(A^2 B) of a symmetric A.
const auto trace_form = []<class T>(std::span<const T> a) {
  T sum(0);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k)
        sum += a[i + 3 * j] * a[j + 3 * k] * (1.0 + static_cast<double>(k) + 0.5 * static_cast<double>(i * k));
  return sum;
};
Eigen::Matrix3d free_gradient(In a) {
  const Eigen::Matrix3d A = Eigen::Map<const Eigen::Matrix3d>(a.data());
  Eigen::Matrix3d B;
  for (int k = 0; k < 3; ++k)
    for (int i = 0; i < 3; ++i) B(k, i) = 1.0 + k + 0.5 * i * k;
  return (A * B + B * A).transpose();
}

TEST(Manifolds, SymmetricGradientsOfBothConventionsPass) {
  const Options where = options().on(symmetric(3)).points(4);
  const auto full = [](In a, Out d) { Eigen::Map<Eigen::Matrix3d>(d.data()) = free_gradient(a); };
  const auto mean = [](In a, Out d) {
    const Eigen::Matrix3d g = free_gradient(a);
    Eigen::Map<Eigen::Matrix3d>(d.data()) = 0.5 * (g + g.transpose());
  };
  // Off-diagonal entries twice in the lower triangle, nothing above.
  const auto lower = [](In a, Out d) {
    const Eigen::Matrix3d g = free_gradient(a);
    Eigen::Matrix3d both = g + g.transpose();
    both.diagonal() *= 0.5;
    Eigen::Map<Eigen::Matrix3d>(d.data()) = both.triangularView<Eigen::Lower>();
  };
  for (const Derivative& d : {Derivative(full), Derivative(mean), Derivative(lower)})
    EXPECT_TRUE(passes(check_gradient(trace_form, d, where))) << explain(check_gradient(trace_form, d, where));
  // The lower triangle alone, not twice: the mistake that is made.
  const auto once = [](In a, Out d) {
    const Eigen::Matrix3d g = free_gradient(a);
    Eigen::Matrix3d low = 0.5 * (g + g.transpose());
    Eigen::Map<Eigen::Matrix3d>(d.data()) = low.triangularView<Eigen::Lower>();
  };
  const Verification v = check_gradient(trace_form, once, where);
  EXPECT_FALSE(passes(v));
  EXPECT_NE(explain(v).find("(1,0) and (0,1)"), std::string::npos) << explain(v);
}

TEST(Manifolds, LogDeterminantsOfDefiniteMatricesByEigen) {
  const auto f = [](const auto& A) {
    using std::log;
    return log(A(0, 0) * A(1, 1) - A(0, 1) * A(1, 0));
  };
  const auto gradient = [](const Eigen::MatrixXd& A) { return Eigen::MatrixXd(A.inverse()); };
  const auto doubled = [](const Eigen::MatrixXd& A) {
    Eigen::MatrixXd g = 2 * A.inverse();
    g.diagonal() *= 0.5;
    return g;
  };
  const auto where = inputs(matrix("A", 2, 2)).on(positive_definite(2)).points(4);
  EXPECT_TRUE(passes(check_gradient(f, gradient, where))) << explain(check_gradient(f, gradient, where));
  EXPECT_FALSE(passes(check_gradient(f, doubled, where)));
}

TEST(Manifolds, TriangularFactorsAreNotAskedAboutTheOtherHalf) {
  const auto f = []<class T>(std::span<const T> l) { return l[0] * l[1] + l[3] * l[3] + l[2] * 5.0; };  // l[2]: above
  const auto g = [](In l, Out d) {
    d[0] = l[1];
    d[1] = l[0];
    d[2] = 0;
    d[3] = 2 * l[3];
  };
  EXPECT_TRUE(passes(check_gradient(f, g, options().on(triangular(2)))));
  EXPECT_FALSE(passes(check_gradient(f, g, options().on(triangular(2, Triangle::upper)))));
}

TEST(Manifolds, RotationsAndPoses) {
  // |R p + t - q|^2 with p, q fixed; gradient by R: 2 r p', by t: 2 r.
  const auto f = []<class T>(std::span<const T> x) {
    const double p[] = {1, 2, -0.5}, q[] = {0.3, -1, 2};
    T sum(0);
    for (std::size_t i = 0; i < 3; ++i) {
      T r = x[9 + i] - q[i];
      for (std::size_t j = 0; j < 3; ++j) r += x[i + 3 * j] * p[j];
      sum += r * r;
    }
    return sum;
  };
  const auto gradient = [](bool in_rotations, double factor) {
    return [=](In x, Out d) {
      const Eigen::Map<const Eigen::Matrix3d> R(x.data());
      const Eigen::Vector3d p(1, 2, -0.5), q(0.3, -1, 2),
          r = R * p + Eigen::Map<const Eigen::Vector3d>(x.data() + 9) - q;
      Eigen::Matrix3d dR = 2 * factor * r * p.transpose();
      if (in_rotations) dR = 0.5 * (dR - R * dR.transpose() * R).eval();  // the tangent part only
      Eigen::Map<Eigen::Matrix3d>(d.data()) = dR;
      Eigen::Map<Eigen::Vector3d>(d.data() + 9) = 2 * r;
    };
  };
  const Options where = options().on(product({rotations(3), free_numbers(3)})).points(4);
  EXPECT_TRUE(passes(check_gradient(f, gradient(false, 1), where)))
      << explain(check_gradient(f, gradient(false, 1), where));
  EXPECT_TRUE(passes(check_gradient(f, gradient(true, 1), where)))
      << explain(check_gradient(f, gradient(true, 1), where));
  const Verification v = check_gradient(f, gradient(true, 1.001), where);
  EXPECT_FALSE(passes(v));
  EXPECT_NE(explain(v).find("in the plane of axes"), std::string::npos) << explain(v);
}

TEST(Manifolds, BackwardFunctionsTangentsAndTheirContract) {
  const auto f = []<class T>(std::span<const T> x) { return std::vector<T>{x[0] * x[1], x[1] * x[2] + x[0]}; };
  const auto vjp = [](bool zeroes) {
    return [zeroes](In x, In u, Out d) {
      const double c = zeroes ? 3 * (u[0] + u[1]) : 3;  // across the sphere; not linear in u unless it vanishes with it
      d[0] = u[0] * x[1] + u[1] + c * x[0];
      d[1] = u[0] * x[0] + u[1] * x[2] + c * x[1];
      d[2] = u[1] * x[1] + c * x[2];
    };
  };
  const Options where = options().on(unit_vectors(3)).points(4);
  EXPECT_TRUE(passes(check_vjp(f, vjp(true), where))) << explain(check_vjp(f, vjp(true), where));
  const Verification v = check_vjp(f, vjp(false), where);
  EXPECT_NE(explain(v).find("broken      zero"), std::string::npos) << explain(v);
  // Forward, right for tangents only: the part of v along x is dropped.
  const auto jvp = [](In x, In tangent, Out d) {
    const double along = x[0] * tangent[0] + x[1] * tangent[1] + x[2] * tangent[2];
    const double t[] = {tangent[0] - along * x[0], tangent[1] - along * x[1], tangent[2] - along * x[2]};
    d[0] = t[0] * x[1] + x[0] * t[1];
    d[1] = t[1] * x[2] + x[1] * t[2] + t[0];
  };
  EXPECT_TRUE(passes(check_jvp(f, jvp, where))) << explain(check_jvp(f, jvp, where));
  EXPECT_FALSE(passes(check_jvp(f, jvp, domain(-1, 1).size(3).points(4))));
  EXPECT_TRUE(passes(check_transposed(f, jvp, vjp(true), where)))
      << explain(check_transposed(f, jvp, vjp(true), where));
}

/// One's own: the circle of radius 2 by its angle.
struct Circle {
  int ambient() const { return 2; }
  int dimension() const { return 1; }
  template <class T>
  std::vector<T> retract(std::span<const T> x, std::span<const T> d) const {
    using std::cos, std::sin;
    return {x[0] * cos(d[0]) - x[1] * sin(d[0]), x[0] * sin(d[0]) + x[1] * cos(d[0])};
  }
  std::vector<double> local(std::span<const double> x, std::span<const double> y) const {
    return {std::atan2(x[0] * y[1] - x[1] * y[0], x[0] * y[0] + x[1] * y[1])};
  }
};

TEST(Manifolds, ATraitOfOnesOwn) {
  const auto f = []<class T>(std::span<const T> x) { return x[0] * x[0] * x[1]; };
  const auto g = [](double across, double factor) {
    return [=](In x, Out d) {
      d[0] = 2 * x[0] * x[1] + across * x[0];
      d[1] = x[0] * x[0] * factor + across * x[1];
    };
  };
  const Options where = options().on(Circle{}).at(2, 0).at(1.2, 1.6);
  EXPECT_TRUE(passes(check_gradient(f, g(5, 1), where))) << explain(check_gradient(f, g(5, 1), where));
  EXPECT_FALSE(passes(check_gradient(f, g(5, 2), where)));
  EXPECT_THROW(check_gradient(f, g(5, 1), options().on(Circle{})), std::invalid_argument);
}

TEST(Manifolds, MisuseIsRefused) {
  EXPECT_THROW(check_gradient(quadratic, tilted(0, 1), options().on(unit_vectors(3)).at(1, 1, 0)),
               std::invalid_argument);
  EXPECT_THROW(check_gradient(quadratic, tilted(0, 1), domain(-1, 1).on(unit_vectors(3))), std::invalid_argument);
  EXPECT_THROW(check_gradient(quadratic, tilted(0, 1), options().on(unit_vectors(3)).at(1, 0)), std::invalid_argument);
}

}  // namespace
}  // namespace clino
