#!/usr/bin/env bash
# Every command that the README, docs/sweep.md and docs/reference.md show prints what they say, on a terminal of 80 columns;
# every line of the C++ and CMake snippets of the README and docs/custom-gradients.md stands in tests/consumer, and of
# docs/extending.md and docs/reference.md in tests/docs, which are built and run; every link of the documents leads to a
# file. $1: the source tree, $2: the folder of the command.
set -euo pipefail
readme="$1/README.md"
export PATH="$2:$PATH" NO_COLOR=1 LC_ALL=C  # the documents are in ASCII
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# blocks LANGUAGE FILE...: the lines of all fenced blocks of a language, a form feed between blocks
blocks() {
  awk -v fence="\`\`\`$1" '$0 == fence {on = 1; next} /^```/ {if (on) print "\f"; on = 0} on' "${@:2}"
}

commands=0
expected="$scratch/expected"
check() {
  [ -n "${command:-}" ] || return 0
  commands=$((commands + 1))
  script -qec "stty cols 80 rows 50; $command" "$scratch/typescript" </dev/null >/dev/null 2>&1 || true
  # Drop script's own first and last line, carriage returns and blank lines at the end.
  sed -e '/^Script started/d' -e '/^Script done/d' "$scratch/typescript" | tr -d '\r' |
    sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$scratch/actual"
  diff -u --label "documented: $command" --label "printed" "$expected" "$scratch/actual"
}
command=
while IFS= read -r line; do
  case "$line" in
    '$ '*) check; command=${line#'$ '}; : >"$expected" ;;
    $'\f') check; command= ;;
    *) printf '%s\n' "$line" >>"$expected" ;;
  esac
done < <(blocks console "$readme" "$1/docs/sweep.md" "$1/docs/reference.md")
[ "$commands" -ge 4 ] || { echo "readme: only $commands commands found" >&2; exit 1; }

snippets=0
while IFS= read -r line; do
  [ -n "${line//[$'\f' ]/}" ] || continue
  snippets=$((snippets + 1))
  grep -qxF -- "$line" "$1"/tests/consumer/my_test.cpp "$1"/tests/consumer/CMakeLists.txt ||
    { echo "readme: no such line in tests/consumer: $line" >&2; exit 1; }
done < <(blocks cpp "$readme" "$1/docs/custom-gradients.md"; blocks cmake "$readme")
[ "$snippets" -ge 6 ] || { echo "readme: only $snippets snippet lines found" >&2; exit 1; }

for document in extending:extending reference:rules_page; do
  test="tests/docs/${document#*:}_test.cpp"
  while IFS= read -r line; do
    [ -n "${line//[$'\f' ]/}" ] || continue
    snippets=$((snippets + 1))
    grep -qxF -- "$line" "$1/$test" || { echo "readme: no such line in $test: $line" >&2; exit 1; }
  done < <(blocks cpp "$1/docs/${document%:*}.md")
done

for document in "$readme" "$1"/docs/*.md; do
  while IFS= read -r path; do
    [ -e "$(dirname "$document")/$path" ] ||
      { echo "readme: a link of $document leads to $path, which is not there" >&2; exit 1; }
  done < <(grep -oE '\]\([A-Za-z.][A-Za-z0-9_./-]*(#[a-z0-9-]*)?\)' "$document" | sed -E 's/^\]\(//; s/(#[^)]*)?\)$//')
done
echo "readme: $commands commands, $snippets lines of snippets"
