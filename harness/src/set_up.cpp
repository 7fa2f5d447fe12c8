// From what the user gave to what a check needs.
#include "set_up.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "random.hpp"

namespace clino {
namespace {

std::invalid_argument misuse(const std::string& text) { return std::invalid_argument(text); }

/// The number of inputs: the function's own, or that of the points or intervals given.
int inputs_of(const Subject& f, const Plan& plan) {
  if (f.inputs() > 0) return f.inputs();
  if (plan.manifold) return plan.manifold->ambient();
  if (plan.inputs > 0) return static_cast<int>(plan.inputs);
  if (!plan.names.empty()) return static_cast<int>(plan.names.size());
  if (!plan.blocks.empty()) {
    std::size_t all = 0;
    for (const Block& b : plan.blocks) all += b.size();
    return static_cast<int>(all);
  }
  if (plan.domain.size() > 1) return static_cast<int>(plan.domain.size());
  if (!plan.at.empty()) return static_cast<int>(plan.at.front().size());
  throw misuse(
      "how many inputs does the function take? Give a point (.at), an interval for each (.domain), names or a "
      ".size(n)");
}

/// Points are on the manifold: those given, or some that it draws.
Plan on_manifold(Plan plan, std::size_t n) {
  const Manifold& m = *plan.manifold;
  if (static_cast<std::size_t>(m.ambient()) != n)
    throw misuse(m.name() + " have " + std::to_string(m.ambient()) + " numbers, the function takes " +
                 std::to_string(n));
  if (!plan.domain.empty()) throw misuse("on a manifold points are drawn from it: leave the .domain(...) out");
  const double nearly = std::sqrt(unit_roundoff(plan.format.value_or(binary64)));
  for (const Point& x : plan.at) {
    if (x.size() < n)
      throw misuse("a point of " + std::to_string(x.size()) + " numbers for " + std::to_string(n) + " inputs");
    const double off = m.off(std::span(x).first(n));
    if (!(off <= nearly)) throw misuse("a given point is " + to_decimal(binary64, off) + " off " + m.name());
  }
  Random random(hash("manifold", plan.seed));
  for (int k = plan.points.value_or(plan.at.empty() ? 8 : 0); k > 0; --k) {
    auto x = m.draw([&] { return 2 * random.unit() - 1; });
    if (!x) throw misuse(m.name() + " draws no points: give them with .at(...)");
    plan.at.push_back(std::move(*x));
  }
  if (plan.at.empty()) throw misuse("nothing says where to look: give .at(...) or .points(...)");
  plan.points = 0;
  return plan;
}

Plan completed(Plan plan, int inputs) {
  const auto n = static_cast<std::size_t>(inputs);
  if (plan.manifold) return on_manifold(std::move(plan), n);
  if (plan.domain.empty() && plan.at.empty()) throw misuse("nothing says where to look: give .at(...) or .domain(...)");
  if (plan.domain.empty() && plan.points.value_or(0) > 0) throw misuse("sampled points need a .domain(...)");
  const bool large = n >= plan.projected_from;  // one interval for all remains one
  if (plan.domain.size() == 1 && !large) plan.domain.resize(n, plan.domain.front());
  if (!plan.domain.empty() && plan.domain.size() != n && !(large && plan.domain.size() == 1))
    throw misuse("a function of " + std::to_string(n) + " inputs was given a domain of " +
                 std::to_string(plan.domain.size()) + " intervals");
  for (const Interval& d : plan.domain)
    if (!(d.lo <= d.hi) || !std::isfinite(d.lo) || !std::isfinite(d.hi))
      throw misuse("an interval needs finite ends, the lower first; given " + to_decimal(binary64, d.lo) + " to " +
                   to_decimal(binary64, d.hi));
  if (!(plan.seconds.lo <= plan.seconds.hi) || (plan.seconds.lo == 0 && plan.seconds.hi == 0))
    throw misuse("upstream gradients and tangents are drawn from an interval that is more than 0");
  if (!plan.names.empty() && plan.names.size() != n)
    throw misuse(std::to_string(plan.names.size()) + " names for " + std::to_string(n) + " inputs");
  return plan;
}

std::vector<std::string> places_of(const std::vector<Block>& blocks) {
  std::vector<std::string> all;
  for (const Block& b : blocks)
    for (std::size_t k = 0; k < b.size(); ++k) all.push_back(b.place(k));
  return all;
}

/// Where the outputs of a function of vectors may be counted.
std::vector<Point> trial_places(const Plan& plan, int inputs) {
  const auto n = static_cast<std::size_t>(inputs);
  std::vector<Point> all;
  for (Point x : plan.at) {
    x.resize(n, 1.0);
    all.push_back(std::move(x));
  }
  if (!plan.domain.empty()) {
    Point middle;
    for (std::size_t i = 0; i < n; ++i) {
      const Interval& d = plan.domain[plan.domain.size() == 1 ? 0 : i];
      middle.push_back(std::midpoint(d.lo, d.hi));
    }
    all.push_back(std::move(middle));
  }
  all.emplace_back(n, 1.0);
  return all;
}

Format format_of(const Plan& plan, bool narrow) {
  if (narrow && plan.format.value_or(binary32).precision > binary32.precision)
    throw misuse("a kernel of float cannot be checked in binary64: leave the format out or say .format<float>()");
  return plan.format.value_or(narrow ? binary32 : binary64);
}

}  // namespace

Setup set_up(const Subject& subject, const Derivative& derivative, const Options& options) {
  const int n = inputs_of(subject, options.plan());
  const Plan plan = completed(options.plan(), n);
  Function f = subject.bind(n, trial_places(plan, n));
  if (!plan.names.empty())
    f = f.with_variables(plan.names);
  else if (!plan.blocks.empty() && static_cast<std::size_t>(n) < plan.projected_from)
    f = f.with_variables(places_of(plan.blocks));
  if (plan.intended && plan.intended->shape() != f.shape())
    throw misuse("the intended function has other numbers of inputs and outputs than the function");
  const Format format = format_of(plan, subject.narrow() || derivative.narrow());
  const int m = f.shape().outputs;
  if (!plan.outputs.empty() && plan.outputs.size() != static_cast<std::size_t>(m))
    throw misuse(std::to_string(plan.outputs.size()) + " outputs are named, the function has " + std::to_string(m));
  return {std::move(f), plan, format, n, m};
}

}  // namespace clino
