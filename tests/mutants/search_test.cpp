// Bugs that nobody points at: how many are found by the points the tool places and searches for by itself. The numbers
// stand in docs/points.md; what is found must not become less.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "blind_spots.hpp"
#include "draw.hpp"
#include "planted.hpp"

namespace clino::test {
namespace {

constexpr std::array budgets{20, 64, 256};

/// How the gradient is given: as text, so that its own branches and thresholds can be followed, or compiled.
enum class Given { text, compiled };

Function gradient_of(const std::vector<std::string>& texts, const Function& f, Given given) {
  const Function g = Function::parse(texts, f.variables());
  if (given == Given::text) return g;
  return Function::opaque(g.shape(), [g](std::span<const double> x) { return g.run(x); });
}

CheckSettings settings_with(int points) {
  CheckSettings settings;
  settings.options.points = points;
  settings.options.exemplars = false;
  settings.options.estimates = false;
  return settings;
}

UnitResult checked(const Planted& p, const std::vector<std::string>& gradient, Given given, int points) {
  const Function f = Function::parse(p.function);
  return check_gradient(f, gradient_of(gradient, f, given), p.domain, settings_with(points));
}

/// The same gradient at points drawn evenly from the domain and nowhere else.
UnitResult checked_at_random(const Planted& p, int points) {
  const Function f = Function::parse(p.function);
  CheckSettings settings = settings_with(0);
  Random random(hash(p.function, 1));
  for (int k = 0; k < points; ++k) {
    Point x;
    for (const Interval& d : p.domain) x.push_back(draw(Sampling::uniform, d, binary64, random));
    settings.points.push_back(x);
  }
  return check_gradient(f, gradient_of(p.wrong, f, Given::text), p.domain, settings);
}

/// Bugs found of one kind with one budget.
struct Count {
  int planted = 0, at_random = 0, compiled = 0, text = 0;
};

std::map<std::string, Count> count_found(int points) {
  std::map<std::string, Count> counts;
  for (const Planted& p : planted()) {
    Count& n = counts[p.kind];
    ++n.planted;
    n.at_random += !passes(checked_at_random(p, points));
    n.compiled += !passes(checked(p, p.wrong, Given::compiled, points));
    n.text += !passes(checked(p, p.wrong, Given::text, points));
  }
  return counts;
}

/// The rows of a table of docs/points.md: the cells of every line that starts with `| WORD | NUMBER |`.
std::vector<std::vector<std::string>> documented(std::size_t cells) {
  std::ifstream file(std::string(CLINO_DOCS) + "/points.md");
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> row;
    std::istringstream in(line);
    std::string cell;
    std::getline(in, cell, '|');
    while (std::getline(in, cell, '|')) {
      const std::size_t first = cell.find_first_not_of(' ');
      row.push_back(first == std::string::npos ? "" : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    }
    if (row.size() == cells && std::isdigit(static_cast<unsigned char>(row[1][0])) != 0) rows.push_back(row);
  }
  return rows;
}

TEST(Search, RightGradientsOfTheSameFunctionsPass) {
  for (const int points : budgets)
    for (const Planted& p : planted())
      for (const Given given : {Given::text, Given::compiled}) {
        const UnitResult unit = checked(p, p.right, given, points);
        EXPECT_TRUE(passes(unit)) << p.function << ' ' << explain(unit);
      }
}

TEST(Search, FindsAtLeastWhatIsDocumentedWithoutAHint) {
  std::map<int, std::map<std::string, Count>> found_with;
  for (const int points : budgets) found_with[points] = count_found(points);
  const auto rows = documented(6);
  EXPECT_EQ(rows.size(), budgets.size() * found_with[20].size());
  for (const auto& row : rows) {
    const Count n = found_with.at(std::stoi(row[1]))[row[0]];
    const std::string measured = row[0] + " with " + row[1] + " points: " + std::to_string(n.planted) + " planted, " +
                                 std::to_string(n.at_random) + " at random, " + std::to_string(n.compiled) +
                                 " compiled, " + std::to_string(n.text) + " as text";
    EXPECT_EQ(n.planted, std::stoi(row[2])) << measured;
    EXPECT_EQ(n.at_random, std::stoi(row[3])) << measured;
    EXPECT_GE(n.compiled, std::stoi(row[4])) << measured;
    EXPECT_GE(n.text, std::stoi(row[5])) << measured;
  }
}

/// A row of the blind spots over the whole format, its point not told.
bool found_over_the_whole_format(const Row& row, int points) {
  const Function f = Function::parse(row.function);
  CheckSettings settings = settings_with(points);
  settings.format = row.format;
  settings.sampling.assign(row.x.size(), Sampling::bits);
  const Interval whole{-largest(row.format), largest(row.format)};
  if (row.engine == nullptr)
    return !passes(check_gradient(f, Function::parse(row.gradient, f.variables()), whole, settings));
  settings.engine = row.engine;
  return !passes(check(f, whole, settings));
}

TEST(Search, FindsTheBlindSpotsOfOthersOverTheWholeFormat) {
  const auto rows = documented(4);
  ASSERT_EQ(rows.size(), 2U);
  for (const auto& row : rows) {
    int planted = 0, found_ones = 0;
    std::string missed;
    for (const Row& spot : blind_spots()) {
      if (spot.wanted != Wanted::found) continue;
      ++planted;
      const bool yes = found_over_the_whole_format(spot, std::stoi(row[1]));
      found_ones += yes;
      if (!yes) missed += std::string(" ") + spot.id;
    }
    EXPECT_EQ(planted, std::stoi(row[2]));
    EXPECT_GE(found_ones, std::stoi(row[3])) << row[1] << " points: " << found_ones << ", missed" << missed;
  }
}

}  // namespace
}  // namespace clino::test
