// The engines' rules as programs: the same as `high_precision` gives, and what is proved of them.
#include "rule_proof.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "ball_tape.hpp"
#include "clino/engine.hpp"
#include "random.hpp"
#include "rule_program.hpp"

namespace clino {
namespace {

std::optional<double> partial_of(const Trace& rules, double x) {
  BallTape tape(rules, std::span(&x, 1), binary64, Literals::real);
  tape.forward(600, Derivatives::skip);
  arb_srcptr y = tape.value(rules.outputs[0]);
  if (arb_is_finite(y) == 0) return std::nullopt;
  return arf_get_d(arb_midref(y), ARF_RND_NEAR);
}

TEST(RuleProgram, PerformsWhatHighPrecisionDoes) {
  Random random(1);
  for (const char* name : {"eigen", "forward", "reverse"}) {
    const Engine& engine = *find_engine(name);
    int compared = 0;
    for (const OpInfo& o : operators()) {
      if (o.notation != Notation::call || o.arity == 3) continue;
      for (const char* operands : {"(x)", "(x*x/4)", "(x,2)", "(x/2,x)", "(0.75,x)"}) {
        if ((std::string_view(operands).find(',') == std::string_view::npos) != (o.arity == 1)) continue;
        const Function f = Function::parse(std::string(o.name) + operands + "*x");
        for (int k = 0; k < 6; ++k) {
          const double x = round_to(binary32, (2 * random.unit() - 1) * (o.op == Op::acosh ? -3 : 1));
          const Trace trace = f.trace(std::span(&x, 1), {.format = binary32});
          const auto rules = engine.rules(trace, x, binary32);
          const auto high = engine.high_precision(trace, std::span(&x, 1), binary32);
          if (!rules || !high || high->partials.empty()) continue;
          const auto partial = partial_of(*rules, x);
          if (!partial || !std::isfinite(high->partials[0])) continue;
          EXPECT_NEAR(*partial, high->partials[0], std::fabs(*partial) * 0x1p-51)
              << name << " " << f.text() << " at " << x;
          ++compared;
        }
      }
    }
    EXPECT_GT(compared, 200) << name;
  }
}

/// Whether the rules of a program are proved to give the derivative of another over some numbers.
bool proved(const Trace& rules, const char* function, double x, double radius) {
  const Function f = Function::parse(function);
  const Trace trace = f.trace(std::span(&x, 1), {.format = binary32});
  SeriesTape tape(trace, binary32, Literals::as_compiled);
  const TaylorRange range{x, ulp(binary32, x), radius};
  const auto series = taylor_series(tape, trace.outputs[0], range, 12);
  return series && RuleProof(rules).holds(series->slope, range, binary32);
}
Trace rules_of(const char* engine, const char* function, double x) {
  const Function f = Function::parse(function);
  const auto rules = find_engine(engine)->rules(f.trace(std::span(&x, 1), {.format = binary32}), x, binary32);
  EXPECT_TRUE(rules) << engine << " " << function;
  return rules.value_or(Trace{});
}

constexpr const char* naive[] = {"(exp(x)-1)/x",     "sqrt(x+1)-sqrt(x)", "log1p(exp(x))",   "(1-cos(x))/x^2",
                                 "0.5*x*(1+erf(x))", "x*sin(1/x)",        "tanh(x)*sinh(x)", "x^2.5/(1+abs(x))"};

TEST(RuleProof, RightRulesAreProvedRight) {
  for (const char* engine : {"eigen", "forward", "reverse"})
    for (const char* f : naive)
      for (const double x : {0.001, 0.7, 3.25})
        EXPECT_TRUE(proved(rules_of(engine, f, x), f, x, 1000)) << engine << f << x;
  EXPECT_TRUE(proved(rules_of("eigen", "sqrt(x+1)-sqrt(x)", 1e9), "sqrt(x+1)-sqrt(x)", 1e9, 20000));
}

TEST(RuleProof, WrongRulesAreNotProved) {
  for (const char* f : naive)
    for (const double x : {0.001, 0.7, 3.25}) {
      EXPECT_FALSE(proved(rules_of("eigen", f, x), (std::string(f) + "+x*0.01").c_str(), x, 1000)) << f << x;
      EXPECT_FALSE(proved(rules_of("eigen", f, x), (std::string(f) + "*1.000001").c_str(), x, 1000)) << f << x;
    }
}

TEST(RuleProof, LostBitsAreNotProved) {
  // What 3 x may be off by is magnified by c; a comparison that may fall otherwise in the run proves nothing.
  for (const double c : {1.0, 0x1p300, 0x1p360, 0x1p390, 0x1p600}) {
    const auto magnified = recorded(1.0, [c](const Tracer& x) { return x + (x * 3 - x - x - x) * Tracer(c); });
    ASSERT_TRUE(magnified);
    EXPECT_EQ(proved(*magnified, "0.5*x*x", 1.0, 100), c < 0x1p370) << c;
  }
  const auto branched = recorded(1.0, [](const Tracer& x) { return x > Tracer(0.99999) ? x * 2 : x * 3; });
  ASSERT_TRUE(branched);
  EXPECT_TRUE(proved(*branched, "x*x", 1.0, 10));
  EXPECT_FALSE(proved(*branched, "x*x", 1.0, 1000));
}

}  // namespace
}  // namespace clino
