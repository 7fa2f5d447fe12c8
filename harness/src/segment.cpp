#include "segment.hpp"

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <deque>
#include <vector>

namespace clino {
namespace {

/// The end of a segment leaves room for the margin around its points.
constexpr double end = 1 - 0x1p-40;
/// A continuous piece of this length is not divided further.
constexpr double continuous_piece = 0.125;
/// Points looked at inside such a piece, to see where the target turns.
constexpr int points_a_piece = 3;
/// Turning points that are looked at, the most promising first, and evaluations that each may take.
constexpr std::size_t most_turns = 6;
constexpr int evaluations_a_turn = 40;
/// A turning point to 2^-26 of the piece: the target is flat there, and known to the square of that.
constexpr int bits_of_a_turn = 26;

/// Side of the number that a ball lies on for certain: -1, +1, or 0.
int side(arb_srcptr ball, double number) {
  const ArbValue n(number);
  return arb_lt(ball, n) != 0 ? -1 : arb_gt(ball, n) != 0 ? 1 : 0;
}

/// The target at a point of the segment: on which side of the number, 0 where that is not known, and how far from it.
struct Sight {
  double t;
  int side = 0;
  double distance = HUGE_VAL;
};

struct Piece {
  Sight from, to;
  bool avoids = false;  // the target is continuous on the piece and stays away from the number
};

class Bisection {
 public:
  Bisection(Enclosure& enclosure, const Segment& segment, const Wanted& wanted, int budget)
      : enclosure_(enclosure), segment_(segment), wanted_(wanted), box_(segment.x.size()), left_(budget) {}

  bool run() {
    const Sight middle = at(0);
    look_at({at(-end), middle}, wide);
    look_at({middle, at(end)}, wide);
    for (std::size_t step = 0; !found_ && left_ > 0; ++step) {
      auto way = static_cast<Way>(step % 3);
      const std::optional<Piece> p = next_piece(way);
      if (!p) break;
      const Sight between = at((p->from.t + p->to.t) / 2);
      const Piece left{p->from, between}, right{between, p->to};
      const bool positive = between.t > 0;
      look_at(positive ? right : left, way);
      look_at(positive ? left : right, way);  // the newest is the one nearer to x
    }
    if (!found_) look_at_turns();
    return found_;
  }

 private:
  /// Pieces wait in three lines: the longest first, to look everywhere; the newest first, to look between two poles of
  /// many; the newest first, to come close to one.
  enum Way : std::size_t { wide, deep, close };

  void look_at(const Piece& p, Way way) {
    if (!found_ && !settled(p)) open_[way].push_back(p);
  }

  std::optional<Piece> front(Way way) {
    if (open_[way].empty()) return std::nullopt;
    const Piece p = open_[way].front();
    open_[way].pop_front();
    return p;
  }
  std::optional<Piece> back(Way way) {
    if (open_[way].empty()) return std::nullopt;
    const Piece p = open_[way].back();
    open_[way].pop_back();
    return p;
  }

  /// The piece to divide next, from that line if it has one; `way` becomes the line for its children. A piece much
  /// shorter than one without a pole has a pole to come close to.
  std::optional<Piece> next_piece(Way& way) {
    std::optional<Piece> p;
    if (way == close && (p = back(close))) return p;
    if (way == close) way = deep;
    if (way == wide && (p = front(wide))) return p;
    while ((p = back(deep))) {
      if (p->to.t - p->from.t >= longest_continuous_ / 16) return p;
      open_[close].push_back(*p);
    }
    if ((p = front(wide))) return p;
    way = close;
    return back(close);
  }

  /// A little wider than the piece: a derivative is one only where the program takes the same path all around.
  void set(double from, double to) {
    const slong bits = 2 * enclosure_.precision();
    for (std::size_t i = 0; i < box_.size(); ++i) {
      ArbValue step;
      arb_set_d(step, from);
      if (from != to) arb_union(step, step, ArbValue(to), ARF_PREC_EXACT);
      arb_mul(step, step, ArbValue(segment_.d[i]), bits);
      arb_add(box_[i], step, ArbValue(segment_.x[i]), bits);
      ArbValue margin(ulp(wanted_.format, segment_.x[i]));
      arb_mul_2exp_si(margin, margin, -bits);
      arb_add_error(box_[i], margin);
    }
    --left_;
  }

