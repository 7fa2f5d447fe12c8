// The table of docs/comparison.md is what the rules of other checkers, written anew in tests/scorecard/rules.cpp, and
// Clinometer say of these gradients.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "clino/check.hpp"
#include "tests/scorecard/rules.hpp"

namespace clino {
namespace {

struct Trial {
  std::string function, gradient, why;
  double x;
};

const std::vector<Trial> trials{
    {"1/(1+exp(-x))", "0*x", "zero for 6.1e-6", -12},
    {"exp(-x)", "exp(-x)", "the wrong sign", 25},
    {"sin(50*pi*x)", "0*x", "zero for 157", 0},
    {"exp(50*x)", "50*exp(50*x)", "right", 0},
    {"1/x", "-1/x^2", "right", 1e-3},
    {"cos(1000*x)", "-1000*sin(1000*x)", "right", 0.3},
    {"abs(x)", "where(x < 0, -1, 1)", "right: a slope of the kink", 0},
};

std::string verdict_of(const Trial& t) {
  CheckSettings settings{.points = {{t.x}}, .options = {.points = 0, .exemplars = false}};
  const double reach = std::max(1.0, std::fabs(t.x));
  const UnitResult unit = check_gradient_unit(Function::parse(t.function), Function::parse(t.gradient, {"x"}),
                                              Interval{t.x - reach, t.x + reach}, settings);
  const auto point = std::ranges::find(unit.points, Point{t.x}, &PointResult::x);
  return std::string(name(point->partials.at(0).judgement.verdict));
}

std::string row_of(const Trial& t) {
  const Function f = Function::parse(t.function), g = Function::parse(t.gradient, {"x"});
  std::ostringstream row;
  row << "| `" << t.function << "` at " << to_decimal(binary64, t.x) << " | `" << t.gradient << "` | " << t.why
      << " | `" << verdict_of(t) << "` |";
  for (const scorecard::Checker& checker : scorecard::checkers()) {
    const auto value = [&](std::span<const double> x) { return f.run(x).at(0); };
    row << (checker.passes(value, g.run(std::vector{t.x}), {t.x}) ? " passes |" : " fails |");
  }
  return row.str();
}

TEST(Comparison, TheTableOfThePageIsWhatTheRulesSay) {
  std::ifstream in(std::string(CLINO_DOCS) + "/comparison.md");
  const std::string page = (std::ostringstream() << in.rdbuf()).str();
  for (const Trial& t : trials) EXPECT_NE(page.find(row_of(t) + "\n"), std::string::npos) << row_of(t);
}

}  // namespace
}  // namespace clino
