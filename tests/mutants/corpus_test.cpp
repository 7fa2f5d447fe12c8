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

/// The gradient's own certified value is not the certified derivative somewhere, or (an unstable formula) its value in
/// the format is not.
bool is_a_bug(const Row& row) {
  Row seen = row;
  seen.black_box = false;
  const Function f = function_of(seen), g = gradient_of_row(seen);
  const Case c{.name = row.name, .function = f, .domain = row.domain};
  for (const PointResult& p : sample(c, row.format, {.points = 24})) {
    if (!p.in_domain) continue;
    const Reference truth = reference(f, p.x, row.format), given = reference(g, p.x, row.format, {.partials = false});
    const std::vector<double> run = g.run(p.x);
    for (std::size_t k = 0; k < truth.partials.size(); ++k) {
      const Certified& t = truth.partials[k];
      if (t.existence == Existence::kink) {
        const auto [lo, hi] = std::minmax(t.left, t.right);
        if (given.values[k].rounded < lo || given.values[k].rounded > hi) return true;
      }
      if (t.existence != Existence::exists) continue;
      for (const double y : {given.values[k].rounded, run[k]})
        if (!(std::fabs(y - t.rounded) <= 8 * ulp(row.format, t.rounded))) return true;
    }
  }
  return false;
}

TEST(Corpus, EveryPlantedBugIsOneByTheReference) {
  for (const Row& row : planted()) EXPECT_TRUE(is_a_bug(row)) << row.kind << ": " << row.name;
}

}  // namespace
}  // namespace clino::corpus
