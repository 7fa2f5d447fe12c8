#include "directional.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "clino/estimate.hpp"
#include "clino/replay.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Slope slope_of(const Dual& y) {
  const bool known = std::isfinite(y.tangent()) && std::isfinite(y.tangent_error());
  return {y.tangent(), known ? y.tangent_error() : infinity};
}

}  // namespace

Directional::Directional(const Function& f, std::span<const double> x, std::span<const double> weights,
                         const Format& format, std::span<const Interval> domain)
    : f_(f),
      x_(x.begin(), x.end()),
      weights_(weights.begin(), weights.end()),
      format_(format),
      domain_(domain.begin(), domain.end()),
      rows_(weights.empty() ? static_cast<std::size_t>(f.shape().outputs) : 1) {
  if (f.lift()) {
    route_ = "dual numbers in long double";
    return;
  }
  std::string too_long;
  if (f.traceable()) try {
      trace_ = f.trace(x, {.format = format, .budget = most_recorded});
      route_ = "dual numbers in long double through its recorded program";
      return;
    } catch (const OperationBudget&) {
      too_long = "; its program has more than " + std::to_string(most_recorded) +
                 " operations and is not recorded, which would take more than a gigabyte";
    }
  route_ =
      (f.run_wide() ? "differences of the function in long double" : "differences of the function as it is") + too_long;
  base_ = values(std::vector<long double>(x.begin(), x.end()));
}

std::vector<Slope> Directional::along(std::span<const double> v, double wanted) {
  ++asked_;
  return differences() ? by_differences(v, wanted) : by_duals(v);
}

template <class T>
std::vector<T> Directional::weighted(std::vector<T> y) const {
  if (weights_.empty()) return y;
  T sum{};
  for (std::size_t j = 0; j < y.size(); ++j) sum += T(static_cast<long double>(weights_[j])) * y[j];
  return {sum};
}

std::vector<Slope> Directional::by_duals(std::span<const double> v) {
  duals_.resize(x_.size());
  for (std::size_t i = 0; i < x_.size(); ++i) duals_[i] = Dual(x_[i], v[i]);
  const std::span<const Dual> x = duals_;
  const LiteralsOf literals(format_);
  constexpr std::array<double, conventions> first{0.5, 1, 0, 0.5};
  detail::ties.first = first[static_cast<std::size_t>(convention_)];
  detail::ties.flipped = convention_ == 3;
  detail::ties.met = 0;
  std::vector<Dual> y;
  if (trace_) {
    const std::vector<Dual> nodes = replay<Dual>(*trace_, x);
    for (const NodeId id : trace_->outputs) y.push_back(nodes[id]);
  } else {
    y = f_.lift()(x);
  }
  ties_ = detail::ties.met;
  detail::ties.first = 0.5;
  detail::ties.flipped = false;
  // Weights are numbers of the format already.
  detail::literals_are_single = false;
  std::vector<Slope> slopes;
  for (const Dual& d : weighted(std::move(y))) slopes.push_back(slope_of(d));
  return slopes;
}

std::optional<std::pair<std::vector<Slope>, std::vector<Slope>>> Directional::sides(std::span<const double> v) {
  if (differences() || ties_ == 0) return std::nullopt;
  asked_ += 2;
  std::vector<double> back(v.begin(), v.end());
  for (double& vi : back) vi = -vi;
  struct OneSided {
    OneSided() { detail::ties.one_sided = true; }
    ~OneSided() { detail::ties.one_sided = false; }
  } const one_sided;
  std::vector<Slope> right = by_duals(v), left = by_duals(back);
  for (Slope& s : left) s.value = -s.value;
  return std::pair(std::move(right), std::move(left));
}

std::vector<long double> Directional::values(std::span<const long double> x) const {
  if (f_.run_wide()) return weighted(f_.run_wide()(x));
  std::vector<double> narrow;
  narrow.reserve(x.size());
  for (const long double xi : x) narrow.push_back(round_to(format_, static_cast<double>(xi)));
  const std::vector<double> y = f_.run(narrow);
  return weighted(std::vector<long double>(y.begin(), y.end()));
}

std::vector<double> Directional::moved(std::span<const double> v, double t) const {
  std::vector<long double> x;
  x.reserve(x_.size());
  for (std::size_t i = 0; i < x_.size(); ++i)
    x.push_back(static_cast<long double>(x_[i]) + static_cast<long double>(t) * static_cast<long double>(v[i]));
  const std::vector<long double> y = values(x);
  std::vector<double> off;
  for (std::size_t j = 0; j < y.size(); ++j) off.push_back(static_cast<double>(y[j] - base_[j]));
  return off;
}

Interval Directional::room(std::span<const double> v) const {
  Interval range{-1, 1};
  for (std::size_t i = 0; i < v.size() && !domain_.empty(); ++i) {
    if (v[i] == 0) continue;
    const Interval& d = interval_of(domain_, i);
    const double to_lo = (d.lo - x_[i]) / v[i], to_hi = (d.hi - x_[i]) / v[i];
    range.lo = std::max(range.lo, std::min(to_lo, to_hi));
    range.hi = std::min(range.hi, std::max(to_lo, to_hi));
  }
  return range;
}

/// The direction is scaled so that a step of 1 moves the input that moves most, relative to its size, by its size.
std::vector<Slope> Directional::by_differences(std::span<const double> v, double wanted) const {
  double most = 0;
  for (std::size_t i = 0; i < v.size(); ++i) most = std::max(most, std::fabs(v[i]) / std::max(std::fabs(x_[i]), 0.25));
  if (most == 0) return std::vector<Slope>(rows_);
  std::vector<Slope> best(rows_, Slope{0, infinity});
  for (const double scale : {1.0, 0.61, 0.29, 0.107}) {
    std::vector<double> unit(v.begin(), v.end());
    for (double& vi : unit) vi *= scale / most;
    const std::vector<Slope> slopes = differences_along(unit);
    bool enough = true;
    for (std::size_t j = 0; j < rows_; ++j) {
      const Slope s{slopes[j].value * most / scale, slopes[j].error * most / scale};
      if (s.error < best[j].error) best[j] = s;
      enough = enough && best[j].error <= wanted;
    }
    if (enough || wanted == 0) break;
  }
  return best;
}

/// Steps are taken from 1, where numbers of the format are spaced as inputs of that size are: finer steps would show a
/// staircase.
std::vector<Slope> Directional::differences_along(std::span<const double> unit) const {
  constexpr double origin = 1;
  const Interval steps = room(unit);
  const Format& format = f_.run_wide() ? binary64 : format_;
  std::vector<std::pair<double, std::vector<double>>> seen;
  const Function along_v = Function::opaque({1, static_cast<int>(rows_)}, [&](std::span<const double> t) {
    for (const auto& [at, y] : seen)
      if (at == t[0]) return y;
    std::vector<double> y = moved(unit, t[0] - origin);
    if (rows_ > 1) seen.emplace_back(t[0], y);
    return y;
  });
  std::vector<Slope> slopes;
  for (std::size_t j = 0; j < rows_; ++j) {
    const auto e = best_difference({.function = along_v,
                                    .x = std::span(&origin, 1),
                                    .output = static_cast<int>(j),
                                    .input = 0,
                                    .format = format,
                                    .domain = {origin + steps.lo, origin + steps.hi}});
    slopes.push_back(e ? Slope{e->value, e->error} : Slope{0, infinity});
  }
  return slopes;
}

}  // namespace clino
