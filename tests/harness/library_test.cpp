#include "library.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clino/evaluate.hpp"
#include "clino/function.hpp"

namespace clino {
namespace {

double own_error_at(const Function& f, double x, double values_off_by = 0) {
  const Trace trace = f.trace(std::array{x});
  std::vector<double> values = evaluate(trace, std::array{x}, binary64);
  const NodeId node = trace.outputs.front();
  values[node] += values_off_by * ulp(binary64, values[node]);
  EXPECT_EQ(library_is_off(trace, values, binary64), beyond_library(trace, values, binary64, node));
  return own_error(trace, values, binary64, node);
}

TEST(Library, IsMeasuredOnTheOperandsItWasGiven) {
  const Function f = [](auto x) { return exp(x * x - 9.0); };
  EXPECT_LE(own_error_at(f, 3.0000000001), 1);
  EXPECT_NEAR(own_error_at(f, 3.0000000001, 40), 40, 1);
  EXPECT_NEAR(own_error_at(f, 3.0000000001, -40), 40, 1);
}

TEST(Library, IsOffBeyondTwiceWhatWasMeasuredOfIt) {
  const Function f = [](auto x) { return exp(x); };
  const Trace trace = f.trace(std::array{0.5});
  const auto off = [&](double ulps) {
    const double y = std::exp(0.5);
    return library_is_off(trace, std::array{0.5, y + ulps * ulp(binary64, y)}, binary64);
  };
  EXPECT_FALSE(off(0));
  EXPECT_FALSE(off(2));
  EXPECT_TRUE(off(4));
}

TEST(Library, OfExactAndCorrectlyRoundedOperationsIsNeverOff) {
  const Function f = [](auto x) { return (x - 1.0) * x + abs(x); };
  const Trace trace = f.trace(std::array{0.1});
  EXPECT_FALSE(library_is_off(trace, evaluate(trace, std::array{0.1}, binary64), binary64));
}

// A pole at every integer below 1: an argument next to one must not land on it.
TEST(Library, DigammaIsAccurateNextToItsPoles) {
  const Function f = [](auto x) { return digamma(x); };
  for (const double pole : {-1.0, -2.0, -3.0, -15.0, -4000.0})
    for (const double x : {std::nextafter(pole, 0), std::nextafter(pole, -5000), pole + 1e-3, pole - 1e-3, pole + 0.2})
      EXPECT_LE(own_error_at(f, x), 8) << x;
  for (const double x : {-1e-300, -1e-9, -0.25, -0.3, 0.3, 1e-300, 7.5}) EXPECT_LE(own_error_at(f, x), 8) << x;
}

}  // namespace
}  // namespace clino
