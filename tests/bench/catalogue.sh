#!/usr/bin/env bash
# Wall time and peak memory of the default catalogue; $1: the command.
set -euo pipefail
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
start=$(date +%s.%N)
"$1" run --out "$out" >/dev/null 2>&1 &
pid=$!
peak=0
while kill -0 "$pid" 2>/dev/null; do
  # Resident memory of the command and its workers, in KiB.
  now=$({ ps -o rss= --pid "$pid" --ppid "$pid" 2>/dev/null || true; } | awk '{s += $1} END {print s + 0}')
  [ "$now" -le "$peak" ] || peak=$now
  sleep 0.05
done
wait "$pid" || true
awk -v a="$start" -v b="$(date +%s.%N)" -v kib="$peak" -v cores="$(nproc)" \
  'BEGIN {printf "whole catalogue: %.1f s on %d cores, %.0f MiB at the peak\n", b - a, cores, kib / 1024}'
