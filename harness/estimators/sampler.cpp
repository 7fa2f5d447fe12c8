#include "sampler.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>

#include "clino/evaluate.hpp"
#include "noise.hpp"
#include "variation.hpp"

namespace clino {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool holds(const Branch& branch, std::span<const double> values, const Format& format) {
  const Operands at = operands({Op::less, branch.a, branch.b}, values, 0, format);
  switch (branch.relation) {
    case Relation::less: return at.x[0] < at.x[1];
    case Relation::less_equal: return at.x[0] <= at.x[1];
    case Relation::equal: return at.x[0] == at.x[1];
  }
  return false;
}

/// Whether these values of the trace's nodes make the program take the branches that it took when it was recorded.
bool same_path(const Trace& trace, std::span<const double> values, const Format& format) {
  return std::all_of(trace.branches.begin(), trace.branches.end(),
                     [&](const Branch& b) { return holds(b, values, format) == b.taken; });
}

}  // namespace

Sampler::Sampler(const EstimateRequest& request) : request_(request), point_(request.x.begin(), request.x.end()) {
  const double x = point_[static_cast<std::size_t>(request.input)];
  ++evaluations_;
  if (request.function.traceable()) {
    trace_ = request.function.trace(point_, {.format = request.format});
    values_ = evaluate(*trace_, point_, request.format);
    base_ = from_trace(x);
    return;
  }
  base_ = {x, black_box(x), 0, 0};
  if (!std::isfinite(base_.y)) return;
  const double reach = x == 0 ? 0.25 : std::fabs(x) / 4;
  observed_noise_ = observed_noise(
      [this](double t) {
        ++evaluations_;
        return black_box(t);
      },
      x, std::min(reach, x - request.domain.lo), std::min(reach, request.domain.hi - x), request.format);
  base_.noise = at_least_rounding(observed_noise_, base_.y);
}

Sample Sampler::at(double x) {
  ++evaluations_;
  try {
    if (traced()) return from_trace(x);
    const double y = black_box(x);
    return {x, y, at_least_rounding(observed_noise_, y), 0};
  } catch (const std::exception&) {
    return {x, nan, nan, std::numeric_limits<double>::infinity()};
  }
}

double Sampler::at_least_rounding(double noise, double y) const {
  return std::max({noise, ulp(request_.format, y) / 2, smallest_subnormal(binary64)});
}

double Sampler::black_box(double x) {
  point_[static_cast<std::size_t>(request_.input)] = x;
  const double y = request_.function.run(point_).at(static_cast<std::size_t>(request_.output));
  return std::isfinite(y) ? round_to(request_.format, y) : nan;
}

Sample Sampler::from_trace(double x) {
  const Format& format = request_.format;
  const auto output = static_cast<std::size_t>(request_.output);
  point_[static_cast<std::size_t>(request_.input)] = x;
  const auto sample = [&](const Trace& trace, const std::vector<double>& values, double moved) -> Sample {
    const NodeId node = trace.outputs.at(output);
    const double y = values[node];
    if (!std::isfinite(y)) return {x, nan, nan, moved};
    return {x, y, at_least_rounding(running_noise(trace, values, node, format), y), moved};
  };
  const std::vector<double> values = evaluate(*trace_, point_, format);
  const double moved = excursion(*trace_, values_, values, format);
  if (same_path(*trace_, values, format)) return sample(*trace_, values, moved);
  const Trace other = request_.function.trace(point_, {.format = format});
  return sample(other, evaluate(other, point_, format), moved);
}

}  // namespace clino
