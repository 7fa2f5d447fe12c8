// Where a custom derivative is looked at: the given points, edges, thresholds and samples of the domain, each with an
// upstream gradient or a tangent where it takes one.
#include <algorithm>

#include "clino/check.hpp"
#include "clino/replay.hpp"
#include "inquiry.hpp"
#include "probe.hpp"
#include "random.hpp"
#include "tape_programs.hpp"

namespace clino {
namespace {

/// A number of the interval that is not 0, of either sign where the interval has both, in the format.
double draw_second(const Interval& r, const Format& f, Random& random) {
  const double x = round_to(f, r.lo + (r.hi - r.lo) * random.unit());
  return x == 0 ? round_to(f, r.hi != 0 ? r.hi : r.lo) : x;
}

class Seconds {
 public:
  Seconds(const Inquiry& q)
      : q_(q), count_(static_cast<std::size_t>(q.seconds())), random_(hash("seconds", q.plan.seed)) {}

  Spot with_random(const Point& x, const std::string& why) {
    Point all = x;
    if (tangents()) {
      for (const double v :
           q_.plan.manifold->tangent(x, [&] { return draw_second(q_.plan.seconds, q_.format, random_); }))
        all.push_back(round_to(q_.format, v));
      return {std::move(all), why};
    }
    for (std::size_t k = 0; k < count_; ++k) all.push_back(draw_second(q_.plan.seconds, q_.format, random_));
    return {std::move(all), why};
  }
  /// Unit vectors, so that a fault of one output is seen by itself, and a random one.
  void add_basis(const Point& x, const std::string& why, std::vector<Spot>& out) {
    if (tangents()) return out.push_back(with_random(x, why));
    constexpr std::size_t most_units = 8;
    for (std::size_t k = 0; k < std::min(count_, most_units); ++k) {
      Point all = x;
      all.resize(x.size() + count_, 0.0);
      all[x.size() + k] = 1;
      out.push_back({std::move(all), why});
    }
    out.push_back(with_random(x, why));
  }

 private:
  /// On a manifold a tangent of the inputs is one of the manifold; upstream gradients are free.
  bool tangents() const { return q_.plan.manifold && q_.zeros == 1 && !q_.as_given; }

  const Inquiry& q_;
  std::size_t count_;
  Random random_;
};

/// The derivative as a function of x alone, the second vector held.
Function with_seconds(const Inquiry& q, Point s) {
  const Function g = q.claim.flat;
  const auto join = [s]<class T>(std::span<const T> x) {
    std::vector<T> all(x.begin(), x.end());
    for (const double si : s) all.push_back(T(si));
    return all;
  };
  return Function::make(
      {q.inputs(), g.shape().outputs}, [g, join](std::span<const double> x) { return g.run(join(x)); },
      [g, join](std::span<const Tracer> x) {
        const std::vector<Tracer> all = join(x);
        std::vector<double> values;
        for (const Tracer& t : all) values.push_back(t.value());
        const Trace trace = g.trace(values, recording_options());
        const std::vector<Tracer> nodes = perform(trace, all);
        std::vector<Tracer> y;
        for (const NodeId id : trace.outputs) y.push_back(nodes[id]);
        return y;
      });
}

}  // namespace

std::vector<Spot> spots(const Inquiry& q) {
  const auto n = static_cast<std::size_t>(q.inputs());
  std::vector<Spot> all;
  Seconds seconds(q);
  const bool two = q.seconds() > 0;
  for (Point x : q.plan.at) {
    for (double& xi : x) xi = round_to(q.format, xi);
    if (!two || x.size() > n)
      all.push_back({std::move(x), "given"});
    else
      seconds.add_basis(x, "given", all);
  }
  if (q.plan.domain.empty()) return all;
  Case c{.name = q.subject.text(),
         .function = q.subject,
         .domain = q.plan.domain,
         .accepts = q.plan.accepts,
         .sampling = q.plan.sampling};
  const int points = q.plan.points.value_or(n <= 8 ? 64 : 16);
  bool first = all.empty();
  // Where the derivative's own program changes its behaviour: its branches are not the function's.
  if (points > 0 && q.claim.flat.traceable()) {
    const Point s = seconds.with_random({}, "").x;
    const Case own{.name = "", .function = with_seconds(q, s), .domain = q.plan.domain};
    try {
      for (const SpecialPoint& p : thresholds(own, q.format, static_cast<std::size_t>(points))) {
        if (q.plan.accepts && !q.plan.accepts(p.x)) continue;
        Point x = p.x;
        x.insert(x.end(), s.begin(), s.end());
        all.push_back({std::move(x), "of the derivative: " + p.reason});
      }
    } catch (const std::exception&) {
      // A derivative that throws is found where it is asked.
    } catch (const UnsupportedOp&) {
    }
  }
  for (const PointResult& p : sample(c, q.format, {.points = points, .seed = q.plan.seed})) {
    if (!p.in_domain) continue;
    if (!two)
      all.push_back({p.x, p.why});
    else if (std::exchange(first, false))
      seconds.add_basis(p.x, p.why, all);
    else
      all.push_back(seconds.with_random(p.x, p.why));
  }
  return all;
}

}  // namespace clino
