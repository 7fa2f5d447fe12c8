/// What the page of one gradient says of a finding that was really measured: differences at every step, and the test
/// that shows it again. tests/consumer compiles and runs these tests.
#include <cmath>

#include "tests/reports/browser/page.hpp"
#include "tests/reports/measured_run.hpp"

namespace clino {
namespace {

class Finding : public Page {
 protected:
  static const clino::Run& measured() {
    static const clino::Run r = measured_run();
    return r;
  }
  static void open_measured(const std::string& hash) {
    const auto file = directory_ / "measured.html";
    std::ofstream(file) << render_html(measured(), {});
    browser_->open("about:blank");
    browser_->open("file://" + file.string() + hash);
    wait_until_drawn();
  }
};

const PointResult& plainest_with_steps(const UnitResult& unit) {
  return *std::ranges::find_if(unit.exemplars, [](const PointResult& p) { return p.differences.has_value(); });
}

TEST_F(Finding, DifferencesAreDrawnAtEveryStepWithTheBestOneRinged) {
  const UnitResult& unit = measured().units[2];
  const PointResult& p = plainest_with_steps(unit);
  open_measured("#/u/product/scaled/custom/binary64");
  EXPECT_THAT(text("main"), testing::HasSubstr("How good could finite differences be here?"));
  const double truth = p.partials[1].reference;
  std::size_t finite = 0, best = 0;
  const auto error = [&](std::size_t i) { return std::fabs(p.differences->slopes[i] - truth); };
  for (std::size_t i = 0; i < p.differences->slopes.size(); ++i) {
    finite += std::isfinite(error(i)) ? 1 : 0;
    if (error(i) < error(best)) best = i;
  }
  EXPECT_EQ(evaluate("document.querySelector('.steps-dots').getAttribute('d').split('M').length - 1"), finite);
  EXPECT_EQ(evaluate("document.querySelectorAll('.best').length"), 1);
  // The errors of the table, quarters of a decade apart.
  const Json cells = evaluate(
      "[...document.querySelectorAll('[aria-label=\"Error at every step\"] tbody tr')].map(r => "
      "[r.cells[0].textContent, r.cells[1].textContent])");
  ASSERT_EQ(cells.size(), p.differences->slopes.size());
  EXPECT_NEAR(std::stod(cells[2][0].get<std::string>()) / std::ldexp(1, p.differences->exponents[2]), 1, 0.06);
  // 2.001 for 2: the level line lies at 5e-4, the best difference far below it.
  EXPECT_THAT(text("svg .level-name"), testing::HasSubstr("custom gradient"));
  EXPECT_LT(evaluate("Number(document.querySelector('svg .level').getAttribute('y1'))"),
            evaluate("Number(document.querySelector('.best').getAttribute('cy'))"));
}

TEST_F(Finding, NoDifferencesAndNoTestWhereNothingIsWrong) {
  open_measured("#/u/recip_exp/near_zero/eigen/binary32");
  EXPECT_THAT(text("main"), testing::Not(testing::HasSubstr("How good could")));
  EXPECT_EQ(text("#gtest"), "");
}

TEST_F(Finding, TheTestOnThePageIsTheOneThatIsCompiledAndRun) {
  const std::filesystem::path consumer = std::filesystem::path(CLINO_SOURCE_DIR) / "tests/consumer";
  open_measured("#/u/recip_exp/naive/eigen/binary32");
  EXPECT_EQ(text("#gtest") + "\n", text_of(consumer / "autodiff_finding.cpp"));
  open_measured("#/u/product/scaled/custom/binary64");
  EXPECT_EQ(text("#gtest") + "\n", text_of(consumer / "gradient_finding.cpp"));
}

}  // namespace
}  // namespace clino
