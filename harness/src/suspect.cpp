#include "suspect.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "operands.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// A quantity whose error moves the target by a sixteenth of its error or more has a part in it.
constexpr double part_in_error = -4;  // log2
/// Errors up to this many ulps are rounding as usual.
constexpr double usual_ulps = 2;

/// Order of computation: values, then tangents forwards or adjoints backwards.
std::size_t position(const Scene& s, Quantity q) {
  const std::size_t n = s.trace.nodes.size();
  if (!q.derivative) return q.node;
  return s.computed.mode == Mode::reverse ? 2 * n - q.node : n + q.node;
}

/// log2 |got - truth|. Below its normal numbers binary64 does not hold the truth: there the logarithms tell, whose own
/// error, 2^-43 at the most, is 2^-42 of the number.
double log2_error(const Scene& s, Quantity q) {
  const double got = s.got(q), truth = s.truth(q), size = s.log2_truth(q);
  if (got == 0) return size;
  if (std::fabs(truth) >= smallest_normal(binary64) || !std::isfinite(size)) return std::log2(std::fabs(got - truth));
  const double ratio = std::copysign(std::exp2(std::log2(std::fabs(got)) - size), truth == 0 ? 1 : got * truth);
  return size + std::log2(std::max(std::fabs(ratio - 1) - 0x1p-42, 0.0));
}

/// log2 of the error that the quantity's own error causes in the target, to first order.
double log2_effect(const Scene& s, Quantity q) {
  const ExactNode& n = s.exact[q.node];
  const double weight = !q.derivative                      ? n.log2_weight
                        : s.computed.mode == Mode::reverse ? n.log2_tangent   // d target / d adjoint
                                                           : n.log2_adjoint;  // d target / d tangent
  const double error = log2_error(s, q);
  if (weight == -infinity || error == -infinity) return -infinity;
  return std::isfinite(error) ? weight + error : infinity;
}

/// What a lost quantity owes to other lost ones: NaN to NaN, else infinities and zeros alike.
std::vector<Quantity> lost_sources(const Scene& s, Quantity q) {
  std::vector<Quantity> from;
  for (const Quantity& a : sources(s, q))
    if (lost(s, a)) from.push_back(a);
  // Where the exact number does not exist either, only what made it so counts.
  if (std::isnan(s.truth(q))) {
    std::erase_if(from, [&](Quantity a) { return !std::isnan(s.truth(a)); });
    return from;
  }
  const auto keep = [&](auto condition) {
    if (std::ranges::any_of(from, condition)) std::erase_if(from, [&](Quantity a) { return !condition(a); });
  };
  keep([&](Quantity a) { return std::isnan(s.got(a)); });
  if (!std::isnan(s.got(q))) keep([&](Quantity a) { return !std::isfinite(s.got(a)); });
  return from;
}

/// The earliest of the lost quantities that a lost target goes back to.
Quantity earliest_lost(const Scene& s, Quantity target) {
  std::vector<std::uint8_t> seen(2 * s.trace.nodes.size() + 1, 0);
  std::vector<Quantity> open{target};
  Quantity first = target;
  while (!open.empty()) {
    const Quantity q = open.back();
    open.pop_back();
    if (std::exchange(seen[position(s, q)], 1) != 0) continue;
    if (position(s, q) < position(s, first)) first = q;
    for (const Quantity& a : lost_sources(s, q)) open.push_back(a);
  }
  return first;
}

std::vector<Quantity> quantities(const Scene& s) {
  std::vector<Quantity> all;
  const auto n = static_cast<NodeId>(s.trace.nodes.size());
  for (NodeId k = 0; k < n; ++k) all.push_back({k, false});
  if (s.target.input >= 0)
    for (NodeId k = 0; k < n; ++k)
      if (s.exact[k].depends || s.computed.mode == Mode::reverse || s.computed.derivatives[k] != 0)
        all.push_back({k, true});
  std::ranges::sort(all, {}, [&](Quantity q) { return position(s, q); });
  return all;
}

