/// Counting one target of a sweep, point after point.
#pragma once
#include <algorithm>

#include "clino/sweep.hpp"
#include "sweep_chunk.hpp"

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
  /// `record`: the worst of pieces that the same thread handed in before.
  explicit TallyBuilder(const SweepTask& task, SweepWorst record = {}) : task_(&task), record_(record) {}

  void add(std::uint64_t index, const SweepNumber& number) { add_alike(index, 1, number); }
  /// Neighbours from `first` on, all decided.
  void add_chunk(std::uint64_t first, std::span<const SweepNumber> numbers);
  /// `count` neighbours from `first` on, all like that one.
  void add_alike(std::uint64_t first, std::uint64_t count, const SweepNumber& number);
  /// Whether a whole chunk lies in one cell of the map.
  bool is_one_cell(std::uint64_t first) { return first + sweep_chunk - 1 <= span_at(first).last; }
  /// A whole chunk of errors up to 8 ulps, in one cell.
  void add_accurate(std::uint64_t first, const ChunkSummary& chunk);
  /// A finite error; the first of equals stays. What is not above the record of earlier pieces is left out: that is in
  /// theirs.
  void propose(const SweepWorst& worst);
  double worst() const { return std::max(t_.worst.ulps, record_.ulps); }
  const SweepWorst& record() const { return t_.worst.ulps > record_.ulps ? t_.worst : record_; }

  SweepTally take() { return std::move(t_); }

 private:
  void extend(std::uint64_t first, std::uint64_t last, std::uint8_t verdict);
  /// Points first .. last of one cell of the map.
  struct CellSpan {
    std::uint64_t first = 1, last = 0;
    std::size_t cell = 0;
  };
  CellSpan span_of(std::uint64_t index) const;
  const CellSpan& span_at(std::uint64_t index);
  SweepCell& cell(std::uint64_t index);

  const SweepTask* task_;
  SweepWorst record_;
  SweepTally t_;
  CellSpan span_{};  // of the last point
  bool any_ = false;
  std::array<std::size_t, sweep_classes> slot_{};  // where the last listed interval of a verdict stands
};

}  // namespace clino
