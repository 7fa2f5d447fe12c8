/// The HTML report in a real headless Chromium: views, counts, filters, keys, and that nothing is asked of a network.
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "reports/reporters.hpp"
#include "reports/summary.hpp"
#include "tests/reports/browser/browser.hpp"
#include "tests/reports/sample_run.hpp"

namespace clino {
namespace {

using browser::Browser;
using browser::Json;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return (std::ostringstream() << in.rdbuf()).str();
}

const Run& run() {
  static const Run r = sample::sample_run();
  return r;
}

/// One browser and one report for all tests.
class Page : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!Browser::is_installed()) return;
    directory_ = std::filesystem::temp_directory_path() / ("clino-page-" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
    std::ofstream(directory_ / "report.html") << render_html(run(), {});
    browser_.emplace();
  }
  static void TearDownTestSuite() {
    browser_.reset();
    if (!directory_.empty()) std::filesystem::remove_all(directory_);
  }
  void SetUp() override {
    if (!browser_) GTEST_SKIP() << "Chromium is not installed (apt-get install chromium)";
    browser_->set_size(1280, 900);
    browser_->forget();
  }

  static std::string address() { return "file://" + (directory_ / "report.html").string(); }
  static void open(const std::string& hash) {
    browser_->open("about:blank");
    browser_->open(address() + hash);
    evaluate(  // the data are unpacked after the page has loaded
        "new Promise(r => { const see = () => document.querySelector('main')?.hidden === false ? r() : setTimeout(see, "
        "5); see(); })");
  }
  static Json evaluate(const std::string& js) { return browser_->evaluate(js); }
  static std::string text(const std::string& selector) {
    return evaluate("document.querySelector('" + selector + "')?.textContent ?? ''");
  }
  /// Goes to another view of the page that is open, as a click on a link does.
  static void go(const std::string& hash) {
    evaluate("new Promise(r => { if (location.hash === '" + hash +
             "') return r(); "
             "addEventListener('hashchange', () => requestAnimationFrame(r), {once: true}); location.hash = '" +
             hash + "'; })");
  }
  static std::vector<std::string> views() {
    std::vector<std::string> list{
        "#/", "#/units", "#/engines", "#/about", "#/units?q=nothing+like+this", "#/u/no/such/unit"};
    for (const UnitResult& unit : run().units)
      list.push_back("#/u/" + encoded(unit.case_name) + "/" + unit.engine + "/" + unit.format);
    return list;
  }
  static std::string encoded(const std::string& name) {
    return evaluate(Json(name).dump() + ".split('/').map(encodeURIComponent).join('/')");
  }

  static inline std::optional<Browser> browser_;
  static inline std::filesystem::path directory_;
};

TEST_F(Page, EveryViewOpensWithoutAnErrorAndWithoutARequest) {
  const std::vector<std::string> list = views();
  for (const char* view : {"#/", "#/units", "#/u/recip_exp/naive/eigen/binary32"}) open(view);
  for (const std::string& view : list) {
    go(view);
    EXPECT_NE(text("h1"), "") << view;
  }
  EXPECT_THAT(browser_->errors, testing::IsEmpty());
  for (const std::string& url : browser_->requests)
    EXPECT_TRUE(url.starts_with(address()) || url == "about:blank" || url.starts_with("data:")) << url;
}

TEST_F(Page, CountsOnTheOverviewEqualTheResults) {
  open("#/");
  EXPECT_EQ(text("h1"), headline(run()));
  const Json tiles = evaluate(
      "Object.fromEntries([...document.querySelectorAll('.tiles a')].map(a => "
      "[a.dataset.verdict, a.querySelector('strong').textContent]))");
  const Counts all = total_counts(run());
  for (const Verdict v : verdicts()) {
    const auto n = all[static_cast<std::size_t>(v)];
    EXPECT_EQ(tiles.value(std::string(name(v)), "0"), grouped(n)) << name(v);
  }
  EXPECT_EQ(evaluate("document.querySelectorAll('.matrix a.cell').length"), run().units.size());
}

