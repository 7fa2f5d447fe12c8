// What the search costs: evaluations until a planted bug is found, against points drawn at random. The same on every
// machine, since nothing is timed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "draw.hpp"
#include "places.hpp"
#include "search.hpp"
#include "tests/mutants/planted.hpp"

namespace {

using namespace clino;

constexpr int most = 4000;

/// The gradient as a black box: nothing but its numbers tells where it is wrong.
Case case_of(const test::Planted& p) {
  Case c{.name = p.function, .function = Function::parse(p.function), .domain = p.domain};
  const Function g = Function::parse(p.wrong, c.function.variables());
  c.gradient = Function::opaque(g.shape(), [g](std::span<const double> x) { return g.run(x); });
  return c;
}

class Judge {
 public:
  explicit Judge(const Case& c) : case_(c), engine_(custom_engine(c.function, *c.gradient)) {
    options_.estimates = false;
  }
  Seen operator()(const Point& x) const {
    const PointResult p = judge_point(case_, *engine_, witness(case_, x, binary64, options_), binary64, options_);
    Seen s{0, -std::numeric_limits<double>::infinity()};
    for (const NumberResult& n : p.partials) {
      if (n.judgement.level >= Level::warning) return {1, std::numeric_limits<double>::infinity()};
      if (n.judgement.error_ulps > 0) s.error = std::max(s.error, std::log2(n.judgement.error_ulps));
    }
    return s;
  }

 private:
  const Case& case_;
  std::unique_ptr<Engine> engine_;
  CheckOptions options_;
};

/// Evaluations until the first point with a finding; empty when there is none among `most`.
std::optional<int> at_random(const Case& c, const Judge& judge) {
  Random random(hash(c.name, 1));
  for (int k = 1; k <= most; ++k) {
    Point x;
    for (const Interval& d : c.domain) x.push_back(draw(Sampling::uniform, d, binary64, random));
    if (judge(x).kind != 0) return k;
  }
  return std::nullopt;
}

/// The same for the search, which is told the edges of the domain and nothing else.
std::optional<int> by_search(const Case& c, const Judge& judge) {
  std::vector<Place> known;
  for (const SpecialPoint& p : edges(c, binary64)) {
    known.push_back({p.x, judge(p.x), true});
    if (known.back().seen.kind != 0) return static_cast<int>(known.size());
  }
  int looks = static_cast<int>(known.size());
  std::optional<int> first;
  Search(c, binary64, Random(hash(c.name, 1)), known).run(most, [&](const Point& x, std::string_view) {
    ++looks;
    const Seen s = first ? Seen{} : judge(x);
    if (s.kind != 0) first = looks;
    return s;
  });
  return first;
}

std::string median(std::vector<int> counts) {
  if (counts.empty()) return "-";
  std::ranges::sort(counts);
  return std::to_string(counts[counts.size() / 2]);
}

struct Row {
  int planted = 0;
  std::vector<int> random, search;
};

}  // namespace

int main() {
  std::map<std::string, Row> rows;
  for (const test::Planted& p : test::planted()) {
    const Case c = case_of(p);
    const Judge judge(c);
    Row& row = rows[p.kind];
    ++row.planted;
    if (const auto n = at_random(c, judge)) row.random.push_back(*n);
    if (const auto n = by_search(c, judge)) row.search.push_back(*n);
  }
  std::printf("evaluations until found, median of those found among %d\n", most);
  std::printf("%-12s %8s %16s %16s\n", "kind", "planted", "random", "search");
  for (const auto& [kind, r] : rows)
    std::printf("%-12s %8d %8s (%2zu of %d) %5s (%2zu of %d)\n", kind.c_str(), r.planted, median(r.random).c_str(),
                r.random.size(), r.planted, median(r.search).c_str(), r.search.size(), r.planted);
}
