/// What the tests of the finite-difference methods have in common.
#pragma once
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "clino/estimate.hpp"

namespace clino::estimators_testing {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr Interval everywhere{-infinity, infinity};

using Estimates = std::vector<std::pair<std::string, Estimate>>;

/// What every method of the table, and the best of them, say at x.
inline Estimates all_at(const Function& f, double x, const Format& format = binary64, Interval domain = everywhere) {
  const std::array at{x};
  const EstimateRequest request{f, at, 0, 0, format, domain};
  Estimates all;
  for (const Estimator& e : estimators())
    if (const auto estimate = e.partial(request)) all.emplace_back(std::string(e.name), *estimate);
  if (const auto estimate = best_estimate(request)) all.emplace_back("best", *estimate);
  return all;
}

inline Function black_box(const Function& f) {
  return Function::opaque({1, 1}, [f](std::span<const double> x) { return f.run(x); });
}

inline bool holds(const Estimate& e, double slope) { return std::fabs(slope - e.value) <= e.error; }

/// Every bar holds `truth`, and the best excludes `wrong`.
inline void expect_tells(const Estimates& all, double truth, double wrong) {
  ASSERT_FALSE(all.empty());
  for (const auto& [name, e] : all) EXPECT_TRUE(holds(e, truth)) << name << ": " << e.value << " +- " << e.error;
  EXPECT_EQ(all.back().first, "best");
  EXPECT_FALSE(holds(all.back().second, wrong)) << all.back().second.value << " +- " << all.back().second.error;
}

}  // namespace clino::estimators_testing
