#include "probe.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <functional>
#include <set>
#include <string>

#include "clino/evaluate.hpp"
#include "operands.hpp"
#include "operation_budget.hpp"
#include "untaken.hpp"

namespace clino {
namespace {

/// What a step of the program did, as far as its neighbourhood is concerned.
enum class Change : std::uint8_t { between, branch, tie, finite, vanishes, sign, absorbs };
constexpr std::size_t change_kinds = 7;

std::string_view words(Change c) {
  switch (c) {
    case Change::between: return "between two of them";
    case Change::branch: return "a comparison flips";
    case Change::tie: return "a tie";
    case Change::finite: return "leaves the finite numbers";
    case Change::vanishes: return "leaves the normal numbers";
    case Change::sign: return "changes sign";
    case Change::absorbs: return "absorbs an operand";
  }
  return {};
}

int sign_of(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

/// One observed property of one node (or branch); equal lists mean equal behaviour.
struct Property {
  Change change;
  Op op;
  int state;
  friend bool operator==(const Property&, const Property&) = default;
};
using Signature = std::vector<Property>;

void add_program(Signature& s, const Function& f, const Point& x, const Format& format) {
  const Trace t = f.trace(x, {.format = format, .budget = operation_budget});
  const std::vector<double> v = evaluate(t, x, format);
  const auto value = [&](const Operand& o) { return computed_value(o, v, format); };
  const double least = smallest_normal(format);
  for (const Branch& b : t.branches) s.push_back({Change::branch, Op::less, sign_of(value(b.a) - value(b.b))});
  for (std::size_t i = static_cast<std::size_t>(t.inputs); i < t.nodes.size(); ++i) {
    const Node& n = t.nodes[i];
    const double y = v[i];
    if (n.op == Op::min || n.op == Op::max || n.op == Op::less || n.op == Op::less_equal || n.op == Op::equal)
      s.push_back({Change::tie, n.op, sign_of(value(n.a) - value(n.b))});
    if (n.op == Op::abs || n.op == Op::sign || n.op == Op::select)
      s.push_back({Change::tie, n.op, sign_of(value(n.a))});
    s.push_back({Change::finite, n.op, std::isnan(y) ? 2 : std::isinf(y) ? 1 : 0});
    s.push_back({Change::vanishes, n.op, std::fabs(y) < least ? y == 0 ? 2 : 1 : 0});
    s.push_back({Change::sign, n.op, sign_of(y)});
    if (n.op == Op::add || n.op == Op::sub)
      s.push_back({Change::absorbs, n.op,
                   std::fabs(y) == std::fabs(value(n.a)) || std::fabs(y) == std::fabs(value(n.b)) ? 1 : 0});
  }
}

/// What the function does at the point, and the gradient and the intended function that come with it.
Signature signature(const Case& c, const Point& x, const Format& format) {
  Signature s;
  for (const Function* f : recordable_programs(c)) add_program(s, *f, x, format);
  return s;
}

/// By how much each comparison holds or fails, in the order of the programs.
std::vector<double> margins(const Case& c, const Point& x, const Format& format) {
  std::vector<double> all;
  for (const Function* f : recordable_programs(c)) {
    const Trace t = f->trace(x, {.format = format, .budget = operation_budget});
    const std::vector<double> v = evaluate(t, x, format);
    const auto value = [&](const Operand& o) { return computed_value(o, v, format); };
    for (const Branch& b : t.branches) all.push_back(value(b.a) - value(b.b));
    for (const Node& n : t.nodes)
      if (n.op == Op::less || n.op == Op::less_equal || n.op == Op::equal) all.push_back(value(n.a) - value(n.b));
  }
  return all;
}

/// A property that two signatures may differ in, by its index; or the path, with another number of properties.
constexpr std::size_t path_itself = static_cast<std::size_t>(-1);
bool differs(const Signature& a, const Signature& b, std::size_t which) {
  return a.size() != b.size() || (which != path_itself && !(a[which] == b[which]));
}

/// The loudest property that differs.
std::optional<std::size_t> difference(const Signature& a, const Signature& b) {
  if (a.size() != b.size()) return path_itself;
  std::optional<std::size_t> loudest;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(a[i] == b[i]) && (!loudest || a[i].change < a[*loudest].change)) loudest = i;
  return loudest;
}

/// A line through the inputs, its points numbered in float order.
struct Path {
  std::vector<std::int64_t> stations;  ///< between which changes are bracketed, in order
  std::function<Point(std::int64_t)> at;
};

constexpr int steps = 24;

/// One input, the others as in the base; stations are the format's special values, and a grid in float order and an
/// even one, within the domain.
Path along_input(const Interval& d, const Format& f, const Point& base, std::size_t input) {
  std::set<double> at{round_to(f, d.lo), round_to(f, d.hi)};
  for (const double x : special_values(f)) at.insert(x);
  const double first = static_cast<double>(ordinal(f, round_to(f, d.lo))),
               last = static_cast<double>(ordinal(f, round_to(f, d.hi)));
  for (int k = 1; k < steps; ++k) {
    at.insert(from_ordinal(f, static_cast<std::int64_t>(first + (last - first) * k / steps)));
    at.insert(round_to(f, d.lo + (d.hi - d.lo) * k / steps));
  }
  Path path{.stations = {}, .at = [f, base, input](std::int64_t position) {
              Point p = base;
              p[input] = from_ordinal(f, position);
              return p;
            }};
  for (const double x : at)
    if (x >= d.lo && x <= d.hi) path.stations.push_back(ordinal(f, x));
  return path;
}

/// All inputs at once, from all lower ends to all upper ones.
Path along_diagonal(const std::vector<Interval>& domain, const Format& f) {
  Path path{.stations = {}, .at = [f, domain](std::int64_t position) {
              const double t = from_ordinal(binary64, position);
              Point p;
              for (const Interval& d : domain) p.push_back(round_to(f, d.lo * (1 - t) + d.hi * t));
              return p;
            }};
  for (int k = 0; k <= steps; ++k) path.stations.push_back(ordinal(binary64, static_cast<double>(k) / steps));
  return path;
}

struct Threshold {
  Change change;
  SpecialPoint point;
};

/// The changes along a path.
class Tracker {
 public:
  Tracker(const Case& c, const Format& format, Path path) : case_(c), format_(format), path_(std::move(path)) {}

