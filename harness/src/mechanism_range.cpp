// How far along each input the same number goes wrong in the same way.
#include <algorithm>
#include <functional>

#include "clino/check.hpp"
#include "judge_target.hpp"
#include "probe.hpp"

namespace clino {
namespace {

/// One way to go wrong.
struct Way {
  Verdict verdict;
  Mechanism mechanism;
  std::optional<Op> operation;
  friend bool operator==(const Way&, const Way&) = default;
};

std::optional<Op> operation_of(const Diagnosis& d) {
  for (const Step& s : d.steps)
    if (d.culprit && s.node == *d.culprit) return s.op;
  return std::nullopt;
}

/// The last float from `x` towards `end` for which `holds`, found at doubling distances and special values and then
/// bisected. Requires
/// that it holds at `x`.
double last_that_holds(const Format& format, double x, double end, const std::function<bool(double)>& holds) {
  const std::int64_t from = ordinal(format, x), to = ordinal(format, end);
  const std::int64_t direction = to >= from ? 1 : -1;
  // Modulo 2^64: the distance of two numbers of binary64 has up to 64 bits.
  const std::uint64_t length = direction > 0 ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
                                             : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
  const auto at = [&](std::uint64_t distance) {
    const auto d = static_cast<std::uint64_t>(direction) * distance;
    return from_ordinal(format, static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + d));
  };
  // Where a right answer may hide between wrong ones: 2*x is right at 0 whatever stands for the 2.
  std::vector<std::uint64_t> stations;
  for (const double special : special_values(format))
    if (const bool ahead = direction > 0 ? special > x : special < x; ahead)
      stations.push_back(direction *
                         (static_cast<std::uint64_t>(ordinal(format, special)) - static_cast<std::uint64_t>(from)));
  std::uint64_t good = 0, step = 1;
  while (good < length) {
    std::uint64_t next = length - good < step ? length : good + step;
    for (const std::uint64_t s : stations)
      if (s > good && s < next) next = s;
    if (!holds(at(next))) {
      std::uint64_t bad = next;
      while (bad - good > 1) {
        const std::uint64_t middle = good + (bad - good) / 2;
        (holds(at(middle)) ? good : bad) = middle;
      }
      break;
    }
    good = next;
    step = std::min(step * 2, std::uint64_t{1} << 62);
  }
  return at(good);
}

}  // namespace

std::vector<Range> mechanism_ranges(const Case& c, const Engine& engine, std::span<const double> x,
                                    const Format& format, Target target, CheckOptions options) {
  options.estimates = false;
  const auto way = [&](const Point& at) -> std::optional<Way> {
    const Witness w = witness(c, at, format, options);
    const NumberResult n = judge_target(c, engine, w, format, options, target);
    const Judgement& j = n.judgement;
    const Verdict v = j.verdict;
    if (j.level == Level::ok || v == Verdict::failed || v == Verdict::unsupported) return std::nullopt;
    const Diagnosis d = diagnose_number(c, engine, w.x, format, n);
    return Way{v, d.mechanism, operation_of(d)};
  };
  const Point centre(x.begin(), x.end());
  const std::optional<Way> here = way(centre);
  std::vector<Range> ranges;
  if (!here) return ranges;
  for (std::size_t i = 0; i < centre.size(); ++i) {
    const auto holds = [&](double xi) {
      Point p = centre;
      p[i] = xi;
      return way(p) == here;
    };
    const auto inside = [&](double end) { return round_to(format, end); };
    const double lo = std::min(inside(c.domain[i].lo), centre[i]), hi = std::max(inside(c.domain[i].hi), centre[i]);
    Range r{.output = target.output, .input = static_cast<int>(i), .verdict = here->verdict};
    r.first = last_that_holds(format, centre[i], lo, holds);
    r.last = last_that_holds(format, centre[i], hi, holds);
    r.first_is_edge = r.first != lo;
    r.last_is_edge = r.last != hi;
    ranges.push_back(r);
  }
  return ranges;
}

}  // namespace clino