/// Where the digits go: the first value that loses half of them, else the largest loss.
Quantity largest_loss(const Scene& s, std::span<const Quantity> relevant, Quantity target) {
  Quantity worst = target;
  double most = -infinity;
  for (const Quantity& q : relevant) {
    const double loss = bits_lost_at(s, q);
    if (!q.derivative && loss >= s.format.precision / 2) return q;
    if (loss > most) {
      most = loss;
      worst = q;
    }
  }
  return worst;
}

/// What user k sends back to the adjoint of a node, exactly.
double sent_back(const Scene& s, NodeId k, NodeId to) {
  double sum = 0;
  for (std::size_t j = 0; j < 3; ++j) {
    const Operand& o = *operands(s.trace.nodes[k])[j];
    if (!o.is_literal() && o.node == to && s.exact[k].enters[j]) sum += s.exact[k].adjoint * s.exact[k].partials[j];
  }
  return sum;
}

/// The first node on which two nodes come together again.
NodeId meeting(const Scene& s, NodeId a, NodeId b) {
  std::vector<std::uint8_t> from(s.trace.nodes.size(), 0);
  from[a] |= 1;
  from[b] |= 2;
  for (NodeId k = std::max(a, b); k < s.trace.nodes.size(); ++k) {
    for (const Operand* o : operands(s.trace.nodes[k]))
      if (!o->is_literal()) from[k] |= from[o->node];
    if (from[k] == 3) return k;
  }
  return a;
}

}  // namespace

double Scene::truth(Quantity q) const {
  const ExactNode& n = exact[q.node];
  return !q.derivative ? n.value : computed.mode == Mode::reverse ? n.adjoint : n.tangent;
}

double Scene::log2_truth(Quantity q) const {
  const ExactNode& n = exact[q.node];
  return !q.derivative ? n.log2_value : computed.mode == Mode::reverse ? n.log2_adjoint : n.log2_tangent;
}

Quantity Scene::target_quantity() const {
  const NodeId output = trace.outputs[static_cast<std::size_t>(target.output)];
  if (target.input < 0) return {output, false};
  return {computed.mode == Mode::reverse ? static_cast<NodeId>(target.input) : output, true};
}

Scene make_scene(const Trace& trace, std::span<const double> x, const Format& format, Target target,
                 Sensitivities computed) {
  Scene s{trace, x, format, target, std::move(computed), exact_nodes(trace, x, format, target), {}};
  s.users.resize(trace.nodes.size());
  for (NodeId k = 0; k < trace.nodes.size(); ++k)
    for (const Operand* o : operands(trace.nodes[k]))
      if (!o->is_literal() && (s.users[o->node].empty() || s.users[o->node].back() != k)) s.users[o->node].push_back(k);
  return s;
}

bool lost(const Scene& s, Quantity q) {
  const double got = s.got(q), truth = s.truth(q);
  return !std::isfinite(got) || std::isnan(truth) || (got == 0 && s.log2_truth(q) != -infinity);
}

double error_in_digits(const Scene& s, Quantity q) {
  const double got = s.got(q), truth = s.truth(q);
  if (got == 0) return s.log2_truth(q) == -infinity ? 0 : std::scalbn(1.0, s.format.precision - 1);
  if (!std::isfinite(got) || !std::isfinite(truth)) return got == truth ? 0 : infinity;
  const double size = truth == 0 ? got : truth;
  return std::exp2(log2_error(s, q) + (s.format.precision - 1 - std::ilogb(size)));
}