TEST_F(Page, ATileLeadsToTheGradientsThatHaveTheVerdict) {
  const Counts all = total_counts(run());
  for (const Verdict v : verdicts()) {
    if (all[static_cast<std::size_t>(v)] == 0) continue;
    open("#/");
    go(evaluate("document.querySelector('.tiles a[data-verdict=\"" + std::string(name(v)) + "\"]').hash"));
    const auto units = std::ranges::count_if(
        run().units, [&](const UnitResult& u) { return u.counts[static_cast<std::size_t>(v)] > 0; });
    EXPECT_EQ(evaluate("Number(document.querySelector('[data-shown]').dataset.shown)"), units) << name(v);
  }
}

TEST_F(Page, FiltersCombineAndCanBeCleared) {
  open("#/units?v=non_finite&e=eigen,forward&f=binary32");
  const auto non_finite = static_cast<std::size_t>(Verdict::non_finite);
  const auto units = std::ranges::count_if(run().units, [&](const UnitResult& u) {
    return u.counts[non_finite] > 0 && (u.engine == "eigen" || u.engine == "forward") && u.format == "binary32";
  });
  ASSERT_GT(units, 0);
  EXPECT_EQ(evaluate("document.querySelectorAll('.units tbody tr').length"), units);
  evaluate("[...document.querySelectorAll('main a')].find(a => a.textContent === 'Clear all').click()");
  evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
  EXPECT_EQ(evaluate("Number(document.querySelector('[data-shown]').dataset.shown)"), run().units.size());
}

TEST_F(Page, ACauseLeadsToAsManyGradientsAsItCounts) {
  open("#/");
  const Json causes = evaluate(
      "[...document.querySelectorAll('.pair .card:first-child tr')].map(tr => "
      "[tr.querySelector('a').hash, Number(tr.querySelector('.number').textContent)])");
  ASSERT_GT(causes.size(), 1U);
  for (const Json& cause : causes) {
    go(cause[0]);
    EXPECT_EQ(evaluate("Number(document.querySelector('[data-shown]').dataset.shown)"), cause[1]) << cause[0];
  }
}

TEST_F(Page, SlashStartsASearchThatEnterRuns) {
  open("#/");
  browser_->press("/");
  for (const char c : std::string("versine")) browser_->press(std::string(1, c));
  browser_->press("Enter");
  evaluate("new Promise(r => setTimeout(r, 100))");
  const auto units = std::ranges::count_if(run().units, [](const UnitResult& u) { return u.case_name == "versine"; });
  EXPECT_EQ(evaluate("document.querySelectorAll('.units tbody tr').length"), units);
}

TEST_F(Page, EngineCountsEqualTheResults) {
  open("#/engines");
  for (const std::string& engine : engine_names(run())) {
    const Counts counts = total_counts(run(), engine);
    const Json row = evaluate("Object.fromEntries([...document.querySelectorAll('tr[data-engine=\"" + engine +
                              "\"] td')].map(td => [td.dataset.verdict, td.textContent]))");
    for (const Verdict v : verdicts())
      EXPECT_EQ(row.value(std::string(name(v)), "0"), grouped(counts[static_cast<std::size_t>(v)]))
          << engine << " " << name(v);
  }
}

TEST_F(Page, ArrowKeysWalkTheMatrixAndEnterOpensAGradient) {
  open("#/");
  evaluate("document.querySelector('.matrix a.cell').focus()");
  const std::string first = evaluate("document.activeElement.hash");
  browser_->press("ArrowRight");
  const std::string second = evaluate("document.activeElement.hash");
  EXPECT_NE(first, second);
  browser_->press("ArrowLeft");
  EXPECT_EQ(evaluate("document.activeElement.hash"), first);
  browser_->press("ArrowDown");
  browser_->press("Enter");
  evaluate("new Promise(r => setTimeout(r, 100))");
  EXPECT_THAT(evaluate("location.hash").get<std::string>(), testing::StartsWith("#/u/"));
}

TEST_F(Page, TheCommandOfAGradientIsThatOfTheConsole) {
  int compared = 0;
  open("#/");
  for (const UnitResult& unit : run().units) {
    for (std::size_t i = 0; i < unit.exemplars.size(); ++i) {
      go("#/u/" + encoded(unit.case_name) + "/" + unit.engine + "/" + unit.format + "?i=" + std::to_string(i));
      EXPECT_EQ(text("#command"), reproduce_command(unit, &unit.exemplars[i]));
      ++compared;
    }
  }
  EXPECT_GT(compared, 50);
}

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
  EXPECT_GT(evaluate("document.querySelectorAll('.lane .v-non_finite').length"), 0);
  EXPECT_EQ(evaluate("document.querySelectorAll('.band').length"),
            std::ranges::count_if(unit.ranges, [](const Range& r) { return r.verdict != Verdict::accurate; }));
}

