#include "clino/certifier.hpp"

#include <gtest/gtest.h>

#include "clino/reference.hpp"
#include "random_program.hpp"

namespace clino {
namespace {

/// Every number of every point is what `reference` says, bit for bit.
void expect_as_reference(const Function& f, const Format& format, std::span<const double> x) {
  Certifier certifier(f, format);
  const RoundedGradients all = certifier.run(x);
  const auto n = static_cast<std::size_t>(f.shape().inputs), m = static_cast<std::size_t>(f.shape().outputs);
  const auto expect = [&](double given, const Certified& truth, std::size_t k) {
    const double wanted = truth.existence == Existence::exists ? truth.rounded : Certified::none;
    const bool same =
        std::isnan(wanted) ? std::isnan(given) : given == wanted && std::signbit(given) == std::signbit(wanted);
    EXPECT_TRUE(same) << f.text() << " in " << format.name << " at " << to_hex(x[k * n]) << ": " << given << ", not "
                      << wanted << " " << truth.reason;
  };
  for (std::size_t k = 0; k < x.size() / n; ++k) {
    const Reference r = reference(f, x.subspan(k * n, n), format);
    for (std::size_t j = 0; j < m; ++j) expect(all.values[k * m + j], r.values[j], k);
    for (std::size_t i = 0; i < m * n; ++i) expect(all.partials[k * m * n + i], r.partials[i], k);
  }
}

TEST(Certifier, SaysOfRandomExpressionsWhatTheReferenceSays) {
  Random random(21);
  for (int k = 0; k < 150; ++k) {
    const std::size_t n = 1 + static_cast<std::size_t>(k % 3);
    const Function f = Function::parse(random_expression(random, 3, static_cast<int>(n)), {"x", "y", "z"});
    const Format& format = pick(random, formats());
    expect_as_reference(f, format, random_points(random, format, 8, 3));
  }
}

TEST(Certifier, FollowsEveryPathOfAProgram) {
  const Function f = [](auto x, auto y) {
    if (x < y) return x * x;
    return x < 2.0 * y ? x * y : exp(x);
  };
  Random random(22);
  for (const Format& format : formats()) expect_as_reference(f, format, random_points(random, format, 100, 2));
}

TEST(Certifier, TakesSeveralOutputs) {
  const Function f = [](auto x, auto y) { return std::array{x * y, x / y, sin(x)}; };
  const std::array x{1.5, 2.5, -0.75, 3.0};
  expect_as_reference(f, binary32, x);
  expect_as_reference(f, binary64, x);
}

TEST(Certifier, UsesTheCheapestTierThatProves) {
  Certifier certifier(Function::parse("1/(1+exp(-x))"), binary32);
  const std::array x{0.5, 2.0, -3.0, -1000.0, 0.25};  // exp(1000) is beyond binary64
  const RoundedGradients all = certifier.run(x);
  EXPECT_EQ(all.by_double, 4);
  EXPECT_EQ(all.by_arb, 1);
  EXPECT_EQ(all.by_reference, 0);
  EXPECT_EQ(Certifier(Function::parse("x-sin(x)"), binary32).run(std::array{0x1p-12}).by_double_double, 1);
  EXPECT_EQ(Certifier(Function::parse("x-sin(x)"), binary64).run(std::array{0.1, 1.0}).by_double_double, 2);
  Certifier kink(Function::parse("abs(x)"), binary32);
  EXPECT_EQ(kink.run(std::array{0.0, 1.0}).by_reference, 1);
}

TEST(Certifier, RefusesHalfAPoint) {
  Certifier certifier(Function::parse("x*y"), binary64);
  EXPECT_THROW(certifier.run(std::array{1.0, 2.0, 3.0}), std::invalid_argument);
  EXPECT_TRUE(certifier.run({}).values.empty());
}

TEST(Certifier, GivesNoNumberWhereNoneExists) {
  Certifier certifier(Function::parse("abs(x)/x"), binary32);
  const RoundedGradients all = certifier.run(std::array{0.0, 2.0});
  EXPECT_TRUE(std::isnan(all.values[0]));
  EXPECT_TRUE(std::isnan(all.partials[0]));
  EXPECT_EQ(all.values[1], 1);
}

}  // namespace
}  // namespace clino
