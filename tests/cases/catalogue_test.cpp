#include "cases/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cases/expression_case.hpp"
#include "clino/engine.hpp"
#include "clino/expression.hpp"
#include "clino/reference.hpp"

namespace clino {
namespace {

using testing::HasSubstr;

/// Every function a case carries: the function itself, its gradient, its reference.
std::vector<const Function*> functions(const Case& c) {
  std::vector<const Function*> all{&c.function};
  if (c.gradient) all.push_back(&*c.gradient);
  if (c.reference) all.push_back(&*c.reference);
  return all;
}

std::vector<double> middle(const Case& c) {
  std::vector<double> x;
  for (const Interval& r : c.domain) x.push_back(0.75 * r.lo + 0.25 * r.hi);
  return x;
}

TEST(Catalogue, NamesAreUniqueAndOfTheFormFamilyVariant) {
  std::set<std::string> seen;
  for (const Case& c : catalogue()) {
    EXPECT_TRUE(seen.insert(c.name).second) << c.name;
    EXPECT_EQ(std::ranges::count(c.name, '/'), 1) << c.name;
    EXPECT_EQ(find_case(c.name), &c);
  }
  EXPECT_EQ(find_case("sigmoid"), nullptr);
}

TEST(Catalogue, EveryCaseSaysWhatItTeachesAndWhoSaysSo) {
  for (const Case& c : catalogue()) {
    EXPECT_FALSE(c.source.empty()) << c.name;
    EXPECT_TRUE(c.lesson.ends_with('.')) << c.name;
    EXPECT_EQ(c.lesson.find('\n'), std::string::npos) << c.name;
    EXPECT_FALSE(c.tags.empty()) << c.name;
    EXPECT_FALSE(c.points.empty()) << c.name;
    for (const SpecialPoint& p : c.points) EXPECT_FALSE(p.reason.empty()) << c.name;
  }
}

TEST(Catalogue, MechanismsAreAClosedListAndNoneMeansQuiet) {
  const std::set<std::string> known{"none", "overflow", "underflow", "cancellation", "saturation", "edge",
                                    "mask", "branch",   "kink",      "tie",          "step"};
  for (const Case& c : catalogue()) {
    EXPECT_TRUE(known.contains(c.mechanism)) << c.name << ": " << c.mechanism;
    EXPECT_EQ(std::ranges::count(c.tags, "quiet"), c.mechanism == "none" ? 1 : 0) << c.name;
  }
}

TEST(Catalogue, ShapesFitTogether) {
  for (const Case& c : catalogue()) {
    const auto [n, m] = c.function.shape();
    ASSERT_EQ(c.domain.size(), static_cast<std::size_t>(n)) << c.name;
    EXPECT_TRUE(c.sampling.empty() || c.sampling.size() == c.domain.size()) << c.name;
    if (c.gradient) {
      EXPECT_EQ(c.gradient->shape(), (Shape{n, m * n})) << c.name;
    }
    if (c.reference) {
      EXPECT_EQ(c.reference->shape(), (Shape{n, m})) << c.name;
    }
    for (const SpecialPoint& p : c.points) EXPECT_EQ(p.x.size(), c.domain.size()) << c.name;
    for (const Function* f : functions(c)) EXPECT_EQ(f->variables(), c.function.variables()) << c.name;
  }
}

TEST(Catalogue, WorkingRangesAreFiniteAndNotEmpty) {
  for (const Case& c : catalogue()) {
    EXPECT_FALSE(c.formats.empty()) << c.name;
    for (const Interval& r : c.domain) {
      EXPECT_TRUE(std::isfinite(r.lo) && std::isfinite(r.hi)) << c.name;
      EXPECT_LT(r.lo, r.hi) << c.name;
    }
  }
}

// A point whose rounding leaves the working range, or becomes 0 or infinite, would test something else than it says.
TEST(Catalogue, SpecialPointsKeepTheirMeaningInEveryFormat) {
  for (const Case& c : catalogue())
    for (const Format& f : c.formats)
      for (const SpecialPoint& p : c.points)
        for (std::size_t i = 0; i < p.x.size(); ++i) {
          const double x = round_to(f, p.x[i]);
          EXPECT_GE(x, c.domain[i].lo) << c.name << " in " << f.name;
          EXPECT_LE(x, c.domain[i].hi) << c.name << " in " << f.name;
          EXPECT_EQ(x == 0, p.x[i] == 0) << c.name << " in " << f.name;
        }
}

TEST(Catalogue, EveryFunctionRunsAndRecords) {
  for (const Case& c : catalogue()) {
    std::vector<std::vector<double>> points{middle(c)};
    for (const SpecialPoint& p : c.points) points.push_back(p.x);
    for (const Function* f : functions(c))
      for (const std::vector<double>& x : points) {
        EXPECT_EQ(f->run(x).size(), static_cast<std::size_t>(f->shape().outputs)) << c.name;
        EXPECT_EQ(f->trace(x).inputs, f->shape().inputs) << c.name;
      }
  }
}

/// The repaired form: another case, or a text over the same variables.
Function repaired(const Case& c) {
  const Case* other = find_case(c.stable);
  return other ? other->function : Function::parse(c.stable, c.function.variables());
}

TEST(Catalogue, RepairedFormsExistAndAgreeWherePlain) {
  for (const Case& c : catalogue()) {
    if (c.stable.empty()) continue;
    const Function f = repaired(c);
    ASSERT_EQ(f.shape(), c.function.shape()) << c.name;
    // Points called "plain" lose no digits worth mentioning: binary64 agrees to six.
    for (const SpecialPoint& p : c.points) {
      if (p.reason != "plain") continue;
      const double given = c.function.run(p.x)[0], better = f.run(p.x)[0];
      EXPECT_LE(std::abs(given - better), 1e-6 * std::abs(better)) << c.name;
    }
  }
}

TEST(Catalogue, GradientsMatchDifferencesWherePlain) {
  int compared = 0;
  for (const Case& c : catalogue()) {
    if (!c.gradient) continue;
    for (const SpecialPoint& p : c.points) {
      if (p.reason != "plain") continue;
      const std::vector<double> g = c.gradient->run(p.x);
      for (std::size_t i = 0; i < p.x.size(); ++i) {
        std::vector<double> up = p.x, down = p.x;
        up[i] += 1e-5, down[i] -= 1e-5;
        const double slope = (c.function.run(up)[0] - c.function.run(down)[0]) / (up[i] - down[i]);
        EXPECT_NEAR(g[i], slope, 1e-6 * std::max(1.0, std::abs(slope))) << c.name;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 10);
}

/// What is proved about the number, apart from the format: NaN unless it exists and is in range.
double certified(const Certified& c) { return c.existence == Existence::exists ? c.rounded : std::nan(""); }

// The constants of some stable forms (log 2) are rounded to binary64, which real arithmetic sees: some 1e-16, magnified
// where terms cancel; among subnormal numbers one rounding of each side.
void expect_equal_in_real_arithmetic(double a, double b, const std::string& name) {
  if (!std::isfinite(a) || !std::isfinite(b)) return;
  EXPECT_LE(std::abs(a - b), std::max(1e-14 * std::abs(b), 2 * ulp(binary64, b))) << name << ": " << a << " and " << b;
}

TEST(Catalogue, RepairedFormsAreTheSameFunctionInRealArithmetic) {
  for (const Case& c : catalogue()) {
    if (c.stable.empty()) continue;
    const Function f = repaired(c);
    for (const SpecialPoint& p : c.points) {
      const Reference given = reference(c.reference.value_or(c.function), p.x, binary64, {.partials = false});
      const Reference better = reference(f, p.x, binary64, {.partials = false});
      expect_equal_in_real_arithmetic(certified(given.values[0]), certified(better.values[0]), c.name);
    }
  }
}

TEST(Catalogue, CustomGradientsAreRightInRealArithmetic) {
  int compared = 0;
  for (const Case& c : catalogue()) {
    if (!c.gradient) continue;
    for (const SpecialPoint& p : c.points) {
      const Reference truth = reference(c.reference.value_or(c.function), p.x, binary64);
      const Reference given = reference(*c.gradient, p.x, binary64, {.partials = false});
      for (std::size_t i = 0; i < truth.partials.size(); ++i) {
        expect_equal_in_real_arithmetic(certified(given.values[i]), certified(truth.partials[i]), c.name);
        compared += std::isfinite(certified(truth.partials[i]));
      }
    }
  }
  EXPECT_GT(compared, 60);
}

TEST(Catalogue, IsTheFieldsReferenceCollection) {
  const auto tagged = [](const char* tag) {
    return std::ranges::count_if(catalogue(), [&](const Case& c) { return std::ranges::count(c.tags, tag) > 0; });
  };
  EXPECT_GE(catalogue().size(), 300U);
  EXPECT_GE(tagged("quiet"), 60);
  EXPECT_GE(tagged("smoke"), 15);
}

TEST(ExpressionCase, TellsWhichTextIsWrong) {
  EXPECT_THROW(cases::expression_case("test", {.name = "a/b",
                                               .function = "1/x)",
                                               .variables = {{"x", 0, 1}},
                                               .mechanism = "none",
                                               .lesson = "L.",
                                               .source = "s"}),
               ParseError);
}

// The seed's systems, each by its identity and by an independent computation of what the article shows.

const Case& named(const char* name) {
  const Case* c = find_case(name);
  if (c == nullptr) throw std::runtime_error(std::string("no case ") + name);
  return *c;
}

TEST(Seed, S1DenseLayerHasTheGradientOfItsMatrixFormula) {
  for (const char* name : {"dense/sin", "dense/tanh"}) {
    const Case& c = named(name);
    const Point w = c.points[0].x;
    const std::vector<double> g = c.gradient->run(w);
    for (std::size_t i = 0; i < w.size(); ++i) {
      Point up = w, down = w;
      up[i] += 1e-6, down[i] -= 1e-6;
      EXPECT_NEAR(g[i], (c.function.run(up)[0] - c.function.run(down)[0]) / (up[i] - down[i]), 1e-7) << name;
    }
  }
}

TEST(Seed, S2ReciprocalOfExpAt100IsZeroInBinary32) {
  const Case& c = named("recip_exp/naive");
  EXPECT_EQ(c.points[2].x, Point{100});
  EXPECT_EQ(1.0f / std::exp(100.0f), 0.0f);
  EXPECT_EQ(static_cast<float>(c.function.run(c.points[2].x)[0]), 27 * std::numeric_limits<float>::denorm_min());
}

TEST(Seed, S3CustomGradientIsMinusExpOfMinusX) {
  const Case& c = named("recip_exp/custom");
  for (double x : {-50.0, 0.0, 100.0, 700.0}) EXPECT_EQ(c.gradient->run(std::array{x})[0], -std::exp(-x));
}

TEST(Seed, S4FunctionsAreZeroAtZeroWithCustomGradientZero) {
  for (const char* name : {"x_sin_recip/zero", "x_sin_recip/custom", "x2_sin_recip/zero", "x2_sin_recip/custom"}) {
    const Case& c = named(name);
    EXPECT_EQ(c.function.run(std::array{0.0})[0], 0) << name;
    EXPECT_EQ(c.gradient.has_value(), std::string(name).ends_with("custom")) << name;
    if (c.gradient) {
      EXPECT_EQ(c.gradient->run(std::array{0.0})[0], 0) << name;
    }
  }
  for (const char* name : {"sqrt/edge", "abs/kink", "relu/max"})
    EXPECT_EQ(named(name).points[0].x, Point{0}) << "for contrast: " << name;
}

TEST(Seed, S5SigmoidAt2HasTheArticlesNumbers) {
  const std::array two{2.0};
  EXPECT_NEAR(named("sigmoid/naive").function.run(two)[0], 0.8808, 5e-5);
  EXPECT_NEAR(named("sigmoid/custom").gradient->run(two)[0], 0.10499, 5e-6);
  EXPECT_NEAR(named("sigmoid/saved").gradient->run(two)[0], 0.10499, 5e-6);
}

TEST(Seed, S6TensorContractionComputesWhatTheLoopsCompute) {
  const Case &tensor = named("dense/tensor_w"), &loops = named("dense/sin");
  for (const Point& w : {tensor.points[0].x, loops.points[0].x, Point{1, -1, 0.5, 0.25, -0.75, 0.125}})
    EXPECT_NEAR(tensor.function.run(w)[0], loops.function.run(w)[0], 1e-14);
  const Trace t = tensor.function.trace(tensor.points[0].x);
  EXPECT_EQ(std::ranges::count(t.nodes, Op::sin, &Node::op), 6);
}

TEST(Seed, S7TakesXAndWTogether) {
  const Case& c = named("dense/tensor_xw");
  EXPECT_EQ(c.function.shape(), (Shape{15, 1}));
  const Point& xw = c.points[0].x;
  const Point w(xw.begin() + 9, xw.end());
  EXPECT_NEAR(c.function.run(xw)[0], named("dense/sin").function.run(w)[0], 1e-14);
}

TEST(Seed, S8SeveralEnginesAgreeOnTheLayer) {
  const std::vector<double> expected = named("dense/sin").gradient->run(named("dense/sin").points[0].x);
  for (const auto& engine : engines())
    for (const char* name : {"dense/sin", "dense/tensor_w"}) {
      const Case& c = named(name);
      const Point& w = c.points[0].x;
      const Answer answer = engine->jacobian(c.function.trace(w), w, binary64, Shims::supply);
      const Jacobian* jacobian = std::get_if<Jacobian>(&answer);
      ASSERT_NE(jacobian, nullptr) << engine->info().name;
      for (std::size_t i = 0; i < w.size(); ++i)
        EXPECT_NEAR(jacobian->partials[i], expected[i], 1e-13) << engine->info().name << " on " << name;
    }
}

}  // namespace
}  // namespace clino
