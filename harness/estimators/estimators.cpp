#include <algorithm>
#include <array>

#include "clino/estimate.hpp"
#include "ladder.hpp"

namespace clino {

std::optional<Estimate> complex_step(const EstimateRequest& request);

namespace {

std::optional<Estimate> central(const EstimateRequest& request) { return smallest_bar(climb(request), central_on); }
std::optional<Estimate> ridders(const EstimateRequest& request) { return smallest_bar(climb(request), ridders_on); }

/// A method, and what it makes of a ladder that is climbed already.
struct Row {
  Estimator estimator;
  OnLadder on_ladder;
};
constexpr std::array rows{
    Row{{"central", "second-order difference, step balanced between rounding and truncation", central}, central_on},
    Row{{"ridders", "Richardson extrapolation of differences over an irrational ladder of steps", ridders}, ridders_on},
    Row{{"complex_step", "imaginary part of the recorded program at x + ih, where it is analytic", complex_step},
        nullptr},
};
constexpr auto table = [] {
  std::array<Estimator, rows.size()> all{};
  for (std::size_t i = 0; i < rows.size(); ++i) all[i] = rows[i].estimator;
  return all;
}();

std::optional<Estimate> sharper(const std::optional<Estimate>& a, const std::optional<Estimate>& b) {
  if (!a || !b) return a ? a : b;
  return b->error < a->error ? b : a;
}

}  // namespace

std::span<const Estimator> estimators() { return table; }

const Estimator* find_estimator(std::string_view name) {
  const auto it = std::find_if(table.begin(), table.end(), [&](const Estimator& e) { return e.name == name; });
  return it == table.end() ? nullptr : &*it;
}

std::optional<Estimate> best_difference(const EstimateRequest& request) {
  const Ladders ladders = climb(request);
  std::optional<Estimate> best;
  for (const Row& row : rows)
    if (row.on_ladder) best = sharper(best, smallest_bar(ladders, row.on_ladder));
  return best;
}

std::optional<Estimate> best_estimate(const EstimateRequest& request) {
  std::optional<Estimate> best = best_difference(request);
  for (const Row& row : rows)
    if (!row.on_ladder) best = sharper(best, row.estimator.partial(request));
  return best;
}

}  // namespace clino
