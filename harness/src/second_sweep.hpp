/// Second derivatives on a tape of balls: an adjoint sweep, differentiated forward along one input.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "ball_tape.hpp"
#include "curvature.hpp"

namespace clino {

/// t_k = d node / d input, by the partials of the last `forward`, for the nodes marked in `need` up to `output`.
ArbVector tangents(const Trace& trace, const BallTape& tape, std::span<const std::uint8_t> need, NodeId output,
                   NodeId input);

/// The second derivatives of one output, after `forward` with derivatives and `reverse` from it. What has been given
/// must outlive the sweep, and the tape must not move on.
class SecondSweep {
 public:
  SecondSweep(const Trace& trace, const BallTape& tape, std::span<const std::uint8_t> need, NodeId output);

  /// s_k = d (d output / d input) / d node:  s_a += s_k p_ka + w_k sum_b p_kab t_b, with adjoints w, partials p and
  /// tangents t (forward over reverse; Griewank and Walther, Evaluating Derivatives, 2nd ed., section 5.1).
  ArbVector along(NodeId input) const;

 private:
  struct Bent {
    NodeId node;
    Curvature curvature;
  };
  const Trace& trace_;
  const BallTape& tape_;
  std::span<const std::uint8_t> need_;
  NodeId output_;
  std::vector<Bent> bent_;  // the last node first
};

}  // namespace clino
