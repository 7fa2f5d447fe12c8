#!/usr/bin/env bash
# Every public header compiles alone. $1: the source tree, $2: the compiler.
set -euo pipefail
status=0
for header in "$1"/harness/include/clino/*.hpp; do
  echo "#include \"$header\"" |
    "$2" -std=c++20 -fsyntax-only -I"$1/harness/include" -isystem /usr/include/eigen3 -x c++ - || status=1
done
exit $status