  Sight at(double t) {
    set(t, t);
    const std::optional<ArbValue> y = enclosure_.over(box_);
    if (!y) return {t};
    if (hits(*y)) found_ = true;
    ArbValue distance(wanted_.number);
    arb_sub(distance, distance, *y, 128);
    return {t, side(*y, wanted_.number), std::fabs(arf_get_d(arb_midref(static_cast<arb_srcptr>(distance)), ARF_RND_NEAR))};
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

  /// Whether the piece needs no closer look: the number is attained on it, or is not, or only where the target turns.
  bool settled(const Piece& p) {
    set(p.from.t, p.to.t);
    const std::optional<ArbValue> range = enclosure_.over(box_);
    if (!range) return false;
    if (p.from.side * p.to.side < 0) found_ = true;
    if (found_) return true;
    const bool avoids = avoided(*range);
    longest_continuous_ = std::max(longest_continuous_, p.to.t - p.from.t);
    if (!avoids && p.to.t - p.from.t > continuous_piece) return false;
    continuous_.push_back({p.from, p.to, avoids});
    return true;
  }

  /// Between three points of which the middle one is nearest to the number, a continuous target turns: there it may
  /// come nearer still, and reach the number or cross it.
  void look_at_turns() {
    std::ranges::sort(continuous_, {}, [](const Piece& p) { return p.from.t; });
    std::vector<Sight> row;
    std::vector<std::array<Sight, 3>> turns;
    const auto next = [&](const Sight& s) {
      row.push_back(s);
      const std::size_t n = row.size();
      if (n > 1 && row[n - 2].side * s.side < 0) found_ = true;
      if (n < 3 || row[n - 2].distance > row[n - 3].distance || row[n - 2].distance > row[n - 1].distance) return;
      turns.push_back({row[n - 3], row[n - 2], row[n - 1]});
    };
    for (const Piece& p : continuous_) {
      if (row.empty() || row.back().t != p.from.t) {
        row.clear();
        next(p.from);
      }
      for (const double part : p.avoids ? std::vector<double>{} : parts())
        next(at(p.from.t + part * (p.to.t - p.from.t)));
      next(p.to);
      if (found_) return;
    }
    std::ranges::sort(turns, {}, [](const auto& turn) { return turn[1].distance; });
    if (turns.size() > most_turns) turns.resize(most_turns);
    for (const auto& turn : turns)
      if (!found_) approach(turn);
  }

  /// Where to look inside a piece, in ascending order: other places in each (Weyl's sequence of the golden ratio), so
  /// that they follow no oscillation in step.
  std::vector<double> parts() {
    std::vector<double> p;
    for (int k = 0; k < points_a_piece; ++k) p.push_back(golden_ = std::fmod(golden_ + 0.6180339887498949, 1));
    std::ranges::sort(p);
    return p;
  }

  /// The target stays on one side between the points, or the number is attained.
  void approach(const std::array<Sight, 3>& turn) {
    const int known = turn[1].side;
    const auto distance = [&](double t) {
      if (found_) return 0.0;
      const Sight s = at(t);
      if (s.side * known < 0) found_ = true;
      return s.distance;
    };
    boost::uintmax_t evaluations = evaluations_a_turn;
    boost::math::tools::brent_find_minima(distance, turn[0].t, turn[2].t, bits_of_a_turn, evaluations);
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
  std::array<std::deque<Piece>, 3> open_;
  std::vector<Piece> continuous_;
  double longest_continuous_ = 0;
  double golden_ = 0;
  int left_;
  bool found_ = false;
};

}  // namespace

bool attains(Enclosure& enclosure, const Segment& segment, const Wanted& wanted, int budget) {
  return Bisection(enclosure, segment, wanted, budget).run();
}

}  // namespace clino
