// `clino compare`: two runs against each other.
#include <gmock/gmock.h>

#include "command.hpp"

namespace clino::test {
namespace {

using testing::HasSubstr;

/// Two runs, `old` and `new`, of files that differ: one case is repaired, one is spoilt, one goes, one comes.
const std::string two_runs = R"sh(
unset CI
one() { printf '{"name":"%s", "variables":{"x":[-80,100]}, "function":["%s"], "formats":["binary32"]}' "$1" "$2"; }
file() { printf '{"schema":1, "cases":[%s,%s,%s,%s]}' "$1" "$2" "$3" "$4"; }
run() { $CLINO run --quiet --no-catalogue --engine eigen --cases $1.json --out $1 --report console:/dev/null > /dev/null; }
file "$(one repaired '1/exp(x)')" "$(one spoilt 'exp(-x)')" "$(one same 'x+1')" "$(one goes 'x')" > old.json
file "$(one repaired 'exp(-x)')" "$(one spoilt '1/exp(x)')" "$(one same 'x+1')" "$(one comes '1/exp(x)')" > new.json
run old; run new
)sh";

TEST(Compare, TellsWorseBetterSameAndOnlyInOne) {
  const Outcome o = shell(two_runs + "$CLINO compare old new; echo code $?; $CLINO compare old old; echo code $?");
  EXPECT_THAT(o.out, HasSubstr("new\tspoilt/eigen/binary32\tnon_finite\trange\tis non_finite at x=-50\n")) << o.err;
  EXPECT_THAT(o.out, HasSubstr("gone\trepaired/eigen/binary32\tnon_finite\trange\tis gone: was non_finite at x=-50\n"));
  EXPECT_THAT(o.out, HasSubstr("only_old\tgoes/eigen/binary32\nonly_new\tcomes/eigen/binary32\n"));
  EXPECT_THAT(o.out, HasSubstr("summary\tunits=3\tsame=1\tworse=5\tbetter=5\tonly_old=1\tonly_new=1\ncode 1\n"));
  EXPECT_THAT(o.out, HasSubstr("differs\tmeasured\tcatalogue="));
  EXPECT_THAT(o.out, HasSubstr("summary\tunits=4\tsame=4\tworse=0\tbetter=0\tonly_old=0\tonly_new=0\ncode 0\n"));
}

TEST(Compare, FitsATerminal) {
  const Outcome o = shell(two_runs + "export CLINO; script -qec '\"$CLINO\" compare old new --color never' /dev/null");
  EXPECT_THAT(o.out, HasSubstr("3 units in both, 1 without a difference\r\n")) << o.err;
  EXPECT_THAT(o.out, HasSubstr("\r\n5 worse\r\n  new  spoilt/eigen/binary32\r\n    is "));
  EXPECT_THAT(o.out, HasSubstr("1 only in the old run\r\n  goes/eigen/binary32\r\n"));
  EXPECT_LE(widest_line(o.out), 81U);
}

TEST(Compare, AnIncompleteRunIsNoSuccess) {
  const Outcome o = shell(two_runs + "head -2 old/results.jsonl > torn.jsonl; $CLINO compare torn.jsonl old; echo $?");
  EXPECT_THAT(o.out, HasSubstr("only_new\t"));
  EXPECT_THAT(o.out, testing::EndsWith("\n3\n"));
}

}  // namespace
}  // namespace clino::test
