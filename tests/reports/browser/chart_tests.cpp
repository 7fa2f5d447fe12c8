/// The page of one gradient in a real browser: charts, zoom, marker, comparison.
#include "tests/reports/browser/page.hpp"

namespace clino {
namespace {

TEST_F(Page, TheGradientPageShowsEdgesDiagnosisAndLanes) {
  open("#/u/recip_exp/naive/eigen/binary32");
  const UnitResult& unit = sample::find(run(), "recip_exp/naive", "eigen", "binary32");
  const std::string ranges = text(".ranges");
  for (const Range& r : unit.ranges) {
    EXPECT_THAT(ranges, testing::HasSubstr(to_decimal(binary32, r.first)));
    EXPECT_THAT(ranges, testing::HasSubstr(to_hex(r.last)));
  }
  EXPECT_THAT(text(".culprit"), testing::HasSubstr("exp(%0)"));
  EXPECT_THAT(text(".verdict-sentence"), testing::HasSubstr(unit.exemplars[0].diagnosis->summary));
  EXPECT_THAT(text(".advice"), testing::HasSubstr(advice(*unit.exemplars[0].diagnosis)));
  EXPECT_GT(evaluate("document.querySelectorAll('.lane .v-non_finite').length"), 0);
  EXPECT_EQ(evaluate("document.querySelectorAll('.band').length"),
            std::ranges::count_if(unit.ranges, [](const Range& r) { return r.verdict != Verdict::accurate; }));
}

TEST_F(Page, ChartsFillTheirCardAndNoMore) {
  for (const int width : {390, 800, 1280}) {
    browser_->set_size(width, 900);
    open("#/u/recip_exp/naive/eigen/binary32");
    const Json shares = evaluate(
        "[...document.querySelectorAll('.plots > svg')].map(s => s.getBoundingClientRect().width / "
        "s.closest('.card').getBoundingClientRect().width)");
    ASSERT_EQ(shares.size(), 2U);
    for (const double share : shares) {
      EXPECT_LE(share, 1) << width;
      EXPECT_GE(share, 0.9) << width;
    }
  }
}

TEST_F(Page, ArrowKeysMoveTheMarkerOfTheCharts) {
  open("#/u/versine/reverse/binary64");
  evaluate("document.querySelector('.plots').focus()");
  const std::string before = text(".readout");
  browser_->press("ArrowRight");
  const std::string after = text(".readout");
  EXPECT_NE(before, after);
  EXPECT_THAT(after, testing::HasSubstr("reference"));
}

TEST_F(Page, PlusAndMinusZoomTheChartsAndZeroShowsAll) {
  open("#/u/versine/reverse/binary64");
  const auto ticks = [] { return text(".plots .axis"); };
  evaluate("document.querySelector('.plots').focus()");
  const std::string all = ticks();
  for (int i = 0; i < 4; ++i) browser_->press("+");
  EXPECT_NE(ticks(), all);
  EXPECT_EQ(evaluate("document.querySelector('.plots').dataset.zoomed"), "true");
  const Json outside = evaluate(
      "[...document.querySelectorAll('.plots > svg')].some(s => [...s.querySelectorAll('.mark, .ring')].some(m => { "
      "const a = m.getBBox(), w = s.viewBox.baseVal.width; return a.x < 60 || a.x + a.width > w - 50; }))");
  EXPECT_FALSE(outside) << "marks beyond the axis";
  browser_->press("0");
  EXPECT_EQ(ticks(), all);
}

TEST_F(Page, TheMarkerStaysInAZoomedView) {
  open("#/u/versine/reverse/binary64");
  evaluate("document.querySelector('.plots').focus()");
  for (int i = 0; i < 6; ++i) browser_->press("+");
  for (int i = 0; i < 12; ++i) {
    browser_->press("ArrowRight");
    EXPECT_EQ(evaluate("document.querySelectorAll('.plots .marker').length"), 2) << i;
  }
}

TEST_F(Page, OtherEnginesAreDrawnAsRingsWhereAskedFor) {
  open("#/u/recip_exp/naive/eigen/binary32");
  EXPECT_EQ(evaluate("document.querySelectorAll('.ring').length"), 0);
  go("#/u/recip_exp/naive/eigen/binary32?cmp=forward,reverse");
  EXPECT_EQ(evaluate("document.querySelectorAll('.ring').length"), 2);
}

TEST_F(Page, PointsOutsideTheWorkingRangeShowOnlyWhenAskedFor) {
  open("#/u/sigmoid/naive/eigen/binary32");
  EXPECT_EQ(evaluate("document.querySelectorAll('.mark.outside').length"), 0);
  go("#/u/sigmoid/naive/eigen/binary32?range=all");
  EXPECT_GT(evaluate("document.querySelectorAll('.mark.outside').length"), 0);
  EXPECT_GT(evaluate("document.querySelectorAll('.beyond').length"), 0);
}

}  // namespace
}  // namespace clino
