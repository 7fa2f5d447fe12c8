#include "exact_dual.hpp"

#include <cmath>

#include "curvature.hpp"

namespace clino {
namespace {

constexpr slong first_precision = 128, sharp_bits = 64;
/// Below 2^-1200 a number is 0 in every format, and so are its effects on any number that is not.
constexpr slong vanishing = -1200;

bool is_sharp(arb_srcptr x) {
  if (!arb_is_finite(x)) return false;
  if (arb_is_exact(x) || arb_rel_accuracy_bits(x) >= sharp_bits) return true;
  ArfValue bound;
  arb_get_abs_ubound_arf(bound, x, 32);
  return arf_cmpabs_2exp_si(bound, vanishing) < 0;
}

std::size_t arity(Op op) { return static_cast<std::size_t>(info(op).arity); }

}  // namespace

ExactDual::ExactDual(const Trace& trace, std::span<const double> x, const Format& format, Target target,
                     const ReferenceOptions& options)
    : trace_(trace),
      format_(format),
      target_(target),
      literals_(options.literals),
      output_(trace.outputs[static_cast<std::size_t>(target.output)]),
      operands_(trace.nodes.size()),
      local_(trace.nodes.size()) {
  lay_out(x);
  for (slong bits = first_precision; bits <= options.max_precision; bits *= 2) {
    forward(bits);
    reverse(bits);
    if (settled()) break;
  }
}

void ExactDual::lay_out(std::span<const double> x) {
  const std::size_t n = trace_.nodes.size();
  for (NodeId k = 0; k < n; ++k) {
    const Node& node = trace_.nodes[k];
    const std::array operands{&node.a, &node.b, &node.c};
    for (std::size_t j = 0; j < arity(node.op); ++j) {
      operands_[k][j] = operands[j]->is_literal() ? n + literal_values_.size() : operands[j]->node;
      if (operands[j]->is_literal()) literal_values_.push_back(operands[j]->literal);
    }
  }
  const std::size_t slots = n + literal_values_.size();
  rounded_.assign(slots, 0);
  value_singular_.assign(slots, 0);
  values_ = ArbVector(slots);
  const auto set = [&](std::size_t slot, double literal) {
    const bool real = literals_ == Literals::real;
    rounded_[slot] = real && !representable(format_, literal);
    arb_set_d(values_[slot], real ? literal : round_to(format_, literal));
  };
  for (NodeId k = 0; k < n; ++k) {
    const Node& node = trace_.nodes[k];
    if (node.op == Op::input)
      arb_set_d(values_[k], x[k]);
    else if (node.op == Op::constant)
      set(k, node.a.literal);
    else
      rounded_[k] = 1;
  }
  for (std::size_t i = 0; i < literal_values_.size(); ++i) set(n + i, literal_values_[i]);
}

void ExactDual::forward(slong bits) {
  depends_.assign(slots(), 0);
  tangent_singular_.assign(slots(), 0);
  tangents_ = ArbVector(slots());
  partials_ = ArbVector(3 * trace_.nodes.size());
  for (NodeId k = 0; k < trace_.nodes.size(); ++k) {
    if (trace_.nodes[k].op == Op::constant) continue;
    if (trace_.nodes[k].op != Op::input) {
      evaluate(k, bits);
      push_tangent(k, bits);
    } else if (static_cast<int>(k) == target_.input) {
      depends_[k] = 1;
      arb_one(tangents_[k]);
    }
  }
}

void ExactDual::evaluate(NodeId k, slong bits) {
  BallStep step{.op = trace_.nodes[k].op, .precision = bits, .y = values_[k]};
  bool singular = false;
  for (std::size_t j = 0; j < arity(step.op); ++j) {
    const std::size_t a = operands_[k][j];
    step.x[j] = values_[a];
    const bool ignored = step.op == Op::select && j > 0 && (j == 2) != arb_is_zero(step.x[0]);
    singular = singular || (value_singular_[a] != 0 && !ignored);
    // Partials in exact constants are not asked for: x^2 has none in its exponent where x < 0.
    const bool leaf = a >= trace_.nodes.size() || trace_.nodes[a].op == Op::constant;
    if (!leaf || rounded_[a] != 0) step.d[j] = partials_[3 * k + j];
  }
  local_[k] = apply(step);
  value_singular_[k] = singular || local_[k].defined == Certainty::no;
}

bool ExactDual::enters(NodeId k, std::size_t j) const {
  const Op op = trace_.nodes[k].op;
  const std::size_t a = operands_[k][j];
  if (local_[k].flat || (a >= trace_.nodes.size() && rounded_[a] == 0)) return false;
  if (a < trace_.nodes.size() && trace_.nodes[a].op == Op::constant && rounded_[a] == 0) return false;
  const bool chooses = op == Op::select || op == Op::min || op == Op::max;
  return !(chooses && arb_is_zero(partial(k, j)));
}

/// t_k = sum_a p_ka t_a
void ExactDual::push_tangent(NodeId k, slong bits) {
  for (std::size_t j = 0; j < arity(trace_.nodes[k].op); ++j) {
    const std::size_t a = operands_[k][j];
    if (depends_[a] == 0 || !enters(k, j)) continue;
    depends_[k] = 1;
    if (tangent_singular_[a] != 0 || local_[k].smooth[j] == Certainty::no) tangent_singular_[k] = 1;
    arb_addmul(tangents_[k], partial(k, j), tangents_[a], bits);
  }
}

void ExactDual::reverse(slong bits) {
  reached_.assign(slots(), 0);
  adjoint_singular_.assign(slots(), 0);
  adjoints_ = ArbVector(slots());
  weights_ = ArbVector(slots());
  reached_[output_] = 1;
  arb_one(adjoints_[output_]);
  for (NodeId k = output_ + 1; k-- > 0;)
    if (reached_[k] != 0) push_back(k, bits);
}

void ExactDual::push_back(NodeId k, slong bits) {
  const Op op = trace_.nodes[k].op;
  std::array<ArbValue, 2> bend;  // sum_b p_kab t_b
  const std::size_t a = operands_[k][0], b = operands_[k][1];
  if (depends_[k] != 0 && is_curved(op) && !arb_is_zero(adjoints_[k])) {
    const Curvature c = curvature(op, values_[a], values_[b], values_[k], bits);
    const auto add = [&](ArbValue& sum, const ArbValue& second, std::size_t slot) {
      if (depends_[slot] != 0) arb_addmul(sum, second, tangents_[slot], bits);
    };
    add(bend[0], c.aa, a);
    if (arity(op) > 1) add(bend[0], c.ab, b), add(bend[1], c.ab, a), add(bend[1], c.bb, b);
  }
  for (std::size_t j = 0; j < arity(op); ++j) {
    if (!enters(k, j)) continue;
    const std::size_t to = operands_[k][j];
    reached_[to] = 1;
    if (adjoint_singular_[k] != 0 || local_[k].smooth[j] == Certainty::no) adjoint_singular_[to] = 1;
    arb_addmul(adjoints_[to], adjoints_[k], partial(k, j), bits);
    if (target_.input < 0 || rounded_[to] == 0) continue;  // an input is exact: nothing is rounded there
    if (!arb_is_zero(weights_[k])) arb_addmul(weights_[to], weights_[k], partial(k, j), bits);
    if (j < 2 && !arb_is_zero(bend[j])) arb_addmul(weights_[to], adjoints_[k], bend[j], bits);
  }
}

/// Whether more bits cannot help: every number on the way is sharp, or proved not to exist.
bool ExactDual::settled() const {
  for (std::size_t slot = 0; slot < slots(); ++slot) {
    if (reached_[slot] == 0 || value_singular_[slot] != 0) continue;
    if (!is_sharp(values_[slot])) return false;
    if (depends_[slot] != 0 && tangent_singular_[slot] == 0 && !is_sharp(tangents_[slot])) return false;
    if (adjoint_singular_[slot] == 0 && (!is_sharp(adjoints_[slot]) || !is_sharp(weights_[slot]))) return false;
  }
  return true;
}

arb_srcptr ExactDual::target() const { return target_.input < 0 ? values_[output_] : tangents_[output_]; }

}  // namespace clino
