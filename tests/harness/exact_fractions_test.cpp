#include "exact_fractions.hpp"

#include <gtest/gtest.h>

#include "random_program.hpp"
#include "real_program.hpp"

namespace clino {
namespace {

/// An expression in fractions of x and y, but for a few square roots that are none.
std::string expression(Random& random, int depth) {
  static constexpr std::array<const char*, 4> leaves{"x", "y", "3", "0.75"};
  static constexpr std::array<const char*, 4> infix{"+", "-", "*", "/"};
  if (depth == 0) return pick(random, leaves);
  const std::string a = expression(random, depth - 1), b = expression(random, depth - 1);
  switch (random.bits() % 12) {
    case 0: return "sqrt((" + a + ")^2)";
    case 1: return "cbrt((" + a + ")^3)";
    case 2: return "hypot(3*(" + a + "),4*(" + a + "))";
    case 3: return "abs(" + a + ")";
    case 4: return "min(" + a + "," + b + ")";
    case 5: return "max(" + a + "," + b + ")";
    case 6: return "fma(" + a + "," + b + "," + a + ")";
    case 7: return "select(" + a + "<" + b + "," + a + "," + b + ")";
    case 8: return "(" + a + ")^" + std::to_string(static_cast<int>(random.bits() % 7) - 3);
    default: return "(" + a + pick(random, infix) + b + ")";
  }
}

TEST(ExactFractions, LieInTheBallsOfValueAndPartials) {
  Random random(5);
  int values = 0, slopes = 0, tried = 0;
  for (int k = 0; k < 3000; ++k) {
    const Function f = Function::parse(expression(random, 4), {"x", "y"});
    const std::vector<double> x{static_cast<double>(random.bits() % 17) - 8,
                                static_cast<double>(random.bits() % 9) / 4};
    RealProgram program(f, x, binary64, Literals::as_compiled);
    if (program.evaluate(2048, Derivatives::compute) != RealProgram::Status::settled) continue;
    BallTape& tape = program.tape();
    const NodeId output = program.trace().outputs[0];
    if (existing(program.trace(), tape, tape.needed(output)).certainty != Certainty::yes) continue;
    ++tried;
    tape.reverse(output);
    const ExactFractions exact(program.trace(), tape, output);
    if (const auto& y = exact.value(output)) {
      ++values;
      EXPECT_TRUE(arb_contains_fmpq(tape.value(output), *y)) << f.text() << " at " << x[0] << " " << x[1];
      EXPECT_TRUE(arb_contains_fmpq(y->ball(), *y));
    }
    const auto partials = exact.partials();
    if (!partials) continue;
    for (NodeId i = 0; i < 2; ++i) {
      if (tape.differentiable(i) != Certainty::yes) continue;
      ++slopes;
      EXPECT_TRUE(arb_contains_fmpq(tape.adjoint(i), (*partials)[i])) << f.text() << " at " << x[0] << " " << x[1];
    }
  }
  EXPECT_GT(values, tried * 9 / 10);
  EXPECT_GT(slopes, tried);
}

TEST(ExactFractions, HaveAnExactBallWhereTheDenominatorIsAPowerOfTwo) {
  Fraction dyadic, third;
  fmpq_set_si(dyadic, -7, 1024);
  fmpq_set_si(third, 1, 3);
  EXPECT_TRUE(arb_is_exact(dyadic.ball()));
  EXPECT_TRUE(arb_contains_fmpq(dyadic.ball(), dyadic));
  EXPECT_FALSE(arb_is_exact(third.ball()));
  EXPECT_GT(arb_rel_accuracy_bits(third.ball()), 2000);
}

TEST(ExactFractions, AreNotClaimedForWhatIsNone) {
  for (const char* text : {"sqrt(x)", "exp(x)", "x^0.5", "hypot(x,1)", "sin(x-x)"}) {
    const std::vector<double> x{2};
    const Trace trace = Function::parse(text, {"x"}).trace(x, {.format = binary64});
    BallTape tape(trace, x, binary64, Literals::as_compiled);
    tape.forward(128, Derivatives::compute);
    EXPECT_FALSE(ExactFractions(trace, tape, trace.outputs[0]).value(trace.outputs[0])) << text;
  }
}

}  // namespace
}  // namespace clino
