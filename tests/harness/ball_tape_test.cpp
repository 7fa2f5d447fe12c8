#include "ball_tape.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "rounding.hpp"

namespace clino {
namespace {

/// Value and first partial of a one-output function at precision 256.
std::array<std::optional<double>, 2> at(const Function& f, std::span<const double> x) {
  const Trace trace = f.trace(x);
  BallTape tape(trace, x, binary64, Literals::as_compiled);
  tape.forward(256, Derivatives::compute);
  const NodeId y = trace.outputs[0];
  tape.reverse(y);
  if (tape.differentiable(0) != Certainty::yes) return {round_ball(tape.value(y), binary64), std::nullopt};
  return {round_ball(tape.value(y), binary64), round_ball(tape.adjoint(0), binary64)};
}

TEST(BallTape, GivesValueAndPartial) {
  const auto [y, d] = at([](auto x) { using std::exp; return 1.0 / exp(x); }, std::array{100.0});
  EXPECT_EQ(y, 3.720075976020836e-44);
  EXPECT_EQ(d, -3.720075976020836e-44);
}

TEST(BallTape, AKinkIsNotDifferentiableAndPoisonsOnlyWhatFeedsIt) {
  const Function f = [](auto x, auto y) { using std::abs; return abs(x) + y * y; };
  const std::array point{0.0, 3.0};
  const Trace trace = f.trace(point);
  BallTape tape(trace, point, binary64, Literals::as_compiled);
  tape.forward(128, Derivatives::compute);
  tape.reverse(trace.outputs[0]);
  EXPECT_EQ(tape.differentiable(0), Certainty::no);
  EXPECT_EQ(tape.differentiable(1), Certainty::yes);
  EXPECT_EQ(round_ball(tape.adjoint(1), binary64), 6.0);
}

TEST(BallTape, AZeroAdjointDoesNotHideASingularStep) {
  const auto [y, d] = at([](auto x) { using std::sqrt; return sqrt(x) * sqrt(x); }, std::array{0.0});
  EXPECT_EQ(y, 0.0);
  EXPECT_FALSE(d);  // 1 from the right; the sweep would say 0
}

TEST(BallTape, TheConstantExponentOfANegativeBaseIsNoVariable) {
  const auto [y, d] = at([](auto x) { using std::pow; return pow(x, 2.0); }, std::array{-3.0});
  EXPECT_EQ(y, 9.0);
  EXPECT_EQ(d, -6.0);
}

TEST(BallTape, SelectNeedsOnlyTheOperandItChooses) {
  const auto [y, d] = at([](auto x) { using std::log; return select(less(0.0, x), log(x), x * 3.0); }, std::array{-1.0});
  EXPECT_EQ(y, -3.0);
  EXPECT_EQ(d, 3.0);
}

TEST(BallTape, LiteralsAreRoundedToTheFormatOrTakenAsTheyAre) {
  const Function f = [](auto x) { return x * 0.1; };
  const std::array one{1.0};
  const Trace trace = f.trace(one);
  const auto value = [&](Literals literals) {
    BallTape tape(trace, one, binary32, literals);
    tape.forward(128, Derivatives::skip);
    return round_ball(tape.value(trace.outputs[0]), binary64);
  };
  EXPECT_EQ(value(Literals::as_compiled), static_cast<double>(0.1f));
  EXPECT_EQ(value(Literals::real), 0.1);
}

}  // namespace
}  // namespace clino
