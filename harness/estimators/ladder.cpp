#include "ladder.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>

#include "bars.hpp"
#include "random.hpp"
#include "sampler.hpp"
#include "stairs.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double golden = 1.6180339887498949;
/// Irrational ratios: no function that is periodic looks the same on two rungs.
constexpr double fine_ratio = golden * golden;            // 2.618, where excursions are known
constexpr double coarse_ratio = fine_ratio * fine_ratio;  // 6.854, down to the spacing, where they are not
constexpr double farthest = 0.9;                          // excursion that the largest step may have
constexpr int most_rungs = 14;
constexpr int most_tries = 20;

enum class Sides : std::uint8_t { both, up, down };

/// A number in [0.8, 1) from the bits of x: the same point gets the same steps.
double jitter(double x) { return 0.8 + 0.2 * Random(std::bit_cast<std::uint64_t>(x)).unit(); }

/// Climbs one ladder on one choice of sides.
class Climber {
 public:
  Climber(Sampler& sampler, Sides sides)
      : sampler_(sampler), format_(sampler.request().format), x_(sampler.base().x), sides_(sides) {
    const Interval& domain = sampler.request().domain;
    const double up = domain.hi - x_, down = x_ - domain.lo;
    room_ = sides == Sides::both ? std::min(up, down) : sides == Sides::up ? up : down;
    if (x_ != 0) scale_ = -std::ilogb(x_);
  }

  Ladder climb() {
    if (!(room_ >= smallest_step())) return {};
    if (!sampler_.traced()) return descend_unseen();
    const double top = top_seen();
    if (top > 0) return descend(top * jitter(x_), fine_ratio);
    return singular_ ? descend_unseen() : Ladder{};
  }

  /// The largest step was bounded by the domain, not by the function.
  bool cramped() const { return cramped_; }
  /// The slopes were seen to have no limit, or to be noise: one side alone must not claim otherwise.
  bool refuted() const { return refuted_; }

 private:
  double smallest_step() const {
    return x_ == 0 ? smallest_normal(format_) / unit_roundoff(format_) : ulp(format_, x_);
  }
  /// Where nothing is known of the function: its scale is taken to be x, or 1.
  double top_unseen() {
    const double scale =
        x_ == 0 ? 1 : std::min(std::max(std::fabs(x_), std::min(1.0, 1024 * std::fabs(x_))), largest(format_) / 4);
    cramped_ = room_ < scale / 2;
    return std::min(scale / 2 * jitter(x_), room_);
  }
  double cap() const { return std::min({room_, std::max(std::fabs(x_), 1.0) / 2, largest(format_) / 4}); }

  double worst_excursion(double h) {
    double worst = 0;
    for (const double side : {1.0, -1.0}) {
      if (!takes(side)) continue;
      const Sample s = sampler_.at(round_to(format_, x_ + side * h));
      worst = std::max(worst, std::isfinite(s.y) ? s.excursion : infinity);
    }
    return worst;
  }

  /// The largest step, up to the cap, within which no operation is moved by more than its extent; 0 when there is none.
  double top_seen() {
    const double most = cap(), least = smallest_step();
    double h = std::min(x_ == 0 ? 0.25 : std::fabs(x_) / 4, most), good = 0;
    for (int i = 0; i < most_tries; ++i) {
      h = std::clamp(h, least, most);
      const double e = worst_excursion(h);
      if (e <= farthest) good = std::max(good, h);
      if (e <= farthest && (e >= farthest / 4 || h == most)) break;
      singular_ = std::isinf(e);
      if (e > farthest && h == least) break;
      const double next = std::isinf(e) ? h / 16 : e == 0 ? most : h * (0.7 * farthest / e);
      h = e > farthest ? std::min(next, h / 2) : std::max(next, 2 * h);
      if (good > 0 && e > farthest && h <= good) break;
    }
    cramped_ = good >= room_ / 2;
    return good;
  }

  std::optional<Rung> rung(double h) {
    const Sample& base = sampler_.base();
    const auto neighbour = [&](double side) { return sampler_.at(round_to(format_, x_ + side * h)); };
    if (sides_ != Sides::both) {
      const Sample s = neighbour(sides_ == Sides::up ? 1 : -1);
      const double step = s.x - x_, slope = (s.y - base.y) / step, size = std::fabs(step);
      if (size == 0) return std::nullopt;
      const double noise = (s.noise + base.noise) / size + arithmetic(slope);
      return finite(Rung{size, size, slope, noise});
    }
    const Sample right = neighbour(1), left = neighbour(-1);
    const double up = right.x - x_, down = x_ - left.x;
    if (up == 0 || down == 0) return std::nullopt;
    const double slope_up = (right.y - base.y) / up, slope_down = (base.y - left.y) / down;
    const double slope =
        up == down ? (right.y - left.y) / (up + down) : (down * slope_up + up * slope_down) / (up + down);
    const double rounding = arithmetic(slope_up) + arithmetic(slope_down);
    const double noise = right.noise * (down / up) / (up + down) + left.noise * (up / down) / (up + down) +
                         (up == down ? 0 : base.noise * std::fabs(1 / up - 1 / down)) + rounding;
    const double spread_noise = (right.noise + base.noise) / up + (left.noise + base.noise) / down + rounding;
    return finite({std::max(up, down), std::scalbn(up, scale_) * std::scalbn(down, scale_), slope, noise, std::fabs(slope_up - slope_down), spread_noise});
  }
  static std::optional<Rung> finite(const Rung& r) {
    const bool usable = std::isfinite(r.slope) && std::isfinite(r.noise) && std::isfinite(r.spread + r.spread_noise);
    return usable ? std::optional(r) : std::nullopt;
  }
  /// Rounding of the quotient itself, three operations in binary64.
  static double arithmetic(double slope) {
    return 4 * unit_roundoff(binary64) * std::fabs(slope) + smallest_subnormal(binary64);
  }

