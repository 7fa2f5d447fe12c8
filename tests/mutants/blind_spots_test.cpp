// The measured blind spots of other gradient checkers, row by row: wrong gradients that they pass must be found, right
// ones that they reject must pass. Rows not here need what is not built: large gradients by projection (A14, B4 in full
// size, B7), second order (A17, B10, B11, E14), the contract of a backward function (G1 to G9), and library primitives
// (B12, H15 to H17).
#include "blind_spots.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace clino::test {
namespace {

class BlindSpot : public testing::TestWithParam<Row> {};

TEST_P(BlindSpot, IsSeen) {
  const Row& row = GetParam();
  const Function f = Function::parse(row.function);
  std::vector<Interval> domain;
  for (const double x : row.x) domain.push_back({-2 * std::fabs(x) - 1, 2 * std::fabs(x) + 1});
  Case c{.name = row.id, .function = f, .domain = domain};
  std::unique_ptr<Engine> custom;
  if (row.engine == nullptr) {
    c.gradient = Function::parse(std::span(row.gradient), f.variables());
    custom = custom_engine(f, *c.gradient);
  }
  const Engine& engine = custom ? *custom : *find_engine(row.engine);
  Point x = row.x;
  for (double& xi : x) xi = round_to(row.format, xi);
  const PointResult p = judge_point(c, engine, witness(c, x, row.format, {}), row.format, {});
  Level loudest = Level::ok;
  std::string story;
  for (const NumberResult& n : p.partials) {
    EXPECT_NE(n.judgement.verdict, Verdict::undecided) << n.judgement.reason;
    loudest = std::max(loudest, n.judgement.level);
    story += "  " + std::string(name(n.judgement.verdict)) + ": computed " + to_decimal(row.format, n.computed) +
             ", reference " + to_decimal(row.format, n.reference) + "; " + n.judgement.reason + "\n";
  }
  EXPECT_EQ(loudest == Level::ok ? "passes" : "found", std::string(row.wanted == Wanted::passes ? "passes" : "found"))
      << story;
}

INSTANTIATE_TEST_SUITE_P(AbsoluteFloor, BlindSpot, testing::ValuesIn(absolute_floor));
INSTANTIATE_TEST_SUITE_P(LooseTolerance, BlindSpot, testing::ValuesIn(loose_tolerance));
INSTANTIATE_TEST_SUITE_P(LargeInputs, BlindSpot, testing::ValuesIn(large_inputs));
INSTANTIATE_TEST_SUITE_P(FastVariation, BlindSpot, testing::ValuesIn(fast_variation));
INSTANTIATE_TEST_SUITE_P(Kinks, BlindSpot, testing::ValuesIn(kinks));
INSTANTIATE_TEST_SUITE_P(Edges, BlindSpot, testing::ValuesIn(edges));
INSTANTIATE_TEST_SUITE_P(EngineBugs, BlindSpot, testing::ValuesIn(eigen));

TEST(BlindSpots, OneWrongEntryOfADenseJacobianIsFound) {  // B3, B5, B6
  constexpr int n = 20;
  const Function f = Function::of_vector(n, n, []<class T>(std::span<const T> x) {
    T sum(0.0);
    for (const T& xi : x) sum = sum + xi;
    return std::vector<T>(n, sum);
  });
  const auto jacobian = [](double entry) {
    return Function::opaque({n, n * n}, [entry](std::span<const double>) {
      std::vector<double> j(n * n, 1.0);
      j[137] = entry;
      return j;
    });
  };
  EXPECT_TRUE(passes(check_gradient(f, jacobian(1), Interval{-1, 1}, {.options = {.points = 2}})));
  const UnitResult bad = check_gradient(f, jacobian(11), Interval{-1, 1}, {.options = {.points = 2}});
  EXPECT_EQ(worst_verdict(bad), Verdict::wrong);
  EXPECT_EQ(bad.exemplars.at(0).target->output, 6);
  EXPECT_EQ(bad.exemplars.at(0).target->input, 17);
}

TEST(BlindSpots, OneZeroedEntryOfALongGradientIsFound) {  // B4
  constexpr int n = 1000;
  const Function f = Function::of_vector(n, 1, []<class T>(std::span<const T> x) {
    T sum(0.0);
    for (const T& xi : x) sum = sum + xi;
    return sum;
  });
  const Function g = Function::opaque({n, n}, [](std::span<const double>) {
    std::vector<double> ones(n, 1.0);
    ones[0] = 0;
    return ones;
  });
  const UnitResult bad = check_gradient(f, g, Interval{-1, 1}, {.options = {.points = 1}});
  EXPECT_FALSE(passes(bad));
  EXPECT_EQ(bad.exemplars.at(0).target->input, 0);
}

}  // namespace
}  // namespace clino::test
