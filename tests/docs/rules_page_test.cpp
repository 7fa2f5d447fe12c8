// The tables of docs/rules.md, answered by the reference; the lines of C++ of docs/reference.md (tests/readme.sh).
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>

#include "rules_table.hpp"

namespace clino {
namespace {

std::vector<RuleRow> rows() {
  std::ifstream file(CLINO_DOCS "/rules.md");
  std::vector<RuleRow> all;
  for (std::string line; std::getline(file, line);)
    if (std::optional<RuleRow> row = rule_row(line)) all.push_back(std::move(*row));
  return all;
}

TEST(RulesPage, AreWhatTheReferenceAnswersInEachFormat) {
  ASSERT_GT(rows().size(), 90u);
  for (const RuleRow& row : rows()) {
    ASSERT_FALSE(row.formats.empty()) << row.in;
    for (const Format* format : row.formats) {
      const auto [value, derivative] = answers(row, *format);
      EXPECT_EQ(value, row.value) << row.program << " at " << row.at << " in " << format->name;
      EXPECT_EQ(derivative, row.derivative) << row.program << " at " << row.at << " in " << format->name;
    }
  }
}

TEST(RulesPage, AreReadAsTheyStand) {
  const auto row = rule_row("| `x^y` | x=-2, y=0x1p-3 | binary32 | none, limit 1 | kink -1 to 1; 0 |");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->x, (std::vector{-2.0, 0.125}));
  EXPECT_EQ(row->names, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(row->value, "none, limit 1");
  EXPECT_EQ(row->derivative, "kink -1 to 1; 0");
  EXPECT_EQ(row->formats.size(), 1u);
  EXPECT_FALSE(rule_row("| program | at | in | value | derivative |"));
}

/// The number behind "// ... = " at the end of a documented line.
double documented(const std::string& line) { return std::stod(line.substr(line.rfind("= ") + 2)); }

TEST(RulesPage, TheSecondDerivativesOfTheDocumentAreThoseItStates) {
  // clang-format off: lines of docs/reference.md
const clino::Function f = [](auto x, auto y) { using std::exp; return exp(x * y) - y; };
const std::vector<double> at{0.5, 2.0};
const clino::ReferenceHessian h = clino::reference_hessian(f, at, clino::binary32);
const double by_x = h.seconds[0].rounded;  // y^2 exp(x y) = 10.873127
const double mixed = h.seconds[1].rounded;  // (1 + x y) exp(x y) = 5.4365635
const bool proved = h.seconds[3].existence == clino::Existence::exists;
  // clang-format on
  EXPECT_TRUE(proved);
  std::ifstream file(CLINO_DOCS "/reference.md");
  std::map<std::string, double> stated;
  for (std::string line; std::getline(file, line);)
    for (const char* name : {"by_x", "mixed"})
      if (line.starts_with("const double " + std::string(name) + " ")) stated[name] = documented(line);
  EXPECT_EQ(static_cast<float>(stated["by_x"]), by_x);
  EXPECT_EQ(static_cast<float>(stated["mixed"]), mixed);
}

}  // namespace
}  // namespace clino