  /// From the top down to the spacing of the format, or (where excursions are known) until noise rules.
  Ladder descend(double top, double ratio) {
    Ladder ladder{sides_ == Sides::both, ratio == fine_ratio};
    std::vector<Rung>& rungs = ladder.rungs;
    const double u = unit_roundoff(format_);
    const double least = x_ == 0 && ratio == coarse_ratio ? top * u * std::sqrt(u)
                         : ratio == coarse_ratio          ? std::scalbn(smallest_step(), format_.precision / 16)
                                                          : smallest_step();
    int noisy = 0;
    double last = infinity;
    for (double h = top; h > 0 && h >= least / 2; h /= ratio) {  // least / 2 may round to 0
      const std::optional<Rung> r = rung(std::max(h, least));
      if (!r || r->step >= last) continue;
      last = r->step;
      rungs.push_back(*r);
      if (ratio == coarse_ratio || rungs.size() < 4) continue;
      const double change = std::fabs(r->slope - rungs[rungs.size() - 2].slope);
      noisy = change <= r->noise / 4 ? noisy + 1 : 0;
      if (noisy == 2 || rungs.size() == most_rungs) break;
    }
    return ladder;
  }

  /// The whole way down, looking for what excursions would have shown.
  Ladder descend_unseen() {
    Ladder ladder = descend(top_unseen(), coarse_ratio);
    std::vector<Rung>& rungs = ladder.rungs;
    refuted_ = diverges(rungs);
    if (rungs.size() < 2 || refuted_) return {};
    if (!sampler_.traced()) {
      const double seen = variation(rungs),
                   noise = seen > 0 ? std::max(shown_noise(rungs), stair(rungs)) : far_stair(rungs[0]);
      // Noise as large as all that is seen of the function: it may as well be a faster function.
      const double quantum = ulp(format_, std::fabs(sampler_.base().y) + seen);
      refuted_ = seen > 0 && noise > std::max(std::scalbn(seen, -8), 4 * quantum);
      if (refuted_) return {};
      raise_noise(rungs, noise);
    }
    mark_kinks(rungs);
    return ladder;
  }

  /// Height of the steps of the staircase that a black box makes by rounding its intermediate values, if there is one:
  /// looked for where the slopes change abruptly.
  double stair(const std::vector<Rung>& rungs) {
    const std::size_t k = abrupt_change(rungs);
    if (k == 0) return 0;
    const bool flat = rungs[k].slope == 0 && rungs[k].spread == 0;
    double height = 0;
    for (const double side : {1.0, -1.0}) {
      if (!takes(side)) continue;
      const double near = rungs[k].step, far = rungs[k - 1].step;
      height = std::max(height, flat ? edge(side, near, far) : jump(side, near, far, rungs[k].slope));
    }
    return height;
  }
  /// The same around a function that looks constant: at the edge of the flat. Flat as far as 16 |x| is constant.
  double far_stair(const Rung& top) {
    const double far = 16 * std::max(std::fabs(x_), 1.0);
    for (double near = top.step; near < far; near *= 4) {
      for (const double side : {1.0, -1.0}) {
        const double end =
            std::min(4 * near, side > 0 ? sampler_.request().domain.hi - x_ : x_ - sampler_.request().domain.lo);
        const double y = end > near ? sampler_.at(round_to(format_, x_ + side * end)).y : sampler_.base().y;
        if (std::isfinite(y) && y != sampler_.base().y) return edge(side, near, end);
      }
    }
    return 0;
  }
  double jump(double side, double near, double far, double slope) {
    return finite_or_0(jump_between(values(), beside(side, near), beside(side, far), slope, format_));
  }
  double edge(double side, double near, double far) {
    return finite_or_0(jump_at_edge(values(), beside(side, near), beside(side, far), sampler_.base().y, format_));
  }
  std::function<double(double)> values() {
    return [this](double x) { return sampler_.at(x).y; };
  }
  double beside(double side, double h) const { return round_to(format_, x_ + side * h); }
  static double finite_or_0(double height) { return std::isfinite(height) ? height : 0; }
  bool takes(double side) const { return sides_ == Sides::both || (sides_ == Sides::up) == (side > 0); }

  Sampler& sampler_;
  const Format format_;
  const double x_;
  const Sides sides_;
  double room_;
  int scale_ = 0;  // squares of steps, in units of 2^-scale, stay in range
  bool singular_ = false;
  bool cramped_ = false;
  bool refuted_ = false;
};

}  // namespace

Ladders climb(const EstimateRequest& request) {
  Ladders ladders;
  Sampler sampler(request);
  const auto add = [&](Sides sides) {
    Climber climber(sampler, sides);
    Ladder ladder = climber.climb();
    const bool enough = climber.refuted() || (ladder.rungs.size() >= 3 && !climber.cramped());
    if (ladder.rungs.size() >= 2) ladders.all.push_back(std::move(ladder));
    return enough;
  };
  if (std::isfinite(sampler.base().y) && !add(Sides::both)) {
    add(Sides::up);
    add(Sides::down);
  }
  ladders.evaluations = sampler.evaluations();
  return ladders;
}

std::optional<Estimate> smallest_bar(const Ladders& ladders, OnLadder method) {
  std::optional<Estimate> best;
  for (const Ladder& ladder : ladders.all) {
    const std::optional<Estimate> e = method(ladder);
    if (e && (!best || e->error < best->error)) best = e;
  }
  if (best) best->evaluations = ladders.evaluations;
  return best;
}

}  // namespace clino