  std::vector<Threshold> thresholds() const {
    constexpr std::size_t most_found = 160;
    std::vector<Threshold> found;
    for (std::size_t k = 1; k < path_.stations.size() && found.size() < most_found; ++k)
      bracket(path_.stations[k - 1], path_.stations[k], found);
    close_calls(found);
    return found;
  }

 private:
  Signature look(std::int64_t position) const { return signature(case_, path_.at(position), format_); }

  struct Span {
    std::int64_t from, to;
    Signature at_from, at_to;
  };

  /// Follows the loudest change between `a` and `b` to the float, then those before and after it.
  void bracket(std::int64_t a, std::int64_t b, std::vector<Threshold>& found) const {
    constexpr int most_followed = 6;
    std::vector<std::array<std::int64_t, 2>> ties;
    std::deque<Span> open{{a, b, look(a), look(b)}};
    for (int followed = 0; followed < most_followed && !open.empty();) {
      Span s = std::move(open.front());
      open.pop_front();
      const std::optional<std::size_t> which = difference(s.at_from, s.at_to);
      if (!which) continue;
      ++followed;
      const Property what = *which == path_itself ? Property{Change::branch, Op::less, 0} : s.at_from[*which];
      Span low = s, high = s;
      while (high.to - low.from > 1) {
        const std::int64_t middle = low.from + (high.to - low.from) / 2;
        Signature there = look(middle);
        if (differs(s.at_from, there, *which))
          high.to = middle, high.at_to = std::move(there);
        else
          low.from = middle, low.at_from = std::move(there);
      }
      if (what.change <= Change::tie) ties.push_back({low.from, high.to});
      add(low.from, what, found);
      add(high.to, what, found);
      open.push_back({s.from, low.from, std::move(s.at_from), std::move(low.at_from)});
      open.push_back({high.to, s.to, std::move(high.at_to), std::move(s.at_to)});
    }
    std::ranges::sort(ties);
    for (std::size_t k = 1; k < ties.size(); ++k)
      if (ties[k][0] - ties[k - 1][1] > 2) add_between(ties[k - 1][1], ties[k][0], found);
  }

