// The second-order difference with the step whose bar, rounding plus truncation, is the smallest of the ladder.
#include <algorithm>
#include <cmath>

#include "bars.hpp"

namespace clino {
namespace {

/// A one-sided ladder becomes second order by eliminating the term c h between neighbouring rungs:
/// slope(h) = f' + c h + d h^2 + ...  =>  (h1 s2 - h2 s1) / (h1 - h2) = f' - d h1 h2 + ...
Ladder second_order(const Ladder& one_sided) {
  Ladder pairs{false, one_sided.smooth};
  for (std::size_t k = 1; k < one_sided.rungs.size(); ++k) {
    const Rung& a = one_sided.rungs[k - 1];
    const Rung& b = one_sided.rungs[k];
    const double width = a.abscissa - b.abscissa;
    const double slope = b.slope + (b.slope - a.slope) * b.abscissa / width;
    const double noise = (a.abscissa * b.noise + b.abscissa * a.noise) / width;
    pairs.rungs.push_back({b.step, a.abscissa * b.abscissa, slope, noise});
  }
  return pairs;
}

}  // namespace

std::optional<Estimate> central_on(const Ladder& given) {
  if (given.rungs.size() < 2) return std::nullopt;
  const Ladder ladder = given.two_sided ? given : second_order(given);
  const std::vector<double> rest = truncation(ladder);
  std::optional<Estimate> best;
  for (std::size_t k = 1; k < ladder.rungs.size(); ++k) {
    const Rung& r = ladder.rungs[k];
    const double error = contradicted(ladder.rungs, k, r.slope, r.noise + rest[k]) + r.kink;
    if (!best || error < best->error) best = Estimate{r.slope, error, r.step, 0};
  }
  return best;
}

}  // namespace clino
