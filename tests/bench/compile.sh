#!/usr/bin/env bash
# What one more case costs to compile: the slope between a file of 10 and a file of 60 functors.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
functors() {
  echo '#include "clino/function.hpp"'
  echo '#include <cmath>'
  echo 'using std::exp, std::sin, std::sqrt;'
  echo 'std::vector<clino::Function> all() { return {'
  for i in $(seq "$1"); do echo "  [](auto x) { return sin($i.5 * x) / (1.0 + exp(-x)) + sqrt(x * x + $i.0); },"; done
  echo '}; }'
}
seconds() {
  functors "$1" >"$scratch/f.cpp"
  local start end
  start=$(date +%s.%N)
  g++ -std=c++20 -O2 -I"$root/harness/include" -c "$scratch/f.cpp" -o "$scratch/f.o"
  end=$(date +%s.%N)
  awk -v a="$start" -v b="$end" 'BEGIN {print b - a}'
}
few=$(seconds 10)
many=$(seconds 60)
awk -v a="$few" -v b="$many" 'BEGIN {printf "compile time of one more functor: %.3f s (a file of 10 takes %.1f s)\n", (b - a) / 50, a}'
