// Bugs that nobody points at: how many are found by the points the tool places and searches for by itself.
#include <gtest/gtest.h>

#include <map>

#include "planted.hpp"

namespace clino::test {
namespace {

/// How the gradient is given: as text, so that its own branches and thresholds can be followed, or compiled.
enum class Given { text, black_box };

Function gradient_of(const std::vector<std::string>& texts, const Function& f, Given given) {
  const Function g = Function::parse(texts, f.variables());
  if (given == Given::text) return g;
  return Function::opaque(g.shape(), [g](std::span<const double> x) { return g.run(x); });
}

UnitResult checked(const Planted& p, const std::vector<std::string>& gradient, Given given, int points) {
  const Function f = Function::parse(p.function);
  CheckSettings settings;
  settings.options.points = points;
  settings.options.exemplars = false;
  settings.options.estimates = false;
  return check_gradient(f, gradient_of(gradient, f, given), p.domain, settings);
}

bool found(const Planted& p, Given given, int points) { return !passes(checked(p, p.wrong, given, points)); }

using Found = std::map<std::string, std::array<int, 2>>;  // kind -> given as text, black box

Found count_found(int points) {
  Found n;
  for (const Planted& p : planted())
    for (const Given given : {Given::text, Given::black_box}) {
      const bool yes = found(p, given, points);
      n[p.kind][static_cast<std::size_t>(given)] += yes;
      if (!yes)
        std::printf("%d points, %s: missed %s, %s, %s\n", points, given == Given::text ? "text" : "black box", p.kind,
                    p.function, p.wrong.back().c_str());
    }
  return n;
}

TEST(Search, RightGradientsOfTheSameFunctionsPass) {
  for (const int points : {20, 64, 256})
    for (const Planted& p : planted())
      for (const Given given : {Given::text, Given::black_box})
        EXPECT_TRUE(passes(checked(p, p.right, given, points)))
            << p.function << ' ' << explain(checked(p, p.right, given, points));
}

TEST(Search, FindsPlantedBugsWithoutAHint) {
  for (const int points : {20, 64, 256}) {
    for (const auto& [kind, n] : count_found(points)) std::printf("%d %s %d %d\n", points, kind.c_str(), n[0], n[1]);
  }
}

}  // namespace
}  // namespace clino::test
