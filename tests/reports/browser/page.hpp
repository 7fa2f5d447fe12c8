/// The page of a report in a real browser, for the programs that test it.
#pragma once
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "reports/reporters.hpp"
#include "reports/summary.hpp"
#include "tests/reports/browser/browser.hpp"
#include "tests/reports/sample_run.hpp"

namespace clino {

using browser::Browser;
using browser::Json;

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return (std::ostringstream() << in.rdbuf()).str();
}

inline const Run& run() {
  static const Run r = sample::sample_run();
  return r;
}

/// What of the run is held against: findings of three units, one of them with fewer digits lost than now, one that is
/// gone.
inline const Changes& changes() {
  static const Changes c = [] {
    Baseline accepted;
    std::size_t taken = 0;
    for (const UnitResult& unit : run().units)
      for (auto& [key, facts] : findings_of(unit, Level::warning)) {
        if (++taken > 8) break;
        if (facts.digits && *facts.digits > 3) facts.digits = 2;
        accepted.accept(key, facts);
      }
    const UnitResult& fine = sample::find(run(), "versine", "forward", "binary64");
    accepted.accept({fine.case_name, fine.engine, fine.format, "wrong", "gradient"}, {.digits = 3, .at = "x=1"});
    Changes made = changes_of(run(), accepted, Level::warning, Direction::both);
    made.accepted = "clino.baseline.tsv";
    return made;
  }();
  return c;
}

/// One browser and one report for all tests.
class Page : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!Browser::is_installed()) return;
    directory_ = std::filesystem::temp_directory_path() / ("clino-page-" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
    std::ofstream(directory_ / "report.html") << render_html(run(), changes());
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
    wait_until_drawn();
  }
  static void wait_until_drawn() {
    evaluate(browser::until_complete);
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
        "#/", "#/changes", "#/units", "#/engines", "#/about", "#/units?q=nothing+like+this", "#/u/no/such/unit"};
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

}  // namespace clino