  /// A branch may be so narrow that all its inputs at its two ends are within a few ulps of another branch.
  void add_between(std::int64_t a, std::int64_t b, std::vector<Threshold>& found) const {
    const Point p = path_.at(a), q = path_.at(b);
    Point middle;
    for (std::size_t i = 0; i < p.size(); ++i) middle.push_back(round_to(format_, p[i] + (q[i] - p[i]) / 2));
    found.push_back({Change::between, {middle, "threshold: " + std::string(words(Change::between))}});
  }

  /// Comparisons that come close to flipping between stations, as sin(x) > 0.99999 does at each peak: where the margin
  /// of one is smallest it may flip, and flip back.
  void close_calls(std::vector<Threshold>& found) const {
    constexpr int most_calls = 12;
    std::vector<std::vector<double>> margin;
    for (const std::int64_t s : path_.stations) margin.push_back(margins(case_, path_.at(s), format_));
    int calls = 0;
    for (std::size_t k = 1; k + 1 < margin.size(); ++k)
      for (std::size_t j = 0; j < margin[k].size(); ++j) {
        if (margin[k - 1].size() != margin[k].size() || margin[k + 1].size() != margin[k].size()) continue;
        const double before = margin[k - 1][j], here = margin[k][j], after = margin[k + 1][j];
        const bool nearest = sign_of(before) == sign_of(here) && sign_of(after) == sign_of(here) &&
                             std::fabs(here) <= std::fabs(before) && std::fabs(here) <= std::fabs(after);
        if (!nearest || (here == before && here == after) || calls++ >= most_calls) continue;
        const std::int64_t a = path_.stations[k - 1], b = path_.stations[k + 1], closest = smallest_margin(a, b, j);
        if (sign_of(margin_at(closest, j)) == sign_of(here)) continue;
        bracket(a, closest, found);
        bracket(closest, b, found);
        found.push_back({Change::between, {path_.at(closest), "threshold: " + std::string(words(Change::between))}});
      }
  }

  double margin_at(std::int64_t position, std::size_t j) const {
    const std::vector<double> all = margins(case_, path_.at(position), format_);
    return j < all.size() ? all[j] : 0;
  }

  /// Golden section search for the least |margin|, or its first change of sign.
  std::int64_t smallest_margin(std::int64_t a, std::int64_t b, std::size_t j) const {
    const auto part = [&](double share) { return a + static_cast<std::int64_t>(static_cast<double>(b - a) * share); };
    constexpr double golden = 0.6180339887498949;
    const int sign = sign_of(margin_at(a, j));
    std::int64_t low = part(1 - golden), high = part(golden);
    double at_low = margin_at(low, j), at_high = margin_at(high, j);
    while (b - a > 3) {
      if (sign_of(at_low) != sign) return low;
      if (sign_of(at_high) != sign) return high;
      if (std::fabs(at_low) <= std::fabs(at_high)) {
        b = high;
        high = low;
        at_high = at_low;
        at_low = margin_at(low = part(1 - golden), j);
      } else {
        a = low;
        low = high;
        at_low = at_high;
        at_high = margin_at(high = part(golden), j);
      }
    }
    return std::fabs(at_low) <= std::fabs(at_high) ? low : high;
  }

