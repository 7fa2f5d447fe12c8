#!/usr/bin/env bash
# Runs the shell blocks of docs/ci.md and docs/report.md one after the other in a fresh directory, as a reader would; $1: the
# source tree, $2: the folder of the command. The blocks of other languages are checked for options that exist.
set -euo pipefail
document="$1/docs/ci.md"
export PATH="$2:$PATH"
unset CI GTEST_TOTAL_SHARDS TEST_TOTAL_SHARDS CI_NODE_TOTAL SLURM_ARRAY_TASK_ID
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >mine.json <<'END'
{"schema":1, "cases":[{"name":"my/recip", "variables":{"x":[-80,100]}, "function":["1/exp(x)"]},
                      {"name":"my/sum", "variables":{"x":[1,2]}, "function":["x+1"]}]}
END
mkdir main
clino run --cases mine.json --no-catalogue --quiet --out main >/dev/null || [ $? -eq 1 ]

commands=0
while IFS= read -r line; do
  [ -n "$line" ] || continue
  case "$line" in
    parallel*) command -v parallel >/dev/null || { echo "docs_ci: no GNU parallel: skipped"; continue; } ;;
  esac
  commands=$((commands + 1))
  code=0
  # Findings are no failure of the document; bad usage and incomplete runs are.
  bash -c "$line" >out.txt 2>err.txt || code=$?
  [ "$code" -le 2 ] && ! grep -q 'clino: error' err.txt ||
    { echo "docs_ci: '$line' ended with $code" >&2; cat err.txt >&2; exit 1; }
done < <(awk '/^```sh$/ {on = 1; next} /^```/ {on = 0} on' "$document" "$1/docs/report.md")
[ "$commands" -ge 9 ] || { echo "docs_ci: only $commands commands found" >&2; exit 1; }

# Every option of clino that the documents name is one of the command's.
for file in "$document" "$1/docs/report.md" "$1/docs/github-matrix.yml"; do
  while read -r verb option; do
    clino "$verb" --help | grep -q -e "$option" || { echo "docs_ci: $file: clino $verb has no $option" >&2; exit 1; }
  done < <(grep -oE 'clino (run|merge|report|compare|accept|review) [^#|]*' "$file" |
    awk '{for (i = 3; i <= NF; ++i) if ($i ~ /^--[a-z]/) {sub(/[=`.,;:)].*/, "", $i); print $2, $i}}' | sort -u)
done
[ -s whole.jsonl ] && [ -s report.html ] && [ -s units.csv ] && [ -s map.svg ] && [ -s findings.json ]

# The project of CTest: it passes with what is accepted, and fails without.
mkdir project
cp mine.json clino.baseline.tsv project
awk '/^```cmake$/ {on = 1; next} /^```/ {on = 0} on' "$document" >project/CMakeLists.txt
cmake -S project -B project/build >cmake.txt 2>&1 || { cat cmake.txt >&2; exit 1; }
ctest --test-dir project/build -j 2 >ctest.txt 2>&1 || { cat ctest.txt >&2; exit 1; }
grep -q '100% tests passed.* out of 5' ctest.txt && [ -s project/build/junit.xml ]
grep '^#' clino.baseline.tsv >project/clino.baseline.tsv
! ctest --test-dir project/build >ctest.txt 2>&1 || { echo "docs_ci: the gate of CTest passes anything" >&2; exit 1; }
grep -q 'gradients_gate (Failed)' ctest.txt || { cat ctest.txt >&2; exit 1; }
echo "docs_ci: $commands commands"
