// What must stay quiet: controls, and the repaired forms of cases over the cases' whole working range.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "cases/catalogue.hpp"
#include "clino/check.hpp"

namespace clino {
namespace {

CheckOptions few_points() {
  CheckOptions options;
  options.points = 12;
  options.exemplars = false;
  options.estimates = false;
  return options;
}

/// "eigen binary32: inaccurate at ..." of every engine that finds something on the case.
std::string findings(const Case& c, const std::vector<std::string>& engines) {
  std::string text;
  for (const Format& f : c.formats)
    check_units(
        c, engines, f, few_points(), [](const std::string&) {},
        [&](const UnitResult& u) {
          if (level_of(u) >= Level::warning)
            text += u.engine + " " + u.format + " " + std::string(name(worst_verdict(u))) + "/" +
                    std::string(name(worst_value_verdict(u))) + "; ";
        });
  return text;
}

TEST(QuietCases, NothingIsFoundOnControlsByAnyEngine) {
  for (const Case& c : catalogue())
    if (std::ranges::count(c.tags, "quiet") > 0) {
      EXPECT_EQ(findings(c, {"eigen", "forward", "reverse", "custom"}), "") << c.name;
    }
}

/// The case's repaired form as a case: another function over the same points.
Case repaired(const Case& c) {
  Case other = c;
  other.name += " (stable)";
  other.function = Function::parse(c.stable, c.function.variables());
  other.gradient.reset();
  other.reference.reset();
  return other;
}

TEST(RepairedForms, AreCleanOverTheWholeWorkingRangeOrSayWhatIsLeft) {
  for (const Case& c : catalogue()) {
    if (c.stable.empty()) continue;
    if (const Case* other = find_case(c.stable)) {
      EXPECT_NE(other, &c) << c.name;
      continue;  // judged as a case of its own: quiet, or with a mechanism that names the residue
    }
    EXPECT_EQ(findings(repaired(c), {"forward"}), "") << c.name << ": " << c.stable;
  }
}

}  // namespace
}  // namespace clino
