#include "rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace clino::scorecard {
namespace {

double shifted(const Value& f, std::vector<double> x, std::size_t i, double h) {
  x[i] += h;
  return f(x);
}
double central(const Value& f, const std::vector<double>& x, std::size_t i, double h) {
  return (shifted(f, x, i, h) - shifted(f, x, i, -h)) / (2 * h);
}
template <class Entry>
bool all_entries(std::size_t n, Entry entry) {
  for (std::size_t i = 0; i < n; ++i)
    if (!entry(i)) return false;
  return true;
}

/// PyTorch gradcheck: step 1e-6, |d - g| <= 1e-5 + 1e-3 |d|.
bool central_rule(const Value& f, const std::vector<double>& g, std::vector<double> x) {
  return all_entries(x.size(), [&](std::size_t i) {
    const double d = central(f, x, i, 1e-6);
    return std::fabs(d - g[i]) <= 1e-5 + 1e-3 * std::fabs(d);
  });
}

/// JAX check_grads: one random direction, step 1e-4, tolerances 1e-5 in binary64.
bool direction_rule(const Value& f, const std::vector<double>& g, std::vector<double> x) {
  constexpr std::array fixed{0.70, -0.42, 0.58, 0.31};  // a unit-sized draw, the same each time
  std::vector<double> up = x, down = x;
  double slope = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double v = fixed[i % fixed.size()];
    up[i] += 1e-4 * v;
    down[i] -= 1e-4 * v;
    slope += g[i] * v;
  }
  const double d = (f(up) - f(down)) / 2e-4;
  return std::fabs(d - slope) <= 1e-5 + 1e-5 * std::fabs(slope);
}

/// Ceres: Ridders from 0.32 max(1, |x|) halving ten times, relative 1e-8; where one side is 0, absolute.
double ridders(const Value& f, const std::vector<double>& x, std::size_t i) {
  constexpr std::size_t rows = 10;
  std::array<std::array<double, rows>, rows> a{};
  double h = 0.01 * std::max(1.0, std::fabs(x[i])) * 32, best = 0, error = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < rows; ++k, h /= 2) {
    a[0][k] = central(f, x, i, h);
    if (k == 0) best = a[0][0];
    double factor = 4;
    for (std::size_t j = 1; j <= k; ++j, factor *= 4) {
      a[j][k] = (factor * a[j - 1][k] - a[j - 1][k - 1]) / (factor - 1);
      const double seen = std::max(std::fabs(a[j][k] - a[j - 1][k]), std::fabs(a[j][k] - a[j - 1][k - 1]));
      if (seen <= error) {
        error = seen;
        best = a[j][k];
      }
    }
    if (k > 0 && std::fabs(a[k][k] - a[k - 1][k - 1]) >= 2 * error) break;
  }
  return best;
}
bool ridders_rule(const Value& f, const std::vector<double>& g, std::vector<double> x) {
  return all_entries(x.size(), [&](std::size_t i) {
    const double d = ridders(f, x, i), off = std::fabs(d - g[i]), size = std::max(std::fabs(d), std::fabs(g[i]));
    return d == 0 || g[i] == 0 ? off < 1e-8 : off < 1e-8 * size;
  });
}

/// Stan: six points, step eps^(1/7) max(1, |x|), 1e-4 of the mean magnitude or 1e-8.
bool six_point_rule(const Value& f, const std::vector<double>& g, std::vector<double> x) {
  return all_entries(x.size(), [&](std::size_t i) {
    const double h = std::pow(std::numeric_limits<double>::epsilon(), 1.0 / 7) * std::max(1.0, std::fabs(x[i]));
    const auto difference = [&](double k) { return shifted(f, x, i, k * h) - shifted(f, x, i, -k * h); };
    const double d = (45 * difference(1) - 9 * difference(2) + difference(3)) / (60 * h);
    return std::fabs(d - g[i]) <= std::max(1e-4 * 0.5 * (std::fabs(d) + std::fabs(g[i])), 1e-8);
  });
}

/// FiniteDifferences.jl central_fdm(5, 1) under ChainRulesTestUtils: the step balances rounding against the fifth
/// derivative, at most 1000 default steps; norm-wise 1e-9 absolute and relative.
double five_point(const Value& f, const std::vector<double>& x, std::size_t i) {
  const double eps = std::numeric_limits<double>::epsilon(), fx = std::max(std::fabs(f(x)), eps);
  const auto stencil = [&](double h) {
    return (8 * (shifted(f, x, i, h) - shifted(f, x, i, -h)) - (shifted(f, x, i, 2 * h) - shifted(f, x, i, -2 * h))) /
           (12 * h);
  };
  const double start = std::pow(eps, 0.2);
  const double fifth =
      std::fabs((shifted(f, x, i, 3 * start) - 4 * shifted(f, x, i, 2 * start) + 5 * shifted(f, x, i, start) -
                 5 * shifted(f, x, i, -start) + 4 * shifted(f, x, i, -2 * start) - shifted(f, x, i, -3 * start)) /
                (2 * std::pow(start, 5)));
  const double balanced = std::isfinite(fifth) && fifth > 0 ? std::pow(1.5 * eps * fx * 30 / (4 * fifth), 0.2) : start;
  return stencil(std::min(balanced, 1000 * start));
}
bool five_point_rule(const Value& f, const std::vector<double>& g, std::vector<double> x) {
  double off = 0, d2 = 0, g2 = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double d = five_point(f, x, i);
    off += (d - g[i]) * (d - g[i]);
    d2 += d * d;
    g2 += g[i] * g[i];
  }
  return std::sqrt(off) <= std::max(1e-9, 1e-9 * std::sqrt(std::max(d2, g2)));
}

const std::array table{
    Checker{"central 1e-3/1e-5", central_rule},  Checker{"one direction 1e-5", direction_rule},
    Checker{"Ridders 1e-8", ridders_rule},       Checker{"six-point 1e-4", six_point_rule},
    Checker{"five-point 1e-9", five_point_rule},
};

}  // namespace

std::span<const Checker> checkers() { return table; }

}  // namespace clino::scorecard
