#include "cases/catalogue_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "cases/catalogue.hpp"
#include "cases/expression_case.hpp"

namespace clino::cases {
namespace {

using testing::HasSubstr;

TEST(CataloguePage, IsWhatTheEntriesSay) {
  const std::string path = std::string(CLINO_DOCS) + "/catalogue.md", page = catalogue_page(catalogue());
  if (std::getenv("CLINO_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << page;
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(text.str() == page) << path << " differs; CLINO_UPDATE_GOLDEN=1 rewrites it";
}

TEST(CataloguePage, HasEveryCaseInItsFamilyAndNoBarThatEndsACell) {
  const std::vector<Case> two = expression_cases("test", {{.name = "a/one",
                                                           .function = "abs(x)",
                                                           .variables = {{"x", -1, 2}},
                                                           .points = {{{0}, "|x| has a kink"}, {{1}, "plain"}},
                                                           .stable = "a/two",
                                                           .mechanism = "kink",
                                                           .lesson = "L.",
                                                           .source = "S"},
                                                          {.name = "a/two",
                                                           .function = "x",
                                                           .variables = {{"x", -1, 2}},
                                                           .points = {{{1}, "plain"}},
                                                           .mechanism = "none",
                                                           .lesson = "M.",
                                                           .source = "S"}});
  const std::string page = catalogue_page(two);
  EXPECT_THAT(page, HasSubstr("2 cases, 1 of them quiet, in 1 families"));
  EXPECT_THAT(page, HasSubstr("## test\n"));
  EXPECT_THAT(page, HasSubstr("| **a/one**<br>kink | `abs(x)`<br>x in [-1, 2] | L.<br>at 0: \\|x\\| has a kink | see "
                              "`a/two` | S |\n"));
  EXPECT_THAT(page, HasSubstr("| **a/two**<br>quiet |"));
}

}  // namespace
}  // namespace clino::cases
