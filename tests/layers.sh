#!/usr/bin/env bash
# Who may include whom: each header of the harness names the headers it may see; $1: the source tree.
set -euo pipefail
cd "$1/harness"
status=0

# allow HEADER: HEADERS it may include directly
allow() {
  local file="include/clino/$1.hpp" seen
  shift
  [ -f "$file" ] || { echo "layers: $file is gone: update this list" >&2; status=1; return; }
  while read -r seen; do
    case " $* " in
      *" $seen "*) ;;
      *) echo "layers: $file includes clino/$seen.hpp" >&2; status=1 ;;
    esac
  done < <(sed -nE 's|^#include [<"]clino/([a-z_]+)\.hpp[>"].*|\1|p' "$file")
}
allow op
allow format
allow trace op
allow tracer op format trace
allow replay op trace tracer
allow dual op format
allow evaluate op format trace
allow function tracer trace format dual
allow case format function
allow engine format function trace
allow estimate case format
allow step_series estimate
allow reference format function trace
allow certifier format function
allow judge estimate format reference
allow diagnose engine reference
allow simplest
allow result case diagnose judge step_series
allow check case engine judge result
allow subject function
allow manifold dual tracer
allow custom check subject manifold
allow coefficients eigen
allow matrices coefficients custom eigen
allow tensors matrices
allow gtest check custom
allow store result
allow run case check result store
allow sweep_result case judge
allow sweep case check engine sweep_result
allow sweep_journal sweep_result

# Siblings never see each other, reports never see engines, only the command logs.
breach() { if grep -rnE "$1" "${@:2}" 2>/dev/null; then echo "layers: $1 must not be there" >&2; status=1; fi; }
breach 'clino/(estimate|reference|diagnose|judge|check)\.hpp' engines
breach 'clino/(engine|diagnose|judge|check)\.hpp' estimators
breach 'clino/(engine|estimate|check)\.hpp' src/reference.cpp src/germ.cpp
breach 'clino/(engine|check|reference|evaluate|tracer)\.hpp|eigen|arb\.h' ../reports --include=*.cpp --include=*.hpp
breach '#include .*spdlog' include src engines estimators ../cases ../reports
breach '#include .*(cli/|reports/)' include src engines estimators ../cases
breach '#include .*(boost|Eigen|unsupported|arb\.h|flint|nlohmann)' --exclude=eigen.hpp --exclude=tensors.hpp include
exit $status
