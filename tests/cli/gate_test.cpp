// Baselines: `clino run --baseline`, `clino accept`, `clino review`.
#include <gmock/gmock.h>

#include "command.hpp"

namespace clino::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A fresh directory with two cases, and their run; `run` and `accept` are shortened. Not in CI unless a test says so.
const std::string with_cases = two_cases() + R"sh(
run() { $CLINO run --quiet --cases mine.json --no-catalogue --engine eigen --report console:/dev/null "$@" | grep -E '^(new|worse|gone|better|gate)'; }
code() { $CLINO run --quiet --cases mine.json --no-catalogue --engine eigen "$@" > /dev/null; echo "code $?"; }
)sh";
/// How a line about the first case goes on behind its columns: input, what happens, command.
std::string and_so_on(const std::string& x) {
  return "x=" + x + "\t[^\t]*\tclino explain my/recip --at x=" + x +
         " --engine eigen --format binary32 --cases mine.json\n";
}
Outcome in_directory(const std::string& script) { return shell(with_cases + script); }

TEST(Gate, AcceptedFindingsPassAndNewOnesDoNot) {
  const Outcome o = in_directory(
      "run; $CLINO accept --reason 'known: #12' > /dev/null\n"
      "code --baseline clino.baseline.tsv; grep -v underflow clino.baseline.tsv > less.tsv\n"
      "run --baseline less.tsv; code --baseline less.tsv");
  EXPECT_THAT(o.out, HasSubstr("gate\tfail\tnew=5")) << o.err;
  EXPECT_THAT(o.out, testing::ContainsRegex("code 0\nnew\tmy/recip\teigen\tbinary32\tunderflow\tengine\t-\t" +
                                            and_so_on("50") + ""));
  EXPECT_THAT(o.out, HasSubstr("gate\tfail\tnew=2\tgone=0\tlost=0\trefused=0\tworse=0\tbetter=0\ncode 1\n"));
}

TEST(Gate, MoreDigitsLostAreWorseAndFewerOnesFailAStrictGateOnly) {
  const Outcome o = in_directory(
      "run > /dev/null; $CLINO accept > /dev/null\n"
      "sed 's/\\(recip.eigen.binary32.inaccurate.range.\\)7/\\11/' clino.baseline.tsv > one.tsv\n"
      "sed 's/\\(recip.eigen.binary32.inaccurate.range.\\)7/\\19/' clino.baseline.tsv > nine.tsv\n"
      "run --baseline one.tsv; run --baseline nine.tsv; run --baseline nine.tsv --strict-baseline");
  EXPECT_THAT(o.out, testing::ContainsRegex("worse\tmy/recip\teigen\tbinary32\tinaccurate\trange\t1>7\t" +
                                            and_so_on("88") + "gate\tfail"))
      << o.err;
  EXPECT_THAT(o.out, testing::ContainsRegex("better\tmy/recip\teigen\tbinary32\tinaccurate\trange\t9>7\t" +
                                            and_so_on("88") + "gate\tpass"));
  EXPECT_THAT(o.out, testing::ContainsRegex("better\tmy/recip\teigen\tbinary32\tinaccurate\trange\t9>7\t" +
                                            and_so_on("88") + "gate\tfail"));
}

TEST(Gate, ABaselineOfAnotherSeedOrOtherCasesIsRefusedNotReportedAsRegressions) {
  const Outcome o = in_directory(
      "run > /dev/null; $CLINO accept > /dev/null; code --baseline clino.baseline.tsv --seed 2\n"
      "sed -i 's/x+1/x+2/' mine.json; code --baseline clino.baseline.tsv");
  EXPECT_THAT(o.out, testing::EndsWith("code 2\ncode 2\n")) << o.err;
  EXPECT_THAT(o.err, HasSubstr("seed=1, not seed=2"));
  EXPECT_THAT(o.err, HasSubstr("the cases have changed since"));
}

TEST(Gate, ARenewedBaselineFitsTheCasesOfTodayAndKeepsReasons) {
  const Outcome o = in_directory(
      "run > /dev/null; $CLINO accept --reason because > /dev/null; sed -i 's/x+1/x+2/' mine.json\n"
      "run > /dev/null; $CLINO accept > /dev/null; echo refused $?; $CLINO accept --renew > /dev/null\n"
      "code --baseline clino.baseline.tsv; grep -c because clino.baseline.tsv");
  EXPECT_EQ(o.out, "refused 2\ncode 0\n5\n") << o.err;
}

