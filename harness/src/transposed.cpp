// Forward against reverse: <u, J v> = <J'u, v>, in ulps of the terms, without any reference.
#include <cmath>

#include "clino/custom.hpp"
#include "inquiry.hpp"
#include "random.hpp"
#include "set_up.hpp"

namespace clino {
namespace {

/// A dot product and the sum of the magnitudes of its terms. In long double: its own rounding is 2^-11 of a binary64
/// ulp.
struct Dot {
  long double value = 0, size = 0;
  bool finite = true;
};
Dot dot(std::span<const double> a, std::span<const double> b) {
  Dot d;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const long double term = static_cast<long double>(a[i]) * static_cast<long double>(b[i]);
    d.value += term;
    d.size += std::fabs(term);
    d.finite = d.finite && std::isfinite(a[i]) && std::isfinite(b[i]);
  }
  return d;
}

std::vector<double> call(const Derivative::Bound& b, Point x, Point s, int outputs) {
  std::vector<double> out(static_cast<std::size_t>(outputs), 0.0);
  b.fill(x, s, out);
  return out;
}

}  // namespace

/// Roundings of J v and J'u are not amplified beyond their terms unless these cancel inside, so that a quarter of the
/// significand beyond 8 ulps is a finding, as for `inaccurate`.
Verification detail::transposed(const Subject& f, const Derivative& jvp, const Derivative& vjp,
                                const Options& options) {
  const Setup s = set_up(f, jvp, options);
  const Derivative::Bound forward = jvp.bind(s.n, s.n, s.m, "Jacobian-vector product");
  Inquiry q{.derivative = "forward against reverse",
            .subject = s.f,
            .program = s.f,
            .targets = {},
            .claim = vjp.bind(s.n, s.m, s.n, "vector-Jacobian product"),
            .names = {},
            .variables = {},
            .plan = s.plan,
            .format = s.format};
  std::vector<std::string> variables = s.f.variables();
  for (int j = 0; j < s.m; ++j) variables.push_back("u" + std::to_string(j));
  q.variables = variables;
  Verification v{.derivative = q.derivative, .function = s.f.text(), .format = s.format, .variables = variables};
  v.inputs = static_cast<std::size_t>(s.n);
  v.entries = 1;
  Promise promise{Contract::transposed, Outcome::kept, {}};
  Random random(hash("transposed", s.plan.seed));
  const double allowed = 8 * std::exp2(s.format.precision / 4.0);
  double worst = 0;
  std::size_t compared = 0;
  for (const Spot& place : spots(q)) {
    ++v.points;
    const auto n = static_cast<std::size_t>(s.n);
    const Point x(place.x.begin(), place.x.begin() + s.n), u(place.x.begin() + s.n, place.x.end());
    Point t(n);
    if (s.plan.manifold) t = s.plan.manifold->tangent(x, [&] { return 2 * random.unit() - 1; });
    for (double& ti : t) ti = round_to(s.format, s.plan.manifold ? ti : 2 * random.unit() - 1);
    Dot a, b;
    try {
      a = dot(u, call(forward, x, t, s.m));
      b = dot(call(q.claim, x, u, s.n), t);
    } catch (const std::exception& error) {
      ++v.counts[static_cast<std::size_t>(Verdict::failed)];
      v.notes.assign(1, std::string("at some points it throws: ") + error.what());
      continue;
    }
    if (!a.finite || !b.finite) {
      ++v.counts[static_cast<std::size_t>(Verdict::undecided)];
      continue;
    }
    ++compared;
    const long double unit = 2 * static_cast<long double>(unit_roundoff(s.format)) * std::max(a.size, b.size);
    const double off = a.value == b.value ? 0 : static_cast<double>(std::fabs(a.value - b.value) / unit);
    worst = std::max(worst, off);
    const bool bad = !(off <= allowed);
    ++v.counts[static_cast<std::size_t>(bad ? Verdict::wrong : Verdict::accurate)];
    if (!bad || promise.outcome == Outcome::broken) continue;
    promise.outcome = Outcome::broken;
    promise.text = "<u, J v> = " + to_decimal(binary64, static_cast<double>(a.value)) +
                   ", <J'u, v> = " + to_decimal(binary64, static_cast<double>(b.value)) + " at " + q.variables[0] +
                   " = " + to_decimal(s.format, x[0]) + (x.size() > 1 ? ", ..." : "");
  }
  char text[64];
  std::snprintf(text, sizeof text, "worst disagreement %.3g ulps of the terms", worst);
  v.notes.emplace_back(text);
  v.promises.push_back(promise);
  if (compared == 0) v.failure = "nothing could be compared";
  return v;
}

}  // namespace clino
