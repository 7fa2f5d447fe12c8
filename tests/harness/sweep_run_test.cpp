// What is proved over runs of numbers against what `clino check` says of each of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "batch.hpp"
#include "clino/reference.hpp"
#include "clino/sweep_journal.hpp"
#include "random.hpp"
#include "region.hpp"
#include "short_format.hpp"
#include "sweep_block.hpp"
#include "sweep_compare.hpp"
#include "taylor_block.hpp"

namespace clino {
namespace {

SweepTask task_of(const char* text, const Format& format, double from, std::int64_t size,
                  const char* engine = "eigen") {
  const std::int64_t first = sweep_position(format, round_to(format, from));
  SweepTask task{
      .subject = {.name = text, .function = Function::parse(text), .domain = {{-largest(format), largest(format)}}},
      .engine = find_engine(engine),
      .format = format,
      .axes = {{first, std::min(first + size - 1, sweep_position(format, largest(format)))}},
      .options = {}};
  task.options.estimates = false;
  return task;
}

void expect_same(const SweepTask& task) {
  const auto never = [] { return false; };
  std::vector<SweepPiece> pieces;
  for (const Tiers tiers : {Tiers::all, Tiers::points}) {
    BlockJudge judge(task, tiers);
    SweepPiece all = judge.run(0, 0, never);
    while (all.last + 1 < task.size()) join(all, judge.run(all.last + 1, task.size() - 1, never));
    pieces.push_back(std::move(all));
  }
  for (std::size_t k = 0; k < 2; ++k) {
    const SweepTally &a = pieces[0].targets[k], &b = pieces[1].targets[k];
    const std::string where = task.subject.name + " " + std::string(task.format.name) + " from " +
                              to_decimal(task.format, task.point(0)[0]) + " target " + std::to_string(k);
    EXPECT_EQ(a.counts, b.counts) << where;
    EXPECT_EQ(a.levels, b.levels) << where;
    EXPECT_EQ(a.errors, b.errors) << where;
    EXPECT_EQ(a.intervals, b.intervals) << where;
    EXPECT_TRUE(std::ranges::equal(a.listed, b.listed, [](const SweepInterval& x, const SweepInterval& y) {
      return x.first == y.first && x.last == y.last && x.verdict == y.verdict;
    })) << where;
    EXPECT_NEAR(a.worst.ulps, b.worst.ulps, 1e-6 * b.worst.ulps + 1e-6) << where;
  }
}

TEST(SweepRun, SaysOfEveryFloatWhatCheckSays) {
  Random random(5);
  for (const char* f : {"1/exp(x)", "1/(1+exp(-x))", "sqrt(x+1)-sqrt(x)", "(1-cos(x))/x^2", "abs(x)", "x*sin(1/x)"})
    for (const Format& format : {binary16, bfloat16, binary32})
      for (int k = 0; k < 3; ++k) {
        const auto widest = static_cast<double>(ordinal(format, largest(format)));
        const auto at = static_cast<std::int64_t>((2 * random.unit() - 1) * widest);
        expect_same(task_of(f, format, from_ordinal(format, at), 300));
      }
}

TEST(SweepRun, SaysTheSameWhereVerdictsChange) {
  for (const double from : {88.7228, 87.3365, 43.6682, 103.972, -88.73, -44.3615, 1e-45, 0.99999, -1e-44})
    for (const char* f : {"1/exp(x)", "1/(1+exp(-x))"}) expect_same(task_of(f, binary32, from, 200));
  for (const double from : {2048.0, 1e-4, 0.9999, -1.00001}) {
    expect_same(task_of("sqrt(x+1)-sqrt(x)", binary32, from, 200));
    expect_same(task_of("(1-cos(x))/x^2", binary32, from, 200));
  }
}

TEST(SweepRun, SaysTheSameOfRegionsOfManyFloats) {
  expect_same(task_of("1/exp(x)", binary32, 1e4, 3000));
  expect_same(task_of("1/(1+exp(-x))", binary32, -1e30, 3000));
  expect_same(task_of("sqrt(x)", binary32, -1e-30, 1500));
  expect_same(task_of("tanh(x)", binary32, 1e3, 3000));
}

TEST(SweepRun, AConstantThatGoesOnEndsWhereItEnds) {
  // 1/(1+exp(-x)) rounds to 1 from some 17.3 on, and its derivative to 0 from 103.97 on; the domain of sqrt begins at 0.
  const volatile std::sig_atomic_t stop = 0;
  for (const auto& [text, from, to] : {std::tuple("1/(1+exp(-x))", 60.0, 400.0), std::tuple("1/exp(x)", 90.0, 130.0)}) {
    SweepTask task = task_of(text, binary32, from, 1);
    task.axes[0].last = sweep_position(binary32, to);
    const auto whole = sweep(task, {}, 1, {}, stop);
    std::vector<SweepPiece> parts;
    for (std::uint64_t k = 0; k < task.size();) {  // by a judge that knows nothing of what came before
      BlockJudge fresh(task);
      const std::uint64_t end = std::min<std::uint64_t>(task.size() - 1, (k / 65536 + 1) * 65536 - 1);
      parts.push_back(fresh.run(k, end, [] { return false; }));
      k = parts.back().last + 1;
    }
    parts = joined(std::move(parts));
    ASSERT_EQ(parts.size(), 1u);
    EXPECT_EQ(to_json(whole.front()), to_json(parts.front())) << text;
  }
}

TEST(SweepRun, SaysTheSameOfEveryOperation) {
  for (const char* f :
       {"tanh(x)",  "erf(x)",       "erfc(x)",    "log1p(x)",   "log(x)",     "log2(x)",      "log10(x)",
        "exp2(x)",  "expm1(x)",     "cbrt(x)",    "lgamma(x)",  "tgamma(x)",  "x^2.5",        "x^-3",
        "x^3",      "2^x",          "asin(x/8)",  "acos(x/8)",  "atan(x)",    "sinh(x)",      "cosh(x)",
        "asinh(x)", "acosh(x+1)",   "atanh(x/8)", "hypot(x,3)", "min(x,1-x)", "max(x*x,0.1)", "tan(x)",
        "sin(x)",   "fma(x,x,0.1)", "digamma(x)", "floor(x)",   "-x",         "x*0.1",       "ceil(x)*x",   "sign(x)*x",  "floor(4*x)+x"})
    for (const double from : {0.3, 4.7}) expect_same(task_of(f, binary32, from, 100));
}

TEST(SweepRun, SaysTheSameAtSteps) {
  for (const char* f : {"floor(x)", "x*ceil(x)", "sign(x-2)*x", "floor(x)+sin(x)"})
    for (const double from : {2 - 0x1p-16, -2 - 0x1p-16, 2.0, 2 + 0x1p-22}) expect_same(task_of(f, binary32, from, 300));
}

TEST(SweepRun, SaysTheSameWhereRulesLoseBits) {
  for (const char* engine : {"eigen", "forward", "reverse"})
    for (const char* f : {"(exp(x)-1)/x", "sqrt(x+1)-sqrt(x)", "(1-cos(x))/x^2", "0.5*x*(1+erf(x*0.70710678))",
                          "tanh(x)", "x-sin(x)", "log(1+x)/x"})
      for (const double from : {1e-3, 0.02, -4.0, 80.0, 3000.0}) expect_same(task_of(f, binary32, from, 80, engine));
}

TEST(SweepRun, SaysTheSameWherePowersMeet0) {
  for (const char* f : {"(x-1)^3", "(x-1)^2", "(x-1)^1", "(x-1)^(1+2)", "(x-1)^-2", "(x*x-1)^2+x", "(x-1)^1.5", "(x-1)^0"})
    expect_same(task_of(f, binary32, 1 - 0x1p-19, 150));
}

TEST(SweepRun, SaysTheSameAtTiesOfLines) {
  for (const char* f : {"x/(1+exp(-x))", "0.5*x*(1+erf(x*0.7071067811865476))", "25*x+x^3", "0.5*sin(x)", "x*25"})
    for (const double from : {0x1p-149, 0x1.8p-130, -0x1.8p-128, 0x1.1p-60, -0x1.1p-26, 0x1.1p-23})
      expect_same(task_of(f, binary32, from, 200));
}

TEST(SweepRun, SaysTheSameOnBothSidesOfAComparison) {
  for (const char* f : {"where(x >= 0, 1/(1+exp(-x)), exp(x)/(1+exp(x)))", "where(x > 0.1, x, 0.1*x)",
                        "where(x == 2, 0, (x*x-4)/(x-2))", "where(x*x < 4, x, 2)", "where(1 < x, sqrt(x-1), -x)"})
    for (const double from : {-1e-44, 0.0999995, 1.99999, 0.99999, 3.0, -2.0})
      expect_same(task_of(f, binary32, from, 200));
  SweepTask real = task_of("where(x < 0.1, x, 0.1*x)", binary32, 0.0999995, 300);
  real.subject.function = Function::parse("where(x < 0.1, x, 0.1*x)", {}, Literals::real);
  real.options.literals = Literals::real;
  expect_same(real);
}

TEST(SweepRun, AnIntendedFunctionIsTheTruth) {
  for (const double from : {1e-5, 0.01, 0.7}) {
    SweepTask task = task_of("(1-cos(x))/x^2", binary32, from, 300);
    task.subject.reference = Function::parse("2*sin(x/2)^2/x^2", {}, Literals::real);
    expect_same(task);
  }
}

TEST(SweepRun, AProgramThatIsNotTheIntendedFunctionIsWrong) {
  for (const char* intended : {"x", "x*1.01", "x+0.001+1e-9*x"}) {
    SweepTask task = task_of("x+0.001", binary32, 1, 200);
    task.subject.reference = Function::parse(intended, {}, Literals::real);
    expect_same(task);
  }
}

TEST(SweepRun, ACustomGradientIsJudgedAsCheckDoes) {
  for (const char* gradient : {"exp(x)", "where(x > 0.70001, 1, exp(x))", "1.001*exp(x)", "exp(2*x)/exp(x)"})
    for (const double from : {0.70000, 44.3614, 88.7228}) {
      SweepTask task = task_of("exp(x)", binary32, from, 300);
      task.subject.gradient = Function::parse(gradient);
      const auto engine = custom_engine(task.subject.function, *task.subject.gradient);
      task.engine = engine.get();
      task.options.estimates = true;
      expect_same(task);
    }
}

TEST(SweepRun, OtherEnginesAreJudgedInRunsToo) {
  for (const char* engine : {"forward", "reverse"})
    for (const double from : {0.3, 88.7}) {
      expect_same(task_of("tanh(x)", binary32, from, 100, engine));
      expect_same(task_of("1/exp(x)", binary32, from, 100, engine));
    }
}

std::optional<TaylorBlock> block_of(SeriesTape& tape, NodeId output, const TaylorRange& range) {
  const auto series = taylor_series(tape, output, range, 12);
  return series ? taylor_block(*series, range.radius, smallest_subnormal(binary32)) : std::nullopt;
}

TEST(SweepRun, PolynomialsEncloseValueAndDerivative) {
  Random random(3);
  for (const char* text : {"1/(1+exp(-x))", "x*sin(1/x)", "lgamma(x)", "tanh(x)", "log(x)*sqrt(x)"}) {
    const Function f = Function::parse(text);
    for (int k = 0; k < 12; ++k) {
      const double centre = round_to(binary32, std::exp2(8 * random.unit() - 4));
      const Trace trace = f.trace(std::span(&centre, 1), {.format = binary32});
      SeriesTape tape(trace, binary32, Literals::as_compiled);
      const double spacing = ulp(binary32, centre), radius = 2000;
      const auto block = block_of(tape, trace.outputs[0], {centre, spacing, radius});
      ASSERT_TRUE(block) << text << " at " << centre;
      for (int j = 0; j < 8; ++j) {
        const double t = std::floor((2 * random.unit() - 1) * radius), x = centre + t * spacing;
        const Reference r = reference(f, std::span(&x, 1), binary64);
        double value = 0, slope = 0;
        evaluate(block->value, t, std::span(&value, 1));
        evaluate(block->slope, t, std::span(&slope, 1));
        EXPECT_LE(std::fabs((value - r.values[0].high) - r.values[0].low), block->value.error) << text << " at " << x;
        EXPECT_LE(std::fabs((slope - r.partials[0].high) - r.partials[0].low), block->slope.error) << text;
        EXPECT_LE(std::fabs(r.values[0].rounded), block->value.largest * (1 + 0x1p-50));
        EXPECT_LE(std::fabs(r.partials[0].rounded) * spacing, block->value.steepest * (1 + 0x1p-50));
      }
    }
  }
}

TEST(SweepRun, APolynomialIsRefusedAcrossAKinkOrPole) {
  for (const char* text :
       {"abs(x-1)", "1/(x-1)", "sqrt(x-1)", "log(x-1)", "floor(x)", "max(x,1)", "acosh(x)", "tan(x*1.5707963)"}) {
    const Function f = Function::parse(text);
    const double centre = 1.0001;
    const double x = round_to(binary32, centre);
    const Trace trace = f.trace(std::span(&x, 1), {.format = binary32});
    SeriesTape tape(trace, binary32, Literals::as_compiled);
    EXPECT_FALSE(block_of(tape, trace.outputs[0], {x, ulp(binary32, x), 5000})) << text;
  }
}

TEST(SweepRun, RegionsAreConstantOnlyWhereEveryNumberIs) {
  const Function f = Function::parse("1/exp(x)");
  const double x = 200;
  const Trace trace = f.trace(std::span(&x, 1), {.format = binary32});
  const auto at = [&](double lo, double hi) {
    return constant_region(trace, trace.outputs[0], lo, hi, binary32, Literals::as_compiled);
  };
  const auto far = at(400, 500);
  ASSERT_TRUE(far);
  EXPECT_EQ(far->value, 0);
  EXPECT_FALSE(at(100, 110));  // up to 103.97 it rounds to subnormal numbers
  const auto beyond = at(-500, -400);
  ASSERT_TRUE(beyond);
  EXPECT_TRUE(std::isinf(beyond->value));
  const Function root = Function::parse("sqrt(x)");
  const Trace r = root.trace(std::span(&x, 1), {.format = binary32});
  EXPECT_TRUE(undefined_region(r, r.outputs[0], -4, -1, binary32, Literals::as_compiled));
  EXPECT_FALSE(undefined_region(r, r.outputs[0], -1, 0, binary32, Literals::as_compiled));
}

void expect_same_bits(double a, double b, const std::string& where) {
  EXPECT_EQ(std::isnan(a), std::isnan(b)) << where;
  if (std::isnan(a)) return;
  EXPECT_EQ(a, b) << where;
  EXPECT_EQ(std::signbit(a), std::signbit(b)) << where;
}

/// Every operation, alone and inside others, with numbers on either side.
std::vector<std::string> texts_of_every_operation() {
  std::vector<std::string> texts{"1/(1+exp(-x))", "fma(x,x,2)", "fma(2,x,1/x)", "2/x-x/2", "x-2", "2-x*3", "-(x*x)+x/(x-3)"};
  for (const OpInfo& o : operators()) {
    const std::string name(o.name);
    if (o.notation != Notation::call || o.arity == 3) continue;
    if (o.arity == 1)
      for (const char* x : {"(x)", "(x*x-2)*x"}) texts.push_back(name + x);
    else
      for (const char* x : {"(x,1/x)", "(x,3)", "(2,x)", "(x*x,x-1)*x"}) texts.push_back(name + x);
  }
  return texts;
}

TEST(SweepRun, AClaimAgainstTheReferenceIsAnError) {
  const SweepTask task = task_of("exp(x)", binary32, 0.5, 10);
  const double x = task.point(0)[0], rounded = round_to(binary32, std::exp(x));
  const auto check = [&](const Claim& claim) { spot_check(task, 0, 0, claim); };
  EXPECT_NO_THROW(check({.rounded = rounded, .near = std::exp(x), .radius = 1e-12}));
  EXPECT_NO_THROW(check({}));
  EXPECT_THROW(check({.rounded = next_up(binary32, rounded)}), std::logic_error);
  EXPECT_THROW(check({.rounded = rounded, .near = rounded, .radius = 1e-12}), std::logic_error);
  EXPECT_THROW(check({.undefined = true}), std::logic_error);
  const SweepTask nowhere = task_of("sqrt(x)", binary32, -2, 10);
  EXPECT_NO_THROW(spot_check(nowhere, 0, 1, {.undefined = true}));
  EXPECT_THROW(spot_check(nowhere, 0, 1, {.rounded = 0.0}), std::logic_error);
}

TEST(SweepRun, WhatGoesNumberByNumberComesLastAndWaitsToBeAskedFor) {
  SweepTask task = task_of("max(x*x,x^2)", binary32, 2.5, 20000);  // a tie at every number: no series, no balls
  const volatile std::sig_atomic_t stop = 0;
  std::optional<SweepRest> rest;
  SweepEvents events;
  events.go_on = [&](const SweepRest& r) {
    rest = r;
    return false;
  };
  const auto some = sweep(task, {}, 1, events, stop);
  ASSERT_TRUE(rest);
  std::uint64_t done = 0;
  for (const SweepPiece& p : some) done += p.size();
  EXPECT_EQ(done + rest->numbers, task.size());
  EXPECT_GT(rest->seconds, 0);
  events.go_on = [](const SweepRest&) { return true; };
  const auto all = sweep(task, some, 2, events, stop);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.front().size(), task.size());
}

TEST(SweepRun, TheBatchHasTheBitsOfOneAtATime) {
  Random random(9);
  const Engine& eigen = *find_engine("eigen");
  for (const std::string& text : texts_of_every_operation()) {
    const double start = 0.5;
    const Trace trace = Function::parse(text).trace(std::span(&start, 1), {.format = binary32});
    const auto batch = eigen_batch(trace, Shims::supply);
    ASSERT_TRUE(batch);
    std::vector<double> x{0.0, -0.0, 1, -1, 2, 3, smallest_subnormal(binary32), largest(binary32)};
    while (x.size() < 200)
      x.push_back(random.unit() < 0.5 ? round_to(binary32, 8 * random.unit() - 4)
                                      : short_number(binary32, static_cast<std::int64_t>(random.bits() % 0xff000000) - 0x7f800000));
    std::vector<double> values(x.size()), slopes(x.size());
    ASSERT_TRUE(batch->run(x, values, slopes));
    for (std::size_t k = 0; k < x.size(); ++k) {
      const Answer answer = eigen.jacobian(trace, std::span(&x[k], 1), binary32, Shims::supply);
      const auto& j = std::get<Jacobian>(answer);
      const std::string where = text + " at " + to_decimal(binary32, x[k]);
      expect_same_bits(values[k], j.values[0], where);
      expect_same_bits(slopes[k], j.partials[0], "slope of " + where);
    }
  }
  const double one = 1;
  const Trace lacking = Function::parse("expm1(x)").trace(std::span(&one, 1), {.format = binary32});
  EXPECT_FALSE(eigen_batch(lacking, Shims::refuse));
}

TEST(SweepRun, ShortFormatsByTheirBitsAreTheFormats) {
  Random random(4);
  for (const Format& f : {binary16, bfloat16, binary32})
    for (int k = 0; k < 2000; ++k) {
      const auto widest = ordinal(f, largest(f));
      const auto p = static_cast<std::int64_t>(random.bits() % static_cast<std::uint64_t>(2 * widest + 2)) - widest - 1;
      const double x = sweep_number(f, p);
      EXPECT_EQ(short_number(f, p), x);
      EXPECT_EQ(std::signbit(short_number(f, p)), std::signbit(x));
      EXPECT_EQ(short_ulp(f, x), ulp(f, x));
    }
}

}  // namespace
}  // namespace clino