TEST(Gate, AcceptTakesWhatAGlobOfCasesOrUnitsMatches) {
  const Outcome o = in_directory(
      "run > /dev/null; $CLINO accept 'your/*'; echo code $?; ls clino.baseline.tsv\n"
      "$CLINO accept '*/eigen/binary32' | tail -1");
  EXPECT_THAT(o.out, testing::StartsWith("code 3\nbaseline\tclino.baseline.tsv\taccepted=5\tleft=0\tlines=5\n"));
  EXPECT_THAT(o.err, HasSubstr("nothing accepted"));
}

TEST(Gate, InContinuousIntegrationNothingIsRewritten) {
  const Outcome o = in_directory(
      "run > /dev/null; export CI=true; $CLINO accept; echo code $?; $CLINO review --renew; echo code $?; ls");
  EXPECT_THAT(o.out, HasSubstr("code 2\ncode 2\n"));
  EXPECT_THAT(o.out, Not(HasSubstr("clino.baseline.tsv")));
  EXPECT_THAT(o.err, HasSubstr("nothing is accepted in continuous integration"));
}

TEST(Gate, AMissingBaselineSaysHowToMakeOne) {
  const Outcome o = in_directory("code --baseline none.tsv");
  EXPECT_EQ(o.out, "code 2\n");
  EXPECT_THAT(o.err, HasSubstr("cannot read none.tsv: No such file or directory; 'clino accept --baseline none.tsv'"));
}

TEST(Review, WithoutATerminalPrintsTheCommandsThatWouldAccept) {
  const Outcome o = in_directory("run > /dev/null; $CLINO review; echo code $?; ls");
  EXPECT_THAT(o.out, HasSubstr("new\tmy/recip/eigen/binary32\tunderflow\tengine\tis underflow at x=50\n"));
  EXPECT_THAT(o.out, HasSubstr("accept\tclino accept 'my/recip/eigen/binary32' --results 'clino-out'"));
  EXPECT_THAT(o.out, HasSubstr("code 1\n"));
  EXPECT_THAT(o.out, Not(HasSubstr("clino.baseline.tsv\n")));
}

TEST(Review, AsksForOneFindingAtATime) {
  const Outcome o = in_directory(
      "run > /dev/null\n"
      "printf 'a\\nwhy\\ns\\nr\\nA\\nall of it\\nq\\n' > keys; export CLINO; SHELL=/bin/sh\n"
      "script -qec '\"$CLINO\" review --color never' /dev/null < keys | tr -d '\\r'; cat clino.baseline.tsv");
  EXPECT_THAT(o.out, HasSubstr("1 of 5  new  my/recip/eigen/binary32\n  is inaccurate with 7 digits lost at x=88\n"));
  EXPECT_THAT(o.out, HasSubstr("clino explain my/recip --at x=88 --engine eigen --format binary32 --cases mine.json"));
  EXPECT_THAT(o.out, HasSubstr("2 accepted, 3 left; clino.baseline.tsv\n"));
  EXPECT_THAT(o.out, HasSubstr("to repair: clino explain my/recip --at "));
  EXPECT_THAT(o.out, HasSubstr("inaccurate\trange\t7\tx=88\twhy\n"));
  EXPECT_THAT(o.out, HasSubstr("all of it\n"));
}

TEST(Review, KeepsToTheWidthOfTheTerminal) {
  const Outcome o = in_directory(
      "run > /dev/null\n"
      "printf 's\\ns\\ns\\ns\\ns\\n' > keys; export CLINO; SHELL=/bin/sh\n"
      "script -qec 'stty cols 50; \"$CLINO\" review --color never' /dev/null < keys | tr -d '\\r' | "
      "grep -v -e 'clino explain' -e '(q)uit'");
  EXPECT_THAT(o.out, HasSubstr("5 of 5  new"));
  EXPECT_THAT(o.out, HasSubstr("\n    "));
  EXPECT_LE(widest_line(o.out), 50U) << o.out;
}

}  // namespace
}  // namespace clino::test
