#include "probe.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "clino/evaluate.hpp"

namespace clino {
namespace {

/// What a step of the program did, as far as its neighbourhood is concerned.
enum class Change : std::uint8_t { branch, tie, finite, vanishes, sign, absorbs };

std::string_view words(Change c) {
  switch (c) {
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

Signature signature(const Case& c, const Point& x, const Format& format) {
  Signature s;
  const Trace t = c.function.trace(x, {.format = format});
  const std::vector<double> v = evaluate(t, x, format);
  const auto value = [&](const Operand& o) { return o.is_literal() ? round_to(format, o.literal) : v[o.node]; };
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
  return s;
}

/// The loudest property that differs; a different number of properties means a different path.
std::optional<Property> difference(const Signature& a, const Signature& b) {
  std::optional<Property> loudest;
  if (a.size() != b.size()) return Property{Change::branch, Op::less, 0};
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(a[i] == b[i]) && (!loudest || a[i].change < loudest->change)) loudest = a[i];
  return loudest;
}

/// Places along one input from which changes are bracketed: the format's special values, and a grid in float order and
/// an even one, within the domain.
std::vector<double> stations(const Interval& d, const Format& f) {
  std::set<double> at{round_to(f, d.lo), round_to(f, d.hi)};
  for (const double x : special_values(f)) at.insert(x);
  constexpr int steps = 24;
  const double first = static_cast<double>(ordinal(f, round_to(f, d.lo))),
               last = static_cast<double>(ordinal(f, round_to(f, d.hi)));
  for (int k = 1; k < steps; ++k) {
    at.insert(from_ordinal(f, static_cast<std::int64_t>(first + (last - first) * k / steps)));
    at.insert(round_to(f, d.lo + (d.hi - d.lo) * k / steps));
  }
  std::vector<double> inside;
  for (const double x : at)
    if (x >= d.lo && x <= d.hi) inside.push_back(x);
  return inside;
}

struct Threshold {
  Change change;
  SpecialPoint point;
};

class Axis {
 public:
  Axis(const Case& c, const Format& format, Point base, std::size_t input)
      : case_(c), format_(format), base_(std::move(base)), input_(input) {}

  std::vector<Threshold> thresholds() {
    std::vector<Threshold> found;
    const std::vector<double> at = stations(case_.domain[input_], format_);
    for (std::size_t k = 1; k < at.size() && found.size() < 64; ++k) bracket(at[k - 1], at[k], found);
    return found;
  }

 private:
  Signature look(double x) const {
    Point p = base_;
    p[input_] = x;
    return signature(case_, p, format_);
  }

  /// Follows the first change after `a` to the float, then the next one, up to `b`.
  void bracket(double a, double b, std::vector<Threshold>& found) const {
    Signature at_a = look(a);
    const Signature at_b = look(b);
    for (int changes = 0; changes < 3; ++changes) {
      const std::optional<Property> what = difference(at_a, at_b);
      if (!what) return;
      std::int64_t low = ordinal(format_, a), high = ordinal(format_, b);
      while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        const Signature at_middle = look(from_ordinal(format_, middle));
        const auto change = difference(at_a, at_middle);
        (change && change->change <= what->change ? high : low) = middle;
      }
      add(low, *what, found);
      add(high, *what, found);
      a = from_ordinal(format_, high);
      at_a = look(a);
    }
  }

  void add(std::int64_t position, const Property& what, std::vector<Threshold>& found) const {
    Point p = base_;
    p[input_] = from_ordinal(format_, position);
    const bool named = what.change != Change::branch;
    found.push_back({what.change,
                     {p, "threshold: " + (named ? std::string(info(what.op).name) + " " : std::string()) +
                             std::string(words(what.change))}});
  }

  const Case& case_;
  Format format_;
  Point base_;
  std::size_t input_;
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

}  // namespace

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
  if (!c.function.traceable()) return {};
  for (Point base : bases(c)) {
    for (double& x : base) x = round_to(format, x);
    for (std::size_t i = 0; i < std::min(c.domain.size(), most_inputs); ++i) {
      const std::vector<Threshold> found = Axis(c, format, base, i).thresholds();
      all.insert(all.end(), found.begin(), found.end());
    }
  }
  std::ranges::stable_sort(all, {}, &Threshold::change);
  std::vector<SpecialPoint> points;
  for (const Threshold& t : all)
    if (points.size() < most) points.push_back(t.point);
  return points;
}

}  // namespace clino
