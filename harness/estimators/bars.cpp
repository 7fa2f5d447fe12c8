#include "bars.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace clino {
namespace {

double change(const std::vector<Rung>& rungs, std::size_t k) { return std::fabs(rungs[k].slope - rungs[k - 1].slope); }

}  // namespace

std::vector<double> truncation(const Ladder& ladder) {
  // Where no singularity lies within the steps, slope(t) = limit + c t + ..., the change between two rungs is c (t' -
  // t) and what is left at t is c t. The largest of the last three such c, twice: no single pair is trusted. Elsewhere
  // a change bounds only itself: h sin(1/h) falls with the step, but by no series.
  const std::vector<Rung>& rungs = ladder.rungs;
  std::vector<double> bound(rungs.size(), std::numeric_limits<double>::infinity()), c(rungs.size(), 0.0);
  for (std::size_t k = 1; k < rungs.size(); ++k) {
    c[k] = change(rungs, k) / (rungs[k - 1].abscissa - rungs[k].abscissa);
    const double steepest = std::max({c[k], c[k - 1], k >= 2 ? c[k - 2] : 0});
    const bool series = ladder.smooth && k >= 2;
    bound[k] = 2 * (series ? steepest * rungs[k].abscissa : change(rungs, k));
  }
  return bound;
}

double contradicted(const std::vector<Rung>& rungs, std::size_t index, double value, double error) {
  for (std::size_t i = index + 1; i < rungs.size(); ++i) {
    // What is left at the finer rung if its last change is a term of the series; twice that, as in `truncation`. A
    // break between the two rungs is no such term: most of it stays unexplained.
    const double left = 2 * change(rungs, i) * rungs[i].abscissa / (rungs[i - 1].abscissa - rungs[i].abscissa);
    const double apart = std::fabs(value - rungs[i].slope);
    if (apart > error + rungs[i].noise + left) error = apart;
  }
  return error;
}

void mark_kinks(std::vector<Rung>& rungs) {
  // The spread of a smooth function falls in proportion to the step; at a kink it stays, at a jump it grows. Judged by
  // the rung, the two above it and all below it, as far as their spreads stand out of the noise.
  const auto significant = [&](std::size_t i) { return rungs[i].spread > 3 * rungs[i].spread_noise; };
  for (std::size_t k = 0; k < rungs.size(); ++k) {
    double worst = 0;
    bool lasting = false;
    for (std::size_t i = k < 2 ? 0 : k - 2; i < rungs.size(); ++i) {
      if (!significant(i)) continue;
      worst = std::max(worst, rungs[i].spread);
      lasting = lasting || (i + 2 > k && i > 0 && rungs[i].spread > 0.6 * rungs[i - 1].spread);
    }
    if (lasting) rungs[k].kink = worst;
  }
}

double shown_noise(const std::vector<Rung>& rungs) {
  // Over the finest rungs slopes differ by noise: |change| * step is the noise of the values, much the same on each,
  // while truncation falls by the cube of the ratio. So the second smallest of five, three times, is noise.
  std::vector<double> all;
  for (std::size_t k = rungs.size(); k-- > 1 && all.size() < 5;) all.push_back(change(rungs, k) * rungs[k].step);
  std::sort(all.begin(), all.end());
  return all.size() < 2 ? 0 : 3 * all[1];
}

void raise_noise(std::vector<Rung>& rungs, double noise) {
  for (Rung& r : rungs) {
    r.noise = std::max(r.noise, 2 * noise / r.step);
    r.spread_noise = std::max(r.spread_noise, 4 * noise / r.step);
  }
}

double variation(const std::vector<Rung>& rungs) {
  double most = 0;
  for (const Rung& r : rungs) most = std::max(most, std::max(std::fabs(r.slope), r.spread) * r.step);
  return most;
}

std::size_t abrupt_change(const std::vector<Rung>& rungs) {
  // From the finest up: truncation is below what noise hides or the last change shows, and grows with the abscissa, by
  // its ratio from one change to the next. Twice that, beyond all noise, is another function.
  double hidden = 0;
  for (std::size_t k = rungs.size(); k-- > 1;) {
    const double growth = rungs[k - 1].abscissa / rungs[k].abscissa;
    if (k + 1 < rungs.size() && change(rungs, k) > rungs[k].noise + rungs[k - 1].noise + 2 * growth * hidden) return k;
    hidden = std::max(change(rungs, k), rungs[k - 1].noise);
  }
  return 0;
}

bool diverges(const std::vector<Rung>& rungs) {
  if (rungs.size() < 4) return false;
  const std::size_t n = rungs.size();
  const auto slope_runs = [&](std::size_t k) {
    return change(rungs, k) > 3 * (rungs[k].noise + rungs[k - 1].noise) && change(rungs, k) >= change(rungs, k - 1);
  };
  // At a jump the one-sided slopes part as 1/h.
  const auto sides_part = [&](std::size_t k) {
    return rungs[k].spread > 3 * rungs[k].spread_noise && rungs[k].spread > 3 * rungs[k - 1].spread;
  };
  return (slope_runs(n - 1) && slope_runs(n - 2)) || (sides_part(n - 1) && sides_part(n - 2));
}

}  // namespace clino
