#include "shard.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "exit_code.hpp"

namespace clino::cli {
namespace {

int whole_number(std::string_view text, std::string_view name) {
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size())
    throw UsageError(fmt::format("{}: '{}' is no whole number", name, text));
  return n;
}

Shard checked(Shard shard) {
  if (shard.count < 1 || shard.index < 1 || shard.index > shard.count)
    throw UsageError(fmt::format("{}: there is no part {} of {}", shard.source, shard.index, shard.count));
  return shard;
}

/// Variables that carry the index and the number of parts, and the index of the first part.
struct Convention {
  const char *index, *count;
  int first;
};
constexpr std::array conventions{Convention{"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", 0},
                                 Convention{"TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0},
                                 Convention{"CI_NODE_INDEX", "CI_NODE_TOTAL", 1}};

std::optional<Shard> read(const Convention& c, const Environment& environment) {
  const char *index = environment(c.index), *count = environment(c.count);
  if (index == nullptr || count == nullptr) return std::nullopt;
  return checked({whole_number(index, c.index) - c.first + 1, whole_number(count, c.count), c.count});
}

/// A job array may start anywhere and go in steps: --array=10-40:10.
std::optional<Shard> read_slurm(const Environment& environment) {
  const char *id = environment("SLURM_ARRAY_TASK_ID"), *count = environment("SLURM_ARRAY_TASK_COUNT");
  if (id == nullptr || count == nullptr) return std::nullopt;
  const char *min = environment("SLURM_ARRAY_TASK_MIN"), *step = environment("SLURM_ARRAY_TASK_STEP");
  const int first = min == nullptr ? 1 : whole_number(min, "SLURM_ARRAY_TASK_MIN");
  const int stride = step == nullptr ? 1 : whole_number(step, "SLURM_ARRAY_TASK_STEP");
  const int offset = whole_number(id, "SLURM_ARRAY_TASK_ID") - first;
  if (stride < 1 || offset % stride != 0) throw UsageError("SLURM_ARRAY_TASK_STEP does not fit SLURM_ARRAY_TASK_ID");
  return checked({offset / stride + 1, whole_number(count, "SLURM_ARRAY_TASK_COUNT"), "SLURM_ARRAY_TASK_ID"});
}

}  // namespace

Shard parse_shard(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) throw UsageError("--shard: '" + text + "' is not K/N, as in 2/4");
  return checked(
      {whole_number(text.substr(0, slash), "--shard"), whole_number(text.substr(slash + 1), "--shard"), "--shard"});
}

Shard shard_of(const std::string& asked, const Environment& environment) {
  if (!asked.empty()) return parse_shard(asked);
  std::optional<Shard> found;
  const auto see = [&](const std::optional<Shard>& shard) {
    if (!shard) return;
    if (found && (found->index != shard->index || found->count != shard->count))
      throw UsageError(fmt::format("{} says part {} of {}, {} says part {} of {}; --shard decides", found->source,
                                   found->index, found->count, shard->source, shard->index, shard->count));
    if (!found) found = shard;
  };
  for (const Convention& c : conventions) see(read(c, environment));
  see(read_slurm(environment));
  return found.value_or(Shard{});
}

}  // namespace clino::cli
