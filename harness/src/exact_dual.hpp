/// The dual program of one target in real arithmetic: values, tangents and local partials, and by a reverse sweep how
/// much the target moves with each of them. Balls at rising precision until every number that matters is sharp.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "arb_value.hpp"
#include "ball_rules.hpp"
#include "clino/format.hpp"
#include "clino/reference.hpp"
#include "clino/trace.hpp"

namespace clino {

/// A slot is a node, or (from `nodes.size()` on) a literal operand. With tangent rules t_k = sum_a p_ka t_a the sweep
/// is
///   w_k = d target / d tangent_k = d output / d value_k:   w_a += w_k p_ka
///   s_k = d target / d value_k  (target a partial):        s_a += s_k p_ka + w_k sum_b p_kab t_b
class ExactDual {
 public:
  /// Evaluates. The trace must outlive the object.
  ExactDual(const Trace& trace, std::span<const double> x, const Format& format, Target target,
            const ReferenceOptions& options);

  std::size_t slots() const { return values_.size(); }
  std::size_t slot(NodeId k, std::size_t j) const { return operands_[k][j]; }
  /// Whether the output depends on the slot; of `select`, `min`, `max` through the chosen operand only.
  bool reached(std::size_t slot) const { return reached_[slot] != 0; }
  /// Whether the slot varies with the target's input.
  bool depends(std::size_t slot) const { return depends_[slot] != 0; }
  /// Whether operand j of node k passes anything on to the node.
  bool enters(NodeId k, std::size_t j) const;
  /// Whether the slot is rounded in the format: an operation's result, or a real literal that is no number of it.
  bool rounded(std::size_t slot) const { return rounded_[slot] != 0; }

  arb_srcptr value(std::size_t slot) const { return values_[slot]; }
  arb_srcptr tangent(std::size_t slot) const { return tangents_[slot]; }
  arb_srcptr adjoint(std::size_t slot) const { return adjoints_[slot]; }
  /// d target / d value: the adjoint for a value target, s for a partial.
  arb_srcptr weight(std::size_t slot) const { return target_.input < 0 ? adjoints_[slot] : weights_[slot]; }
  arb_srcptr partial(NodeId k, std::size_t j) const { return partials_[3 * k + j]; }
  const Local& local(NodeId k) const { return local_[k]; }
  /// The target itself.
  arb_srcptr target() const;

  /// Whether the number does not exist, or could not be decided: a pole, a kink or 0/0 on the way to it.
  bool value_lost(std::size_t slot) const { return !arb_is_finite(values_[slot]); }
  bool tangent_lost(std::size_t slot) const { return tangent_singular_[slot] != 0 || !arb_is_finite(tangents_[slot]); }
  bool adjoint_lost(std::size_t slot) const { return adjoint_singular_[slot] != 0 || !arb_is_finite(adjoints_[slot]); }

 private:
  void lay_out(std::span<const double> x);
  void forward(slong bits);
  void evaluate(NodeId k, slong bits);
  void push_tangent(NodeId k, slong bits);
  void reverse(slong bits);
  void push_back(NodeId k, slong bits);
  bool settled() const;

  const Trace& trace_;
  Format format_;
  Target target_;
  Literals literals_;
  NodeId output_;
  std::vector<std::array<std::size_t, 3>> operands_;
  std::vector<double> literal_values_;
  std::vector<std::uint8_t> reached_, depends_, rounded_, value_singular_, tangent_singular_, adjoint_singular_;
  std::vector<Local> local_;
  ArbVector values_, tangents_, adjoints_, weights_, partials_;
};

}  // namespace clino
