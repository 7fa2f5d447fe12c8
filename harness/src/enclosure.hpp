/// What the target does over a box of inputs: its range, and whether it is continuous there.
#pragma once
#include <optional>
#include <span>

#include "clino/reference.hpp"
#include "real_program.hpp"

namespace clino {

/// Encloses the target over a box, when the program provably takes one path there and the target is continuous on it.
class Enclosure {
 public:
  static constexpr slong least_precision = 128;

  /// `program` has settled at its point.
  Enclosure(RealProgram& program, Target target);
  /// The value of any node of it.
  Enclosure(RealProgram& program, NodeId node);

  slong precision() const { return precision_; }
  void set_precision(slong bits) { precision_ = bits; }
  /// The range over the product of [lo_i, hi_i]; empty when it cannot be shown that the target is continuous there.
  std::optional<ArbValue> over(std::span<const double> lo, std::span<const double> hi);
  /// The same over a box of real numbers, one ball for each input.
  std::optional<ArbValue> over(const ArbVector& box);
  /// The range of d target / d input over the box, one for each input; empty when it cannot be shown that the target is
  /// differentiable there.
  std::optional<ArbVector> slopes(const ArbVector& box);

 private:
  bool sweep(const ArbVector& box, Derivatives derivatives);
  bool keeps_the_path() const;
  bool is_continuous() const;
  bool is_smooth() const;

  RealProgram& program_;
  NodeId output_;
  int input_;
  slong precision_ = least_precision;
  BallTape tape_;
  std::vector<std::uint8_t> need_;
};

}  // namespace clino
