/// One thread's judge of neighbouring points.
#pragma once
#include <functional>

#include "clino/sweep.hpp"
#include "sweep_run.hpp"
#include "sweep_tally.hpp"

namespace clino {

/// What may judge: proofs over runs of numbers too, or only what `clino check` asks, point by point.
enum class Tiers : std::uint8_t { all, points };

/// What was judged number by number.
struct PointwiseWork {
  std::uint64_t numbers = 0;
  double seconds = 0;
};

class BlockJudge {
 public:
  explicit BlockJudge(const SweepTask& task, Tiers tiers = Tiers::all);

  /// Judges from `first` on until `last`, or until `enough` says so (asked after every few points).
  SweepPiece run(std::uint64_t first, std::uint64_t last, const std::function<bool()>& enough);
  /// Of the last run, where proofs over runs of numbers had been tried.
  const PointwiseWork& pointwise() const { return pointwise_; }

 private:
  void judge_one(std::uint64_t index);
  void judge_one_timed(std::uint64_t index);
  void count(std::uint64_t index, std::size_t target, const NumberResult& number, const Certified& truth);

  const SweepTask& task_;
  std::unique_ptr<RunJudge> runs_;
  std::vector<Target> targets_;
  std::vector<TallyBuilder> tallies_;
  PointwiseWork pointwise_;
  std::vector<SweepWorst> records_;  // of all pieces so far
};

}  // namespace clino
