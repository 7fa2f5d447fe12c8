// The promises of the harness on the functions that it was built for, through the public check.
#include "clino/check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace clino {
namespace {

using std::abs, std::cos, std::exp, std::max, std::sin, std::sqrt, std::tan;

const Function reciprocal_exp = [](auto x) { return 1.0 / exp(x); };
const Function sigmoid = [](auto x) { return 1.0 / (1.0 + exp(-x)); };

PointResult at(const Function& f, Point x, const std::string& engine, const Format& format,
               std::optional<Function> gradient = {}) {
  std::vector<Interval> domain(x.size(), Interval{-1e6, 1e6});
  const Case c{.name = "f", .function = f, .domain = domain, .gradient = gradient};
  const std::unique_ptr<Engine> custom = gradient ? custom_engine(f, *gradient) : nullptr;
  const Engine& e = gradient ? *custom : *find_engine(engine);
  return judge_point(c, e, witness(c, x, format, {}), format, {});
}

std::string verdict(const PointResult& p, std::size_t partial = 0) {
  return std::string(name(p.partials[partial].judgement.verdict));
}

const Range* range(const UnitResult& unit, Verdict v) {
  const auto r = std::ranges::find(unit.ranges, v, &Range::verdict);
  return r == unit.ranges.end() ? nullptr : &*r;
}

TEST(Check, ReciprocalExpAt100IsNaNInBinary32) {
  for (const char* engine : {"eigen", "reverse"}) {
    const PointResult p = at(reciprocal_exp, {100}, engine, binary32);
    EXPECT_EQ(p.values[0].computed, 0) << engine;
    EXPECT_EQ(p.values[0].judgement.error_ulps, 27) << engine;
    EXPECT_EQ(verdict(p), "non_finite") << engine;
    EXPECT_EQ(name(p.partials[0].judgement.blame), "range") << engine;
    EXPECT_EQ(p.partials[0].reference, -3.783505853677006e-44) << engine;
  }
}

TEST(Check, TheRepairOfReciprocalExpIsAccurateOverItsWholeDomain) {
  const UnitResult unit = check_gradient(reciprocal_exp, Function([](auto x) { return -exp(-x); }), Interval{-80, 700},
                                         {.format = binary32});
  EXPECT_EQ(worst_verdict(unit), Verdict::accurate) << explain(unit);
  EXPECT_GT(compared(unit), 60);
}

TEST(Check, SigmoidIsRightAt2AndItsEdgesAreFound) {
  const PointResult p = at(sigmoid, {2}, "eigen", binary32);
  EXPECT_EQ(verdict(p), "accurate");
  EXPECT_NEAR(p.values[0].computed, 0.8808, 5e-5);
  EXPECT_NEAR(p.partials[0].computed, 0.10499, 5e-6);

  const UnitResult unit = check(sigmoid, Interval{-700, 700}, {.format = binary32});
  const Range* lost = range(unit, Verdict::underflow);
  const Range* nan = range(unit, Verdict::non_finite);
  ASSERT_NE(lost, nullptr) << explain(unit);
  ASSERT_NE(nan, nullptr) << explain(unit);
  EXPECT_NEAR(lost->last, -44.37, 0.02);
  EXPECT_NEAR(nan->last, -88.73, 0.02);
  EXPECT_TRUE(lost->last_is_edge && nan->last_is_edge);
  // Between the two the derivative is subnormal: 0 is off by up to 2^23 units there, not by a normal number.
  const Range* sliver = range(unit, Verdict::inaccurate);
  ASSERT_NE(sliver, nullptr);
  EXPECT_EQ(next_up(binary32, nan->last), sliver->first);
  EXPECT_EQ(next_up(binary32, sliver->last), lost->first);
  // The edges are exact: one float further the verdict is another.
  EXPECT_EQ(verdict(at(sigmoid, {nan->last}, "eigen", binary32)), "non_finite");
  EXPECT_EQ(verdict(at(sigmoid, {lost->first}, "eigen", binary32)), "underflow");
  EXPECT_EQ(verdict(at(sigmoid, {lost->last}, "eigen", binary32)), "underflow");
  EXPECT_NE(verdict(at(sigmoid, {next_up(binary32, lost->last)}, "eigen", binary32)), "underflow");
}

TEST(Check, ThePlainestFailingInputOfEachRangeIsShown) {
  const UnitResult unit = check(reciprocal_exp, Interval{-80, 700}, {.format = binary32});
  std::map<double, std::string> sentences;
  for (const PointResult& p : unit.exemplars)
    if (verdict(p) == "non_finite" && p.diagnosis) sentences[p.x[0]] = p.diagnosis->summary;
  // exp overflows above, its square underflows below.
  ASSERT_TRUE(sentences.contains(90) && sentences.contains(-50)) << explain(unit);
  EXPECT_NE(sentences[90].find("exp overflows"), std::string::npos) << sentences[90];
  EXPECT_NE(sentences[90].find("88.72284"), std::string::npos) << sentences[90];
  EXPECT_NE(sentences[-50].find("y*y underflows"), std::string::npos) << sentences[-50];
}

TEST(Check, AnInputThatTheAuthorChoseIsShownBeforeAPlainerOne) {
  const UnitResult unit = check(reciprocal_exp, Interval{-80, 700}, {.format = binary32, .points = {{100}}});
  EXPECT_TRUE(std::ranges::any_of(unit.exemplars, [](const PointResult& p) { return p.x[0] == 100; }));
  EXPECT_FALSE(std::ranges::any_of(unit.exemplars, [](const PointResult& p) { return p.x[0] == 90; }));
}

TEST(Check, OscillationHasNoDerivativeAndZeroIsInvented) {
  const Function f = [](auto x) { return x == 0.0 ? decltype(x)(0.0) : decltype(x)(x * sin(1.0 / x)); };
  const Function zero = [](auto x) { return x * 0.0; };
  const PointResult p = at(f, {0}, "custom", binary64, zero);
  EXPECT_EQ(verdict(p), "invented") << p.partials[0].judgement.reason;
}

TEST(Check, DampedOscillationHasTheDerivativeZero) {
  const Function f = [](auto x) { return x == 0.0 ? decltype(x)(0.0) : decltype(x)(x * x * sin(1.0 / x)); };
  const Function zero = [](auto x) { return x * 0.0; };
  const PointResult p = at(f, {0}, "custom", binary64, zero);
  EXPECT_EQ(verdict(p), "accurate") << p.partials[0].judgement.reason;
  EXPECT_EQ(p.partials[0].reference, 0);
}

TEST(Check, KinksAreConventions) {
  const Function relu = [](auto x) { return x > 0.0 ? x : decltype(x)(0.0); };
  const Function absolute = [](auto x) { return abs(x); };
  const Function largest_of = [](auto x, auto y) { return max(x, y); };
  for (const char* engine : {"eigen", "forward", "reverse"}) {
    EXPECT_EQ(verdict(at(relu, {0}, engine, binary32)), "subgradient") << engine;
    EXPECT_EQ(verdict(at(absolute, {0}, engine, binary32)), "subgradient") << engine;
    EXPECT_EQ(verdict(at(largest_of, {1, 1}, engine, binary64), 0), "subgradient") << engine;
    EXPECT_EQ(verdict(at(largest_of, {1, 1}, engine, binary64), 1), "subgradient") << engine;
  }
  EXPECT_EQ(verdict(at(absolute, {0}, "custom", binary32, Function([](auto x) { return x * 0.0 + 2.0; }))), "kink");
  EXPECT_EQ(verdict(at(Function([](auto x) { return sqrt(x); }), {0}, "eigen", binary64)), "undefined");
}

TEST(Check, CancellationIsInaccurateNotWrong) {
  const Function f = [](auto x) { return (1.0 - cos(x)) / (x * x); };
  const PointResult p = at(f, {1e-6}, "eigen", binary64);
  EXPECT_EQ(verdict(p), "inaccurate") << p.partials[0].judgement.reason;
  EXPECT_EQ(name(p.partials[0].judgement.blame), "formula");
  EXPECT_EQ(name(p.values[0].judgement.verdict), "inaccurate");
  const Diagnosis d = diagnose(*find_engine("eigen"), f.trace(Point{1e-6}), Point{1e-6}, binary64, {0, 0});
  ASSERT_TRUE(d.culprit);
  EXPECT_EQ(d.steps[*d.culprit].op, Op::sub) << d.summary;
}

TEST(Check, TanNearItsPoleIsNoFinding) {
  const Function f = [](auto x) { return tan(x); };
  const Function right = [](auto x) { return 1.0 / (cos(x) * cos(x)); };
  for (const Format& format : {binary32, binary64}) {
    const double pole = round_to(format, 1.5707963267948966);
    for (const double x : {pole, next_down(format, pole), next_up(format, pole), pole - 1e-3, pole + 1e-3}) {
      const PointResult p = at(f, {round_to(format, x)}, "custom", format, right);
      EXPECT_EQ(name(p.partials[0].judgement.level), "ok") << x << " " << p.partials[0].judgement.reason;
    }
  }
}

TEST(Check, SmallFactorsAndShortConstantsAreWrong) {
  const Function square = [](auto x) { return x * x; };
  EXPECT_EQ(verdict(at(square, {3}, "custom", binary64, Function([](auto x) { return 2.0000002 * x; }))), "wrong");
  const Function wave = [](auto x) { return sin(3.141592653589793 * x); };
  EXPECT_EQ(verdict(at(wave, {0.3}, "custom", binary64,
                       Function([](auto x) { return 3.14159 * cos(3.141592653589793 * x); }))),
            "wrong");
  const Function small = [](auto x) { return 1e-12 * x; };
  const PointResult p = at(small, {1}, "custom", binary64, Function([](auto x) { return 0.0 * x; }));
  EXPECT_EQ(name(p.partials[0].judgement.level), "error");
}

TEST(Check, ABlackBoxGradientThatRoundsIsNotAWrongFormula) {
  const auto textbook = [](double x) {
    const double s = 1 / (1 + std::exp(-x));
    return s * (1 - s);
  };
  const UnitResult unit = check_gradient(sigmoid, textbook, Interval{-8, 8});
  EXPECT_TRUE(passes(unit)) << explain(unit);
  // From 36.7 on it is 0, which no rounding explains.
  EXPECT_EQ(verdict(at(sigmoid, {20}, "custom", binary64, Function(textbook))), "inaccurate");
  EXPECT_EQ(verdict(at(sigmoid, {34}, "custom", binary64, Function(textbook))), "inaccurate");
}

TEST(Check, ABlackBoxGradientThatIsOffTheSameWayEverywhereIsWrong) {
  const Function wave = [](auto x) { return sin(3.14159265358979323846 * x); };
  const auto truncated = [](double x) { return 3.1416 * std::cos(3.1416 * x); };
  for (const Format& format : {binary32, binary64})
    EXPECT_EQ(verdict(at(wave, {0.1}, "custom", format, Function(truncated))), "wrong") << format.name;
  const auto scaled = [](double x) { return -(1 + 1e-9) * std::exp(-x); };
  for (const double x : {-300.0, -1.0, 1e-3, 5.0, 500.0})
    EXPECT_EQ(verdict(at(reciprocal_exp, {x}, "custom", binary64, Function(scaled))), "wrong") << x;
}

std::string blame(const PointResult& p, std::size_t partial = 0) {
  return std::string(name(p.partials[partial].judgement.blame));
}

TEST(Check, SubnormalDebrisOnTheWayIsTheRangesInEveryFormat) {
  const Function cube = [](auto x) { return x * x * x * 1e30; };
  const PointResult wide = at(cube, {1.4e-108}, "forward", binary64), narrow = at(cube, {1.4e-15}, "forward", binary32);
  EXPECT_EQ(name(wide.values[0].judgement.verdict), "inaccurate");
  EXPECT_EQ(name(wide.values[0].judgement.blame), "range");
  EXPECT_EQ(name(narrow.values[0].judgement.blame), "range");
  const Function unit = [](auto x, auto y) { return x / sqrt(x * x + y * y); };
  EXPECT_EQ(blame(at(unit, {1e-170, 1e-170}, "forward", binary64)), "range");
}

TEST(Check, AtATieOfSeveralInputsASlopeBesideItIsASubgradient) {
  const Function median = [](auto x, auto y, auto z) {
    using std::min;
    return max(min(x, y), z);
  };
  for (const char* engine : {"eigen", "forward", "reverse"}) {
    const PointResult p = at(median, {1, 1, 1}, engine, binary64);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(p.partials[i].judgement.level, Level::ok) << engine << verdict(p, i);
    EXPECT_EQ(verdict(p, 2), "subgradient") << engine;
  }
  const Function gradient = Function::parse("0, 2, 1", {"x", "y", "z"});
  EXPECT_EQ(verdict(at(median, {1, 1, 1}, "custom", binary64, gradient), 1), "wrong");
  // Twice the slope, where every slope beside the tie is 1.
  const Function identity = [](auto x) { return max(x, 0.0) - max(-x, 0.0); };
  EXPECT_EQ(verdict(at(identity, {0}, "eigen", binary64)), "kink");
  EXPECT_EQ(blame(at(identity, {0}, "eigen", binary64)), "tie");
}

TEST(Check, AnOrderThatRoundingChangesIsTheBranchs) {
  const Function elu = Function::parse("max(x,0)+min(0,a*(exp(x/a)-1))", {"x", "a"});
  const PointResult p = at(elu, {1e-20, 1}, "forward", binary64);
  EXPECT_EQ(verdict(p), "inaccurate");
  EXPECT_EQ(blame(p), "branch");
  const Case c{.name = "elu", .function = elu, .domain = {{-1, 1}, {0.5, 2}}};
  const Diagnosis d = diagnose_number(c, *find_engine("forward"), p.x, binary64, p.partials[0]);
  EXPECT_EQ(name(d.mechanism), "branch flipped by rounding") << d.summary;
}

TEST(Check, TheQuotientRulesOwnRangeIsTheEngines) {
  const Function one = [](auto x) { return x / x; };
  const double x = static_cast<double>(1e-23F);
  EXPECT_EQ(verdict(at(one, {x}, "eigen", binary32)), "non_finite");
  EXPECT_EQ(blame(at(one, {x}, "eigen", binary32)), "engine");
}

TEST(Check, ACustomGradientIsBlamedForItsFormulaNotForItsRange) {
  const Function wave = [](auto x) { return cos(x); };
  EXPECT_EQ(blame(at(wave, {3}, "custom", binary64, Function::parse("where(x > 3-1e-7, 0, -sin(x))", {"x"}))), "gradient");
  const Function root = Function::parse("x^0.1", {"x"});
  const double tiny = static_cast<double>(1.5e-43F);
  EXPECT_EQ(blame(at(root, {tiny}, "custom", binary32, Function::parse("0.1*x^(-0.9)", {"x"}))), "range");
}

TEST(Check, AFailureSaysWhatAutodiffGivesAtThatPoint) {
  const UnitResult unit = check_gradient(sigmoid, [](auto x) { return exp(-x); }, Interval{-8, 8}, {.points = {{2}}});
  EXPECT_NE(explain(unit).find("autodiff    0.104993585403506"), std::string::npos) << explain(unit);
}

TEST(Check, AProgramThatIsNotTheIntendedOneIsSaidToBeSo) {
  const Case c{.name = "softplus",
               .function = Function::parse("select(x > 20, x, log(1+exp(x)))"),
               .domain = {{-15, 30}},
               .points = {{{20.5}, "above the threshold"}},
               .reference = Function::parse("log(1+exp(x))", {"x"}, Literals::real)};
  const UnitResult unit = check_unit(c, *find_engine("eigen"), binary64, {});
  const auto of = [](const PointResult& p) { return p.diagnosis ? p.diagnosis->summary : ""; };
  EXPECT_TRUE(std::ranges::any_of(unit.exemplars, [&](const PointResult& p) {
    return of(p) == "no step is off: the answer is the gradient of the branch that select takes, where 20 < x; that of "
                    "the intended function is 0.9999999987498471";
  })) << (unit.exemplars.empty() ? "" : of(unit.exemplars.front()));
}

TEST(Check, APointOutsideTheDomainIsRefused) {
  EXPECT_THROW(check(reciprocal_exp, Interval{-10, 10}, {.points = {{100}}}), std::invalid_argument);
  EXPECT_THROW(check_gradient(reciprocal_exp, [](auto x) { return -exp(-x); }, Interval{-10, 10}, {.points = {{-11}}}),
               std::invalid_argument);
  EXPECT_NO_THROW(check(reciprocal_exp, Interval{-10, 10}, {.points = {{10}}}));
}

TEST(Check, ABlackBoxGradientIsComparedWithTheCertifiedDerivative) {
  const auto right = [](double x) {
    const double e = std::exp(-std::fabs(x));
    return e / ((1 + e) * (1 + e));
  };
  const auto wrong = [&](double x) { return right(x) * (1 + 1e-7); };
  EXPECT_TRUE(passes(check_gradient(sigmoid, Function(right), Interval{-30, 30})));
  const UnitResult bad = check_gradient(sigmoid, Function(wrong), Interval{-30, 30});
  EXPECT_FALSE(passes(bad));
  EXPECT_EQ(worst_verdict(bad), Verdict::wrong) << explain(bad);
}

TEST(Check, AFunctionThatThrowsFailsAtThatPointOnly) {
  const Function f = [](auto x) {
    if (x > 2.0) throw std::runtime_error("too large");
    return x * x;
  };
  const UnitResult unit = check(f, Interval{0, 4}, {.points = {{1}, {3}}});
  EXPECT_GT(unit.counts[static_cast<std::size_t>(Verdict::failed)], 0);
  EXPECT_GT(unit.counts[static_cast<std::size_t>(Verdict::accurate)], 0);
  EXPECT_NE(explain(unit).find("too large"), std::string::npos);
}

TEST(Check, NothingComparedIsNotAPass) {
  const Function f = [](auto x) { return log1p(x); };
  const UnitResult unit = check(f, Interval{0, 1}, {.options = {.shims = Shims::refuse}});
  EXPECT_EQ(unit.counts[static_cast<std::size_t>(Verdict::unsupported)], static_cast<std::int64_t>(unit.points.size()));
  EXPECT_FALSE(passes(unit));
}

TEST(Check, MisuseIsRefusedWithWhatWasGiven) {
  const Function f = [](auto x, auto y) { return x * y; };
  EXPECT_THROW(check(f, std::vector<Interval>{{0, 1}, {0, 1}, {0, 1}}), std::invalid_argument);
  EXPECT_THROW(check(f, Interval{1, 0}), std::invalid_argument);
  EXPECT_THROW(check(f, Interval{0, 1}, {.engine = "nobody"}), std::invalid_argument);
  EXPECT_THROW(check_gradient(f, Function([](auto x) { return x; }), Interval{0, 1}), std::invalid_argument);
}

TEST(Check, TheSamePointsComeWithTheSameSeed) {
  const Case c{.name = "f", .function = sigmoid, .domain = {{-10, 10}}};
  const auto xs = [&](std::uint64_t seed) {
    std::vector<Point> all;
    for (const PointResult& p : sample(c, binary32, {.outside_points = 8, .seed = seed})) all.push_back(p.x);
    return all;
  };
  EXPECT_EQ(xs(1), xs(1));
  EXPECT_NE(xs(1), xs(2));
  for (const PointResult& p : sample(c, binary16, {.outside_points = 8})) {
    EXPECT_TRUE(representable(binary16, p.x[0]));
    EXPECT_EQ(p.in_domain, p.x[0] >= -10 && p.x[0] <= 10);
  }
}

}  // namespace
}  // namespace clino
