// f'(x) = Im f(x + ih) / h + O(h^2), without a difference and so without its cancellation (Squire & Trapp, SIAM Review
// 40 (1998)). Arithmetic: complex binary64, on the program as recorded in the format; with h = 2^-140 of the scale of
// x the truncation is 2^-280, and what is left is the rounding of the program, which is measured by disturbing it.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "clino/estimate.hpp"
#include "clino/evaluate.hpp"
#include "clino/replay.hpp"
#include "complex_ops.hpp"
#include "random.hpp"

namespace clino {
namespace {

using Complex = std::complex<double>;
constexpr int disturbances = 6;

/// Rounds as another arithmetic might: moves a number by one ulp (relative 2^-52, or the smallest subnormal), up or
/// down at random (stochastic arithmetic, Vignes 1993). Without a seed it leaves numbers alone.
class Disturbance {
 public:
  explicit Disturbance(int seed) : random_(static_cast<std::uint64_t>(seed)), active_(seed != 0) {}
  double moved(double part) {
    if (!active_) return part;
    const double sign = random_.unit() < 0.5 ? -1 : 1;
    return part + sign * (std::fabs(part) * 2 * unit_roundoff(binary64) + smallest_subnormal(binary64));
  }
  Complex result(Complex y) { return {moved(y.real()), moved(y.imag())}; }
  /// Each use of an operand on its own, so that a d + b c in a product shows its cancellation.
  Complex use(Complex x) { return {x.real(), x.imag() == 0 ? 0 : moved(x.imag())}; }

 private:
  Random random_;
  bool active_;
};

/// Values of all nodes for inputs `x`.
std::vector<Complex> replay_complex(const Trace& trace, std::span<const Complex> x, const Format& format, int seed) {
  std::vector<Complex> v;
  v.reserve(trace.nodes.size());
  Disturbance disturbance(seed);
  const auto operand = [&](const Operand& o) {
    return o.is_literal() ? Complex(round_to(format, o.literal)) : disturbance.use(v[o.node]);
  };
  for (std::size_t i = 0; i < trace.nodes.size(); ++i) {
    const Node& n = trace.nodes[i];
    if (info(n.op).arity == 0) {
      v.push_back(n.op == Op::input ? x[i] : Complex(round_to(format, n.a.literal)));
      continue;
    }
    const Complex a = operand(n.a), b = operand(n.b), c = operand(n.c);
    v.push_back(disturbance.result(continued(n.op, a, b, c)));
  }
  return v;
}

/// Whether the real parts decide every comparison as recorded, none by a tie.
bool decided(const Trace& trace, const std::vector<Complex>& v, const Format& format) {
  const auto real = [&](const Operand& o) { return o.is_literal() ? round_to(format, o.literal) : v[o.node].real(); };
  return std::all_of(trace.branches.begin(), trace.branches.end(), [&](const Branch& branch) {
    const double a = real(branch.a), b = real(branch.b);
    return a != b && branch.taken == (branch.relation != Relation::equal && a < b);
  });
}

/// Im f / h; empty where some comparison is not decided as recorded or the value is not finite.
std::optional<double> slope(const Trace& trace, std::span<const Complex> x, const EstimateRequest& r, double h,
                            int seed) {
  const std::vector<Complex> v = replay_complex(trace, x, r.format, seed);
  const Complex y = v[trace.outputs.at(static_cast<std::size_t>(r.output))];
  const double s = y.imag() / h;
  if (!decided(trace, v, r.format) || !std::isfinite(y.real()) || !std::isfinite(s)) return std::nullopt;
  return s;
}

}  // namespace

std::optional<Estimate> complex_step(const EstimateRequest& request) {
  if (!request.function.traceable()) return std::nullopt;
  const Trace trace = request.function.trace(request.x, {.format = request.format});
  std::vector<Complex> x(request.x.begin(), request.x.end());
  Complex& moved = x[static_cast<std::size_t>(request.input)];
  const double scale = moved.real() == 0 ? 1 : std::min(1.0, std::fabs(moved.real()));
  const double h = std::scalbn(scale, -140);
  if (h < smallest_normal(binary64)) return std::nullopt;
  moved = {moved.real(), h};
  try {
    const std::optional<double> s = slope(trace, x, request, h, 0);
    if (!s) return std::nullopt;
    double spread = 0;
    for (int seed = 1; seed <= disturbances; ++seed) {
      moved.imag(moved.imag() / 4);  // truncation, if there is any, shows as well
      const std::optional<double> d = slope(trace, x, request, moved.imag(), seed);
      if (!d) return std::nullopt;
      spread = std::max(spread, std::fabs(*d - *s));
    }
    // Three times what one ulp an operation did: six draws of signs miss the worst combination. The rest: the quotient.
    const double error = 3 * spread + 2 * ulp(binary64, *s);
    return Estimate{*s, error, h, 1 + disturbances};
  } catch (const UnsupportedOp&) {
    return std::nullopt;
  }
}

}  // namespace clino
