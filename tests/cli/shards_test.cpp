// Parts of a run, merging them, and going on after a kill.
#include <gmock/gmock.h>

#include <map>

#include "command.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/shard.hpp"

namespace clino::test {
namespace {

using cli::Shard;
using cli::shard_of;
using testing::HasSubstr;

cli::Environment variables(std::map<std::string, const char*> values) {
  return [values](const char* name) -> const char* {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : found->second;
  };
}
std::string part(const std::string& asked, const std::map<std::string, const char*>& values) {
  const Shard s = shard_of(asked, variables(values));
  return std::to_string(s.index) + "/" + std::to_string(s.count);
}

TEST(Shard, IsAskedForOrToldByTheEnvironment) {
  EXPECT_EQ(part("", {}), "1/1");
  EXPECT_EQ(part("2/4", {{"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", "0"}}), "2/4");
  EXPECT_EQ(part("", {{"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", "0"}}), "1/3");
  EXPECT_EQ(part("", {{"TEST_TOTAL_SHARDS", "3"}, {"TEST_SHARD_INDEX", "2"}}), "3/3");
  EXPECT_EQ(part("", {{"CI_NODE_TOTAL", "3"}, {"CI_NODE_INDEX", "2"}}), "2/3");
  EXPECT_EQ(part("", {{"CI_NODE_TOTAL", "3"}}), "1/1") << "a count alone says nothing";
}

TEST(Shard, ASlurmArrayMayStartAnywhereAndGoInSteps) {
  EXPECT_EQ(part("", {{"SLURM_ARRAY_TASK_ID", "30"},
                      {"SLURM_ARRAY_TASK_COUNT", "4"},
                      {"SLURM_ARRAY_TASK_MIN", "10"},
                      {"SLURM_ARRAY_TASK_STEP", "10"}}),
            "3/4");
  EXPECT_EQ(part("", {{"SLURM_ARRAY_TASK_ID", "0"}, {"SLURM_ARRAY_TASK_COUNT", "2"}, {"SLURM_ARRAY_TASK_MIN", "0"}}),
            "1/2");
}

TEST(Shard, NonsenseAndSourcesThatDisagreeAreRefused) {
  for (const char* bad : {"0/4", "5/4", "2", "a/b", "1/0", "-1/2", "1/2/3"})
    EXPECT_THROW(shard_of(bad, variables({})), cli::UsageError) << bad;
  EXPECT_THROW(part("", {{"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "2"}}), cli::UsageError);
  const std::map<std::string, const char*> two{
      {"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "0"}, {"CI_NODE_TOTAL", "2"}, {"CI_NODE_INDEX", "2"}};
  EXPECT_THROW(part("", two), cli::UsageError);
  EXPECT_EQ(part("1/2", two), "1/2");
}

/// `run ARGS` measures a small part of the catalogue; `units FILE` prints its unit records.
const std::string small = R"sh(
unset GTEST_TOTAL_SHARDS TEST_TOTAL_SHARDS CI_NODE_TOTAL SLURM_ARRAY_TASK_ID CI
run() { $CLINO run 'sigmoid/*' 'recip_exp/*' 'relu/*' --engine eigen,forward --points 4 --quiet --report console:/dev/null "$@" > /dev/null; }
units() { grep '^{"record":"unit"' "$1"; }
same() { units "$1" > a; units "$2" > b; cmp a b && echo same; }
)sh";
Outcome in_directory(const std::string& script) { return shell(small + script); }

TEST(Shards, MergedPartsAreTheSameBytesAsTheWholeRun) {
  const Outcome o = in_directory(
      "run --out whole; for k in 1 2 3; do run --out part$k --shard $k/3; done\n"
      "$CLINO merge part2 part3/results.jsonl part1 --out merged.jsonl; echo code $?\n"
      "same whole/results.jsonl merged.jsonl; $CLINO report merged.jsonl > /dev/null; echo report $?\n"
      "cat part*/results.jsonl | grep -c unit; units whole/results.jsonl | wc -l");
  EXPECT_THAT(o.out, HasSubstr("merged\tmerged.jsonl\tparts=3\tunits=")) << o.err;
  EXPECT_THAT(o.out, HasSubstr("code 0\nsame\nreport 0\n")) << o.err;
}

TEST(Shards, TheEnvironmentChoosesThePart) {
  const Outcome o = in_directory(
      "run --out one --shard 2/2; export GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=1; run --out two\n"
      "same one/results.jsonl two/results.jsonl");
  EXPECT_EQ(o.out, "same\n") << o.err;
}

TEST(Shards, APartWithoutATaskIsCompleteAndMerges) {
  const Outcome o = in_directory(
      "for k in 1 2; do $CLINO run sigmoid/naive --engine eigen --format float --quiet --out p$k --shard $k/2 "
      ">/dev/null; done\n"
      "$CLINO merge p1 p2 --out m.jsonl");
  EXPECT_THAT(o.out, HasSubstr("units=1")) << o.err;
}

TEST(Merge, RefusesASetThatIsIncompleteOrOfSeveralRuns) {
  const Outcome o = in_directory(
      "m() { $CLINO merge \"$@\" --out m.jsonl; echo code $?; }\n"
      "run --out p1 --shard 1/2; run --out p2 --shard 2/2; run --out other --shard 2/2 --seed 9; run --out q --shard "
      "2/3\n"
      "m p1; m p1 p1; m p1 other; m p1 q; head -3 p2/results.jsonl > torn.jsonl; m p1 torn.jsonl; ls m.jsonl");
  EXPECT_EQ(o.out, "code 3\ncode 3\ncode 3\ncode 3\ncode 3\n");
  EXPECT_THAT(o.err, HasSubstr("part 2 of 2 is missing"));
  EXPECT_THAT(o.err, HasSubstr("part 1 of 2 is there twice"));
  EXPECT_THAT(o.err, HasSubstr("p1 and other are not of one run"));
  EXPECT_THAT(o.err, HasSubstr("q is of 3 parts, p1 of 2"));
  EXPECT_THAT(o.err, HasSubstr("torn.jsonl did not finish"));
}

TEST(Resume, GoesOnAfterATornLineAndGivesTheSameBytes) {
  const Outcome o = in_directory(
      "run --out whole; mkdir o; n=$(wc -c < whole/results.jsonl)\n"
      "for cut in 3 2; do head -c $((n / cut)) whole/results.jsonl > o/results.jsonl; run --out o --resume\n"
      "same whole/results.jsonl o/results.jsonl; tail -1 o/results.jsonl | cut -c1-15; ls o; done");
  EXPECT_EQ(o.out, "same\n{\"record\":\"end\"\nresults.jsonl\nsame\n{\"record\":\"end\"\nresults.jsonl\n") << o.err;
}

TEST(Resume, OfACompleteRunMeasuresNothing) {
  const Outcome o = in_directory(
      "run --out o; cp o/results.jsonl before; run --out o --resume -vv 2> log; same before o/results.jsonl\n"
      "[ -s o/results.jsonl.waiting ] || echo none waiting");
  EXPECT_EQ(o.out, "same\nnone waiting\n") << o.err;
}

TEST(Resume, OfAnotherRunIsRefused) {
  const Outcome o = in_directory("run --out o; run --out o --resume --seed 5; echo code $?");
  EXPECT_EQ(o.out, "code 2\n");
  EXPECT_THAT(o.err, HasSubstr("cannot resume o/results.jsonl: it is a run of other cases, options or another build"));
}

TEST(Resume, UnitsThatWereSetAsideAreTakenUp) {
  // What is aside is taken as it is: a mark in it shows.
  const Outcome o = in_directory(
      "run --out whole; mkdir o; head -2 whole/results.jsonl > o/results.jsonl\n"
      "sed -n 5p whole/results.jsonl | sed 's/\"lesson\":\"/&MARK /' > o/results.jsonl.waiting\n"
      "run --out o --resume; grep -c MARK o/results.jsonl; units o/results.jsonl | wc -l | tr -d ' '\n"
      "units whole/results.jsonl | wc -l | tr -d ' '");
  EXPECT_THAT(o.out, testing::StartsWith("1\n")) << o.err;
  const std::size_t second = o.out.find('\n') + 1, third = o.out.find('\n', second) + 1;
  EXPECT_EQ(o.out.substr(second, third - second), o.out.substr(third)) << o.err;
}

TEST(Resume, TwoRunsIntoOneDirectoryAreRefusedAndTheLockDiesWithItsProcess) {
  const Outcome o = shell(
      "$CLINO run --out o --engine forward --points 100000 --jobs 1 --quiet > /dev/null 2>&1 & pid=$!\n"
      "n=0; while [ ! -s o/results.jsonl ] && [ $n -lt 200 ]; do sleep 0.02; n=$((n+1)); done\n"
      "$CLINO run relu/max --out o --quiet; echo second $?; kill -9 $pid; wait $pid 2>/dev/null\n"
      "n=0; while ! $CLINO run 'relu/*' --engine forward --format float --points 1 --out o --quiet > /dev/null 2> err\n"
      "do [ $? -eq 1 ] && break; n=$((n+1)); [ $n -gt 100 ] && break; sleep 0.02; done; cat err; echo third");
  EXPECT_THAT(o.out, HasSubstr("second 2\n"));
  EXPECT_THAT(o.err, HasSubstr("another run is writing it"));
  EXPECT_THAT(o.out, testing::EndsWith("third\n"));
}

TEST(Resume, SurvivesKillsAtRandomMoments) {
  // CLINO_KILLS: how many; the seed of the moments is their number.
  const Outcome o = in_directory(
      "kills=${CLINO_KILLS:-4}; i=0; run --out whole; lost=0\n"
      "start() { $CLINO run 'sigmoid/*' 'recip_exp/*' 'relu/*' --engine eigen,forward --points 4 --quiet "
      "--report console:/dev/null --jobs 2 \"$@\" > /dev/null 2>&1; }\n"
      "while [ $i -lt $kills ]; do\n"
      "  i=$((i+1)); rm -rf o; mkdir o; start --out o & pid=$!\n"
      "  sleep 0.$(( (i * 7919) % 90 + 10 )); kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null\n"
      "  n=0; while start --out o --resume; [ $? -ge 2 ] && [ $n -lt 50 ]; do n=$((n+1)); sleep 0.02; done\n"
      "  same whole/results.jsonl o/results.jsonl > /dev/null || lost=$((lost+1))\n"
      "done; echo $i kills, $lost damaged");
  EXPECT_THAT(o.out, HasSubstr(" kills, 0 damaged")) << o.err;
}

}  // namespace
}  // namespace clino::test
