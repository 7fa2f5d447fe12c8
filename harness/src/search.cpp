#include "search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "draw.hpp"

namespace clino {
namespace {

/// A climb starts with steps of this part of the domain, and divides them by `refinement` where no step leads up.
constexpr double first_part = 1.0 / 32, refinement = 16;
/// Turns without a new point after which the search is over.
constexpr int most_idle_turns = 48;

}  // namespace

Search::Search(const Case& c, const Format& format, Random random, const std::vector<Place>& known)
    : case_(c), format_(format), random_(random) {
  for (const Interval& d : c.domain) domain_.push_back(in_format(d, format));
  for (const Place& p : known) {
    known_.emplace(p.x, p.seen);
    if (p.special) special_.push_back(p.x);
    if (p.seen.kind != 0) bad_.push_back(p.x);
  }
}

void Search::run(int budget, const Look& look) {
  for (int turn = 0, idle = 0; budget > 0 && idle < most_idle_turns; ++turn, ++idle) {
    const std::optional<Proposal> p = propose(turn);
    if (!p) continue;
    if (const auto old = known_.find(p->x); old != known_.end()) {
      note(*p, old->second);
      continue;
    }
    if (!in_working_range(case_, p->x)) {
      note(*p, {0, -std::numeric_limits<double>::infinity()});
      continue;
    }
    const Seen seen = look(p->x, p->why);
    known_.emplace(p->x, seen);
    if (seen.kind != 0) bad_.push_back(p->x);
    note(*p, seen);
    --budget;
    idle = -1;
  }
}

/// In turn; what has nothing to do leaves its turn to exploration.
std::optional<Search::Proposal> Search::propose(int turn) {
  std::optional<Proposal> p;
  if (turn % 3 == 0) p = between();
  if (turn % 3 == 1) p = climb();
  return p ? p : explore();
}

void Search::note(const Proposal& p, const Seen& seen) {
  if (climb_ && p.why == std::string_view("search: climbs")) take_step(p.x, seen.error);
}

std::size_t Search::pick(std::size_t count) {
  return std::min(static_cast<std::size_t>(random_.unit() * static_cast<double>(count)), count - 1);
}

/// Floats of the domain, as far as a double can count them.
double Search::span(std::size_t input) const {
  return static_cast<double>(ordinal(format_, domain_[input].hi)) -
         static_cast<double>(ordinal(format_, domain_[input].lo));
}

/// The number so many floats away, within the domain.
double Search::moved(std::size_t input, double x, double floats) const {
  const Interval& d = domain_[input];
  const double to = static_cast<double>(ordinal(format_, x)) + floats;
  if (to <= static_cast<double>(ordinal(format_, d.lo))) return d.lo;
  if (to >= static_cast<double>(ordinal(format_, d.hi))) return d.hi;
  // Small steps exactly: beyond 2^53 a double skips ordinals.
  if (std::fabs(floats) < 0x1p53)
    return std::clamp(from_ordinal(format_, ordinal(format_, x) + static_cast<std::int64_t>(floats)), d.lo, d.hi);
  return std::clamp(from_ordinal(format_, static_cast<std::int64_t>(to)), d.lo, d.hi);
}

// Bisection between verdicts.

std::optional<Search::Proposal> Search::between() {
  return domain_.size() == 1 ? between_neighbours() : between_points();
}

/// The widest pair of neighbours with different findings.
std::optional<Search::Proposal> Search::between_neighbours() {
  double widest = 1;
  std::optional<Proposal> best;
  const std::pair<const Point, Seen>* last = nullptr;
  for (const auto& place : known_) {
    if (last != nullptr && last->second.kind != place.second.kind) {
      const double gap =
          static_cast<double>(ordinal(format_, place.first[0])) - static_cast<double>(ordinal(format_, last->first[0]));
      if (gap > widest) {
        widest = gap;
        best = Proposal{{moved(0, last->first[0], std::floor(gap / 2))}, "search: between verdicts"};
      }
    }
    last = &place;
  }
  return best;
}

/// From a point with a finding half way, in float order, to the nearest one without.
std::optional<Search::Proposal> Search::between_points() {
  if (bad_.empty()) return std::nullopt;
  // The last one as often as all others together: so that one bisection goes on while others begin.
  const Point& bad = random_.unit() < 0.5 ? bad_.back() : bad_[pick(bad_.size())];
  const int kind = known_.at(bad).kind;
  const Point* nearest = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [x, seen] : known_) {
    if (seen.kind == kind) continue;
    double distance = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      distance += std::log2(
          1 + std::fabs(static_cast<double>(ordinal(format_, x[i])) - static_cast<double>(ordinal(format_, bad[i]))));
    if (distance < least) {
      least = distance;
      nearest = &x;
    }
  }
  if (nearest == nullptr) return std::nullopt;
  Point middle = bad;
  for (std::size_t i = 0; i < middle.size(); ++i) {
    const double gap =
        static_cast<double>(ordinal(format_, (*nearest)[i])) - static_cast<double>(ordinal(format_, bad[i]));
    middle[i] = moved(i, bad[i], std::trunc(gap / 2));
  }
  return Proposal{std::move(middle), "search: between verdicts"};
}

