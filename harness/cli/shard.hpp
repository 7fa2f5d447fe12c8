/// Which part of a run is this process's.
#pragma once
#include <string>

#include "ci.hpp"

namespace clino::cli {

struct Shard {
  int index = 1, count = 1;  ///< counted from 1
  std::string source{};      ///< who said so: "--shard", "GTEST_TOTAL_SHARDS", ...
};

/// "K/N" as `--shard` takes it. Throws UsageError.
Shard parse_shard(const std::string& text);

/// As asked, else as the first of these says: GTEST_TOTAL_SHARDS and GTEST_SHARD_INDEX, TEST_TOTAL_SHARDS and
/// TEST_SHARD_INDEX (Bazel), CI_NODE_TOTAL and CI_NODE_INDEX (GitLab), SLURM_ARRAY_TASK_ID with _COUNT and _MIN. Throws
/// UsageError for numbers that make no sense and for two sources that disagree.
Shard shard_of(const std::string& asked, const Environment& environment);

}  // namespace clino::cli
