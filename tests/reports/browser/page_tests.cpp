/// The HTML report in a real headless Chromium: views, counts, filters, keys, and that nothing is asked of a network.
#include <gmock/gmock.h>

#include <cmath>

#include "tests/reports/browser/page.hpp"

namespace clino {
namespace {

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

TEST_F(Page, AGradientNamesItsEntryInTheCatalogue) {
  open("#/u/recip_exp/naive/eigen/binary32");
  EXPECT_EQ(evaluate("[...document.querySelectorAll('.card code')].some(c => c.textContent === 'docs/catalogue.md')"),
            true);
}

TEST_F(Page, TheFirstViewIsDrawnFromDataThatWereReadFirst) {
  open("#/");
  const Json at = evaluate(browser::first_view_times);
  for (std::size_t i = 1; i < at.size(); ++i) EXPECT_LE(at[i - 1].get<double>(), at[i].get<double>());
  std::printf("first view after %.0f ms: unpacked %.0f, read %.0f, drawn %.0f\n", at[3].get<double>(),
              at[0].get<double>(), at[1].get<double>(), at[2].get<double>());
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

TEST_F(Page, TheOverviewCountsTheWholeFormatOnDemand) {
  const Counts inside = total_counts(run()), outside = total_outside(run());
  ASSERT_TRUE(std::ranges::any_of(outside, [](std::int64_t n) { return n > 0; }));
  open("#/");
  go(evaluate("[...document.querySelectorAll('.switcher a')].find(a => a.textContent === 'Whole format').hash"));
  for (const Verdict v : verdicts()) {
    const auto i = static_cast<std::size_t>(v);
    const std::string tile = "document.querySelector('.tiles a[data-verdict=\"" + std::string(name(v)) + "\"]')";
    EXPECT_EQ(evaluate("Number(" + tile + "?.dataset.count ?? 0)"), inside[i] + outside[i]) << name(v);
  }
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

TEST_F(Page, ChangesEqualWhatTheGateFound) {
  ASSERT_GT(changes().worse.size(), 40U);
  ASSERT_EQ(changes().better.size(), 1U);
  ASSERT_GT(std::ranges::count_if(changes().worse, [](const Change& c) { return word(c) == "worse"; }), 0);
  open("#/changes");
  const Json tiles = evaluate(
      "Object.fromEntries([...document.querySelectorAll('[data-change]')].map(t => [t.dataset.change, "
      "Number(t.dataset.count)]))");
  EXPECT_EQ(tiles["worse"], changes().worse.size());
  EXPECT_EQ(tiles["better"], changes().better.size());
  EXPECT_EQ(tiles["as accepted"], changes().same);
  EXPECT_EQ(evaluate("document.querySelectorAll('.change').length"), 41) << "forty of the worse, all of the better";
  go("#/changes?w=9");
  EXPECT_EQ(evaluate("document.querySelectorAll('.change').length"), changes().worse.size() + 1);
  EXPECT_EQ(evaluate("document.querySelectorAll('.change[data-word=gone]').length"), 1);
  EXPECT_THAT(text("main"), testing::HasSubstr("Held against clino.baseline.tsv"));
  EXPECT_THAT(text(".change[data-word=worse] .dumbbell title"), testing::StartsWith("accepted: 2 of "));
}

TEST_F(Page, AboutTellsHowTheRunWasMade) {
  open("#/about");
  const std::string about = text("main");
  const RunHeader& h = run().header;
  for (const std::string& fact : {h.compiler, h.flags, h.libm, std::string("to nearest"), std::string("kept"),
                                  std::string("the processor has it"), std::to_string(h.spec.seed)})
    EXPECT_THAT(about, testing::HasSubstr(fact));
  for (const Verdict v : verdicts()) EXPECT_THAT(about, testing::HasSubstr(std::string(meaning(v))));
}

TEST_F(Page, NumbersOfThePageAreThoseOfTheLibrary) {
  const std::string source = text_of(std::string(CLINO_SOURCE_DIR) + "/reports/page/numbers.js");
  browser_->open("about:blank");
  evaluate("import('data:text/javascript;charset=utf-8,' + encodeURIComponent(" + Json(source).dump() +
           ")).then(m => { window.m = m; })");
  for (const Format& f : formats()) {
    const std::string format = Json{{"precision", f.precision}, {"emin", f.emin}, {"emax", f.emax}}.dump();
    const std::int64_t top = ordinal(f, largest(f));
    std::vector<double> numbers;
    for (int i = 0; i <= 200; ++i) numbers.push_back(from_ordinal(f, i == 200 ? top : top / 200 * i + i));
    std::string digits;
    for (const double x : numbers) digits += (digits.empty() ? "" : ",") + to_decimal(f, x);
    const Json rows = evaluate("[" + digits + "].map(d => { const f = " + format +
                               ", x = m.roundTo(f, d), n = m.ordinal(f, x); "
                               "return [m.hex(f, d), x, n, m.fromOrdinal(f, n)]; })");
    ASSERT_EQ(rows.size(), numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const double x = numbers[i], place = static_cast<double>(ordinal(f, x));
      EXPECT_EQ(rows[i][0], to_hex(x)) << f.name;
      EXPECT_EQ(rows[i][1].get<double>(), x) << f.name;
      EXPECT_NEAR(rows[i][2].get<double>(), place, 1e-15 * static_cast<double>(top)) << f.name << " " << x;
      const auto back = static_cast<double>(ordinal(f, rows[i][3].get<double>()));
      EXPECT_NEAR(back, place, f == binary64 ? 4096 : 0) << f.name << " " << x;
    }
  }
}

}  // namespace
}  // namespace clino
