#include "germ.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "ball_rules.hpp"
#include "precision.hpp"
#include "rounding.hpp"

namespace clino {
namespace {

double number(const Coefficient& c) { return midpoint(c.ball()).high; }
Germ h() { return Germ::line(0, 1); }
Germ constant(double c) { return Germ::constant(Coefficient(c)); }

/// The terms of a germ at one h, in high precision.
ArbValue sum_at(const Germ& g, const ArbValue& at) {
  constexpr slong bits = 600;
  ArbValue sum, log, power, term;
  arb_log(log, at, bits);
  arb_neg(log, log);
  for (const GermTerm& t : g.terms) {
    arb_set_si(term, t.at.power.numerator());
    arb_div_si(term, term, t.at.power.denominator(), bits);
    arb_pow(power, at, term, bits);
    arb_pow_ui(term, log, static_cast<ulong>(t.at.logs.numerator()), bits);
    arb_mul(power, power, term, bits);
    arb_addmul(sum, power, t.c.ball(), bits);
  }
  return sum;
}

TEST(Germ, EveryExpansionAgreesWithTheFunctionNearby) {
  // f(a + h) - (terms at h) must be O(h^6): below 2^-(0.9 * 6 * 40) at h = 2^-40, for moderate constants
  const PrecisionScope bits(600);
  const TermsScope terms(6);
  struct Row { Op op; std::vector<double> at; };
  const std::vector<Row> rows{
      {Op::sqrt, {2, 0.3}}, {Op::cbrt, {2, -0.3}}, {Op::exp, {0, -1.5}}, {Op::exp2, {0.5, 3}}, {Op::expm1, {0, 1}},
      {Op::log, {1, 0.2}}, {Op::log2, {3}}, {Op::log10, {7}}, {Op::log1p, {0, 2}}, {Op::sin, {0, 1}},
      {Op::cos, {0, 2}}, {Op::tan, {0, 1}}, {Op::asin, {0, -0.5}}, {Op::acos, {0, 0.5}}, {Op::atan, {0, 3}},
      {Op::sinh, {0, 1}}, {Op::cosh, {0, 1}}, {Op::tanh, {0, 1}}, {Op::asinh, {0, -2}}, {Op::acosh, {2}},
      {Op::atanh, {0, 0.5}}, {Op::erf, {0, 1}}, {Op::erfc, {0, 1}}, {Op::lgamma, {2.5, -0.5}},
      {Op::tgamma, {2.5, -1.5}}, {Op::digamma, {2.5, -0.5}}, {Op::abs, {-2}}, {Op::floor, {1.5, 2}}, {Op::ceil, {2}},
      {Op::round, {0.5, -0.5}}, {Op::trunc, {-1, 0}}, {Op::sign, {0, -1}}};
  ArbValue step(0x1p-40);
  for (const auto& [op, points] : rows) {
    for (const double a : points) {
      const Germ g = apply(op, Germ::line(a, 1), 0);
      ASSERT_TRUE(g.known()) << info(op).name << " at " << a << ": " << g.reason;
      ArbValue x(a), y;
      arb_add(x, x, step, 600);
      apply({.op = op, .precision = 600, .y = y, .x = {x, nullptr, nullptr}});
      arb_sub(y, y, sum_at(g, step), 600);
      EXPECT_LT(arf_cmpabs_2exp_si(arb_midref(static_cast<arb_ptr>(y)), -216), 0) << info(op).name << " at " << a;
    }
  }
}

TEST(Germ, EndsOfDomainsAndInfinityAgreeToo) {
  const PrecisionScope bits(600);
  const TermsScope terms(8);
  struct Row { Op op; Germ operand; double (*at)(double); };
  const auto inverse = constant(1) / h();
  const std::vector<Row> rows{
      {Op::asin, constant(1) - h(), [](double t) { return 1 - t; }},
      {Op::acos, constant(-1) + h(), [](double t) { return -1 + t; }},
      {Op::acosh, constant(1) + h(), [](double t) { return 1 + t; }},
      {Op::acosh, inverse, [](double t) { return 1 / t; }},
      {Op::asinh, -inverse, [](double t) { return -1 / t; }},
      {Op::atan, -inverse, [](double t) { return -1 / t; }},
      {Op::atanh, constant(1) - h(), [](double t) { return 1 - t; }},
      {Op::log, h(), [](double t) { return t; }},
      {Op::sqrt, h() * h() * h(), [](double t) { return t * t * t; }},
      {Op::tgamma, constant(-2) + h(), [](double t) { return -2 + t; }},
      {Op::lgamma, h(), [](double t) { return t; }},
      {Op::digamma, constant(-1) - h(), [](double t) { return -1 - t; }},
      {Op::tanh, inverse, [](double t) { return 1 / t; }},
      {Op::erf, -inverse, [](double t) { return -1 / t; }}};
  const double t = 0x1p-10;
  for (const auto& [op, operand, at] : rows) {
    const Germ g = apply(op, operand, 0);
    ASSERT_TRUE(g.known()) << info(op).name << ": " << g.reason;
    ArbValue x(at(t)), y;
    apply({.op = op, .precision = 600, .y = y, .x = {x, nullptr, nullptr}});
    arb_sub(y, y, sum_at(g, ArbValue(t)), 600);
    // the remainder is at most of the size h^3 here, times a moderate constant
    EXPECT_LT(arf_cmpabs_2exp_si(arb_midref(static_cast<arb_ptr>(y)), -25), 0) << info(op).name;
  }
}

TEST(Germ, AnOscillationTimesASeriesKeepsItsAmplitude) {
  const Germ w = apply(Op::sin, constant(1) / h(), 7);
  ASSERT_TRUE(w.wave);
  const Germ g = (h() * h() * constant(3) + h()) * w;
  ASSERT_TRUE(g.wave);
  EXPECT_EQ(g.wave->at, Monomial{.power = 1});
  EXPECT_EQ(number(g.wave->amplitude), 1);
  ASSERT_TRUE(g.rest);
  EXPECT_EQ(*g.rest, Monomial{.power = 2});
  const Germ twice = h() * w + h() * w;
  EXPECT_EQ(number(twice.wave->amplitude), 2);
  EXPECT_TRUE((h() * w - h() * w).terms.empty());
  EXPECT_FALSE((h() * w - h() * w).wave);
}

TEST(Germ, TwoOscillationsAreOnlyABound) {
  const Germ g = apply(Op::sin, constant(1) / h(), 1) + apply(Op::cos, constant(1) / h(), 2);
  EXPECT_FALSE(g.wave);
  EXPECT_EQ(*g.rest, unit_size);
}

TEST(Germ, LogarithmAndExponentialUndoEachOther) {
  const Germ g = exponential(logarithm(h()) * Coefficient(0.5));  // sqrt(h)
  ASSERT_EQ(g.terms.size(), 1u);
  EXPECT_EQ(g.terms[0].at, (Monomial{.power = {1, 2}}));
  const Germ x_to_x = exponential(h() * logarithm(h()));  // 1 - h L + h^2 L^2 / 2 - ...
  ASSERT_GE(x_to_x.terms.size(), 3u);
  EXPECT_EQ(x_to_x.terms[1].at, (Monomial{.power = 1, .logs = 1}));
  EXPECT_EQ(number(x_to_x.terms[1].c), -1);
  EXPECT_EQ(number(x_to_x.terms[2].c), 0.5);
}

TEST(Germ, BeyondEveryPower) {
  const Germ huge = exponential(constant(1) / h());
  EXPECT_EQ(huge.state, Germ::State::huge);
  const Germ flat = constant(1) / huge;
  EXPECT_TRUE(flat.terms.empty());
  EXPECT_TRUE(dominates(Monomial{.power = 1000}, *flat.rest));
  EXPECT_EQ((huge - huge).state, Germ::State::unknown);
  EXPECT_EQ((huge + h()).sign(), Sign::positive);
}

TEST(Germ, WhatCannotBeKnownIsUnknown) {
  const Germ w = apply(Op::sin, constant(1) / h(), 1);
  EXPECT_EQ((constant(1) / w).state, Germ::State::unknown);          // zeros accumulate
  EXPECT_EQ(apply(Op::floor, constant(1) / h(), 1).state, Germ::State::unknown);
  EXPECT_EQ(apply(Op::tan, constant(1) / h(), 1).state, Germ::State::unknown);
  EXPECT_EQ(apply(Op::sqrt, w, 1).state, Germ::State::unknown);
  EXPECT_EQ(apply(Op::sqrt, -h(), 1).state, Germ::State::outside);
  EXPECT_EQ(apply(Op::log, Germ{}, 1).state, Germ::State::outside);
  EXPECT_EQ(apply(Op::pow, -h(), constant(0.5), 1).state, Germ::State::outside);
}

TEST(Rational, StaysExactOrSaysThatItCannot) {
  EXPECT_EQ(Rational(2, -4), Rational(-1, 2));
  EXPECT_EQ(Rational(1, 3) + Rational(1, 6), Rational(1, 2));
  EXPECT_LT(Rational(-1, 2), Rational(1, 3));
  EXPECT_FALSE((Rational(INT64_MAX) * Rational(2)).valid());
  EXPECT_EQ(Rational::from(ArbValue(0.375)), Rational(3, 8));
  EXPECT_FALSE(Rational::from(ArbValue(0x1p-100)));
}

}  // namespace
}  // namespace clino
