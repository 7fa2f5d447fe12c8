// Unary functions: the runs of floats along which a verdict holds, their edges bisected to the float.
#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "survey.hpp"

namespace clino {
namespace {

bool loud(Verdict v) {
  return v == Verdict::non_finite || v == Verdict::underflow || v == Verdict::wrong || v == Verdict::failed;
}

/// One float and what is said of it; whether it was looked at, or lies in a stretch where verdicts alternate.
struct Mark {
  double x;
  Verdict verdict;
  bool seen = true;
};

/// What a stretch is said to be in which both alternate.
Verdict worse(Verdict a, Verdict b) { return loud(b) || a == Verdict::accurate ? b : a; }

/// Inserts the exact edges between two marks of different kind; `look` says the kind at a float.
class Bisector {
 public:
  Bisector(const Format& format, std::function<Verdict(double)> look) : format_(format), look_(std::move(look)) {}

  /// Marks of both sides of every change between `a` and `b`, in order, ends not included. After four changes the
  /// stretch that is left counts as the worse of what holds at its ends.
  std::vector<Mark> edges(Mark a, const Mark& b) {
    std::vector<Mark> found;
    for (int changes = 0; changes < 4 && a.verdict != b.verdict; ++changes) {
      std::int64_t low = ordinal(format_, a.x), high = ordinal(format_, b.x);
      Verdict above = b.verdict;
      while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        const Verdict v = look_(from_ordinal(format_, middle));
        (v == a.verdict ? low : high) = middle;
        if (v != a.verdict) above = v;
      }
      found.push_back({from_ordinal(format_, low), a.verdict});
      a = {from_ordinal(format_, high), above};
      found.push_back(a);
    }
    const std::int64_t low = ordinal(format_, a.x) + 1, high = ordinal(format_, b.x) - 1;
    if (a.verdict == b.verdict || low > high) return found;
    const Verdict both = worse(a.verdict, b.verdict);
    for (const std::int64_t end : {low, high}) found.push_back({from_ordinal(format_, end), both, false});
    return found;
  }

 private:
  Format format_;
  std::function<Verdict(double)> look_;
};

std::vector<Range> ranges_of(const std::vector<Mark>& marks, int output, const Format& format) {
  std::vector<Range> ranges;
  bool seen = true;
  for (const Mark& m : marks) {
    const bool sure = std::exchange(seen, m.seen) && m.seen;
    if (!ranges.empty() && ranges.back().verdict == m.verdict) {
      ranges.back().last = m.x;
      continue;
    }
    const bool adjacent = sure && !ranges.empty() && ordinal(format, m.x) - ordinal(format, ranges.back().last) == 1;
    if (!ranges.empty()) ranges.back().last_is_edge = adjacent;
    ranges.push_back(
        {.output = output, .input = 0, .verdict = m.verdict, .first = m.x, .last = m.x, .first_is_edge = adjacent});
  }
  return ranges;
}

}  // namespace

Verdict kind_of(const Judgement& j) {
  const bool good = j.verdict == Verdict::ill_conditioned || j.verdict == Verdict::undefined ||
                    j.verdict == Verdict::subgradient || (j.verdict == Verdict::inaccurate && j.level == Level::note);
  return good ? Verdict::accurate : j.verdict;
}

namespace {

/// The points of the working range in order. A wrong formula stays wrong where no arithmetic could tell: points that
/// are ill-conditioned between wrong ones are of their kind.
std::vector<Mark> marks_of(const UnitResult& unit, int output) {
  std::vector<std::pair<double, Judgement>> seen;
  for (const PointResult& p : unit.points)
    if (p.in_domain) seen.emplace_back(p.x[0], p.partials[static_cast<std::size_t>(output)].judgement);
  std::ranges::stable_sort(seen, {}, &std::pair<double, Judgement>::first);
  std::vector<Mark> marks;
  std::size_t open = 0;  // ill-conditioned ones at the end, after a wrong one
  bool after_wrong = false;
  for (const auto& [x, j] : seen) {
    marks.push_back({x, kind_of(j)});
    if (j.verdict == Verdict::ill_conditioned) {
      ++open;
      continue;
    }
    if (after_wrong && j.verdict == Verdict::wrong)
      for (std::size_t k = 0; k < open; ++k) marks[marks.size() - 2 - k].verdict = Verdict::wrong;
    after_wrong = j.verdict == Verdict::wrong;
    open = 0;
  }
  return marks;
}

}  // namespace

void Survey::find_ranges(UnitResult& unit, const Engine& engine) const {
  constexpr int most_bisections = 10;
  for (int j = 0; j < case_.function.shape().outputs; ++j) {
    std::vector<Mark> marks = marks_of(unit, j);
    Bisector bisector(format_, [&](double x) { return kind_of(look(engine, {x}, {j, 0})); });
    int left = most_bisections;
    std::vector<Mark> all;
    for (const bool loud_ones : {true, false}) {  // the loud changes first: the budget is for them
      all.clear();
      for (const Mark& m : marks) {
        if (!all.empty() && all.back().verdict != m.verdict && left > 0 &&
            (loud(all.back().verdict) || loud(m.verdict)) == loud_ones) {
          --left;
          const std::vector<Mark> found = bisector.edges(all.back(), m);
          all.insert(all.end(), found.begin(), found.end());
        }
        all.push_back(m);
      }
      marks = all;
    }
    const std::vector<Range> ranges = ranges_of(marks, j, format_);
    unit.ranges.insert(unit.ranges.end(), ranges.begin(), ranges.end());
  }
}

}  // namespace clino
