#!/usr/bin/env bash
# Fuzzes every reader of text for SECONDS each (60 unless given); fails at the first input that breaks one.
# New inputs go to build/fuzz/corpus; findings stay in build/fuzz as crash-*, timeout-*, oom-*.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzz_expression fuzz_fpcore fuzz_case_file
for name in expression fpcore case_file; do
  mkdir -p "build/fuzz/corpus/$name"
  echo "fuzzing $name for $seconds s" >&2
  log=build/fuzz/$name.log
  "build/fuzz/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
    -print_final_stats=1 -artifact_prefix=build/fuzz/ -dict="tests/fuzz/$name.dict" \
    "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1 || { tail -n 60 "$log" >&2; exit 1; }
  grep -E 'number_of_executed_units|new_units_added|slowest_unit|peak_rss' "$log"
done
