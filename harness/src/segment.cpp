#include "segment.hpp"

#include <cmath>
#include <deque>

namespace clino {
namespace {

/// The end of a segment leaves room for the margin around its points.
constexpr double end = 1 - 0x1p-40;
/// A continuous piece of this length is not divided further.
constexpr double continuous_piece = 0.125;

/// Side of the number that a ball lies on for certain: -1, +1, or 0.
int side(arb_srcptr ball, double number) {
  const ArbValue n(number);
  return arb_lt(ball, n) != 0 ? -1 : arb_gt(ball, n) != 0 ? 1 : 0;
}

struct Piece {
  double from, to;
  int from_side, to_side;
};

class Bisection {
 public:
  Bisection(Enclosure& enclosure, const Segment& segment, const Wanted& wanted, int budget)
      : enclosure_(enclosure), segment_(segment), wanted_(wanted), box_(segment.x.size()), left_(budget) {}

  bool run() {
    std::deque<Piece> open;  // the oldest, and longest, first
    const auto look_at = [&](const Piece& p) {
      if (!found_ && !settled(p)) open.push_back(p);
    };
    look_at({0, end, at(0), at(end)});
    while (!found_ && !open.empty() && left_ > 0) {
      const Piece p = open.front();
      open.pop_front();
      const double middle = (p.from + p.to) / 2;
      const int s = at(middle);
      look_at({p.from, middle, p.from_side, s});
      look_at({middle, p.to, s, p.to_side});
    }
    return found_;
  }

 private:
  /// A little wider than the piece: a derivative is one only where the program takes the same path all around.
  void set(double from, double to) {
    for (std::size_t i = 0; i < box_.size(); ++i) {
      ArbValue step;
      arb_set_d(step, from);
      if (from != to) arb_union(step, step, ArbValue(to), ARF_PREC_EXACT);
      arb_mul(step, step, ArbValue(segment_.d[i]), 256);
      arb_add(box_[i], step, ArbValue(segment_.x[i]), 256);
      ArbValue margin(ulp(wanted_.format, segment_.x[i]));
      arb_mul_2exp_si(margin, margin, -100);
      arb_add_error(box_[i], margin);
    }
    --left_;
  }

  /// Side of the target at a point; 0 where it is not known.
  int at(double t) {
    set(t, t);
    const std::optional<ArbValue> y = enclosure_.over(box_);
    if (!y) return 0;
    if (hits(*y)) found_ = true;
    return side(*y, wanted_.number);
  }

  /// |y - number| <= ulps of the format at y, for every y of the ball.
  bool hits(arb_srcptr y) const {
    ArfValue bound;
    arb_get_abs_lbound_arf(bound, y, 64);
    const double allowed = wanted_.ulps * ulp(wanted_.format, arf_get_d(bound, ARF_RND_DOWN));
    ArbValue distance(wanted_.number);
    arb_sub(distance, distance, y, 128);
    arb_get_abs_ubound_arf(bound, distance, 64);
    return arf_cmp_d(bound, allowed) <= 0;
  }

  /// Whether the piece needs no closer look: the number is attained on it, or is not, or only an oscillation could
  /// bring it back.
  bool settled(const Piece& p) {
    set(p.from, p.to);
    const std::optional<ArbValue> range = enclosure_.over(box_);
    if (!range) return false;
    if (p.from_side * p.to_side < 0) found_ = true;
    return found_ || p.to - p.from <= continuous_piece || avoided(*range);
  }

  /// Whether every y of the range is further away than `ulps` of the format at it.
  bool avoided(arb_srcptr range) const {
    ArfValue bound;
    arb_get_abs_ubound_arf(bound, range, 64);
    const double largest_size = std::fmin(arf_get_d(bound, ARF_RND_UP), largest(wanted_.format));
    ArbValue distance(wanted_.number);
    arb_sub(distance, distance, range, 128);
    arb_get_abs_lbound_arf(bound, distance, 64);
    return arf_cmp_d(bound, wanted_.ulps * ulp(wanted_.format, largest_size)) > 0;
  }

  Enclosure& enclosure_;
  Segment segment_;
  Wanted wanted_;
  ArbVector box_;
  int left_;
  bool found_ = false;
};

}  // namespace

bool attains(Enclosure& enclosure, const Segment& segment, const Wanted& wanted, int budget) {
  return Bisection(enclosure, segment, wanted, budget).run();
}

}  // namespace clino
