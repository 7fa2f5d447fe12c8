/// Points go through the tiers together: balls of binary64 and of double-double on the paths known so far, Arb's balls
/// on those, `reference`.
#include "clino/certifier.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "clino/reference.hpp"
#include "double_tape.hpp"
#include "floating_point_scope.hpp"
#include "operation_budget.hpp"
#include "path_tape.hpp"

namespace clino {
namespace {

/// Paths kept; more are left to `reference`.
constexpr std::size_t most_paths = 16;

/// One path of the program, recorded.
struct Path {
  Trace trace;
  DoubleTape by_double;
  DoubleDoubleTape by_double_double;
  PathTape arb;

  Path(Trace t, const Format& format, Literals literals)
      : trace(std::move(t)),
        by_double(trace, format, literals),
        by_double_double(trace, format, literals),
        arb(trace, format, literals) {}
};

using Indices = std::vector<std::size_t>;

}  // namespace

struct Certifier::Parts {
  Function function;
  Format format;
  Literals literals;
  std::size_t inputs, outputs;
  std::vector<std::unique_ptr<Path>> paths{};
  std::vector<double> lanes{};

  std::span<const double> point(std::span<const double> x, std::size_t k) const {
    return x.subspan(k * inputs, inputs);
  }
  Path* record(std::span<const double> x);
  std::span<const double> gathered(std::span<const double> x, std::span<const std::size_t> which);
  void by_lanes(Path& path, std::span<const double> x, Indices& open, RoundedGradients& out);
  template <class Tape>
  std::size_t by_tape(Tape& tape, std::span<const double> x, Indices& open, RoundedGradients& out);
  template <class Tape>
  std::array<bool, Tape::lanes> copy(const Tape& tape, std::span<const std::size_t> to, RoundedGradients& out) const;
  bool by_arb(std::span<const double> x, std::size_t k, RoundedGradients& out);
  void by_reference(std::span<const double> x, std::size_t k, RoundedGradients& out) const;
};

/// The path at a point when it is a new one and there is room for it.
Path* Certifier::Parts::record(std::span<const double> x) {
  if (paths.size() >= most_paths) return nullptr;
  try {
    Trace trace = function.trace(x, {.format = format, .budget = operation_budget});
    if (std::ranges::any_of(paths, [&](const auto& p) { return p->trace == trace; })) return nullptr;
    return paths.emplace_back(std::make_unique<Path>(std::move(trace), format, literals)).get();
  } catch (const OperationBudget&) {
    return nullptr;
  }
}

/// The points of these indices side by side.
std::span<const double> Certifier::Parts::gathered(std::span<const double> x, std::span<const std::size_t> which) {
  if (which.back() - which.front() + 1 == which.size()) return x.subspan(which.front() * inputs, which.size() * inputs);
  lanes.clear();
  for (const std::size_t k : which) {
    const std::span<const double> p = point(x, k);
    lanes.insert(lanes.end(), p.begin(), p.end());
  }
  return lanes;
}

/// Removes from `open` the points that this path decides.
void Certifier::Parts::by_lanes(Path& path, std::span<const double> x, Indices& open, RoundedGradients& out) {
  out.by_double += by_tape(path.by_double, x, open, out);
  out.by_double_double += by_tape(path.by_double_double, x, open, out);
}

/// Removes from `open` the points that a tape decides; their number.
template <class Tape>
std::size_t Certifier::Parts::by_tape(Tape& tape, std::span<const double> x, Indices& open, RoundedGradients& out) {
  if (!tape.usable() || open.empty()) return 0;
  Indices left;
  for (std::size_t from = 0; from < open.size(); from += Tape::lanes) {
    const auto block = std::span(open).subspan(from, std::min(Tape::lanes, open.size() - from));
    tape.run(gathered(x, block));
    const std::array<bool, Tape::lanes> missing = copy(tape, block, out);
    for (std::size_t l = 0; l < block.size(); ++l)
      if (missing[l]) left.push_back(block[l]);
  }
  const std::size_t decided = open.size() - left.size();
  open = std::move(left);
  return decided;
}

/// Copies the numbers of the last run; whether a lane lacks one.
template <class Tape>
std::array<bool, Tape::lanes> Certifier::Parts::copy(const Tape& tape, std::span<const std::size_t> to,
                                                     RoundedGradients& out) const {
  std::array<bool, Tape::lanes> missing{};
  const auto take = [&](const typename Tape::Number& number, std::vector<double>& all, std::size_t stride,
                        std::size_t at) {
    for (std::size_t l = 0; l < to.size(); ++l) {
      missing[l] |= std::isnan(number.rounded[l]);
      all[to[l] * stride + at] = number.rounded[l];
    }
  };
  for (std::size_t j = 0; j < outputs; ++j) {
    take(tape.value(j), out.values, outputs, j);
    for (std::size_t i = 0; i < inputs; ++i) take(tape.partial(j, i), out.partials, outputs * inputs, j * inputs + i);
  }
  return missing;
}

bool Certifier::Parts::by_arb(std::span<const double> x, std::size_t k, RoundedGradients& out) {
  const std::span values(out.values.data() + k * outputs, outputs);
  const std::span partials(out.partials.data() + k * outputs * inputs, outputs * inputs);
  auto outcome = PathTape::Outcome::other_path;
  for (std::size_t i = 0; i < paths.size() && outcome == PathTape::Outcome::other_path; ++i)
    outcome = paths[i]->arb.decide(point(x, k), values, partials);
  if (outcome == PathTape::Outcome::other_path)
    if (Path* path = record(point(x, k))) outcome = path->arb.decide(point(x, k), values, partials);
  return outcome == PathTape::Outcome::decided;
}

void Certifier::Parts::by_reference(std::span<const double> x, std::size_t k, RoundedGradients& out) const {
  const Reference r = reference(function, point(x, k), format, {.literals = literals});
  const auto rounded = [](const Certified& c) {
    return c.existence == Existence::exists ? c.rounded : std::numeric_limits<double>::quiet_NaN();
  };
  std::ranges::transform(r.values, out.values.begin() + static_cast<std::ptrdiff_t>(k * outputs), rounded);
  std::ranges::transform(r.partials, out.partials.begin() + static_cast<std::ptrdiff_t>(k * outputs * inputs), rounded);
}

Certifier::Certifier(Function function, const Format& format, Literals literals)
    : parts_(std::make_unique<Parts>(function, format, literals, static_cast<std::size_t>(function.shape().inputs),
                                     static_cast<std::size_t>(function.shape().outputs))) {}
Certifier::Certifier(Certifier&&) noexcept = default;
Certifier::~Certifier() = default;

RoundedGradients Certifier::run(std::span<const double> x) {
  const FloatingPointScope scope;
  Parts& p = *parts_;
  if (x.size() % p.inputs != 0)
    throw std::invalid_argument("points of " + std::to_string(p.inputs) + " inputs were given as " +
                                std::to_string(x.size()) + " numbers");
  const std::size_t points = x.size() / p.inputs;
  RoundedGradients out;
  out.values.resize(points * p.outputs);
  out.partials.resize(points * p.outputs * p.inputs);
  Indices open(points);
  std::iota(open.begin(), open.end(), std::size_t{0});
  for (const auto& path : p.paths) p.by_lanes(*path, x, open, out);
  while (!open.empty()) {
    Path* path = p.record(p.point(x, open.front()));
    if (path == nullptr) break;
    p.by_lanes(*path, x, open, out);
  }
  for (const std::size_t k : open) {
    const bool decided = p.by_arb(x, k, out);
    ++(decided ? out.by_arb : out.by_reference);
    if (!decided) p.by_reference(x, k, out);
  }
  return out;
}

}  // namespace clino
