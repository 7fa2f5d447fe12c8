// What a run measures: the choice of cases, formats and engines.
#include <fnmatch.h>

#include <algorithm>

#include "clino/run.hpp"

namespace clino {
namespace {

bool chosen(const Case& c, const RunSpec& spec) {
  const bool named = spec.globs.empty() ||
                     std::ranges::any_of(spec.globs, [&](const auto& glob) { return glob_matches(glob, c.name); });
  const bool tagged = spec.tags.empty() || std::ranges::any_of(spec.tags, [&](const auto& tag) {
                        return std::ranges::find(c.tags, tag) != c.tags.end();
                      });
  return named && tagged;
}

bool takes_part(const std::string& engine, const Case& c, const Format& format) {
  if (engine == "custom") return c.gradient.has_value();
  if (!c.function.traceable()) return false;  // nothing to differentiate but the user's own gradient
  const Engine* found = find_engine(engine);
  if (found == nullptr) return false;
  const std::vector<Format> native = found->info().formats;
  return std::ranges::find(native, format) != native.end();
}

}  // namespace

bool glob_matches(const std::string& pattern, const std::string& name) {
  return pattern == name || ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

std::vector<Task> plan(std::span<const Case> cases, const RunSpec& spec) {
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    if (!chosen(c, spec)) continue;
    for (const Format& format : spec.formats.empty() ? c.formats : spec.formats) {
      Task task{i, format, {}};
      std::ranges::copy_if(spec.engines, std::back_inserter(task.engines),
                           [&](const auto& engine) { return takes_part(engine, c, format); });
      if (!task.engines.empty()) tasks.push_back(std::move(task));
    }
  }
  return tasks;
}

std::vector<Task> part_of(std::span<const Task> tasks, int shard, int shards) {
  std::vector<Task> part;
  for (auto i = static_cast<std::size_t>(shard - 1); i < tasks.size(); i += static_cast<std::size_t>(shards))
    part.push_back(tasks[i]);
  return part;
}

std::size_t unit_count(std::span<const Task> tasks) {
  std::size_t n = 0;
  for (const Task& t : tasks) n += t.engines.size();
  return n;
}

}  // namespace clino
