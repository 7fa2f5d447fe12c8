// The parts of the command that are values in, values out.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "command.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/numbers.hpp"
#include "harness/cli/page.hpp"
#include "harness/cli/suggest.hpp"

namespace clino::cli {

namespace {

TEST(ParseNumber, RoundsADecimalOnceToTheFormat) {
  EXPECT_EQ(parse_number("0.1", binary32, "x"), static_cast<double>(0.1F));
  EXPECT_EQ(parse_number("0x1.9p+6", binary64, "x"), 100);
  EXPECT_EQ(parse_number("-0x1p-149", binary32, "x"), -0x1p-149);
  EXPECT_TRUE(std::signbit(parse_number("-0", binary32, "x")));
  // Just above the tie 1 + 2^-24: rounding to binary64 first would lose what breaks it.
  EXPECT_EQ(parse_number("1.00000005960464477540", binary32, "x"), 1 + 0x1p-23);
  EXPECT_EQ(parse_number("1.000000059604644775390625", binary32, "x"), 1);
  EXPECT_EQ(parse_number("1.0004882812500000000001", binary16, "x"), 1 + 0x1p-10);
}

TEST(ParseNumber, RefusesWhatIsNoFiniteNumberOfTheFormat) {
  for (const char* text : {"", "x", "1.5x", "0x", "1e", "--1", "nan", "inf", "1e400", "1,5"})
    EXPECT_THROW(parse_number(text, binary64, "x"), UsageError) << text;
  EXPECT_THROW(parse_number("65520", binary16, "x"), UsageError);
  EXPECT_EQ(parse_number("65519", binary16, "x"), 65504);
}

TEST(ParsePoint, TakesNamesInAnyOrderOrNumbersInTheirOrder) {
  const std::vector<std::string> xy{"x", "y"};
  EXPECT_EQ(parse_point("y=2,x=1", xy, binary64), (Point{1, 2}));
  EXPECT_EQ(parse_point("1, 2", xy, binary64), (Point{1, 2}));
}

TEST(ParseDomain, NamesVariablesOrMeansAll) {
  const std::vector<std::string> xy{"x", "y"}, texts{"y=-1:inf"}, all{"0:1"};
  const auto one = parse_domain(texts, xy, {{2, 3}, {4, 5}}, binary16);
  EXPECT_EQ(one[0].lo, 2);
  EXPECT_EQ(one[1].lo, -1);
  EXPECT_EQ(one[1].hi, 65504);
  EXPECT_EQ(parse_domain(all, xy, {{2, 3}, {4, 5}}, binary16)[1].hi, 1);
}

TEST(Suggest, FindsTheNearestAndNothingFarAway) {
  const std::vector<std::string> names{"eigen", "forward", "reverse"};
  EXPECT_EQ(nearest("eign", names), "eigen");
  EXPECT_EQ(nearest("eiegn", names), "eigen");
  EXPECT_EQ(nearest("rev", names), "reverse");
  EXPECT_EQ(nearest("tape", names), "");
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", "acb"), 1U);
}

TEST(Page, DropsTheLeastImportantLinesFirstAndSaysWhatItLeavesOut) {
  Page page(80);
  page.add("a");
  page.add("c", 2);
  page.add("b", 1);
  EXPECT_EQ(page.render(3), "a\nc\nb\n");
  EXPECT_EQ(page.render(2), "a\nb\n");
  Page full(80);
  for (int i = 0; i < 5; ++i) full.add("line");
  EXPECT_EQ(full.render(3), "line\nline\n... 3 more lines: piped or with --json everything is shown\n");
}

TEST(Page, WrapsAtItsWidthAndProseAtAHundredColumns) {
  const std::string text =
      std::string(30, 'x') + " " + std::string(20, 'y') + " " + std::string(200, 'z') + " and more";
  for (const std::size_t width : {40U, 60U, 80U, 140U}) {
    Page page(width);
    page.add_wrapped(text, 2, 0);
    EXPECT_EQ(test::widest_line(page.render(100)), std::min<std::size_t>(width, 100)) << width;
  }
}

}  // namespace
}  // namespace clino::cli
