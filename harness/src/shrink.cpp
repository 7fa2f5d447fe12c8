#include "shrink.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "clino/simplest.hpp"

namespace clino {
namespace {

/// By characters to type.
constexpr std::array plain_numbers{0.0, 1.0, 2.0, 5.0, 10.0, -1.0, -2.0, -5.0, 0.5, 100.0, -10.0, -0.5, -100.0};
constexpr int most_digits = 6, most_sweeps = 4;

/// What may stand for an input, plainest first.
std::vector<double> candidates(const Point& x, std::size_t input, const Format& format, const Interval& domain) {
  std::vector<double> all(plain_numbers.begin(), plain_numbers.end());
  for (int digits = 1; digits <= most_digits; ++digits) all.push_back(rounded_to_digits(x[input], digits));
  for (const double other : x) all.push_back(other);
  for (double& c : all) c = round_to(format, c);
  std::erase_if(all, [&](double c) { return !(c >= domain.lo && c <= domain.hi); });
  return all;
}

}  // namespace

double rounded_to_digits(double x, int digits) {
  if (x == 0) return 0;
  constexpr double least = std::numeric_limits<double>::min();
  const int e = static_cast<int>(std::floor(std::log10(std::fabs(x)))) - digits + 1;
  const double half = 0.5 * std::pow(10.0, e);
  return x > 0 ? simplest_between(std::max(x - half, least), x + half)
               : simplest_between(x - half, std::min(x + half, -least));
}

std::pair<std::size_t, double> plainness(const Point& x, const Format& format) {
  std::size_t characters = 0;
  double size = 0;
  for (const double xi : x) {
    characters += to_decimal(format, xi).size();
    size += xi == 0 ? 0 : std::fabs(std::log10(std::fabs(xi)));
  }
  return {characters, size};
}

Point shrink(Point x, const Format& format, std::span<const Interval> domain, const StillFails& still_fails) {
  const auto replace = [&](std::size_t i) {
    for (const double c : candidates(x, i, format, domain[i])) {
      Point plainer = x;
      plainer[i] = c;
      if (plainness(plainer, format) >= plainness(x, format) || !still_fails(plainer)) continue;
      x = std::move(plainer);
      return true;
    }
    return false;
  };
  bool changed = true;
  for (int sweep = 0; changed && sweep < most_sweeps; ++sweep) {
    changed = false;
    for (std::size_t i = 0; i < x.size(); ++i) changed = replace(i) || changed;
  }
  return x;
}

}  // namespace clino
