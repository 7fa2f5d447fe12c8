#include "persistence.hpp"

#include <cmath>

namespace clino {
namespace {

constexpr int nearest = 20, furthest = 5;  // distances, as powers of 1/2
constexpr int least_compared = 12;
constexpr double alike = 4;  // errors within this factor of each other

/// The error of the black box, relative to the truth; NaN where there is none.
double relative_error(const Certified& truth, double computed) {
  if (truth.existence != Existence::exists || truth.high == 0) return Certified::none;
  return ((computed - truth.high) - truth.low) / std::fabs(truth.high);
}

}  // namespace

const Surroundings::Place& Surroundings::at(int side, int distance) {
  const auto [entry, fresh] = places_.try_emplace({side, distance});
  Place& place = entry->second;
  if (!fresh) return place;
  std::vector<double> p(x_.begin(), x_.end());
  // What the gradient does not take is a step along a direction, which stays 0.
  const std::span<double> own = std::span(p).first(static_cast<std::size_t>(gradient_.shape().inputs));
  for (double& xi : own) xi = round_to(format_, xi + side * std::scalbn(xi == 0 ? 1 : xi, -distance));
  for (const double y : gradient_.run(own)) place.given.push_back(round_to(format_, y));
  place.partials = reference(function_, p, format_, options_).partials;
  return place;
}

bool Surroundings::errs_persistently(int number, Target target, const Certified& truth, double computed) {
  const double here = relative_error(truth, computed);
  if (!(here != 0)) return false;
  const std::size_t partial =
      static_cast<std::size_t>(target.output) * x_.size() + static_cast<std::size_t>(target.input);
  const auto on_side = [&](int side) {
    int compared = 0;
    for (int k = furthest; k <= nearest; ++k) {
      const Place& place = at(side, k);
      const double error = relative_error(place.partials[partial], place.given[static_cast<std::size_t>(number)]);
      if (std::isnan(error)) continue;
      if (!(error / here >= 1 / alike && error / here <= alike)) return false;
      ++compared;
    }
    return compared >= least_compared;
  };
  return on_side(1) || on_side(-1);
}

}  // namespace clino
