// Where a case is looked at: its special points, the ends of its working range, and samples; the same for every run.
#include "sample.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "clino/check.hpp"
#include "draw.hpp"
#include "places.hpp"
#include "probe.hpp"

namespace clino {
namespace {

/// Collects points once each, in the order they come.
class Collector {
 public:
  Collector(const Case& c, const Format& format) : case_(c), format_(format) {}

  void add(Point x, std::string why) {
    for (double& xi : x) xi = round_to(format_, xi);
    if (std::ranges::any_of(x, [](double xi) { return !std::isfinite(xi); })) return;
    if (!seen_.insert(x).second) return;
    points_.push_back({.x = x, .why = std::move(why), .in_domain = in_working_range(case_, x)});
  }
  /// The same for points that are meant for the working range, where a precondition refuses some.
  void place(Point x, std::string why) {
    for (double& xi : x) xi = round_to(format_, xi);
    if (!case_.accepts || case_.accepts(x)) add(std::move(x), std::move(why));
  }
  std::size_t size() const { return points_.size(); }
  std::vector<PointResult> take() { return std::move(points_); }

 private:
  const Case& case_;
  Format format_;
  std::set<Point> seen_;
  std::vector<PointResult> points_;
};

}  // namespace

std::uint64_t seed_of(const Case& c, const Format& format, const CheckOptions& options) {
  return hash(c.name, options.seed) + static_cast<std::uint64_t>(format.id);
}

std::vector<PointResult> sample(const Case& c, const Format& format, const CheckOptions& options) {
  Collector points(c, format);
  Random random(seed_of(c, format, options));
  for (const SpecialPoint& p : c.points) points.add(p.x, p.reason.empty() ? "special" : p.reason);
  const auto place = [&](const std::vector<SpecialPoint>& all) {
    for (const SpecialPoint& p : all) points.place(p.x, p.reason);
  };
  if (options.points > 0) {
    place(edges(c, format));
    place(special_values_of(c, format));
    place(ties(c, format));
    try {
      place(thresholds(c, format, static_cast<std::size_t>(options.points)));
    } catch (const std::exception&) {
      // A function that throws is reported where its points are judged.
    }
  }
  const auto try_to_add = [&](int wanted, int draws, auto make, const char* why) {
    const std::size_t goal = points.size() + static_cast<std::size_t>(std::max(wanted, 0));
    for (int k = 0; k < draws * wanted && points.size() < goal; ++k)
      if (std::optional<Point> x = make()) points.add(std::move(*x), why);
  };
  // Twice as many draws as points: a working range of few floats does not hold that many. More where draws are refused.
  const int draws = c.accepts ? 200 : 2;
  try_to_add(
      options.points - searched_points(options), draws,
      [&]() -> std::optional<Point> {
        Point x = draw_point(c, format, random);
        if (c.accepts && !c.accepts(x)) return std::nullopt;
        return x;
      },
      "sampled");
  try_to_add(
      options.outside_points, 2,
      [&]() -> std::optional<Point> {
        Point x(c.domain.size());
        for (double& xi : x) xi = draw(Sampling::bits, {-largest(format), largest(format)}, format, random);
        return x;
      },
      "sampled, whole format");
  return points.take();
}

}  // namespace clino
