/// A trace on balls of binary64 or of double-double, many points at once: the reference's fast tiers.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "clino/format.hpp"
#include "clino/function.hpp"
#include "clino/trace.hpp"
#include "double_double_ball.hpp"

namespace clino {

/// Points of one run.
inline constexpr std::size_t lane_count = 64;

/// Registers of balls, one array for each of their numbers.
template <class Ball>
struct Lanes;
template <>
struct alignas(64) Lanes<DoubleBall> {
  std::array<double, lane_count> m{}, r{};
  DoubleBall at(std::size_t l) const { return {m[l], r[l]}; }
  void set(std::size_t l, DoubleBall b) {
    m[l] = b.m;
    r[l] = b.r;
  }
};
template <>
struct alignas(64) Lanes<DoubleDoubleBall> {
  std::array<double, lane_count> m{}, l{}, r{};
  DoubleDoubleBall at(std::size_t k) const { return {m[k], l[k], r[k]}; }
  void set(std::size_t k, DoubleDoubleBall b) {
    m[k] = b.m;
    l[k] = b.l;
    r[k] = b.r;
  }
};

template <class Ball, class Machine>
class LaneSweep;

/// Value and gradient of a program where balls decide their roundings; elsewhere it passes on. What it decides is
/// proved: every radius is a bound, every operation is defined and smooth at the point, and real arithmetic takes every
/// comparison as recorded. Reverse mode. Wants a `FloatingPointScope`.
template <class Ball>
class LaneTape {
 public:
  static constexpr std::size_t lanes = lane_count;

  /// Literals and constants as in `BallTape`. The trace must outlive the tape. Balls of binary64: formats up to
  /// binary32.
  LaneTape(const Trace& trace, const Format& format, Literals literals);

  /// Whether every literal is finite and every comparison of literals is as recorded; else nothing is ever decided.
  bool usable() const { return usable_; }
  /// Takes points, n numbers of the format each, one after the other; at most `lanes`.
  void run(std::span<const double> x) { run(x, {}); }
  /// The same over boxes: every input within its radius of x.
  void run(std::span<const double> x, std::span<const double> radius);

  /// One number at every lane of the last run.
  struct alignas(64) Number {
    std::array<double, lanes> rounded{};  ///< NaN where it is passed on
    std::array<double, lanes> near{}, low{}, radius{};
    /// 1 where the exact number lies within `radius` of `near` + `low`; over a box, it is continuous there.
    std::array<double, lanes> known{};
  };
  const Number& value(std::size_t j) const { return values_[j]; }
  const Number& partial(std::size_t j, std::size_t i) const { return partials_[j * inputs_ + i]; }

 private:
  using Register = Lanes<Ball>;
  struct Step {
    Op op;
    NodeId node;
    std::array<std::uint32_t, 3> slot;  // registers of the operands
    bool masks;                         // select: the condition is a mask or a constant
    int power;                          // pow: the exponent is this integer; else 0
    double before = 1, after = 1;       // one operand: signs of it and of the result
    bool versine = false;               // cos: 1 - cos
    std::optional<double> literal{};    // add, mul: the second operand is this number
  };
  struct Compared {
    Relation relation;
    std::array<std::uint32_t, 2> slot;
    bool taken;
  };
  template <class B, class Machine>
  friend class LaneSweep;

  void load(std::span<const double> x, std::span<const double> radius);
  bool plan(const Trace& trace, Literals literals);
  std::uint32_t slot_of(const Operand& o, Literals literals);
  void plan_step(const Trace& trace, NodeId node, Literals literals);
  bool is_fixed(const Trace& trace, std::uint32_t slot) const;
  void use_literal(const Trace& trace, Step& s) const;
  bool plan_comparison(const Branch& branch, Literals literals);

  std::size_t inputs_;
  Format format_;
  bool usable_ = true;
  bool chooses_ = false;     // some step drops an operand
  std::size_t n_ = 0;        // lanes in use, a multiple of 8
  std::vector<Step> steps_;  // live operations, in order
  std::vector<Compared> compared_;
  std::vector<std::uint32_t> read_;  // registers of numbers that have to exist, compared with themselves
  std::vector<NodeId> outputs_;
  std::vector<std::uint8_t> varies_, touched_;
  std::vector<Register> registers_;  // nodes, then literals
  std::vector<Register> partial_;    // two for each node
  std::vector<Register> adjoints_;
  std::vector<Number> values_, partials_;
};

using DoubleTape = LaneTape<DoubleBall>;
using DoubleDoubleTape = LaneTape<DoubleDoubleBall>;

}  // namespace clino
