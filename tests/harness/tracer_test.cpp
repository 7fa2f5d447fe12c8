#include "clino/tracer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "clino/evaluate.hpp"
#include "clino/function.hpp"

namespace clino {
namespace {

using std::abs, std::acos, std::cos, std::exp, std::sin, std::sqrt;

TEST(Tracer, LiteralIsNotAConstantNode) {
  const Function literal = [](auto x) { return exp(x) * 2.0; };
  const Function constant = [](auto x) { return exp(x) * decltype(x)(2.0); };
  const std::array x{1.0};
  EXPECT_EQ(literal.trace(x).nodes.size(), 3u);
  EXPECT_EQ(constant.trace(x).nodes.size(), 4u);
  EXPECT_TRUE(literal.trace(x).nodes[2].b.is_literal());
  EXPECT_EQ(literal.trace(x).nodes[2].b.literal, 2.0);
}

TEST(Tracer, ComputesInTheFormatOfTheRecording) {
  const Function f = [](auto x) { return 1.0 / exp(x); };
  const std::array x{100.0};
  EXPECT_EQ(evaluate(f.trace(x), x, binary32).back(), 0.0);
  EXPECT_GT(evaluate(f.trace(x), x, binary64).back(), 0.0);
  const Function branch = [](auto t) { return exp(t) < 1e39 ? t : -t; };
  EXPECT_TRUE(branch.trace(x).branches.at(0).taken == false);
  const std::array y{89.0};
  EXPECT_TRUE(branch.trace(y, {.format = binary64}).branches.at(0).taken);
}

TEST(Tracer, RecordsEveryComparisonAndObeysForcedDecisions) {
  const Function relu = [](auto x) { return x > 0.0 ? x : decltype(x)(0.0); };
  const std::array zero{0.0};
  const Trace t = relu.trace(zero);
  ASSERT_EQ(t.branches.size(), 1u);
  EXPECT_FALSE(t.branches[0].taken);
  EXPECT_EQ(t.nodes[t.outputs[0]].op, Op::constant);
  const Trace forced = relu.trace(zero, {.decisions = {true}});
  EXPECT_EQ(forced.outputs[0], 0u);
}

TEST(Tracer, UnqualifiedMinAndMaxAreOperationsDespiteUsingStd) {
  using std::max, std::min;
  const Function f = [](auto x, auto y) { return max(x, y) + min(x, decltype(x)(2.0)) + max(0.0, y); };
  const std::array at{1.0, 3.0};
  const Trace t = f.trace(at);
  EXPECT_TRUE(t.branches.empty());
  EXPECT_EQ(t.nodes[2].op, Op::max);
}

TEST(Tracer, ZeroedMemoryIsTheConstantZero) {
  alignas(Tracer) std::array<std::byte, sizeof(Tracer)> memory{};
  Tracer t;
  std::memcpy(static_cast<void*>(&t), memory.data(), sizeof(t));
  Trace trace;
  Recording recording(trace, {});
  const Tracer x = recording.input(3);
  recording.output(x + t);
  EXPECT_EQ(trace.nodes[1].op, Op::constant);
  EXPECT_EQ(trace.nodes[2].op, Op::add);
}

TEST(Tracer, ComputesInBinary64OutsideARecording) {
  const Tracer pi = acos(Tracer(-1.0));
  EXPECT_EQ(pi.value(), std::acos(-1.0));
}

TEST(Tracer, EndlessLoopRunsIntoTheBudget) {
  const Function f = [](auto x) {
    while (x < 10.0) x = x * 1.0;
    return x;
  };
  const std::array x{1.0};
  EXPECT_THROW(f.trace(x, {.budget = 1000}), OperationBudget);
}

TEST(Function, ArityAndOutputsAreDeduced) {
  const Function polar = [](auto r, auto t) { return std::array{r * cos(t), r * sin(t)}; };
  EXPECT_EQ(polar.shape(), (Shape{2, 2}));
  const std::array x{2.0, 0.0};
  EXPECT_EQ(polar.run(x), (std::vector{2.0, 0.0}));
  EXPECT_EQ(polar.variables(), (std::vector<std::string>{"x", "y"}));
  const Function norm = Function::of_vector(3, 1, []<class T>(std::span<const T> v) {
    T s(0.0);
    for (const T& vi : v) s += vi * vi;
    return T(sqrt(s));
  });
  const std::array v{3.0, 0.0, 4.0};
  EXPECT_EQ(norm.run(v).at(0), 5.0);
  EXPECT_EQ(norm.trace(v).inputs, 3);
}

TEST(Function, RefusesWhatItCannotDo) {
  const Function box = Function::opaque({1, 1}, [](std::span<const double> x) { return std::vector{x[0]}; });
  const std::array x{1.0}, two{1.0};
  EXPECT_FALSE(box.traceable());
  EXPECT_THROW(box.trace(x), std::logic_error);
  const Function g = [](auto a, auto b) { return a * b; };
  EXPECT_THROW(g.run(two), std::invalid_argument);
}

}  // namespace
}  // namespace clino
