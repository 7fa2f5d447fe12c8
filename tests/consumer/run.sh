#!/usr/bin/env bash
# Installs the build tree given as $1 into a scratch prefix, then builds and tests the project beside this script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cmake --install "$1" --prefix "$scratch/prefix" >/dev/null
cmake -S "$here" -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$scratch/build"
ctest --test-dir "$scratch/build" --output-on-failure
# The installed headers must not need the libraries that the harness is built with.
for header in "$scratch"/prefix/include/clino/*.hpp; do
  case "$header" in */eigen.hpp | */tensors.hpp | */gtest.hpp) continue ;; esac  # of libraries that the user has
  if grep -nE '#include <(boost|Eigen|unsupported|spdlog|nlohmann|arb|flint|mpfr)' "$header"; then
    echo "an installed header includes a library of the build" >&2
    exit 1
  fi
done
