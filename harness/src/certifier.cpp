/// Points go through the tiers together: balls of binary64 on the paths known so far, Arb's balls on those,
/// `reference`.
#include "clino/certifier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
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
  DoubleTape balls;
  PathTape arb;

  Path(Trace t, const Format& format, Literals literals)
      : trace(std::move(t)), balls(trace, format, literals), arb(trace, format, literals) {}
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
  void by_double(Path& path, std::span<const double> x, Indices& open, RoundedGradients& out);
  bool take(const Path& path, std::size_t lane, std::size_t k, RoundedGradients& out) const;
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
void Certifier::Parts::by_double(Path& path, std::span<const double> x, Indices& open, RoundedGradients& out) {
  if (!path.balls.usable()) return;
  Indices left;
  for (std::size_t from = 0; from < open.size(); from += DoubleTape::lanes) {
    const std::size_t n = std::min(DoubleTape::lanes, open.size() - from);
    path.balls.run(gathered(x, std::span(open).subspan(from, n)));
    for (std::size_t l = 0; l < n; ++l)
      if (!take(path, l, open[from + l], out)) left.push_back(open[from + l]);
  }
  out.by_double += open.size() - left.size();
  open = std::move(left);
}

/// Copies the numbers of a lane when all are decided.
bool Certifier::Parts::take(const Path& path, std::size_t lane, std::size_t k, RoundedGradients& out) const {
  bool all = true;
  for (std::size_t j = 0; j < outputs; ++j) {
    const double y = out.values[k * outputs + j] = path.balls.value(j).rounded[lane];
    all = all && !std::isnan(y);
    for (std::size_t i = 0; i < inputs; ++i) {
      const double d = out.partials[(k * outputs + j) * inputs + i] = path.balls.partial(j, i).rounded[lane];
      all = all && !std::isnan(d);
    }
  }
  return all;
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
  const std::size_t points = x.size() / p.inputs;
  RoundedGradients out;
  out.values.resize(points * p.outputs);
  out.partials.resize(points * p.outputs * p.inputs);
  Indices open(points);
  std::iota(open.begin(), open.end(), std::size_t{0});
  for (const auto& path : p.paths) p.by_double(*path, x, open, out);
  while (!open.empty()) {
    Path* path = p.record(p.point(x, open.front()));
    if (path == nullptr) break;
    p.by_double(*path, x, open, out);
  }
  for (const std::size_t k : open) {
    const bool decided = p.by_arb(x, k, out);
    ++(decided ? out.by_arb : out.by_reference);
    if (!decided) p.by_reference(x, k, out);
  }
  return out;
}

}  // namespace clino
