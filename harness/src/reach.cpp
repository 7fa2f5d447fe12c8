/// Mixed stability: is the computed number the exact one of a slightly moved input?
#include <algorithm>
#include <cmath>
#include <optional>

#include "clino/reference.hpp"
#include "double_ball.hpp"
#include "enclosure.hpp"
#include "floating_point_scope.hpp"
#include "random.hpp"
#include "real_program.hpp"
#include "segment.hpp"

namespace clino {
namespace {

constexpr std::size_t largest_dimension = 64;
constexpr std::size_t most_axes = 4;            // inputs that are moved one at a time, by segments
constexpr int evaluations_a_segment = 288;      // 24 halvings towards a pole on each side, and as many evenly
constexpr int evaluations_at_the_extremes = 3;  // the ends and the middle
constexpr int pieces = 16;                      // of a segment or of an interval, to sharpen enclosures

/// The furthest number of the format within `ulps` of `x` on that side (-1, +1; 0: `x` itself).
double moved(const Format& format, double x, double ulps, int side) {
  if (side == 0) return x;
  const double room = ulps * ulp(format, x);
  auto steps = static_cast<std::int64_t>(std::floor(ulps));
  double y = from_ordinal(format, ordinal(format, x) + side * steps);
  while (steps > 0 && std::fabs(y - x) > room) y = from_ordinal(format, ordinal(format, x) + side * --steps);
  return y;
}

/// The least number of binary64 that is not below a + b (up to one more, where the sum is rounded up already).
double upper_sum(double a, double b) {
  const double_ball::Sum sum = double_ball::two_sum(a, b);
  return sum.e == 0 ? sum.s : next_up(binary64, sum.s);
}

/// The node with whose zeros a node vanishes: u for sqrt(u), |u|, ... An end of the domain is reached, not crossed.
NodeId vanishes_with(const Trace& trace, NodeId node) {
  for (;;) {
    const Node& n = trace.nodes[node];
    const bool vanishes = n.op == Op::sqrt || n.op == Op::abs || n.op == Op::cbrt || n.op == Op::neg;
    if (!vanishes || n.a.is_literal()) return node;
    node = n.a.node;
  }
}

/// A point and the exact target there, as a double-double.
struct Candidate {
  std::vector<double> x;
  Certified target;
};

class Search {
 public:
  Search(const Function& function, std::span<const double> x, const Format& format, Target target, double computed,
         double output_ulps, double input_ulps, const ReferenceOptions& options)
      : function_(function),
        x_(x.begin(), x.end()),
        format_(format),
        target_(target),
        computed_(computed),
        output_ulps_(output_ulps),
        input_ulps_(input_ulps),
        options_(options) {}

  Reach run();

 private:
  std::optional<Candidate> at(std::vector<double> x) const;
  bool hits(const Candidate& c) const;
  /// target - computed in double arithmetic, to 2^-50 relative and to what the double-double leaves open.
  double offset(const Candidate& c) const { return (c.target.high - computed_) + c.target.low; }
  /// That much is left open: 2^-100 relative, doubled.
  static double doubt(const Candidate& c) { return std::fabs(c.target.high) * 0x1p-99; }
  bool crosses(const Candidate& a, const Candidate& b, Enclosure& enclosure) const;
  bool avoids(Enclosure& enclosure) const;
  ArbVector box() const;
  void sharpen(Enclosure& enclosure) const;
  bool stays_away(const Candidate& center, const ArbVector& slopes) const;
  std::optional<bool> between_the_extremes(const ArbVector& slopes, Enclosure& enclosure) const;
  bool at_a_corner(const std::optional<Candidate>& center, Enclosure& enclosure) const;
  bool found_at_a_neighbour() const;
  bool found_along(std::span<const int> side, Enclosure& enclosure, int evaluations = evaluations_a_segment) const;
  bool found_on_a_segment(std::span<const int> rising, Enclosure& enclosure) const;
  bool try_candidate(const std::optional<Candidate>& c, const std::optional<Candidate>& center,
                     Enclosure& enclosure) const;

