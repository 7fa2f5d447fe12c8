// What `clino run` shows: a page on a terminal, facts in a pipe, a bar while it works.
#include <gmock/gmock.h>

#include <regex>
#include <sstream>

#include "command.hpp"
#include "harness/cli/progress.hpp"
#include "reports/text.hpp"

namespace clino::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two cases in a file, and their run without the bar; `accept_less` leaves a baseline that is better than the truth.
const std::string with_cases = two_cases() + R"sh(
run() { $CLINO run --cases mine.json --no-catalogue --engine eigen,forward --out out "$@" 2> log; }
accept_less() {
  run --quiet > first; $CLINO accept --results out > second
  sed -e 's/\(recip.eigen.binary32.inaccurate.range.\)7/\11/' -e '/underflow/d' clino.baseline.tsv > less.tsv
  printf 'my/sum\teigen\tbinary32\twrong\tformula\t3\tx=1\n' >> less.tsv
}
)sh";

std::string without_seconds(const std::string& text) {
  return std::regex_replace(text, std::regex("in [0-9.]+ s"), "in N s");
}

TEST(RunPage, GoldenOnATerminalWithColourAndUtf8) {
  const Outcome o = shell_on({.locale = "C.UTF-8"}, with_cases + "accept_less; run --baseline less.tsv; echo code $?");
  expect_golden("run_terminal.txt", without_seconds(o.out));
  EXPECT_LE(widest_line(std::regex_replace(o.out, std::regex("[^\n]*clino [a-z]+ [^\n]*"), "")), 80U);
}

TEST(RunPage, GoldenOnANarrowTerminalInAscii) {
  const Outcome o = shell_on({.columns = 50}, with_cases + "accept_less; run --color never --baseline less.tsv");
  expect_golden("run_terminal_narrow.txt", without_seconds(o.out));
  EXPECT_THAT(o.out, Not(HasSubstr("\x1b")));
  EXPECT_LE(widest_line(std::regex_replace(o.out, std::regex("[^\n]*(clino [a-z]+|xdg-open) [^\n]*"), "")), 50U);
  for (const char c : o.out) EXPECT_GE(c, 0) << "not ASCII";
}

TEST(RunPage, SaysWhatIsAcceptedWhereNothingIsNew) {
  const Outcome o = shell_on({}, with_cases + "accept_less; run --color never --baseline clino.baseline.tsv");
  EXPECT_THAT(without_seconds(o.out), HasSubstr("ok gate passed in N s: 7 findings as accepted\n"));
  EXPECT_THAT(o.out, HasSubstr("Look at these first"));
  EXPECT_THAT(o.out, Not(HasSubstr("clino review")));
}

TEST(RunPage, HonoursNoColorAndTheOption) {
  const std::string on = "run\n", escape = "\x1b[";
  EXPECT_THAT(shell_on({}, with_cases + on).out, HasSubstr(escape));
  EXPECT_THAT(shell_on({}, with_cases + "export NO_COLOR=1\n" + on).out, Not(HasSubstr(escape)));
  EXPECT_THAT(shell_on({}, with_cases + "export NO_COLOR=1\nrun --color always\n").out, HasSubstr(escape));
  EXPECT_THAT(shell_on({}, with_cases + "run --color never\n").out, Not(HasSubstr(escape)));
  EXPECT_THAT(shell_on({}, with_cases + "export TERM=dumb\n" + on).out, Not(HasSubstr(escape)));
}

TEST(RunFacts, GoldenInAPipe) {
  const Outcome o = shell(with_cases + "accept_less; run --baseline less.tsv | cat; cat log");
  expect_golden("run_pipe.txt", o.out);
  std::istringstream in(o.out);
  for (std::string line; std::getline(in, line);) EXPECT_TRUE(std::regex_search(line, std::regex("^[a-z]+\t"))) << line;
}

TEST(RunFacts, EveryCommandThatIsShownCanBeTyped) {
  const Outcome o = shell(with_cases +
                          "run > facts; grep -E '^(new|worse)' facts | cut -f10 > commands; wc -l < commands\n"
                          "clino() { $CLINO \"$@\" > said 2>&1; code=$?; [ $code -le 1 ] || cat said; echo $code; }\n"
                          ". ./commands");
  EXPECT_EQ(o.out, "7\n1\n1\n1\n1\n1\n1\n1\n") << o.err;
}

TEST(ProgressBar, FitsTheTerminalAndTheBarGivesWayFirst) {
  const cli::ProgressState state{.done = 12, .total = 48, .errors = 3, .warnings = 2, .elapsed = 4};
  EXPECT_EQ(cli::progress_bar(state, 79, false),
            "######.................. 12/48 units  3 errors  2 warnings  0:12 left");
  EXPECT_THAT(cli::progress_bar(state, 79, true), testing::StartsWith("━━━━━━───"));
  EXPECT_EQ(cli::progress_bar(state, 56, false), "##......... 12/48 units  3 errors  2 warnings  0:12 left");
  EXPECT_EQ(cli::progress_bar(state, 46, false), "12/48 units  3 errors  2 warnings  0:12 left");
  for (std::size_t width = 39; width < 100; ++width)
    EXPECT_LE(columns(cli::progress_bar(state, width, true)), width) << width;
}

TEST(ProgressBar, IsDrawnOnATerminalWithTimeLeftAndCountsAndIsGoneAtTheEnd) {
  const Outcome o =
      shell_on({.columns = 70}, with_cases +
                                    "$CLINO run --cases mine.json --no-catalogue --points 300 --engine eigen "
                                    "--jobs 1 --out out > facts");
  EXPECT_TRUE(std::regex_search(o.out, std::regex("clino [0-9.]+: 2 gradients, seed 1\n"))) << o.out;
  EXPECT_TRUE(std::regex_search(o.out, std::regex("#*\\.* ?[0-9]+/2 units  [0-9]+ errors  0 warnings"))) << o.out;
  EXPECT_TRUE(o.out.ends_with("\x1b[2K")) << o.out;
  std::string frame;
  std::istringstream frames(o.out);
  while (std::getline(frames, frame, '\x1b')) EXPECT_LE(columns(frame), 3 + 69U) << frame;
}

}  // namespace
}  // namespace clino::test
