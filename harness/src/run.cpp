#include "clino/run.hpp"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <thread>
#include <utility>

#include "clino/store.hpp"
#include "json_writer.hpp"
#include "survey.hpp"
#include "worker.hpp"

namespace clino {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto tick_interval = std::chrono::milliseconds(200);

CheckOptions options_of(const RunSpec& spec) {
  CheckOptions options;
  options.points = spec.points;
  options.seed = spec.seed;
  options.tolerance = spec.tolerance;
  options.shims = spec.shims;
  options.literals = spec.literals;
  return options;
}

/// The unit of an engine that took its process with it.
UnitResult lost_unit(const Case& c, const Task& task, const std::string& engine, const std::string& why) {
  UnitResult u;
  u.case_name = c.name;
  u.function = c.function.text();
  u.engine = engine;
  u.format = task.format.name;
  u.variables = c.function.variables();
  u.domain = c.domain;
  u.mechanism = c.mechanism;
  u.lesson = c.lesson;
  u.stable = c.stable;
  u.source = c.source;
  u.reference = reference_text(c);
  u.tags = c.tags;
  u.failure = why;
  u.counts[static_cast<std::size_t>(Verdict::failed)] = 1;
  u.level = Level::error;
  return u;
}

/// A finished unit that waits for its turn in the plan.
struct Finished {
  std::string line;
  UnitResult unit;
};

struct TaskState {
  std::vector<std::size_t> open;                 ///< engines without a unit
  std::vector<std::optional<Finished>> units{};  ///< by engine
};

struct Slot {
  std::unique_ptr<Worker> worker{};
  std::optional<std::size_t> task{};    ///< at work on it
  std::optional<std::size_t> engine{};  ///< has begun with it
  bool began = false;                   ///< with any engine of the order: the shared part is over
  Clock::time_point heard{};
  std::string fate{};  ///< why it is about to end
};

class Runner {
 public:
  Runner(std::span<const Case> cases, std::span<const Task> tasks, const RunSpec& spec, const RunLimits& limits,
         const RunEvents& events, const volatile std::sig_atomic_t& stop)
      : cases_(cases), tasks_(tasks), options_(options_of(spec)), limits_(limits), events_(events), stop_(stop) {
    summary_.planned = unit_count(tasks);
    for (std::size_t t = 0; t < tasks.size(); ++t) {
      states_.push_back(state_of(tasks[t]));
      if (!states_.back().open.empty()) waiting_.push_back(t);
    }
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    slots_.resize(std::min<std::size_t>(limits.jobs > 0 ? limits.jobs : cores, waiting_.size()));
  }

  RunSummary run() {
    while (next_task_ < tasks_.size() && append_next()) {
    }
    while (next_task_ < tasks_.size() && stop_ == 0) {
      assign();
      listen();
      expire();
      events_.tick();
    }
    summary_.interrupted = next_task_ < tasks_.size();
    slots_.clear();
    if (summary_.interrupted) append_across_gaps();
    return summary_;
  }

 private:
  /// What is known of a task when the run begins: all of it open, unless an earlier run has measured some.
  TaskState state_of(const Task& task) {
    TaskState state;
    state.units.resize(task.engines.size());
    for (std::size_t e = 0; e < task.engines.size(); ++e) {
      const Measured* known = events_.known(unit_id(cases_[task.case_index].name, task.engines[e], task.format.name));
      if (known == nullptr) {
        state.open.push_back(e);
        continue;
      }
      state.units[e] = Finished{known->line, unit_from_json(known->line)};
      state.units[e]->unit.seconds = known->seconds;
      ++summary_.done;
      if (!state.units[e]->unit.failure.empty()) ++summary_.lost;
      events_.finished(state.units[e]->unit);
    }
    return state;
  }

  void assign() {
    for (Slot& slot : slots_) {
      if (slot.task || waiting_.empty()) continue;
      const std::size_t task = waiting_.front();
      waiting_.pop_front();
      if (!slot.worker) slot.worker = std::make_unique<Worker>(work(), limits_.memory_mib);
      slot.task = task;
      slot.engine.reset();
      slot.began = false;
      slot.heard = Clock::now();
      slot.worker->send({task, states_[task].open});
    }
  }

  /// Runs in the worker.
  Worker::Work work() const {
    return [this](const Order& order, const Worker::Report& report) {
      const Task& task = tasks_[order.task];
      std::vector<std::string> engines;
      for (const std::size_t e : order.engines) engines.push_back(task.engines[e]);
      Clock::time_point start = Clock::now();  // the first unit of a task bears what all share
      check_units(
          cases_[task.case_index], engines, task.format, options_,
          [&](const std::string& engine) { report({.kind = Message::Kind::begin, .text = engine}); },
          [&](const UnitResult& unit) {
            const auto now = Clock::now();
            const double seconds = std::chrono::duration<double>(now - std::exchange(start, now)).count();
            report({.kind = Message::Kind::unit, .seconds = seconds, .text = to_json(unit)});
          });
    };
  }

