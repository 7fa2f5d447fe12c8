// Every planted bug is a bug and is found; every right gradient is right and passes. What is missed would be listed in
// `missed`, with its reason.
#include "corpus.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace clino::corpus {
namespace {

TEST(Corpus, HasAtLeast150OfEach) {
  EXPECT_GE(planted().size(), 150u);
  EXPECT_GE(right().size(), 150u);
}

TEST(Corpus, EveryPlantedBugIsFound) {
  for (const Row& row : planted()) {
    const Verification v = examine(row);
    EXPECT_FALSE(passes(v)) << row.kind << ": " << row.name << "\n" << explain(v);
  }
}

TEST(Corpus, EveryRightGradientPasses) {
  for (const Row& row : right()) {
    const Verification v = examine(row);
    EXPECT_TRUE(passes(v)) << row.kind << ": " << row.name << "\n" << explain(v);
  }
}

bool differs(const Function& f, const Function& g, const Engine& engine, const Point& x, const Format& format) {
  const Reference truth = reference(f, x, format), given = reference(g, x, format, {.partials = false});
  const Answer answer = engine.jacobian(f.trace(x, {.format = format}), x, format, Shims::supply);
  const auto* run = std::get_if<Jacobian>(&answer);
  if (run == nullptr) return false;
  for (std::size_t k = 0; k < truth.partials.size(); ++k) {
    const Certified& t = truth.partials[k];
    if (t.existence == Existence::kink) {
      const auto [lo, hi] = std::minmax(t.left, t.right);
      if (given.values[k].rounded < lo || given.values[k].rounded > hi) return true;
    }
    if (t.existence == Existence::exists && !(std::fabs(run->partials[k] - t.rounded) <= 8 * ulp(format, t.rounded)))
      return true;
  }
  return false;
}

/// The gradient's own certified value is not the certified derivative somewhere, or (an unstable formula) its value in
/// the format is not.
bool is_a_bug(const Row& row) {
  Row seen = row;
  seen.black_box = false;
  const Function f = function_of(seen), g = gradient_of_row(seen);
  const std::unique_ptr<Engine> engine = custom_engine(f, g);
  // Where either program changes its behaviour.
  for (const Function& program : {f, g})
    for (const PointResult& p :
         sample({.name = row.name, .function = program, .domain = row.domain}, row.format, {.points = 24}))
      if (p.in_domain && differs(f, g, *engine, p.x, row.format)) return true;
  return false;
}

/// A backward function has no trace: it is off by more than its rounding can be.
bool is_a_layer_bug(const Row& row) {
  const Point x(row.domain.size(), 0.625);
  Point varied = x;
  for (std::size_t i = 0; i < x.size(); ++i) varied[i] -= 0.0625 * static_cast<double>(i % 17);
  const Reference truth = reference(*row.layer, varied, row.format);
  const std::vector<double> given = row.backward->run(varied);
  double largest = 0;
  for (const Certified& t : truth.partials) largest = std::max(largest, std::fabs(t.rounded));
  for (std::size_t k = 0; k < given.size(); ++k)
    if (std::fabs(given[k] - truth.partials[k].rounded) > 1e-9 * std::fabs(truth.partials[k].rounded) + 1e-13 * largest)
      return true;
  return false;
}

TEST(Corpus, EveryPlantedBugIsOneByTheReference) {
  for (const Row& row : right())
    if (row.layer) {
      EXPECT_FALSE(is_a_layer_bug(row)) << row.name;
    }
  for (const Row& row : planted())
    EXPECT_TRUE(row.layer ? is_a_layer_bug(row) : is_a_bug(row)) << row.kind << ": " << row.name;
}

}  // namespace
}  // namespace clino::corpus