  void add(std::int64_t position, const Property& what, std::vector<Threshold>& found) const {
    const bool named = what.change != Change::branch;
    found.push_back(
        {what.change,
         {path_.at(position), "threshold: " + (named ? std::string(info(what.op).name) + " " : std::string()) +
                                  std::string(words(what.change))}});
  }

  const Case& case_;
  Format format_;
  Path path_;
};

std::vector<Point> bases(const Case& c) {
  std::vector<Point> all;
  for (const SpecialPoint& p : c.points)
    if (all.size() < 2 && c.domain.size() > 1) all.push_back(p.x);
  Point centre;
  for (const Interval& d : c.domain) centre.push_back(d.lo + (d.hi - d.lo) / 2);
  if (all.empty()) all.push_back(centre);
  return all;
}

/// The points of each kind of change, the loudest kind first, each point once.
std::array<std::vector<SpecialPoint>, change_kinds> by_change(const std::vector<Threshold>& all) {
  std::array<std::vector<SpecialPoint>, change_kinds> kinds;
  std::set<Point> seen;
  for (std::size_t k = 0; k < change_kinds; ++k)
    for (const Threshold& t : all)
      if (static_cast<std::size_t>(t.change) == k && seen.insert(t.point.x).second) kinds[k].push_back(t.point);
  return kinds;
}

/// Every kind has an equal share of `most`; what some do not need goes to the loudest. A kind that has more than its
/// share is thinned evenly.
std::vector<SpecialPoint> chosen(const std::array<std::vector<SpecialPoint>, change_kinds>& kinds, std::size_t most) {
  std::array<std::size_t, change_kinds> share{};
  std::size_t left = most;
  for (std::size_t k = 0; k < change_kinds; ++k) left -= share[k] = std::min(kinds[k].size(), most / change_kinds);
  std::vector<SpecialPoint> points;
  for (std::size_t k = 0; k < change_kinds; ++k) {
    const std::size_t more = std::min(kinds[k].size() - share[k], left);
    left -= more;
    const std::size_t taken = share[k] + more;
    for (std::size_t i = 0; i < taken; ++i) points.push_back(kinds[k][i * kinds[k].size() / taken]);
  }
  return points;
}

}  // namespace

std::vector<const Function*> recordable_programs(const Case& c) {
  std::vector<const Function*> all;
  for (const Function* f : {&c.function, c.gradient ? &*c.gradient : nullptr, c.reference ? &*c.reference : nullptr})
    if (f != nullptr && f->traceable()) all.push_back(f);
  return all;
}

std::vector<double> special_values(const Format& f) {
  std::vector<double> all{0};
  for (const double x : {smallest_subnormal(f), next_down(f, smallest_normal(f)), smallest_normal(f), next_down(f, 1.0),
                         1.0, next_up(f, 1.0), largest(f)}) {
    all.push_back(x);
    all.push_back(-x);
  }
  return all;
}

std::vector<SpecialPoint> thresholds(const Case& c, const Format& format, std::size_t most) {
  constexpr std::size_t most_inputs = 8;  // axes beyond these are left to sampling
  std::vector<Threshold> all;
  const auto follow = [&](Path path) {
    const std::vector<Threshold> found = Tracker(c, format, std::move(path)).thresholds();
    all.insert(all.end(), found.begin(), found.end());
  };
  for (Point base : bases(c)) {
    for (double& x : base) x = round_to(format, x);
    for (std::size_t i = 0; i < std::min(c.domain.size(), most_inputs); ++i)
      follow(along_input(c.domain[i], format, base, i));
  }
  if (c.domain.size() == 1) return chosen(by_change(all), most);
  if (c.domain.size() <= most_inputs) follow(along_diagonal(c.domain, format));
  std::vector<Point> seen = bases(c);
  for (const Threshold& t : all) seen.push_back(t.point.x);
  std::vector<SpecialPoint> points = chosen(by_change(all), most);
  for (SpecialPoint& p : untaken_sides(c, format, seen)) points.push_back(std::move(p));
  return points;
}

}  // namespace clino
