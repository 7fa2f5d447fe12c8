// What an engine's search finds beyond the points that all engines share.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sample.hpp"
#include "search.hpp"
#include "survey.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// An ill-conditioned partial is as accurate as can be, however large its error: it is not to be climbed.
constexpr double most_of_ill_conditioned = 3;  // log2 of 8 ulps

double error_of(const Judgement& j) {
  switch (j.verdict) {
    case Verdict::failed:
    case Verdict::non_finite:
    case Verdict::underflow:
    case Verdict::wrong: return infinity;
    case Verdict::unsupported:
    case Verdict::undecided:
    case Verdict::undefined:
    case Verdict::invented:
    case Verdict::subgradient:
    case Verdict::kink: return -infinity;
    case Verdict::accurate:
    case Verdict::inaccurate: return j.error_ulps > 0 ? std::log2(j.error_ulps) : -infinity;
    case Verdict::ill_conditioned: return std::min(std::log2(j.error_ulps), most_of_ill_conditioned);
  }
  return -infinity;
}

/// The partials of a point in one.
Seen seen(const PointResult& p) {
  Seen s{0, -infinity};
  for (const NumberResult& n : p.partials) {
    const Verdict kind = kind_of(n.judgement);
    // Louder findings have higher numbers, so that the maximum is the finding.
    if (kind != Verdict::accurate)
      s.kind = std::max(s.kind, 16 * static_cast<int>(n.judgement.level) + static_cast<int>(kind));
    s.error = std::max(s.error, error_of(n.judgement));
  }
  return s;
}

}  // namespace

void Survey::hunt(UnitResult& unit, const Engine& engine) const {
  const int budget = searched_points(options_);
  if (budget == 0) return;
  std::vector<Place> known;
  for (const PointResult& p : unit.points)
    if (p.in_domain) known.push_back({p.x, seen(p), !p.why.starts_with("sampled")});
  CheckOptions options = options_;
  // A black box is judged by its finite differences; elsewhere they would cost more than all the rest.
  options.estimates = options_.estimates && !case_.function.traceable();
  Search search(case_, format_, Random(seed_of(case_, format_, options_) + 1), known);
  search.run(budget, [&](const Point& x, std::string_view why) {
    const Witness w = witness(case_, x, format_, options);
    PointResult p = judge_point(case_, engine, w, format_, options);
    p.why = why;
    p.in_domain = true;
    Audits audits;
    cross_examine(w, audits, p, Extent::findings);
    count(unit, p);
    const Seen found = seen(p);
    unit.points.push_back(std::move(p));
    return found;
  });
}

}  // namespace clino
