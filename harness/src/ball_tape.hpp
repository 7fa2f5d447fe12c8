/// A trace on balls: preallocated registers, one forward evaluation at any precision, one reverse sweep for each output.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "arb_value.hpp"
#include "ball_rules.hpp"
#include "clino/format.hpp"
#include "clino/function.hpp"
#include "clino/trace.hpp"

namespace clino {

enum class Derivatives : std::uint8_t { skip, compute };

/// The trace at exact inputs. Literals and constants are rounded once to the format (or taken as they are) and then
/// exact. The trace must outlive the tape. Usage: `forward`, then for each output `reverse` and `adjoint`.
class BallTape {
 public:
  BallTape(const Trace& trace, std::span<const double> x, const Format& format, Literals literals);

  /// Replaces input `i` by a ball, or by a number.
  void set_input(int i, arb_srcptr x) { arb_set(registers_[static_cast<std::size_t>(i)], x); }
  void set_input(int i, double x) { arb_set_d(registers_[static_cast<std::size_t>(i)], x); }

  /// Evaluates every node that an output or a comparison needs.
  void forward(slong precision, Derivatives derivatives);
  /// The same with derivatives, up to the first node that is not proved to be defined; `yes` where there is none.
  Certainty forward_while_defined(slong precision);
  slong precision() const { return precision_; }

  arb_srcptr value(NodeId node) const { return registers_[node]; }
  /// The ball of an operand of a branch (`branch` is its index; side 0 or 1).
  arb_srcptr branch_operand(std::size_t branch, int side) const;
  /// The ball of operand k of a node, which has one.
  arb_srcptr operand(NodeId node, int k) const { return registers_[slots_[node][static_cast<std::size_t>(k)]]; }
  const Local& local(NodeId node) const { return local_[node]; }
  /// Partial of a node in its operand k, after `forward` with derivatives, where the operand varies.
  arb_srcptr partial(NodeId node, int k) const { return places_[node][static_cast<std::size_t>(k)]; }
  /// Whether the node varies with the inputs around them.
  bool active(NodeId node) const { return active_[node] != 0; }

  /// Marks the nodes on which `node` really depends: of a decided `select` only the chosen operand.
  std::vector<std::uint8_t> needed(NodeId node) const;

  /// Marks the needed nodes through which `node` varies with the inputs.
  std::vector<std::uint8_t> varying(NodeId node) const;

  /// Adjoints d(output)/d(node) over the nodes on which the output really depends.
  void reverse(NodeId output);
  arb_srcptr adjoint(NodeId node) const { return is_reached(node) ? adjoints_[node] : rules::zero(); }
  /// After `reverse`: `yes` where the adjoint is proved to be the derivative; `no` where a step between this node and
  /// the output is not differentiable; `unclear` where that needs more bits.
  Certainty differentiable(NodeId node) const { return is_reached(node) ? smooth_[node] : Certainty::yes; }
  /// Whether a step is smooth in every operand that varies.
  bool smooth(NodeId node) const;
  /// What the first needed step says that is not (or, for `unclear`, perhaps not) differentiable.
  std::string obstacle(std::span<const std::uint8_t> need, Certainty kind) const;

 private:
  std::size_t add_literal(double value);
  void set_constants();
  void add_step(NodeId node);
  void prepare_derivatives();
  bool uses(NodeId node, std::size_t k) const;
  void reach(std::size_t node);
  bool is_reached(NodeId node) const { return sweeps_[node].reached == sweep_; }

  /// A live operation on its registers.
  struct Step {
    NodeId node;
    bool nan_literal;
    BallStep rule;
  };
  void evaluate(Step& step);
  void push_back(const Step& step);

  const Trace& trace_;
  Format format_;
  Literals literals_;
  slong precision_ = 0;
  std::vector<double> literal_values_;
  std::vector<std::array<std::uint32_t, 3>> slots_;         // registers of the operands of each node
  std::vector<std::array<std::uint32_t, 2>> branch_slots_;  // registers of the operands of each branch
  std::vector<std::uint8_t> arity_, live_, varies_, active_;
  std::vector<Step> steps_;
  bool nan_constant_ = false;
  std::vector<Local> local_;
  std::vector<Certainty> smooth_;
  ArbVector registers_;  // nodes, then literals
  ArbVector partials_, adjoints_;
  std::vector<std::array<arb_srcptr, 3>> places_;  // of the partials: in `partials_`, or what they are equal to
  /// The last reverse sweep that gave the node an adjoint, and the last that goes on from it.
  struct Sweeps {
    std::uint64_t reached = 0, needed = 0;
  };
  std::vector<Sweeps> sweeps_;
  std::uint64_t sweep_ = 0;
};

}  // namespace clino
