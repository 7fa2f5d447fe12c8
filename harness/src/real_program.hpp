/// The program as real arithmetic performs it: recorded, evaluated on balls, every comparison decided with proof.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ball_tape.hpp"
#include "clino/function.hpp"
#include "operation_budget.hpp"

namespace clino {

/// What a comparison of two balls is known to give.
enum class Decision : std::uint8_t { holds, fails, unclear };
/// `equal` tells whether the operands are the same number.
struct Comparison {
  Decision decision;
  bool equal;
};
Comparison compare(Relation relation, arb_srcptr a, arb_srcptr b);

/// Records the function and re-records it with forced decisions wherever real arithmetic decides otherwise.
class RealProgram {
 public:
  /// Where an evaluation ended.
  enum class Status : std::uint8_t {
    settled,    ///< every comparison is decided
    undefined,  ///< a comparison reads a number that does not exist
    unclear,    ///< a comparison needs more bits
    endless     ///< real arithmetic leads into a loop that does not end within the operations allowed
  };

  RealProgram(const Function& function, std::span<const double> x, const Format& format, Literals literals);

  /// Evaluates at a precision and decides the comparisons, re-recording where needed.
  Status evaluate(slong precision, Derivatives derivatives);

  const Function& function() const { return function_; }
  std::span<const double> x() const { return x_; }
  const Format& format() const { return format_; }
  Literals literals() const { return literals_; }
  const Trace& trace() const { return *trace_; }
  BallTape& tape() { return *tape_; }
  /// Comparisons that the format decides otherwise.
  const std::vector<std::size_t>& flipped() const { return flipped_; }
  /// Decisions of real arithmetic, one for each comparison of the trace.
  std::vector<bool> decisions() const;
  /// Why the last evaluation did not settle.
  const std::string& reason() const { return reason_; }
  /// For each input, the first comparison of equal numbers that varies with it, or none.
  std::vector<std::size_t> boundaries() const;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

 private:
  void record(std::vector<bool> decisions);
  Status decide_branches();
  bool proved_equal();
  /// Whether the operand exists, as far as is known.
  Certainty exists(const Operand& operand, const char*& why) const;

  const Function& function_;
  std::span<const double> x_;
  Format format_;
  Literals literals_;
  std::unique_ptr<Trace> trace_;
  std::unique_ptr<BallTape> tape_;
  std::vector<std::size_t> flipped_, equal_;
  std::size_t decided_ = 0, asked_ = none;
  std::string reason_;
};

/// The first needed node that does not exist, or may not; `yes` when all do.
struct Existing {
  Certainty certainty;
  const char* reason;
};
Existing existing(const Trace& trace, const BallTape& tape, std::span<const std::uint8_t> need);

/// Bits from which on numbers that are not told apart are suspected to be equal, and their expressions are compared.
inline constexpr slong precision_of_ties = 2048;

}  // namespace clino
