// The examples of docs/extending.md: tests/readme.sh looks for each of its lines here.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clino/check.hpp"
#include "clino/estimate.hpp"
#include "clino/evaluate.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

/// Central differences with a fixed step, as an engine: what many optimisers fall back to.
class Differences final : public Engine {
 public:
  EngineInfo info() const override {
    return {"differences", Mode::forward, "central differences, step 1e-6", {binary64}};
  }
  Answer jacobian(const Trace& trace, std::span<const double> x, const Format& format, Shims) const override {
    const auto outputs = [&](std::span<const double> at) {
      std::vector<double> y;
      const std::vector<double> nodes = evaluate(trace, at, format);
      for (const NodeId id : trace.outputs) y.push_back(nodes[id]);
      return y;
    };
    Jacobian j{.values = outputs(x), .partials = std::vector<double>(trace.outputs.size() * x.size())};
    for (std::size_t i = 0; i < x.size(); ++i) {
      std::vector<double> up(x.begin(), x.end()), down = up;
      up[i] += 1e-6;
      down[i] -= 1e-6;
      const std::vector<double> above = outputs(up), below = outputs(down);
      for (std::size_t k = 0; k < above.size(); ++k)
        j.partials[k * x.size() + i] = (above[k] - below[k]) / (up[i] - down[i]);
    }
    return j;
  }
  // It has no rules: nothing to look into, and no formula to be right apart from rounding.
  std::optional<Sensitivities> sensitivities(const Trace&, std::span<const double>, const Format&, int,
                                             int) const override {
    return std::nullopt;
  }
  std::optional<Jacobian> high_precision(const Trace&, std::span<const double>, const Format&) const override {
    return std::nullopt;
  }
};

/// The slope to the next number of the format, with a bar that any rounding of two values could explain.
std::optional<Estimate> next_number(const EstimateRequest& request) {
  const auto i = static_cast<std::size_t>(request.input), k = static_cast<std::size_t>(request.output);
  std::vector<double> x(request.x.begin(), request.x.end());
  const auto value = [&] { return round_to(request.format, request.function.run(x).at(k)); };
  const double from = x[i], here = value();
  x[i] = next_up(request.format, from);
  const double step = x[i] - from, there = value();
  if (x[i] > request.domain.hi || !std::isfinite(there - here)) return std::nullopt;
  const double slope = (there - here) / step, noise = 2 * ulp(request.format, std::fabs(here) + std::fabs(there));
  return Estimate{.value = slope, .error = noise / step + std::fabs(slope), .step = step, .evaluations = 2};
}

/// A line for each unit with an error.
std::string render_errors(const Run& run, const Changes&) {
  std::string text;
  for (const UnitResult& unit : run.units)
    if (level_of(unit) == Level::error) text += unit.case_name + " " + unit.engine + " " + unit.format + "\n";
  return text;
}

TEST(Extending, AnEngineIsJudgedLikeAnyOther) {
  const Case c{.name = "mine/exp",
               .function = Function::parse("exp(x)"),
               .domain = {{-1, 1}},
               .points = {{{0.5}, "in the middle"}},
               .lesson = "Differences lose half of the digits."};
  const UnitResult unit = check_unit(c, Differences(), binary64, {.points = 16});
  EXPECT_FALSE(passes(unit));
  EXPECT_GT(unit.counts[static_cast<std::size_t>(Verdict::inaccurate)], 10);
  EXPECT_EQ(render_errors({.units = {unit}}, {}), unit.level == Level::error ? "mine/exp differences binary64\n" : "");
}

TEST(Extending, AnEstimateComesWithABarThatHolds) {
  const Function f = Function::parse("sin(x)");
  for (const double x : {-3.0, 0.1, 0.7, 2.0}) {
    const std::vector<double> at{x};
    const auto e = next_number({f, at, 0, 0, binary64, {-4, 4}});
    ASSERT_TRUE(e);
    EXPECT_LE(std::fabs(e->value - std::cos(x)), e->error);
  }
}

}  // namespace
}  // namespace clino
