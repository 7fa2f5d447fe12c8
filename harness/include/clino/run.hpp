/// A run: cases x formats x engines, measured by worker processes that may crash, hang or run out of memory without
/// taking the run with them.
#pragma once
#include <csignal>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "clino/case.hpp"
#include "clino/check.hpp"
#include "clino/result.hpp"
#include "clino/store.hpp"

namespace clino {

/// One case in one format, and the engines that share its reference: as many units.
struct Task {
  std::size_t case_index;
  Format format;
  std::vector<std::string> engines;
};

/// The tasks of the cases that the globs (of names) and tags choose, in the order of the cases. An engine is left out
/// where it cannot take part: no such format, a black box, or "custom" for a case without a gradient.
std::vector<Task> plan(std::span<const Case> cases, const RunSpec& spec);

/// Whether the shell-like pattern (`*`, `?`, `[...]`) is the name or matches the whole of it; `*` matches `/` too.
bool glob_matches(const std::string& pattern, const std::string& name);

struct RunLimits {
  int jobs = 0;           ///< worker processes; 0: one for each core this process may use
  double timeout = 60;    ///< seconds a unit may take, reference included
  int memory_mib = 4096;  ///< address space of a worker; 0: no limit
};

struct RunEvents {
  /// A unit is done: in the order of completion.
  std::function<void(const UnitResult& unit)> finished = [](const UnitResult&) {};
  /// A unit with its JSON line, in the order of the plan. May throw: the run stops and the exception goes on.
  std::function<void(const std::string& line, UnitResult unit)> append;
  /// A unit's line that is done before its turn; `append` gets it later.
  std::function<void(const std::string& line)> set_aside = [](const std::string&) {};
  /// The line and seconds of a unit that need not be measured again, or null.
  std::function<const Measured*(const std::string& unit_id)> known = [](const std::string&) { return nullptr; };
  /// Called a few times a second.
  std::function<void()> tick = [] {};
};

struct RunSummary {
  std::size_t planned = 0, done = 0;  ///< units
  std::size_t lost = 0;               ///< units that crashed, timed out or ran out of memory
  bool interrupted = false;
};

/// Part `shard` of `shards`, counted from 1: every `shards`-th task, so that engines that share a reference stay
/// together and the parts can be put back in order.
std::vector<Task> part_of(std::span<const Task> tasks, int shard, int shards);

/// Number of units of a plan.
std::size_t unit_count(std::span<const Task> tasks);

/// Measures every task. Lines do not depend on `jobs`. Stops early, with what is complete appended, once `stop` is not
/// 0 (set it in a signal handler). Forks: call it from a process with one thread.
RunSummary run(std::span<const Case> cases, std::span<const Task> tasks, const RunSpec& spec, const RunLimits& limits,
               const RunEvents& events, const volatile std::sig_atomic_t& stop);

}  // namespace clino
