/// One straight-line program of a sweep, and what judges runs by it.
#pragma once
#include <memory>
#include <optional>

#include "batch.hpp"
#include "clino/sweep.hpp"
#include "sweep_balls.hpp"
#include "rule_proof.hpp"
#include "series_tape.hpp"

namespace clino {

/// The program from point `first` to `last`, when it is one: the same at both ends and in the middle, every comparison
/// of the input with a number beyond both ends.
std::optional<Trace> one_program(const Function& f, const SweepTask& task, std::uint64_t first, std::uint64_t last);

/// The code under test, the intended function, and what works on them.
struct SweepProgram {
  Trace code, truth;
  SeriesTape tape;
  SweepBalls balls;
  std::unique_ptr<Batch> batch;  // null: one at a time
  std::unique_ptr<RuleProof> rules;

  SweepProgram(const SweepTask& task, Literals literals, Trace code_, Trace truth_);
  /// Whether the engine's rules are proved right on a run: as they were recorded, or as they are recorded at its centre
  /// (where comparisons may fall otherwise).
  bool rules_hold(const SweepTask& task, const TaylorSeries& slope, const TaylorRange& range);
};

}  // namespace clino
