// Custom derivatives: every kind, right and wrong, in the forms in which people write them, and misuse.
#include "clino/custom.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace clino {
namespace {

using std::cos, std::exp, std::sin, std::tanh, std::log;

std::string verdict(const Verification& v) {
  return v.worst.empty() ? "none" : std::string(name(v.worst.front().number.judgement.verdict));
}
const Promise* promise(const Verification& v, Contract c) {
  for (const Promise& p : v.promises)
    if (p.contract == c) return &p;
  return nullptr;
}
Outcome outcome(const Verification& v, Contract c) { return promise(v, c)->outcome; }

const auto wave = [](auto x, auto y) { return sin(x) * exp(y); };
const auto wave_gradient = [](auto x, auto y) { return std::array{cos(x) * exp(y), sin(x) * exp(y)}; };

TEST(Custom, AFailureShowsWhatAutodiffGives) {
  const Function f = [](auto x, auto y) { return x * y * y; };
  const auto wrong = [](double x, double y, double u) { return std::array{u * y * y, u * x * y}; };
  const std::string text = explain(check_vjp(f, wrong, at(3, 5, 1)));
  EXPECT_NE(text.find("  given       dy = 15"), std::string::npos) << text;
  EXPECT_NE(text.find("  autodiff    30  (eigen)"), std::string::npos) << text;
}

TEST(Custom, ARightGradientPassesWithItsContract) {
  const Verification v = check_gradient(wave, wave_gradient, domain(-3, 3));
  EXPECT_TRUE(passes(v)) << explain(v);
  EXPECT_EQ(outcome(v, Contract::repeatable), Outcome::kept);
  EXPECT_EQ(outcome(v, Contract::threads), Outcome::kept);
}

TEST(Custom, AWrongGradientIsNamedWithItsPattern) {
  const auto bad = [](auto x, auto y) { return std::array{cos(x) * exp(y), -(sin(x) * exp(y))}; };
  const Verification v = check_gradient(wave, bad, domain(-3, 3));
  EXPECT_FALSE(passes(v));
  EXPECT_EQ(verdict(v), "wrong");
  EXPECT_EQ(v.worst.front().name, "d/dy");
  EXPECT_NE(v.pattern.find("negative"), std::string::npos) << explain(v);
  EXPECT_LT(std::ranges::count(explain(v), '\n'), 25);
}

const auto pair_of = []<class T>(std::span<const T> x) {
  return std::vector<T>{x[0] * x[1] + sin(x[2]), exp(x[0]) / x[1]};
};
template <class T>
std::vector<T> rows_of(std::span<const T> x) {
  return {x[1], x[0], cos(x[2]), exp(x[0]) / x[1], -exp(x[0]) / (x[1] * x[1]), T(0.0)};
}
const std::vector<Interval> box{{-1, 1}, {0.5, 2}, {-1, 1}};

TEST(Custom, JacobiansOfFunctionsOfSpans) {
  const auto right = []<class T>(std::span<const T> x) { return rows_of<T>(x); };
  const auto transposed = []<class T>(std::span<const T> x) {
    const std::vector<T> j = rows_of<T>(x);
    return std::vector<T>{j[0], j[3], j[1], j[4], j[2], j[5]};
  };
  EXPECT_TRUE(passes(check_jacobian(pair_of, right, domain(box))))
      << explain(check_jacobian(pair_of, right, domain(box)));
  const Verification v = check_jacobian(pair_of, transposed, domain(box));
  EXPECT_FALSE(passes(v));
  EXPECT_NE(v.pattern.find("column by column"), std::string::npos) << explain(v);
}

TEST(Custom, ProductsWithTheJacobian) {
  const auto jvp = []<class T>(std::span<const T> x, std::span<const T> v) {
    const std::vector<T> j = rows_of<T>(x);
    return std::vector<T>{j[0] * v[0] + j[1] * v[1] + j[2] * v[2], j[3] * v[0] + j[4] * v[1]};
  };
  const auto vjp = []<class T>(std::span<const T> x, std::span<const T> u) {
    const std::vector<T> j = rows_of<T>(x);
    return std::vector<T>{j[0] * u[0] + j[3] * u[1], j[1] * u[0] + j[4] * u[1], j[2] * u[0]};
  };
  const auto shifted = []<class T>(std::span<const T> x, std::span<const T> u) {
    const std::vector<T> j = rows_of<T>(x);
    return std::vector<T>{j[1] * u[0] + j[4] * u[1], j[2] * u[0], j[0] * u[0] + j[3] * u[1]};
  };
  const Verification forward = check_jvp(pair_of, jvp, domain(box)), reverse = check_vjp(pair_of, vjp, domain(box));
  EXPECT_TRUE(passes(forward)) << explain(forward);
  EXPECT_TRUE(passes(reverse)) << explain(reverse);
  EXPECT_EQ(outcome(reverse, Contract::zero), Outcome::kept);
  EXPECT_EQ(outcome(reverse, Contract::linear), Outcome::kept);
  const Verification bad = check_vjp(pair_of, shifted, domain(box));
  EXPECT_FALSE(passes(bad));
  EXPECT_NE(bad.pattern.find("shifted"), std::string::npos) << explain(bad);
  EXPECT_TRUE(passes(check_transposed(pair_of, jvp, vjp, domain(box))));
  EXPECT_FALSE(passes(check_transposed(pair_of, jvp, shifted, domain(box))));
}

TEST(Custom, HessiansAndTheirProducts) {
  const auto f = [](auto x, auto y) { return x * x * exp(y) + log(x); };
  const auto hessian = [](auto x, auto y) {
    const auto e = exp(y);
    return std::array{2.0 * e - 1.0 / (x * x), 2.0 * x * e, 2.0 * x * e, x * x * e};
  };
  const auto hvp = [](auto x, auto y, auto v, auto w) {
    const auto e = exp(y);
    return std::array{(2.0 * e - 1.0 / (x * x)) * v + 2.0 * x * e * w, 2.0 * x * e * v + x * x * e * w};
  };
  const auto bad = [](auto x, auto y) {
    const auto e = exp(y);
    return std::array{2.0 * e + 1.0 / (x * x), 2.0 * x * e, 2.0 * x * e, x * x * e};
  };
  const std::vector<Interval> where{{0.25, 3}, {-2, 2}};
  EXPECT_TRUE(passes(check_hessian(f, hessian, domain(where)))) << explain(check_hessian(f, hessian, domain(where)));
  EXPECT_TRUE(passes(check_hvp(f, hvp, domain(where)))) << explain(check_hvp(f, hvp, domain(where)));
  const Verification v = check_hessian(f, bad, domain(where));
  EXPECT_EQ(verdict(v), "wrong");
  EXPECT_EQ(v.worst.front().name, "d2/dx dx") << explain(v);
}

TEST(Custom, TheGradientOfATraceIsTheCertifiedOne) {
  // One function with every rule of the table that has two sides to it.
  const Function f = [](auto x, auto y) {
    using std::atan2, std::hypot, std::max, std::pow, std::sqrt, std::erf;
    return pow(x, 3.0) * atan2(y, x) + max(x, y) * hypot(x, y) + erf(x * y) / sqrt(x) + pow(y, x);
  };
  const Function g = gradient_of(f);
  for (const Point& x : {Point{0.5, 1.25}, Point{2, 0.75}}) {
    const Reference whole = reference(f, x, binary64), replayed = reference(g, x, binary64, {.partials = false});
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(whole.partials[i].rounded, replayed.values[i].rounded) << i;
  }
}

TEST(Custom, ABlackBoxIsJudgedByBarsNeverByAGuess) {
  const auto f = [](double x) { return std::sin(x); };
  const auto right = [](double x) { return std::cos(x); };
  const auto wrong = [](double x) { return 1.001 * std::cos(x); };
  const auto nan = [](double) { return std::nan(""); };
  EXPECT_TRUE(passes(check_gradient(f, right, domain(-3, 3)))) << explain(check_gradient(f, right, domain(-3, 3)));
  EXPECT_EQ(verdict(check_gradient(f, wrong, domain(-3, 3))), "wrong");
  EXPECT_EQ(verdict(check_gradient(f, nan, domain(-3, 3))), "non_finite");
}

TEST(Custom, KernelsOfFloatAreCheckedInFloat) {
  const auto f = [](auto x) { return exp(x); };
  const auto right = [](float x) { return std::exp(x); };
  const auto short_constant = [](float x) { return 1.0001F * std::exp(x); };
  EXPECT_EQ(check_gradient(f, right, domain(-3, 3)).format, binary32);
  EXPECT_TRUE(passes(check_gradient(f, right, domain(-3, 3))));
  EXPECT_FALSE(passes(check_gradient(f, short_constant, domain(-3, 3))));
  EXPECT_THROW(check_gradient(f, right, domain(-3, 3).format<double>()), std::invalid_argument);
}

TEST(Custom, ConventionsAtKinksAreRecorded) {
  const auto relu = [](auto x) { return x > 0.0 ? x : 0.0 * x; };
  const auto step = [](double x) { return x >= 0 ? 1.0 : 0.0; };
  const auto outside = [](double x) { return x > 0 ? 1.0 : x < 0 ? 0.0 : 3.0; };
  const Verification v = check_gradient(relu, step, domain(-1, 1).at(0));
  EXPECT_TRUE(passes(v)) << explain(v);
  EXPECT_NE(v.convention.find("from the right"), std::string::npos) << explain(v);
  EXPECT_EQ(verdict(check_gradient(relu, outside, domain(-1, 1).at(0))), "kink");
}

TEST(Custom, EveryOptionHasItsEffect) {
  const auto f = [](auto x) { return x * x; };
  const auto bad = [](auto x) { return 2.0000002 * x; };
  EXPECT_FALSE(passes(check_gradient(f, bad, at(3))));
  EXPECT_TRUE(passes(check_gradient(f, bad, at(3).format<float>())));
  EXPECT_TRUE(passes(check_gradient(f, bad, at(3).allow(1e9))));
  EXPECT_TRUE(passes(check_gradient(f, bad, at(3).allow(Verdict::wrong))));
  EXPECT_EQ(check_gradient(f, bad, at(3)).points, 1u);
  EXPECT_GT(check_gradient(f, bad, domain(1, 2).points(40)).points,
            check_gradient(f, bad, domain(1, 2).points(2)).points);
  EXPECT_EQ(outcome(check_gradient(f, bad, at(3).skip(Contract::threads)), Contract::threads), Outcome::skipped);
  const auto half = [](auto x) { return x > 0.0 ? 2.0 * x : 0.0 * x; };
  EXPECT_FALSE(passes(check_gradient(f, half, domain(-2, 2))));
  EXPECT_TRUE(passes(check_gradient(f, half, domain(-2, 2).where([](std::span<const double> x) { return x[0] > 0; }))));
}

TEST(Custom, MisuseIsRefusedWithWhatWasGiven) {
  const auto f = [](auto x) { return x * x; };
  const auto g = [](auto x) { return 2.0 * x; };
  const auto two = [](auto x) { return std::array{x, x}; };
  const auto span = []<class T>(std::span<const T> x) { return x[0]; };
  EXPECT_THROW(check_gradient(f, g, options()), std::invalid_argument);
  EXPECT_THROW(check_gradient(f, two, at(1)), std::invalid_argument);
  EXPECT_THROW(check_gradient(f, g, at(1, 2)), std::invalid_argument);
  EXPECT_THROW(check_gradient(f, g, domain(2, 1)), std::invalid_argument);
  EXPECT_THROW(check_gradient(span, g, domain(1, 2)), std::invalid_argument);  // how many inputs?
  EXPECT_THROW(check_vjp(f, g, at(1)), std::invalid_argument);
  EXPECT_THROW(check_hessian([](double x) { return x; }, g, at(1)), std::invalid_argument);
}

TEST(Custom, AGradientOfTheWrongLengthIsToldAsSuch) {
  const auto f = []<class T>(std::span<const T> x) { return x[0] * x[1]; };
  const auto shorter = []<class T>(std::span<const T> x) { return std::vector<T>{x[1]}; };
  const Verification v = check_gradient(f, shorter, at(1, 2));
  EXPECT_FALSE(passes(v));
  EXPECT_NE(explain(v).find("the gradient gave 1 numbers; 2 were wanted"), std::string::npos) << explain(v);
}

TEST(Custom, NothingComparedIsNoPass) {
  const auto f = [](auto x) { return log(x); };
  const auto throws = [](double) -> double { throw std::runtime_error("not built"); };
  const Verification v = check_gradient(f, throws, at(1));
  EXPECT_FALSE(passes(v));
  EXPECT_NE(explain(v).find("not built"), std::string::npos) << explain(v);
}

TEST(Custom, ABlackBoxTangentOfARecordedFunctionIsWrongNotRefused) {
  const auto f = []<class T>(std::span<const T> x) {
    using std::exp;
    return exp(x[0]) * x[1];
  };
  const auto jvp = [](std::span<const double> x, std::span<const double> v) {
    return std::vector<double>{std::exp(x[0]) * (x[1] * v[0] + v[1]) * (1 + 1e-6)};
  };
  const Verification v = check_jvp(f, jvp, domain({{-1, 1}, {1, 2}}).points(8));
  EXPECT_FALSE(passes(v));
  EXPECT_EQ(v.worst.front().number.judgement.verdict, Verdict::wrong) << explain(v);
}

}  // namespace
}  // namespace clino
