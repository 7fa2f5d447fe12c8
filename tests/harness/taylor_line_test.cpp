// Ties and near-ties of lines with a rest, against Arb's answer at each of them.
#include "taylor_line.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clino/reference.hpp"
#include "random.hpp"

namespace clino {
namespace {

struct Program {
  Function function;
  Trace trace;
  SeriesTape tape;

  Program(const char* text, const Format& format, double x)
      : function(Function::parse(text)),
        trace(function.trace(std::span(&x, 1), {.format = format})),
        tape(trace, format, Literals::as_compiled) {}
  Lines lines(double furthest) { return lines_at_zero(tape, trace.outputs[0], furthest); }
};

/// Every answer of the lines from `first` on, against the reference's; how many of the values are ties of the line.
int expect_same(const char* text, const Format& format, double first, int count) {
  const double last = from_ordinal(format, ordinal(format, first) + (first < 0 ? -count : count));
  Program p(text, format, first);
  const Lines lines = p.lines(last);
  EXPECT_TRUE(lines.value) << text;
  int ties = 0;
  for (int k = 0; k < count; ++k) {
    const double x = from_ordinal(format, ordinal(format, first) + (first < 0 ? -k : k));
    const Reference r = reference(p.function, std::span(&x, 1), format, {});
    const auto value = lines.value ? rounded(*lines.value, x, format) : std::nullopt;
    const auto slope = lines.slope ? rounded(*lines.slope, x, format) : std::nullopt;
    if (value) EXPECT_EQ(*value, r.values[0].rounded) << text << " " << to_decimal(format, x);
    if (slope) EXPECT_EQ(*slope, r.partials[0].rounded) << text << " " << to_decimal(format, x);
    if (!value || !lines.value || lines.value->b != 0) continue;
    const double y = lines.value->a * x, nearest = round_to(format, y);
    ties += std::fabs(y - nearest) == ulp(format, nearest) / 2 ? 1 : 0;
  }
  return ties;
}

TEST(TaylorLine, TheSignOfTheRestBreaksTies) {
  // x/2 at odd subnormal numbers: a rest of x^2/4 takes it up, -x^2/4 down, x^3 with x.
  for (const double first : {0x1p-149, 0x1.8p-140, -0x1p-149, -0x1.4p-133})
    for (const char* text : {"x/(1+exp(-x))", "x/(1+exp(x))", "0.5*x*(1+erf(x*0.7071067811865476))",
                             "0.5*x*erfc(-x*0.7071067811865476)", "0.5*x+x^3", "0.5*x-x^3", "0.5*sin(x)"})
      EXPECT_GE(expect_same(text, binary32, first, 40), 15) << text << first;
}

TEST(TaylorLine, ALineWithoutARestIsRoundedOnce) {
  for (const double first : {0x1p-149, 1.0, -3.0}) {
    EXPECT_GE(expect_same("25*x", binary32, first, 200), first == 0x1p-149 ? 0 : 5);
    EXPECT_GE(expect_same("0.75*x", binary32, first, 40), 5);
  }
  expect_same("x*0.1+3", binary32, 1.25, 40);
  Program p("25*x", binary32, 1.0);
  const Lines lines = p.lines(2.0);
  ASSERT_TRUE(lines.value);
  EXPECT_EQ(lines.value->sign, Sign::zero);
  EXPECT_EQ(lines.value->a, 25);
}

TEST(TaylorLine, NearTiesOfEveryDistanceAreRight) {
  Random random(3);
  // 25 m is a tie for a 16th or a 32nd of all numbers; the rest is some x^2 of it, from far below binary64's roundings
  // to well above them.
  for (const char* text : {"25*x+x^3", "25*x-x^3", "400*sin(x)", "-400*sin(x)", "25*x+x^2", "3*tanh(x)"})
    for (const int exponent : {-120, -60, -40, -32, -29, -28, -27, -26, -25, -24, -23, -20, -14, -9})
      for (const double sign : {1.0, -1.0}) {
        const double x = round_to(binary32, sign * std::ldexp(1 + random.unit(), exponent));
        expect_same(text, binary32, x, 64);
      }
}

TEST(TaylorLine, DerivativesHaveLinesToo) {
  // (x/(1+exp(-x)))' = 1/2 + x/2 - x^3/12: ties of 1/2 + x/2 at odd multiples of 2^-24.
  for (const char* text : {"x/(1+exp(-x))", "x/(1+exp(x))", "x/(1+x)", "12.5*x^2+x^4", "sin(x)"})
    for (const int exponent : {-24, -22, -18, -12})
      for (const double sign : {1.0, -1.0})
        for (const int odd : {1, 3, 5}) {
          const double x = sign * (std::ldexp(1.0, exponent) + std::ldexp(odd, -24));
          expect_same(text, binary32, round_to(binary32, x), 3);
        }
}

TEST(TaylorLine, ShortFormatsRoundOnceToo) {
  for (const Format& format : {binary16, bfloat16})
    for (const char* text : {"x/(1+exp(-x))", "25*x+x^3", "0.5*sin(x)", "x/(1+x)"})
      for (const double first : {smallest_subnormal(format), 0.001, -0.002})
        expect_same(text, format, round_to(format, first), 60);
}

TEST(TaylorLine, WhatBinary64LosesOfTheLineComesBeforeTheRest) {
  // (1 +- 2^-30) 2^-24 + 1 is 2^-54 beside a tie, and the rest pulls the other way, less far.
  const double tie = 0x1p-24;
  const Line above{.b = 1, .a = 1 + 0x1p-30, .sign = Sign::negative, .bound = 0x1p-60};
  EXPECT_EQ(rounded(above, tie, binary32), 1 + 0x1p-23);
  const Line below{.b = 1, .a = 1 - 0x1p-30, .sign = Sign::positive, .bound = 0x1p-60};
  EXPECT_EQ(rounded(below, tie, binary32), 1);
  Line further = above;
  further.bound = 0x1p-53;
  EXPECT_FALSE(rounded(further, tie, binary32));
}

TEST(TaylorLine, NothingIsClaimedWithoutAProof) {
  for (const char* text : {"x*log(x)", "abs(x)", "sqrt(x)", "1/x", "x*sin(1/x)", "cbrt(x)"})
    EXPECT_FALSE(Program(text, binary32, 1e-30).lines(1.1e-30).value) << text;
  // The rest's sign is open where the run is long: x^3 - x^5 turns at 1.
  EXPECT_FALSE(Program("x+x^3-x^5", binary32, 1.5).lines(2.0).value);
  // And a bound that reaches the other side of a tie decides nothing.
  const Line wide{.b = 0, .a = 25, .sign = Sign::positive, .bound = 1};
  EXPECT_FALSE(rounded(wide, 1.0 + 0x1p-23, binary32));
}

}  // namespace
}  // namespace clino
