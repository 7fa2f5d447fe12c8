#include "double_identities.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clino/function.hpp"

namespace clino {
namespace {

std::optional<SignedCall> call_of(const char* text) {
  const Trace t = Function::parse(text).trace(std::array{0.25}, {.format = binary64});
  return as_call(t, t.nodes[t.outputs[0]]);
}

double evaluate(const SignedCall& c, double u) {
  const double x = c.before * u;
  switch (c.op) {
    case Op::erf: return c.after * std::erf(x);
    case Op::erfc: return c.after * std::erfc(x);
    case Op::expm1: return c.after * std::expm1(x);
    case Op::log1p: return c.after * std::log1p(x);
    case Op::cos: return c.versine ? c.after * 2 * std::sin(x / 2) * std::sin(x / 2) : std::nan("");
    default: return std::nan("");
  }
}

TEST(Identities, AreTheSumsTheyReplace) {
  for (const char* text :
       {"1+erf(x)", "erf(x)+1", "1-erf(x)", "erf(x)-1", "-1+erf(x)", "1-erfc(x)", "erfc(x)-1", "exp(x)-1", "1-exp(x)",
        "-1+exp(x)", "1-cos(x)", "cos(x)-1", "log(1+x)", "log(x+1)", "log(1-x)"}) {
    const std::optional<SignedCall> call = call_of(text);
    ASSERT_TRUE(call) << text;
    for (const double x : {-0.75, 0.125, 0.5}) {
      const double direct = Function::parse(text).run(std::array{x})[0];
      EXPECT_NEAR(evaluate(*call, x), direct, 1e-15) << text;
    }
  }
}

TEST(Identities, LeaveOtherSumsAlone) {
  for (const char* text : {"1+erfc(x)", "1+exp(x)", "1+cos(x)", "2-exp(x)", "x+exp(x)", "1-sin(x)", "log(2+x)",
                           "log(x-1)", "1-x", "exp(x)-x"})
    EXPECT_FALSE(call_of(text)) << text;
}

}  // namespace
}  // namespace clino
