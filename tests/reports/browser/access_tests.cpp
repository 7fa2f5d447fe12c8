/// The page for every reader: WCAG 2.1 AA by axe-core, contrast, phones, keyboards, and readers without scripts.
#include "tests/reports/browser/page.hpp"

namespace clino {
namespace {

/// Every kind of view, with what can be opened in it.
const std::vector<std::string> kinds{"#/",
                                     "#/changes",
                                     "#/units",
                                     "#/units?v=non_finite&e=eigen",
                                     "#/engines",
                                     "#/about",
                                     "#/u/recip_exp/naive/eigen/binary32?cmp=forward",
                                     "#/u/norm/two/eigen/binary64",
                                     "#/u/special/slow/eigen/binary32",
                                     "#/u/no/such/unit"};

/// axe-core in the page: `./dev test` installs it.
class Axe : public Page {
 protected:
  void SetUp() override {
    Page::SetUp();
    if (!std::filesystem::exists(CLINO_AXE))
      GTEST_SKIP() << "no axe-core at " << CLINO_AXE << ": ./dev test installs it";
  }
  static void open_with_axe(const std::string& hash) {
    open(hash);
    evaluate(text_of(CLINO_AXE) + "; undefined");
  }
  /// Violations of the view that is open, and how many rules had something to look at.
  static Json look() {
    return evaluate(
        "(document.querySelectorAll('details').forEach(d => d.open = true), axe.run(document, {resultTypes: "
        "['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then(r => "
        "({rules: r.passes.length, violations: r.violations.map(v => v.id + ': ' + v.nodes.map(n => "
        "n.html.slice(0, 120)).slice(0, 3).join(' | '))})))");
  }
};

TEST_F(Axe, FindsNoViolationInAnyViewSchemeOrWidth) {
  for (const auto& [scheme, width] : {std::pair{"light", 1280}, {"dark", 1280}, {"light", 390}}) {
    browser_->set_scheme(scheme);
    browser_->set_size(width, 900);
    open_with_axe(kinds.front());
    for (const std::string& view : kinds) {
      go(view);
      const Json found = look();
      EXPECT_EQ(found["violations"], Json::array()) << scheme << " " << width << " " << view;
      EXPECT_GT(found["rules"], 10) << "axe looked at nothing: " << view;
    }
  }
  browser_->set_scheme("light");
}

TEST_F(Axe, WouldSeeAPictureWithoutAName) {
  open_with_axe("#/engines");
  evaluate("document.querySelector('main svg[role=img]').removeAttribute('aria-label')");
  EXPECT_THAT(look()["violations"].dump(), testing::HasSubstr("svg-img-alt"));
}

TEST_F(Page, TabReachesEveryControlInTheOrderOfThePage) {
  open("#/u/recip_exp/naive/eigen/binary32");
  const Json expected = evaluate(
      "[...document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]')].filter(e => e.tabIndex >= 0 "
      "&& e.getClientRects().length && !e.matches('details:not([open]) > :not(summary) *, details:not([open]) > "
      ":not(summary)')).length");
  evaluate("(document.activeElement.blur(), window.seen = [], undefined)");
  for (int i = 0; i < expected.get<int>(); ++i) {
    browser_->press("Tab");
    evaluate("(window.seen.push(document.activeElement), undefined)");
  }
  EXPECT_EQ(evaluate("new Set(seen).size"), expected);
  // Once round from wherever the first one is.
  EXPECT_LE(evaluate("seen.filter((e, i) => i > 0 && !(seen[i - 1].compareDocumentPosition(e) & "
                     "Node.DOCUMENT_POSITION_FOLLOWING)).length"),
            1);
}

TEST_F(Page, TextStandsOutFromItsGroundInBothSchemes) {
  const std::string check = text_of(std::string(CLINO_SOURCE_DIR) + "/tests/reports/browser/contrast.js");
  for (const char* scheme : {"light", "dark"}) {
    browser_->set_scheme(scheme);
    for (const std::string& view : kinds) {
      open(view);
      EXPECT_EQ(evaluate(check), Json::array()) << scheme << " " << view;
    }
  }
  browser_->set_scheme("light");
}

TEST_F(Page, NothingIsWiderThanAPhone) {
  browser_->set_size(390, 844);
  open("#/");
  for (const std::string& view : views()) {
    go(view);
    EXPECT_LE(evaluate("document.documentElement.scrollWidth"), 390) << view;
  }
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
  EXPECT_TRUE(evaluate("document.getElementById('plain') === null"));
}

TEST_F(Page, ThePlainTableIsBackWhereThePageFails) {
  std::string broken = render_html(run(), changes());
  const std::size_t data = broken.find("id=\"run\">") + 9;
  broken.replace(data, 40, std::string(40, '!'));
  std::ofstream(directory_ / "broken.html") << broken;
  browser_->open("file://" + (directory_ / "broken.html").string());
  evaluate("new Promise(r => setTimeout(r, 500))");
  EXPECT_GT(evaluate("document.querySelector('#plain table').getBoundingClientRect().height"), 100);
}

}  // namespace
}  // namespace clino