  const Function& function_;
  std::vector<double> x_;
  Format format_;
  Target target_;
  double computed_, output_ulps_, input_ulps_;
  const ReferenceOptions& options_;
};

std::optional<Candidate> Search::at(std::vector<double> x) const {
  if (!std::all_of(x.begin(), x.end(), [](double xi) { return std::isfinite(xi); })) return std::nullopt;
  ReferenceOptions options = options_;
  options.partials = target_.input >= 0;
  const Reference r = reference(function_, x, format_, options);
  const auto output = static_cast<std::size_t>(target_.output);
  const Certified& c =
      target_.input < 0 ? r.values[output] : r.partials[output * x.size() + static_cast<std::size_t>(target_.input)];
  if (c.existence != Existence::exists || !std::isfinite(c.high)) return std::nullopt;
  return Candidate{std::move(x), c};
}

/// |target - computed| <= output_ulps ulps of the format at the target; the margin covers the double arithmetic.
bool Search::hits(const Candidate& c) const {
  return (std::fabs(offset(c)) + doubt(c)) * (1 + 0x1p-40) <= output_ulps_ * ulp(format_, c.target.rounded);
}

/// Intermediate value theorem on the segment from a to b, inside the box around the point.
bool Search::crosses(const Candidate& a, const Candidate& b, Enclosure& enclosure) const {
  const bool certain = std::fabs(offset(a)) > doubt(a) && std::fabs(offset(b)) > doubt(b);
  if (!certain || (offset(a) < 0) == (offset(b) < 0)) return false;
  const auto point = [&](int k) {
    std::vector<double> p(x_.size());
    for (std::size_t i = 0; i < p.size(); ++i)
      p[i] = k == 0 ? a.x[i] : k == pieces ? b.x[i] : a.x[i] + (b.x[i] - a.x[i]) * k / pieces;
    return p;
  };
  for (int k = 0; k < pieces; ++k)
    if (!enclosure.over(point(k), point(k + 1))) return false;
  return true;
}

bool Search::try_candidate(const std::optional<Candidate>& c, const std::optional<Candidate>& center,
                           Enclosure& enclosure) const {
  if (!c) return false;
  return hits(*c) || (center && crosses(*center, *c, enclosure));
}

/// Whether the range over the whole box is further from `computed` than allowed.
bool Search::avoids(Enclosure& enclosure) const {
  const int parts = x_.size() == 1 ? pieces : 1;
  for (int k = 0; k < parts; ++k) {
    std::vector<double> lo, hi;
    for (const double xi : x_) {
      const double width = input_ulps_ * ulp(format_, xi);
      lo.push_back(k == 0 ? -upper_sum(-xi, width) : xi + width * (2.0 * k / parts - 1));
      hi.push_back(k + 1 == parts ? upper_sum(xi, width) : xi + width * (2.0 * (k + 1) / parts - 1));
    }
    const std::optional<ArbValue> range = enclosure.over(lo, hi);
    if (!range) return false;
    // The spacing at the largest magnitude in the range bounds what is allowed anywhere in it.
    ArfValue top;
    arb_get_abs_ubound_arf(top, *range, 64);
    const double allowed = 2 * output_ulps_ * ulp(format_, std::min(arf_get_d(top, ARF_RND_UP), largest(format_)));
    ArbValue distance(computed_);
    arb_sub(distance, distance, *range, 128);
    arb_get_abs_lbound_arf(top, distance, 64);
    if (arf_cmp_d(top, allowed) <= 0) return false;
  }
  return true;
}

/// The inputs, each moved by as many ulps as it may.
ArbVector Search::box() const {
  ArbVector b(x_.size());
  for (std::size_t i = 0; i < x_.size(); ++i) {
    arb_set_d(b[i], x_[i]);
    arb_add_error(b[i], ArbValue(input_ulps_ * ulp(format_, x_[i])));
  }
  return b;
}

/// Takes the bits that make the target sharp at an input between two numbers of the format: a gigantic angle takes
/// many, and more than at the number itself, whose square may have few.
void Search::sharpen(Enclosure& enclosure) const {
  constexpr slong most = 1024, sharp = 60;
  constexpr double part = 0.3819660112501051;
  for (slong bits = Enclosure::least_precision; bits <= most; bits *= 2) {
    ArbVector p(x_.size());
    for (std::size_t i = 0; i < x_.size(); ++i) {
      arb_set_d(p[i], part * input_ulps_ * ulp(format_, x_[i]));
      arb_add(p[i], p[i], ArbValue(x_[i]), 2 * most);
    }
    enclosure.set_precision(bits);
    const std::optional<ArbValue> y = enclosure.over(p);
    if (!y || arb_is_exact(*y) || arb_rel_accuracy_bits(*y) >= sharp) return;
  }
  enclosure.set_precision(Enclosure::least_precision);
}

/// Mean value theorem: over the box the target differs from that at the point by sum |slope_i| r_i at most.
bool Search::stays_away(const Candidate& center, const ArbVector& slopes) const {
  ArfValue bound, sum;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    arb_get_abs_ubound_arf(bound, slopes[i], 64);
    ArfValue radius;
    arf_set_d(radius, input_ulps_ * ulp(format_, x_[i]));
    arf_addmul(sum, bound, radius, 64, ARF_RND_UP);
  }
  const double width = arf_get_d(sum, ARF_RND_UP);
  const double away = (std::fabs(offset(center)) - doubt(center)) * (1 - 0x1p-40);
  // The spacing at the largest magnitude in the range bounds what is allowed anywhere in it.
  const double top = std::min(std::fabs(center.target.high) + width, largest(format_));
  return (width + 2 * output_ulps_ * ulp(format_, top)) * (1 + 0x1p-40) < away;
}

/// The point moved along some inputs, both ways: `side[i]` is -1, 0 or +1.
bool Search::found_along(std::span<const int> side, Enclosure& enclosure, int evaluations) const {
  std::vector<double> d(x_.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = side[i] * input_ulps_ * ulp(format_, x_[i]);
  return attains(enclosure, {x_, d}, {computed_, output_ulps_, format_}, evaluations);
}

/// Where the target rises or falls with every input all over the box its extremes are at two corners: whether the
/// computed number is one of those between. Empty where a direction is open.
std::optional<bool> Search::between_the_extremes(const ArbVector& slopes, Enclosure& enclosure) const {
  std::vector<int> rising(x_.size());
  std::vector<double> up = x_, down = x_;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    if (arb_contains_zero(slopes[i]) != 0 && arb_is_zero(slopes[i]) == 0) return std::nullopt;
    rising[i] = arf_sgn(arb_midref(slopes[i]));
    up[i] = moved(format_, x_[i], input_ulps_, rising[i]);
    down[i] = moved(format_, x_[i], input_ulps_, -rising[i]);
  }
  if (found_along(rising, enclosure, evaluations_at_the_extremes)) return true;
  // Where the enclosures are wider than the target the reference decides, at the numbers next to the corners.
  const std::optional<Candidate> highest = at(up), lowest = at(down);
  if (!highest || !lowest) return std::nullopt;
  return try_candidate(highest, lowest, enclosure) || hits(*lowest);
}

/// Every input alone, while they are few, and all at once, the way that the target falls or rises.
bool Search::found_on_a_segment(std::span<const int> rising, Enclosure& enclosure) const {
  const std::size_t n = x_.size();
  for (std::size_t i = 0; n <= most_axes && i < n; ++i) {
    std::vector<int> side(n, 0);
    side[i] = 1;
    if (found_along(side, enclosure)) return true;
  }
  return n > 1 && found_along(rising, enclosure);
}

/// Some inputs moved all the way, up or down: every choice of them while there are few, else several at random.
bool Search::at_a_corner(const std::optional<Candidate>& center, Enclosure& enclosure) const {
  constexpr std::size_t few = 3;
  constexpr int corners = 26;  // 3^3 - 1
  const std::size_t n = x_.size();
  if (n < 2) return false;
  Random random(1);
  for (int k = 0; k < corners; ++k) {
    std::vector<double> p = x_;
    for (int i = 0, choice = k + 1; i < static_cast<int>(n); ++i, choice /= 3) {
      const int side = n <= few ? choice % 3 - 1 : static_cast<int>(random.unit() * 3) - 1;
      p[static_cast<std::size_t>(i)] = moved(format_, x_[static_cast<std::size_t>(i)], input_ulps_, side);
    }
    if (p != x_ && try_candidate(at(p), center, enclosure)) return true;
  }
  return false;
}

/// Numbers of the format beside the point, one input moved: what is 0 without a change of sign, as (x - y)^2, is met at
/// them or not at all.
bool Search::found_at_a_neighbour() const {
  for (std::size_t i = 0; i < std::min(x_.size(), most_axes); ++i)
    for (double ulps = 1; ulps < input_ulps_; ++ulps)
      for (const int side : {-1, 1}) {
        std::vector<double> p = x_;
        p[i] = moved(format_, x_[i], ulps, side);
        if (const std::optional<Candidate> c = at(std::move(p)); c && hits(*c)) return true;
      }
  return false;
}

Reach Search::run() {
  if (!std::isfinite(computed_) || x_.size() > largest_dimension) return Reach::unknown;
  const std::optional<Candidate> center = at(x_);
  if (center && hits(*center)) return Reach::reachable;
  RealProgram program(function_, x_, format_, options_.literals);
  if (program.evaluate(128, Derivatives::skip) != RealProgram::Status::settled) return Reach::unknown;
  Enclosure enclosure(program, target_);
  sharpen(enclosure);
  if (const std::optional<ArbVector> slopes = enclosure.slopes(box())) {
    if (center && stays_away(*center, *slopes)) return Reach::unreachable;
    if (const std::optional<bool> found = between_the_extremes(*slopes, enclosure))
      return *found ? Reach::reachable : Reach::unknown;
  }
  std::vector<int> rising(x_.size(), 0);
  for (std::size_t i = 0; i < x_.size(); ++i) {
    std::vector<double> p = x_;
    p[i] = moved(format_, x_[i], input_ulps_, 1);
    const std::optional<Candidate> right = at(p);
    if (try_candidate(right, center, enclosure)) return Reach::reachable;
    p[i] = moved(format_, x_[i], input_ulps_, -1);
    const std::optional<Candidate> left = at(p);
    if (try_candidate(left, center, enclosure)) return Reach::reachable;
    const std::optional<Candidate>&low = left ? left : center, &high = right ? right : center;
    if (low && high) rising[i] = offset(*high) > offset(*low) ? 1 : -1;
  }
  std::vector<double> up = x_, down = x_;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    up[i] = moved(format_, x_[i], input_ulps_, rising[i]);
    down[i] = moved(format_, x_[i], input_ulps_, -rising[i]);
  }
  const std::optional<Candidate> highest = at(up), lowest = at(down);
  if (try_candidate(highest, center, enclosure) || try_candidate(lowest, center, enclosure) ||
      try_candidate(highest, lowest, enclosure))
    return Reach::reachable;
  if (at_a_corner(center, enclosure)) return Reach::reachable;
  if (avoids(enclosure)) return Reach::unreachable;
  if (found_on_a_segment(rising, enclosure)) return Reach::reachable;
  if (target_.input >= 0 || computed_ != 0) return Reach::unknown;
  if (found_at_a_neighbour()) return Reach::reachable;
  Enclosure vanishing(
      program, vanishes_with(program.trace(), program.trace().outputs[static_cast<std::size_t>(target_.output)]));
  vanishing.set_precision(enclosure.precision());
  return found_on_a_segment(rising, vanishing) ? Reach::reachable : Reach::unknown;
}

}  // namespace

Reach reach(const Function& function, std::span<const double> x, const Format& format, Target target, double computed,
            double output_ulps, double input_ulps, const ReferenceOptions& options) {
  const FloatingPointScope scope;
  try {
    return Search(function, x, format, target, computed, output_ulps, input_ulps, options).run();
  } catch (const OperationBudget&) {
    return Reach::unknown;
  }
}

}  // namespace clino
