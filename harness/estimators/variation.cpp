#include "variation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "clino/op.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Distance to the nearest of 0, -1, -2, ..., the poles of the gamma function and its relatives.
double to_gamma_pole(double a) { return a > 0.5 ? std::min(a, 1.0) : std::fabs(a - std::round(a)); }

/// x^b is a polynomial for b = 0, 1, 2, ...; else it has a singularity at 0. In b it grows by e over 1/|log x|.
double pow_extent(double x, double b, int k) {
  if (k == 1) return x == 0 ? infinity : 1 / std::fabs(std::log(std::fabs(x)));
  return x == 0 && b >= 0 && b == std::floor(b) ? infinity : std::fabs(x);
}

/// Moved distance in units of the extent; a quantity that cannot be compared (NaN, both infinite) does not count.
double ratio(double moved, double extent) {
  return std::isnan(moved) || moved == 0 ? 0 : std::isnan(extent) ? infinity : std::fabs(moved) / extent;
}

double moved(const Operands& from, const Operands& to, int k) {
  const auto i = static_cast<std::size_t>(k);
  return to.x[i] - from.x[i];
}

double node_excursion(const Node& node, const Operands& from, const Operands& to) {
  switch (node.op) {
    // What matters is the tie, so the move of the difference: max(x, x + 1) has no kink.
    case Op::min:
    case Op::max:
    case Op::less:
    case Op::less_equal:
    case Op::equal: return ratio(moved(from, to, 0) - moved(from, to, 1), std::fabs(from.x[0] - from.x[1]));
    default: break;
  }
  double worst = 0;
  for (int k = 0; k < info(node.op).arity; ++k)
    worst = std::max(worst, ratio(moved(from, to, k), extent(node.op, from, k)));
  return worst;
}

double number(const Operand& o, std::span<const double> values, const Format& format) {
  return o.is_literal() ? round_to(format, o.literal) : values[o.node];
}

}  // namespace

Operands operands(const Node& node, std::span<const double> values, double value, const Format& format) {
  Operands at{{0, 0, 0}, value};
  const std::array all{node.a, node.b, node.c};
  for (std::size_t k = 0; k < static_cast<std::size_t>(info(node.op).arity); ++k)
    at.x[k] = number(all[k], values, format);
  return at;
}

double extent(Op op, const Operands& at, int k) {
  const double a = at.x[0], b = at.x[1];
  switch (op) {
    case Op::div: return k == 1 ? std::fabs(b) : infinity;
    case Op::sqrt:
    case Op::cbrt:
    case Op::log:
    case Op::log2:
    case Op::log10:
    case Op::abs:
    case Op::sign: return std::fabs(a);
    case Op::log1p: return std::fabs(1 + a);
    case Op::exp:
    case Op::expm1:
    case Op::exp2:
    case Op::sin:
    case Op::cos:
    case Op::sinh:
    case Op::cosh:
    case Op::tanh: return 1;
    case Op::tan: return 1 / (1 + std::fabs(at.value));  // the pole is about 1/|tan a| away
    case Op::asin:
    case Op::acos:
    case Op::atanh:
    case Op::acosh: return std::fabs(1 - std::fabs(a));
    case Op::atan:
    case Op::asinh: return std::hypot(1, a);  // singular at +-i
    case Op::erf:
    case Op::erfc: return 1 / (1 + 2 * std::fabs(a));  // exp(-a^2) falls by e over about 1/(2|a|)
    case Op::lgamma:
    case Op::tgamma:
    case Op::digamma: return to_gamma_pole(a);
    case Op::pow: return pow_extent(a, b, k);
    case Op::atan2:
      if (k == 0 && b < 0) return std::fabs(a);  // the cut: atan2 jumps by 2 pi
      [[fallthrough]];
    case Op::hypot: return std::hypot(a, b);
    case Op::min:
    case Op::max:
    case Op::less:
    case Op::less_equal:
    case Op::equal: return std::fabs(a - b);
    case Op::floor:
    case Op::ceil:
    case Op::trunc: return std::fabs(a - std::round(a));
    case Op::round: return std::fabs(a - std::floor(a) - 0.5);
    case Op::select: return k == 0 ? 0 : infinity;
    case Op::input:
    case Op::constant:
    case Op::neg:
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::fma: return infinity;
  }
  return infinity;
}

double excursion(const Trace& trace, std::span<const double> from, std::span<const double> to, const Format& format) {
  double worst = 0;
  for (std::size_t i = 0; i < trace.nodes.size(); ++i) {
    const Node& n = trace.nodes[i];
    if (info(n.op).arity == 0) continue;
    worst = std::max(worst, node_excursion(n, operands(n, from, from[i], format), operands(n, to, to[i], format)));
  }
  for (const Branch& branch : trace.branches) {
    const Node as_node{Op::less, branch.a, branch.b};
    worst =
        std::max(worst, node_excursion(as_node, operands(as_node, from, 0, format), operands(as_node, to, 0, format)));
  }
  return worst;
}

}  // namespace clino
