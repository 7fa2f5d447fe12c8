// What the command says of itself and of the machine: completion, manual page, doctor.
#include <gmock/gmock.h>

#include "command.hpp"

namespace clino::test {
namespace {

using testing::HasSubstr;

TEST(Completion, OfBashKnowsVerbsOptionsAndTheirValues) {
  const Outcome o = shell(
      "\"$CLINO\" completion bash > c; cat > t <<'END'\n"
      ". ./c\n"
      "try() { COMP_WORDS=(clino \"$@\"); COMP_CWORD=$#; COMPREPLY=(); _clino; echo \"${COMPREPLY[@]}\"; }\n"
      "try exp; try run --engine eig; try run --base; try report --report mark\n"
      "END\nbash t");
  EXPECT_EQ(o.out, "explain\neigen\n--baseline\nmarkdown\n") << o.err;
}

TEST(Completion, NamesEveryVerbInEveryShellAndInTheManual) {
  const std::string manual = clino({"man"}).out;
  const std::string bash = clino({"completion", "bash"}).out, zsh = clino({"completion", "zsh"}).out,
                    fish = clino({"completion", "fish"}).out;
  for (const char* verb : {"run", "check", "explain", "sweep", "list", "report", "accept", "review", "compare", "merge",
                           "doctor", "completion", "man"}) {
    EXPECT_THAT(manual, HasSubstr(std::string(".SS clino ") + verb + "\n"));
    EXPECT_THAT(bash, HasSubstr(std::string("    ") + verb + ") options="));
    EXPECT_THAT(zsh, HasSubstr(std::string("    '") + verb + ":"));
    EXPECT_THAT(fish, HasSubstr(std::string(" -a ") + verb + " "));
  }
  EXPECT_EQ(clino({"completion", "tcsh"}).exit_code, 2);
}

TEST(Doctor, FindsNothingWrongWithThisBuildAndSaysWhatItLookedAt) {
  const Outcome o = clino({"doctor"});
  EXPECT_EQ(o.exit_code, 0) << o.out;
  for (const char* line : {"ok\trounding\tto nearest\n", "ok\tsubnormals\tkept", "ok\tcontraction\toff\n",
                           "ok\tlibm\tglibc ", "ok\tenvironment\t"})
    EXPECT_THAT(o.out, HasSubstr(line));
}

TEST(Doctor, WarnsOfALimitThatWorkersWouldMeet) {
  const Outcome o = shell("ulimit -v 900000; \"$CLINO\" doctor; echo code $?");
  EXPECT_THAT(o.out, HasSubstr("warning\tmemory\t878 MiB of address space\tworkers may run out of it\n"));
  EXPECT_THAT(o.out, HasSubstr("code 1\n"));
}

}  // namespace
}  // namespace clino::test
