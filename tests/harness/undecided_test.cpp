// Uniform bit patterns of the fifteen functions: none is left undecided.
#include <gtest/gtest.h>

#include <algorithm>

#include "clino/certifier.hpp"
#include "clino/reference.hpp"
#include "tests/bench/fifteen_functions.hpp"

namespace clino {
namespace {

/// What the reference says of points that certify nothing: never that it cannot decide.
void expect_decided(const char* name, int inputs, bool positive, const Function& f, const Format& format,
                    std::size_t points) {
  const auto n = static_cast<std::size_t>(inputs);
  const std::vector<double> x = fifteen::points(name, fifteen::Draw::bits, format, points * n, positive);
  const RoundedGradients all = Certifier(f, format).run(x);
  for (std::size_t k = 0; k < points; ++k) {
    const auto first = all.partials.begin() + static_cast<std::ptrdiff_t>(k * n);
    const bool open =
        std::isnan(all.values[k]) || std::any_of(first, first + inputs, [](double d) { return std::isnan(d); });
    if (!open) continue;
    const Reference r = reference(f, std::span(x).subspan(k * n, n), format);
    for (const auto* numbers : {&r.values, &r.partials})
      for (const Certified& c : *numbers)
        EXPECT_NE(c.existence, Existence::undecided) << name << " at " << to_hex(x[k * n]) << ": " << c.reason;
  }
}

void expect_all_decided(const Format& format, std::size_t points) {
  fifteen::for_each([&](const char* name, int n, bool positive, auto f) {
    expect_decided(name, n, positive, Function::of_vector(n, 1, f), format, points);
  });
}

TEST(Undecided, SomeWouldBeWithFewBits) {
  const Function f = Function::of_vector(1, 1, fifteen::Chirp{});
  int undecided = 0;
  for (const double x : fifteen::points("few bits", fifteen::Draw::bits, binary64, 100, false))
    undecided +=
        reference(f, std::span(&x, 1), binary64, {.max_precision = 128}).partials[0].existence == Existence::undecided;
  EXPECT_GT(undecided, 50);
}

TEST(Undecided, IsNoPatternOfTheFifteenFunctionsInBinary32) { expect_all_decided(binary32, 20'000); }
TEST(Undecided, IsNoPatternOfTheFifteenFunctionsInBinary64) { expect_all_decided(binary64, 1'000); }
TEST(Undecided, IsNoPatternOfTheFifteenFunctionsInTheShortFormats) {
  expect_all_decided(binary16, 5'000);
  expect_all_decided(bfloat16, 5'000);
}

}  // namespace
}  // namespace clino
