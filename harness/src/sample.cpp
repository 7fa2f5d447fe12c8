// Where a case is looked at: its special points, the ends of its working range, and samples; the same for every run.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "clino/check.hpp"
#include "probe.hpp"
#include "random.hpp"

namespace clino {
namespace {

/// The interval's ends moved inwards to numbers of the format.
Interval in_format(const Interval& range, const Format& f) {
  const double big = largest(f);
  double lo = round_to(f, std::clamp(range.lo, -big, big)), hi = round_to(f, std::clamp(range.hi, -big, big));
  if (lo < range.lo) lo = next_up(f, lo);
  if (hi > range.hi) hi = next_down(f, hi);
  return {lo, hi};
}

double draw_uniform(const Interval& r, Random& random) { return r.lo + (r.hi - r.lo) * random.unit(); }

double draw_bits(const Interval& r, const Format& f, Random& random) {
  const auto first = static_cast<std::uint64_t>(ordinal(f, r.lo)), last = static_cast<std::uint64_t>(ordinal(f, r.hi));
  const std::uint64_t count = last - first + 1;  // modulo 2^64, as are the ordinals; never 0
  const std::uint64_t offset = count < (std::uint64_t{1} << 53)
                                   ? static_cast<std::uint64_t>(random.unit() * static_cast<double>(count))
                                   : random.bits() % count;
  return from_ordinal(f, static_cast<std::int64_t>(first + offset));
}

/// Evenly in the logarithm of the magnitude, from the larger end down to 2^-24 of it (or the other end, on one side
/// of zero); a range across zero takes its sides in turn by their share of the larger magnitude's logarithm.
double draw_log(const Interval& r, const Format& f, Random& random) {
  const bool across = r.lo < 0 && r.hi > 0;
  const bool negative = across ? random.unit() < 0.5 : r.hi <= 0;
  const double outer = negative ? -r.lo : r.hi;
  const double inner = across ? 0 : negative ? -r.hi : r.lo;
  if (outer == 0) return 0;
  const double least = std::max({inner, std::scalbn(outer, -24), smallest_subnormal(f)});
  const double magnitude = least * std::exp2(random.unit() * std::log2(outer / least));
  return negative ? -magnitude : magnitude;
}

double draw(Sampling how, const Interval& range, const Format& f, Random& random) {
  const Interval r = in_format(range, f);
  const auto inside = [&](double x) { return std::clamp(round_to(f, x), r.lo, r.hi); };
  switch (how) {
    case Sampling::uniform: return inside(draw_uniform(r, random));
    case Sampling::log: return inside(draw_log(r, f, random));
    case Sampling::bits: return draw_bits(r, f, random);
  }
  return r.lo;
}

bool within(std::span<const double> x, std::span<const Interval> domain) {
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!(x[i] >= domain[i].lo && x[i] <= domain[i].hi)) return false;
  return true;
}

bool in_working_range(const Case& c, std::span<const double> x) {
  return within(x, c.domain) && (!c.accepts || c.accepts(x));
}

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

/// The ends of each interval and their inner neighbours, the other inputs in the middle of the special or central
/// point.
void add_edges(Collector& points, const Case& c, const Format& f) {
  Point centre;
  for (const Interval& d : c.domain) centre.push_back(std::midpoint(d.lo, d.hi));
  if (!c.points.empty() && in_working_range(c, c.points.front().x)) centre = c.points.front().x;
  constexpr std::size_t most_inputs = 8;  // alone; beyond these only all at once
  for (std::size_t i = 0; i < std::min(c.domain.size(), most_inputs); ++i) {
    const Interval r = in_format(c.domain[i], f);
    for (const double x : {r.lo, next_up(f, r.lo), next_down(f, r.hi), r.hi}) {
      if (x < r.lo || x > r.hi) continue;
      Point p = centre;
      p[i] = x;
      points.place(std::move(p), "edge of the working range");
    }
  }
  Point low, high;
  for (const Interval& d : c.domain) {
    low.push_back(in_format(d, f).lo);
    high.push_back(in_format(d, f).hi);
  }
  points.place(std::move(low), "edge of the working range");
  points.place(std::move(high), "edge of the working range");
}

/// The format's special values for each input alone and for all at once, as far as they lie in the working range.
void add_special_values(Collector& points, const Case& c, const Format& f) {
  for (const double x : special_values(f)) {
    const Point all(c.domain.size(), x);
    if (within(all, c.domain)) points.place(all, "special value");
  }
}

/// Equal inputs, where kinks and cancellations of several variables live.
void add_ties(Collector& points, const Case& c) {
  if (c.domain.size() < 2) return;
  double lo = c.domain.front().lo, hi = c.domain.front().hi;
  for (const Interval& d : c.domain) {
    lo = std::max(lo, d.lo);
    hi = std::min(hi, d.hi);
  }
  if (!(lo <= hi)) return;
  for (const double t : {0.25, 0.5, 0.75})
    points.place(Point(c.domain.size(), lo * (1 - t) + hi * t), "tie of all inputs");
}

}  // namespace

std::vector<PointResult> sample(const Case& c, const Format& format, const CheckOptions& options) {
  Collector points(c, format);
  Random random(hash(c.name, options.seed) + static_cast<std::uint64_t>(format.id));
  for (const SpecialPoint& p : c.points) points.add(p.x, p.reason.empty() ? "special" : p.reason);
  if (options.points > 0) {
    add_edges(points, c, format);
    add_special_values(points, c, format);
    add_ties(points, c);
    try {
      for (const SpecialPoint& p : thresholds(c, format, static_cast<std::size_t>(options.points)))
        points.place(p.x, p.reason);
    } catch (const std::exception&) {
      // A function that throws is reported where its points are judged.
    }
  }
  const std::size_t n = c.domain.size();
  const auto try_to_add = [&](int wanted, int draws, auto make, const char* why) {
    const std::size_t goal = points.size() + static_cast<std::size_t>(std::max(wanted, 0));
    for (int k = 0; k < draws * wanted && points.size() < goal; ++k)
      if (std::optional<Point> x = make()) points.add(std::move(*x), why);
  };
  // Twice as many draws as points: a working range of few floats does not hold that many. More where draws are refused.
  const int draws = c.accepts ? 200 : 2;
  try_to_add(
      options.points, draws,
      [&]() -> std::optional<Point> {
        Point x(n);
        for (std::size_t i = 0; i < n; ++i)
          x[i] = draw(i < c.sampling.size() ? c.sampling[i] : Sampling::log, c.domain[i], format, random);
        if (c.accepts && !c.accepts(x)) return std::nullopt;
        return x;
      },
      "sampled");
  try_to_add(
      options.outside_points, 2,
      [&]() -> std::optional<Point> {
        Point x(n);
        for (double& xi : x) xi = draw_bits({-largest(format), largest(format)}, format, random);
        return x;
      },
      "sampled, whole format");
  return points.take();
}

}  // namespace clino
