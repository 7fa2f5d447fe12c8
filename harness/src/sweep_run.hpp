/// Runs of consecutive numbers of one input, judged together where a proof covers them all.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "batch.hpp"
#include "clino/sweep.hpp"
#include "sweep_tally.hpp"

namespace clino {

/// Judges a single point.
using PointJudge = std::function<void(std::uint64_t)>;

/// Judges runs by regions and certified Taylor polynomials. What it counts it has proved to be what `clino check` says;
/// what it cannot prove it passes on, point by point.
class RunJudge {
 public:
  /// Null where there are several inputs or outputs, where the case leaves points out, and in binary64. Programs are
  /// taken by runs on which they compare nothing but the input with numbers beyond the run.
  static std::unique_ptr<RunJudge> make(const SweepTask& task);
  ~RunJudge();

  /// Judges points first .. last, or fewer from `first` on: returns the last one judged. `one` judges a single point.
  std::uint64_t run(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies,
                    const PointJudge& one);

  /// Another block: what no polynomial covered so far says nothing of it.
  void start_anew();

 private:
  struct Parts;
  explicit RunJudge(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace clino
