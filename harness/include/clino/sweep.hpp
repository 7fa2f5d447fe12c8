/// Every number of a range judged, value and derivatives: what `clino sweep` counts.
#pragma once
#include <csignal>
#include <functional>
#include <vector>

#include "clino/case.hpp"
#include "clino/check.hpp"
#include "clino/engine.hpp"
#include "clino/sweep_result.hpp"

namespace clino {

/// What is swept. Points are numbered in the order of the format, the last input running fastest.
struct SweepTask {
  Case subject;
  const Engine* engine;
  Format format;
  std::vector<SweepAxis> axes;  ///< one for each input
  CheckOptions options{};

  std::uint64_t size() const;
  Point point(std::uint64_t index) const;
  /// Values first, then partials: output by output.
  std::vector<Target> targets() const;
};

/// The cell of the map in which a point lies.
std::size_t sweep_cell(const SweepTask& task, std::uint64_t index);

/// What goes number by number and was left where a first look at everything met it.
struct SweepRest {
  std::vector<SweepInterval> intervals;  ///< of points, in order; no verdict
  std::uint64_t numbers = 0;
  double seconds = 0;  ///< about what it takes all threads, at the speed seen in it
};

struct SweepEvents {
  std::function<void(const SweepPiece&)> piece;  ///< a piece is done; called from one thread
  std::function<void()> tick;                    ///< a few times a second
  /// Asked once, when only such a rest is left: whether to go on with it. Empty: yes.
  std::function<bool(const SweepRest&)> go_on{};
};

/// Judges what `done` has not yet (pieces in any order), in `jobs` threads, until all is done or `stop` is set. Returns
/// everything that is done, neighbours joined: one piece when the sweep is complete. What proofs over runs of numbers
/// cover comes first, what goes number by number last. Throws what the function throws
/// only for out of memory; where it throws otherwise the verdict is `failed`.
std::vector<SweepPiece> sweep(const SweepTask& task, std::vector<SweepPiece> done, int jobs, const SweepEvents& events,
                              const volatile std::sig_atomic_t& stop);

/// One point, judged as `clino check` judges it.
PointResult sweep_point(const SweepTask& task, std::uint64_t index);

}  // namespace clino