TEST_F(Page, ChartsFillTheirCardAndNoMore) {
  for (const int width : {390, 800, 1280}) {
    browser_->set_size(width, 900);
    open("#/u/recip_exp/naive/eigen/binary32");
    const Json shares = evaluate(
        "[...document.querySelectorAll('.plots svg')].map(s => s.getBoundingClientRect().width / "
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

TEST_F(Page, PointsOutsideTheWorkingRangeShowOnlyWhenAskedFor) {
  open("#/u/sigmoid/naive/eigen/binary32");
  EXPECT_EQ(evaluate("document.querySelectorAll('.mark.outside').length"), 0);
  go("#/u/sigmoid/naive/eigen/binary32?range=all");
  EXPECT_GT(evaluate("document.querySelectorAll('.mark.outside').length"), 0);
  EXPECT_GT(evaluate("document.querySelectorAll('.beyond').length"), 0);
}

TEST_F(Page, NothingIsWiderThanAPhone) {
  browser_->set_size(390, 844);
  open("#/");
  for (const std::string& view : views()) {
    go(view);
    EXPECT_LE(evaluate("document.documentElement.scrollWidth"), 390) << view;
  }
}

TEST_F(Page, TextStandsOutFromItsGroundInBothSchemes) {
  const std::string check = text_of(std::string(CLINO_SOURCE_DIR) + "/tests/reports/browser/contrast.js");
  for (const char* scheme : {"light", "dark"}) {
    browser_->set_scheme(scheme);
    for (const char* view : {"#/", "#/units", "#/engines", "#/about", "#/u/recip_exp/naive/eigen/binary32",
                             "#/u/norm/two/eigen/binary64"}) {
      open(view);
      EXPECT_EQ(evaluate(check), Json::array()) << scheme << " " << view;
    }
  }
  browser_->set_scheme("light");
}

TEST_F(Page, APlainTableIsThereWhenScriptsAreBlocked) {
  browser_->call("Emulation.setScriptExecutionDisabled", {{"value", true}});
  browser_->open("about:blank");
  browser_->open(address() + "#/");
  EXPECT_TRUE(evaluate("document.querySelector('header').hidden"));
  EXPECT_FALSE(evaluate("document.getElementById('plain').hidden"));
  EXPECT_EQ(evaluate("document.querySelectorAll('#plain tbody tr').length"), run().units.size());
  EXPECT_GT(evaluate("document.querySelector('#plain table').getBoundingClientRect().height"), 100);
  browser_->call("Emulation.setScriptExecutionDisabled", {{"value", false}});
  open("#/");
  EXPECT_TRUE(evaluate("document.getElementById('plain').hidden"));
}

TEST_F(Page, NumbersOfThePageAreThoseOfTheLibrary) {
  const std::string source = text_of(std::string(CLINO_SOURCE_DIR) + "/reports/page/numbers.js");
  browser_->open("about:blank");
  evaluate("import('data:text/javascript;charset=utf-8,' + encodeURIComponent(" + Json(source).dump() +
           ")).then(m => { window.m = m; })");
  for (const Format& f : formats()) {
    const Json format{{"precision", f.precision}, {"emin", f.emin}, {"emax", f.emax}};
    const std::int64_t top = ordinal(f, largest(f));
    std::int64_t last = 0;
    for (int i = 0; i <= 200; ++i) {
      const std::int64_t place = i == 200 ? top : top / 200 * i + i;
      const double x = from_ordinal(f, place);
      const std::string digits = to_decimal(f, x), call = "(" + format.dump() + ", " + digits + ")";
      EXPECT_EQ(evaluate("m.hex" + call), to_hex(x)) << f.name << " " << digits;
      EXPECT_EQ(evaluate("m.roundTo" + call).get<double>(), x) << f.name;
      const double on_page = evaluate("m.ordinal(" + format.dump() + ", m.roundTo" + call + ")");
      EXPECT_NEAR(on_page, static_cast<double>(place), 1e-15 * static_cast<double>(top)) << f.name;
      last = place;
    }
    EXPECT_EQ(last, top);
  }
}

}  // namespace
}  // namespace clino