std::vector<Quantity> sources(const Scene& s, Quantity q) {
  std::vector<Quantity> from;
  const auto values_of = [&](NodeId k) {
    const Node& n = s.trace.nodes[k];
    for (std::size_t j = 0; j < static_cast<std::size_t>(info(n.op).arity); ++j) {
      const Operand& o = *operands(n)[j];
      const bool ignored = n.op == Op::select && j > 0 && (j == 2) != (s.value(n.a.is_literal() ? k : n.a.node) == 0);
      if (!o.is_literal() && !ignored) from.push_back({o.node, false});
    }
  };
  const auto rule_of = [&](NodeId k) {  // the values that a rule for the node can look at
    const Op op = s.trace.nodes[k].op;
    if (op == Op::neg || op == Op::add || op == Op::sub) return;
    if (op != Op::mul && op != Op::fma) from.push_back({k, false});
    values_of(k);
  };
  if (!q.derivative) {
    values_of(q.node);
  } else if (s.computed.mode == Mode::reverse) {
    const NodeId output = s.trace.outputs[static_cast<std::size_t>(s.target.output)];
    for (NodeId k : s.users[q.node]) {
      if (k > output) continue;
      from.push_back({k, true});
      rule_of(k);
    }
  } else if (s.trace.nodes[q.node].op != Op::input) {
    rule_of(q.node);
    for (const Operand* o : operands(s.trace.nodes[q.node]))
      if (!o->is_literal()) from.push_back({o->node, true});
  }
  return from;
}

double bits_lost_at(const Scene& s, Quantity q) {
  double before = 1;
  for (const Quantity& a : sources(s, q)) {
    // An operation's own value shares the fate of its slope; it is no excuse for it.
    const bool own =
        q.derivative && !a.derivative &&
        (s.computed.mode == Mode::reverse ? std::ranges::count(s.users[q.node], a.node) > 0 : a.node == q.node);
    if (const double e = error_in_digits(s, a); !own && std::isfinite(e)) before = std::max(before, e);
  }
  return std::log2(std::max(error_in_digits(s, q), 1e-9)) - std::log2(before);
}

std::optional<Quantity> find_suspect(const Scene& s) {
  const Quantity target = s.target_quantity();
  if (!std::isfinite(s.got(target)) || std::isnan(s.truth(target))) return earliest_lost(s, target);
  if (error_in_digits(s, target) <= usual_ulps) return std::nullopt;
  const double part = std::log2(std::fabs(s.got(target) - s.truth(target))) + part_in_error;
  std::vector<Quantity> relevant;
  for (const Quantity& q : quantities(s))
    if (q == target || log2_effect(s, q) >= part) relevant.push_back(q);
  for (const Quantity& q : relevant)
    if (lost(s, q)) return q;
  return largest_loss(s, relevant, target);
}

double size_of_parts(const Scene& s, Quantity q) {
  double size = 0;
  if (s.computed.mode == Mode::reverse) {
    for (NodeId k : s.users[q.node]) size += std::fabs(sent_back(s, k, q.node));
    return size;
  }
  for (std::size_t j = 0; j < 3; ++j)
    if (s.exact[q.node].enters[j])
      size += std::fabs(s.exact[q.node].partials[j] * s.exact[operands(s.trace.nodes[q.node])[j]->node].tangent);
  return size;
}

NodeId operation_of(const Scene& s, Quantity q) {
  if (!q.derivative || s.computed.mode != Mode::reverse || s.users[q.node].empty()) return q.node;
  std::vector<NodeId> by_part = s.users[q.node];
  const auto part = [&](NodeId k) {
    const double sent = sent_back(s, k, q.node);
    const bool suspicious = !std::isfinite(sent) || lost(s, {k, false}) || lost(s, {k, true});
    return suspicious ? infinity : std::fabs(sent);
  };
  std::ranges::stable_sort(by_part, std::greater{}, part);
  const bool cancels =
      by_part.size() > 1 && std::isfinite(part(by_part[0])) && size_of_parts(s, q) >= 16 * std::fabs(s.truth(q));
  return cancels ? meeting(s, by_part[0], by_part[1]) : by_part[0];
}

}  // namespace clino
