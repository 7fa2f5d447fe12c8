/// Counting one target of a sweep, point after point.
#pragma once
#include "clino/sweep.hpp"

namespace clino {

/// What is counted of one number.
struct SweepNumber {
  std::uint8_t verdict = 0;
  Level level = Level::ok;
  double error_ulps = 0;  ///< from the correctly rounded number; NaN where meaningless
  bool decided = true;    ///< false: nothing is known, and it must not be counted
};

/// Points come in order and without a gap.
class TallyBuilder {
 public:
  explicit TallyBuilder(const SweepTask& task) : task_(&task) {}

  void add(std::uint64_t index, const SweepNumber& number);
  /// Neighbours from `first` on, all decided.
  void add_chunk(std::uint64_t first, std::span<const SweepNumber> numbers);
  /// A finite error; the first of equals stays.
  void propose(const SweepWorst& worst);
  double worst() const { return t_.worst.ulps; }

  SweepTally take() { return std::move(t_); }

 private:
  void extend(std::uint64_t first, std::uint64_t last, std::uint8_t verdict);
  SweepCell& cell(std::uint64_t index);

  const SweepTask* task_;
  SweepTally t_;
  bool any_ = false;
  std::array<std::size_t, sweep_classes> slot_{};  // where the last listed interval of a verdict stands
};

}  // namespace clino
