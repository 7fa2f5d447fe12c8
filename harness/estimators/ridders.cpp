// Richardson's extrapolation of the ladder to step 0 by Neville's scheme (Ridders, Accurate computation of F'(x) and
// F'(x)F''(x), Advances in Engineering Software 4 (1982)), with the rounding noise carried through the scheme.
#include <algorithm>
#include <cmath>

#include "bars.hpp"

namespace clino {
namespace {

/// Extrapolations of one order: column m of the scheme, entry k from rungs k-m .. k.
struct Entry {
  double value, noise;
};
using Column = std::vector<Entry>;

/// T(k,m) = T(k,m-1) + (T(k,m-1) - T(k-1,m-1)) t_k / (t_{k-m} - t_k); both neighbours' noise is carried by its weight.
Column extrapolate(const Column& from, const std::vector<Rung>& rungs, std::size_t m) {
  Column to(from.size());
  for (std::size_t k = m; k < rungs.size(); ++k) {
    const double far = rungs[k - m].abscissa, near = rungs[k].abscissa, width = far - near;
    to[k].value = from[k].value + (from[k].value - from[k - 1].value) * near / width;
    to[k].noise = (far * from[k].noise + near * from[k - 1].noise) / width;
  }
  return to;
}

}  // namespace

std::optional<Estimate> ridders_on(const Ladder& ladder) {
  const std::vector<Rung>& rungs = ladder.rungs;
  Column column;
  for (const Rung& r : rungs) column.push_back({r.slope, r.noise});
  std::optional<Estimate> best;
  for (std::size_t m = 1; m + 1 < rungs.size(); ++m) {
    const Column next = extrapolate(column, rungs, m);
    for (std::size_t k = m + 1; k < rungs.size(); ++k) {
      // Three changes, of order, of rung at the lower order and of rung at this order: no lucky pair decides.
      const double value = next[k].value;
      const double change = std::max({std::fabs(value - column[k].value), std::fabs(value - column[k - 1].value),
                                      std::fabs(value - next[k - 1].value)});
      const double error = contradicted(rungs, k, value, next[k].noise + change) + rungs[k].kink;
      if (!best || error < best->error) best = Estimate{value, error, rungs[k].step, 0};
    }
    column = next;
  }
  return best;
}

}  // namespace clino