  void listen() {
    std::vector<pollfd> descriptors;
    for (const Slot& slot : slots_) descriptors.push_back({slot.task ? slot.worker->descriptor() : -1, POLLIN, 0});
    if (::poll(descriptors.data(), descriptors.size(), static_cast<int>(tick_interval.count())) <= 0) return;
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (descriptors[i].revents != 0) hear(slots_[i]);
  }

  void hear(Slot& slot) {
    std::vector<Message> messages;
    const bool alive = slot.worker->receive(messages);
    for (const Message& m : messages) take(slot, m);
    if (!alive) bury(slot);
  }

  void take(Slot& slot, const Message& m) {
    slot.heard = Clock::now();
    const Task& task = tasks_[*slot.task];
    const auto index = [&](const std::string& engine) {
      return static_cast<std::size_t>(std::ranges::find(task.engines, engine) - task.engines.begin());
    };
    switch (m.kind) {
      case Message::Kind::begin:
        slot.engine = index(m.text);
        slot.began = true;
        break;
      case Message::Kind::unit: {
        UnitResult unit = unit_from_json(m.text);
        unit.seconds = m.seconds;
        slot.engine.reset();
        const std::size_t engine = index(unit.engine);
        complete(*slot.task, engine, {m.text, std::move(unit)});
        break;
      }
      case Message::Kind::done: slot.task.reset(); break;
      case Message::Kind::gave_up: slot.fate = m.text; break;
    }
  }

  /// The worker is gone: its unit is lost, the rest of its task goes to a fresh worker.
  void bury(Slot& slot) {
    std::string ending = slot.worker->ending();
    if (!slot.fate.empty()) ending = slot.fate;
    slot.worker.reset();
    slot.fate.clear();
    if (!slot.task) return;
    const std::size_t task = *std::exchange(slot.task, std::nullopt);
    const std::vector<std::size_t> open = states_[task].open;
    // Before the first engine begins, the reference and estimates that all share are at work.
    if (!slot.began) {
      for (const std::size_t e : open) lose(task, e, ending);
    } else if (!open.empty()) {
      lose(task, slot.engine.value_or(open.front()), ending);
    }
    if (!states_[task].open.empty()) waiting_.push_front(task);
  }

  void lose(std::size_t task, std::size_t engine, const std::string& why) {
    ++summary_.lost;
    UnitResult unit = lost_unit(cases_[tasks_[task].case_index], tasks_[task], tasks_[task].engines[engine], why);
    std::string line = to_json(unit);
    complete(task, engine, {std::move(line), std::move(unit)});
  }

  void complete(std::size_t task, std::size_t engine, Finished finished) {
    TaskState& state = states_[task];
    std::erase(state.open, engine);
    ++summary_.done;
    events_.finished(finished.unit);
    state.units[engine] = std::move(finished);
    while (next_task_ < tasks_.size() && append_next()) {
    }
    if (states_[task].units[engine]) events_.set_aside(states_[task].units[engine]->line);
  }

  /// Appends the next unit of the plan, if it is there.
  bool append_next() {
    std::optional<Finished>& next = states_[next_task_].units[next_engine_];
    if (!next) return false;
    events_.append(next->line, std::move(next->unit));
    next.reset();
    if (++next_engine_ == tasks_[next_task_].engines.size()) {
      ++next_task_;
      next_engine_ = 0;
    }
    return true;
  }

  void append_across_gaps() {
    for (TaskState& state : states_)
      for (std::optional<Finished>& f : state.units)
        if (f) events_.append(f->line, std::move(f->unit));
  }

  void expire() {
    const auto now = Clock::now();
    for (Slot& slot : slots_) {
      if (!slot.task || limits_.timeout <= 0) continue;
      if (std::chrono::duration<double>(now - slot.heard).count() <= limits_.timeout) continue;
      slot.fate = "timed out after " + json_number(limits_.timeout) + " s";
      slot.worker->kill();
      slot.heard = now;  // the end of file that follows buries it
    }
  }

  std::span<const Case> cases_;
  std::span<const Task> tasks_;
  CheckOptions options_;
  RunLimits limits_;
  const RunEvents& events_;
  const volatile std::sig_atomic_t& stop_;
  RunSummary summary_;
  std::vector<TaskState> states_;
  std::deque<std::size_t> waiting_;
  std::vector<Slot> slots_;
  std::size_t next_task_ = 0, next_engine_ = 0;  ///< of the next unit to append
};

}  // namespace

RunSummary run(std::span<const Case> cases, std::span<const Task> tasks, const RunSpec& spec, const RunLimits& limits,
               const RunEvents& events, const volatile std::sig_atomic_t& stop) {
  return Runner(cases, tasks, spec, limits, events, stop).run();
}

}  // namespace clino