// Hill-climbing.

/// The point with the largest error that is worth climbing from: beyond one ulp, and not yet lost altogether.
std::optional<Search::Climb> Search::start_climb() {
  const std::pair<const Point, Seen>* best = nullptr;
  for (const auto& place : known_) {
    if (!(place.second.error > 0) || std::isinf(place.second.error)) continue;
    if (best != nullptr && place.second.error <= best->second.error) continue;
    if (std::ranges::find(climbed_, place.first) == climbed_.end()) best = &place;
  }
  if (best == nullptr) return std::nullopt;
  climbed_.push_back(best->first);
  Climb c{.at = best->first, .error = best->second.error, .step = {}};
  double widest = 0;
  for (std::size_t i = 0; i < domain_.size(); ++i) {
    c.step.push_back(std::floor(span(i) * first_part));
    widest = std::max(widest, c.step.back());
  }
  if (domain_.size() > 1) c.step.push_back(widest);
  return c;
}

std::optional<Search::Proposal> Search::climb() {
  if (!climb_) climb_ = start_climb();
  while (climb_)
    if (std::optional<Point> x = next_step())
      return Proposal{std::move(*x), "search: climbs"};
    else if (!climb_)
      climb_ = start_climb();
  return std::nullopt;
}

/// The next point to try; ends the climb where steps are below one float.
std::optional<Point> Search::next_step() {
  const double step = climb_->step[climb_->direction];
  Point x = climb_->at;
  if (step >= 1)
    for (std::size_t i = 0; i < x.size(); ++i)
      if (i == climb_->direction || climb_->direction == domain_.size()) x[i] = moved(i, x[i], climb_->sign * step);
  if (x != climb_->at) return x;
  take_step(x, -std::numeric_limits<double>::infinity());
  return std::nullopt;
}

void Search::take_step(const Point& x, double error) {
  Climb& c = *climb_;
  if (std::isinf(error) && error > 0) {
    climb_.reset();  // lost altogether: there is nothing larger to find
    return;
  }
  if (error > c.error) {
    climbed_.push_back(x);
    c.at = x;
    c.error = error;
    c.step[c.direction] *= 2;
    c.failures = 0;
    return;
  }
  c.sign = -c.sign;
  if (c.sign > 0) c.direction = (c.direction + 1) % c.step.size();
  if (++c.failures < 2 * static_cast<int>(c.step.size())) return;
  c.failures = 0;
  for (double& s : c.step) s = std::floor(s / refinement);
  if (std::ranges::all_of(c.step, [](double s) { return s < 1; })) climb_.reset();
}

// Exploration.

std::optional<Search::Proposal> Search::explore() {
  const bool near = ++explorations_ % 2 == 0 && !special_.empty();
  if (near) return near_a_special_point();
  return domain_.size() == 1 ? in_a_gap() : redrawn();
}

/// Somewhere in the middle half of the widest gap, in float order and along the real line in turn.
std::optional<Search::Proposal> Search::in_a_gap() {
  const bool floats = explorations_ % 4 == 1;
  const auto position = [&](double x) { return floats ? static_cast<double>(ordinal(format_, x)) : x; };
  double widest = 0, from = domain_[0].lo, last = domain_[0].lo;
  for (const auto& [x, seen] : known_) {
    if (x[0] < domain_[0].lo || x[0] > domain_[0].hi) continue;
    if (const double gap = position(x[0]) / 2 - position(last) / 2; gap > widest) {  // halves: the whole may overflow
      widest = gap;
      from = last;
    }
    last = x[0];
  }
  if (widest == 0) return std::nullopt;
  const double part = 0.5 + random_.unit();  // of half the gap
  const double x = floats ? moved(0, from, std::floor(widest * part))
                          : std::clamp(round_to(format_, from + widest * part), domain_[0].lo, domain_[0].hi);
  return Proposal{{x}, "search: in a gap"};
}

/// A fresh point, or a known one with one input drawn afresh.
std::optional<Search::Proposal> Search::redrawn() {
  Point x = draw_point(case_, format_, random_);
  if (explorations_ % 4 == 1 && !special_.empty()) {
    Point known = special_[pick(special_.size())];
    const std::size_t i = pick(known.size());
    known[i] = x[i];
    x = std::move(known);
  }
  return Proposal{std::move(x), "search: redrawn"};
}

/// A step away from an edge, a threshold or a special value along one input: evenly in the logarithm of the distance,
/// counted in floats or along the real line.
std::optional<Search::Proposal> Search::near_a_special_point() {
  Point x = special_[pick(special_.size())];
  const std::size_t i = pick(x.size());
  const double sign = random_.unit() < 0.5 ? -1 : 1, part = random_.unit();
  if (random_.unit() < 0.5) {
    x[i] = moved(i, x[i], sign * std::floor(std::exp2(part * std::log2(1 + span(i)))));
  } else {
    const double width = domain_[i].hi / 2 - domain_[i].lo / 2;
    const double distance = width * std::exp2(-part * format_.precision);
    x[i] = std::clamp(round_to(format_, x[i] + sign * distance), domain_[i].lo, domain_[i].hi);
  }
  return Proposal{std::move(x), "search: near a special point"};
}

}  // namespace clino
