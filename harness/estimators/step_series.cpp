// Differences as textbooks take them, without extrapolation and without a bar: what a user's own check would see at
// each step. Truncation falls as h^2 (central) or h, rounding grows as 1/h.
#include "clino/step_series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sampler.hpp"

namespace clino {
namespace {

constexpr int fewest_steps = 3;

/// A side counts as closed where it has less than this part of the other's room.
constexpr double narrow = 1.0 / 1024;

struct Side {
  Stencil stencil;
  double room;
};

Side side_with_room(const Interval& domain, double x) {
  const double up = domain.hi - x, down = x - domain.lo;
  if (std::min(up, down) > narrow * std::min(std::max(up, down), std::max(1.0, std::fabs(x))))
    return {Stencil::central, std::min(up, down)};
  return up >= down ? Side{Stencil::forward, up} : Side{Stencil::backward, down};
}

/// The exponent of the largest step: the power of two next below |x| or 1, and within the room.
int largest_exponent(double x, double room) {
  return std::ilogb(std::min({std::max(1.0, std::fabs(x)), room, std::numeric_limits<double>::max()}));
}

/// That of the smallest: an ulp of x, and at 0 what keeps the steps as many as elsewhere.
int smallest_exponent(const Format& format, double x, int largest) {
  const int least = std::ilogb(smallest_subnormal(format));
  return std::max(least, x == 0 ? largest - format.precision * 3 / 2 : std::ilogb(ulp(format, x)));
}

double slope(Sampler& sampler, Stencil stencil, double h) {
  const double x = sampler.base().x;
  const auto beside = [&](double step) { return sampler.at(round_to(sampler.request().format, x + step)); };
  const Sample right = stencil == Stencil::backward ? sampler.base() : beside(h);
  const Sample left = stencil == Stencil::forward ? sampler.base() : beside(-h);
  return right.x == left.x ? std::numeric_limits<double>::quiet_NaN() : (right.y - left.y) / (right.x - left.x);
}

}  // namespace

StepSeries step_series(const EstimateRequest& request) {
  Sampler sampler(request);
  const double x = sampler.base().x;
  const auto [stencil, room] = side_with_room(request.domain, x);
  StepSeries series{.stencil = stencil};
  if (!(room > 0)) return series;
  const int top = largest_exponent(x, room), bottom = smallest_exponent(request.format, x, top);
  const int apart = std::max(1, (top - bottom + most_steps - 1) / most_steps);
  if (top - bottom < apart * (fewest_steps - 1)) return series;
  for (int e = top; e >= bottom && static_cast<int>(series.exponents.size()) < most_steps; e -= apart) {
    series.exponents.push_back(e);
    series.slopes.push_back(slope(sampler, stencil, std::ldexp(1, e)));
  }
  return series;
}

}  // namespace clino
