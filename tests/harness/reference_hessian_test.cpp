// Certified second derivatives against differences of values alone (MPFR, 1600 bits, no rule of differentiation), and
// against the gradient's own program.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "clino/reference.hpp"
#include "random_program.hpp"
#include "random_rounding.hpp"
#include "second_sweep.hpp"
#include "tape_programs.hpp"

namespace clino {
namespace {

Function parse(const std::string& text, std::size_t n) {
  const std::vector<std::string> names{"x", "y", "z"};
  return Function::parse(text, {names.begin(), names.begin() + static_cast<std::ptrdiff_t>(n)});
}

/// f(x + t v) has this second derivative at t = 0: (f(x + hv) - 2 f(x) + f(x - hv)) / h^2 up to h^2 = 2^-600 relative.
BigFloat second_along(const Function& f, std::vector<double> x, const std::vector<double>& v) {
  constexpr int bits = 1600, step = -300;
  const std::size_t n = x.size();
  x.insert(x.end(), v.begin(), v.end());
  x.push_back(0);
  const Trace trace = along(f).trace(x, {.format = binary64});
  RandomRounding program(trace, binary64, Literals::as_compiled, bits);
  BigFloat sum = big_float(bits), h = big_float(bits);
  mpfr_set_zero(raw(sum), 1);
  for (const int k : {-1, 0, 1}) {
    mpfr_set_si_2exp(raw(h), k, step, MPFR_RNDN);
    const auto y = program(x, 0, static_cast<int>(2 * n), h);
    if (!y) throw std::runtime_error("no value beside the point");
    if (k == 0) mpfr_mul_si(raw(h), raw(*y), -2, MPFR_RNDN);
    mpfr_add(raw(sum), raw(sum), k == 0 ? raw(h) : raw(*y), MPFR_RNDN);
  }
  mpfr_mul_2si(raw(sum), raw(sum), -2 * step, MPFR_RNDN);
  return sum;
}

/// By polarisation: f_ik = (D(e_i + e_k) - D(e_i) - D(e_k)) / 2, D(v) the second derivative along v.
double by_differences(const Function& f, const std::vector<double>& x, std::size_t i, std::size_t k) {
  std::vector<double> v(x.size(), 0.0), a = v, b = v;
  a[i] = b[k] = 1;
  if (i == k) return mpfr_get_d(raw(second_along(f, x, a)), MPFR_RNDN);
  v[i] = v[k] = 1;
  BigFloat d = second_along(f, x, v);
  mpfr_sub(raw(d), raw(d), raw(second_along(f, x, a)), MPFR_RNDN);
  mpfr_sub(raw(d), raw(d), raw(second_along(f, x, b)), MPFR_RNDN);
  return mpfr_get_d(raw(d), MPFR_RNDN) / 2;
}

struct Row {
  const char* text;
  std::vector<std::vector<double>> inside;        ///< where second derivatives exist
  std::vector<std::vector<double>> outside = {};  ///< where there are none: beside the domain, at its ends, at jumps
};

// NOLINTNEXTLINE: a table
const std::vector<Row> rows{
    {"-x", {{2}, {-2}}},
    {"x+y", {{2, 3}}},
    {"x-y", {{2, 3}}},
    {"x*y", {{2, 3}, {0, 0}}},
    {"x/y", {{2, 3}, {0, -0.5}}, {{2, 0}, {0, 0}}},
    {"fma(x,y,z)", {{2, 3, 4}, {0, 0, 0}}},
    {"sqrt(x)", {{0.25}, {7}}, {{0}, {-1}}},
    {"cbrt(x)", {{8}, {-3}}, {{0}}},
    {"x^y", {{2.5, 3.5}, {0.5, -2}}, {{-2, 0.5}, {0, -1}}},
    {"x^2", {{3}, {0}, {-3}}},
    {"x^3", {{3}, {0}, {-3}}},
    {"x^-1", {{3}, {-3}}, {{0}}},
    {"hypot(x,y)", {{3, 4}, {0, 2}, {-1, 0}}, {{0, 0}}},
    {"exp(x)", {{1}, {-20}}},
    {"exp2(x)", {{1}, {-2.5}}},
    {"expm1(x)", {{1}, {-40}, {0}}},
    {"log(x)", {{0.125}, {3}}, {{0}, {-1}}},
    {"log2(x)", {{0.125}, {3}}, {{0}, {-1}}},
    {"log10(x)", {{0.125}, {3}}, {{0}, {-1}}},
    {"log1p(x)", {{-0.5}, {3}, {0}}, {{-1}, {-2}}},
    {"sin(x)", {{1}, {-2}, {0}, {1e22}}},
    {"cos(x)", {{1}, {-2}, {0}, {1e22}}},
    {"tan(x)", {{1}, {-2}, {0}}},
    {"asin(x)", {{0.5}, {-0.75}, {0}}, {{1}, {-1}, {1.5}}},
    {"acos(x)", {{0.5}, {-0.75}, {0}}, {{1}, {-1}, {1.5}}},
    {"atan(x)", {{1}, {-20}, {0}}},
    {"atan2(x,y)", {{1, 2}, {1, -2}, {0, 2}, {-1, 0}}, {{0, 0}}},
    {"sinh(x)", {{1}, {-3}, {0}}},
    {"cosh(x)", {{1}, {-3}, {0}}},
    {"tanh(x)", {{1}, {-3}, {0}, {30}}},
    {"asinh(x)", {{1}, {-3}, {0}}},
    {"acosh(x)", {{1.5}, {30}}, {{1}, {0.5}, {-2}}},
    {"atanh(x)", {{0.5}, {-0.75}, {0}}, {{1}, {-1}, {2}}},
    {"erf(x)", {{1}, {-3}, {0}}},
    {"erfc(x)", {{1}, {-3}, {0}, {8}}},
    {"lgamma(x)", {{0.5}, {3}, {-2.5}}, {{0}, {-2}}},
    {"tgamma(x)", {{0.5}, {3}, {-2.5}}, {{0}, {-2}}},
    {"digamma(x)", {{0.5}, {3}, {-2.5}}, {{0}, {-2}}},
    {"abs(x)", {{2}, {-2}}, {{0}}},
    {"min(x*x,y)", {{1, 2}, {2, 1}}},
    {"max(x*x,y)", {{1, 2}, {2, 1}}},
    {"floor(x)", {{1.5}, {-0.5}}, {{2}}},
    {"ceil(x)", {{1.5}, {-0.5}}, {{2}}},
    {"round(x)", {{1.25}, {-0.25}}, {{2.5}}},
    {"trunc(x)", {{1.5}, {-1.5}, {0}}, {{2}}},
    {"sign(x)", {{1.5}, {-1.5}}, {{0}}},
    {"select(x<y,x*x*y,y)", {{1, 2}, {2, 1}}},
    {"select(x<=y,x*x*y,y)", {{1, 2}, {2, 1}}},
    {"select(x==y,x*x*y,y*y*y)", {{1, 2}}},
    {"where(x<y,x*x*y,y*x)", {{1, 2}, {2, 1}}},
};

bool near(double a, double b) { return std::fabs(a - b) <= 1e-15 * std::fabs(b) || std::fabs(a - b) < 1e-100; }

TEST(ReferenceHessian, OfEveryOperatorIsWhatDifferencesOfValuesSay) {
  for (const Row& row : rows)
    for (const std::vector<double>& x : row.inside) {
      const std::size_t n = x.size();
      const Function f = parse(row.text, n);
      const ReferenceHessian h = reference_hessian(f, x, binary64);
      ASSERT_EQ(h.seconds.size(), n * n);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < n; ++k) {
          const Certified& c = h.seconds[i * n + k];
          ASSERT_EQ(c.existence, Existence::exists) << row.text << " at " << x[0] << ": " << c.reason;
          EXPECT_TRUE(near(c.rounded, by_differences(f, x, i, k)))
              << row.text << " at " << x[0] << " " << i << k << ": " << c.rounded << " " << by_differences(f, x, i, k);
          EXPECT_EQ(c.rounded, h.seconds[k * n + i].rounded);
        }
    }
}

TEST(ReferenceHessian, NoneExistsOutsideTheDomainOfAnyOperator) {
  for (const Row& row : rows)
    for (const std::vector<double>& x : row.outside)
      for (const Certified& c : reference_hessian(parse(row.text, x.size()), x, binary64).seconds)
        EXPECT_EQ(c.existence, Existence::undefined) << row.text << " at " << x[0] << ": " << c.rounded << c.reason;
}

TEST(ReferenceHessian, EveryOperatorOfTheTableIsAmongTheRows) {
  for (const OpInfo& o : operators()) {
    if (o.arity == 0) continue;
    bool found = false;
    for (const Row& row : rows) {
      const Trace trace = parse(row.text, row.inside[0].size()).trace(row.inside[0], {.format = binary64});
      for (const Node& node : trace.nodes) found = found || node.op == o.op;
    }
    EXPECT_TRUE(found) << o.name;
  }
}

/// All entries as `reference` gives them for the gradient's own program.
void expect_reverse_over_reverse(const Function& f, const std::vector<double>& x, const Format& format) {
  const ReferenceHessian h = reference_hessian(f, x, format);
  const std::size_t n = x.size();
  const Reference g = reference(gradient_of(f, 0), x, format);
  for (std::size_t i = 0; i < n * n; ++i) {
    if (h.seconds[i].existence != Existence::exists || g.partials[i].existence != Existence::exists) continue;
    EXPECT_EQ(h.seconds[i].rounded, g.partials[i].rounded) << f.text() << " in " << format.name << " at " << x[0];
    EXPECT_EQ(h.seconds[i].high, g.partials[i].high) << f.text() << " in " << format.name << " at " << x[0];
  }
}

TEST(ReferenceHessian, ForwardOverReverseIsReverseOverReverse) {
  for (const Row& row : rows)
    for (const std::vector<double>& x : row.inside)
      if (std::string(row.text).find("digamma") == std::string::npos)  // its slope is no operation of the table
        for (const Format& format : formats()) {
          std::vector<double> rounded;
          for (const double v : x) rounded.push_back(round_to(format, v));
          if (std::isfinite(rounded[0])) expect_reverse_over_reverse(parse(row.text, x.size()), rounded, format);
        }
  Random random(77);
  for (int k = 0; k < 150; ++k) {
    const std::size_t n = 1 + static_cast<std::size_t>(k % 3);
    const Function f = parse(random_expression(random, 3, static_cast<int>(n)), n);
    const Format& format = pick(random, formats());
    expect_reverse_over_reverse(f, random_points(random, format, 1, static_cast<int>(n)), format);
  }
}

TEST(ReferenceHessian, FirstDerivativesForwardAreThoseInReverse) {
  for (const Row& row : rows)
    for (const std::vector<double>& x : row.inside) {
      const Trace trace = parse(row.text, x.size()).trace(x, {.format = binary64});
      BallTape tape(trace, x, binary64, Literals::as_compiled);
      tape.forward(200, Derivatives::compute);
      const NodeId output = trace.outputs[0];
      tape.reverse(output);
      for (NodeId i = 0; i < x.size(); ++i) {
        const ArbVector t = tangents(trace, tape, tape.needed(output), output, i);
        EXPECT_TRUE(arb_overlaps(t[output], tape.adjoint(i))) << row.text;
        EXPECT_TRUE(arb_is_zero(t[output]) || arb_rel_accuracy_bits(t[output]) > 100) << row.text;
      }
    }
}

/// The second derivative by the first input alone.
Certified second(const std::string& text, std::vector<double> x, const Format& format = binary64) {
  return reference_hessian(parse(text, x.size()), x, format).seconds[0];
}

TEST(ReferenceHessian, AtKinksOfTheGradientHasTwoSides) {
  const Certified relu2 = second("max(x,0)*x", {0});
  EXPECT_EQ(relu2.existence, Existence::kink);
  EXPECT_EQ(relu2.left, 0);
  EXPECT_EQ(relu2.right, 2);
  const Certified cubic = second("abs(x)^3", {0});  // |x|^3 has the second derivative 6 |x|
  EXPECT_EQ(cubic.existence, Existence::exists);
  EXPECT_EQ(cubic.rounded, 0);
  EXPECT_EQ(second("where(x>1,x*x,2*x-1)", {1}).existence, Existence::kink);
}

TEST(ReferenceHessian, IsUndefinedWhereTheGradientIsSteep) {
  EXPECT_EQ(second("abs(x)^1.5", {0}).existence, Existence::undefined);
  EXPECT_EQ(second("x*sqrt(x)", {0}).existence, Existence::undecided);  // its program has 0/0 here
  EXPECT_EQ(second("abs(x)", {0}).existence, Existence::undefined);
}

TEST(ReferenceHessian, NeverFollowsMixedDerivativesThroughAKink) {
  // d/dx of |x| y exists at (0, 0) and nowhere else on the axis x = 0.
  const ReferenceHessian h = reference_hessian(parse("abs(x)*y", 2), std::vector{0.0, 0.0}, binary64);
  EXPECT_NE(h.seconds[1].existence, Existence::exists);
  EXPECT_NE(h.seconds[2].existence, Existence::exists);
  EXPECT_EQ(h.seconds[3].existence, Existence::exists);  // along y the function is 0
  // What the kink does not reach is proved.
  const ReferenceHessian apart = reference_hessian(parse("abs(x)+y*z", 3), std::vector{0.0, 2.0, 3.0}, binary64);
  EXPECT_EQ(apart.seconds[5].rounded, 1);
  EXPECT_EQ(apart.seconds[0].existence, Existence::undefined);
}

TEST(ReferenceHessian, RoundsOnceInEachFormat) {
  // exp''(-100) = exp(-100) is 3.72e-44: normal, subnormal, or 0.
  EXPECT_EQ(second("exp(x)", {-100}, binary64).rounded, 3.720075976020836e-44);
  EXPECT_EQ(second("exp(x)", {-100}, binary32).rounded, 0x1.bp-145);
  EXPECT_EQ(second("exp(x)", {-100}, binary16).rounded, 0);
  EXPECT_EQ(second("exp(x)", {12}, binary16).rounded, std::numeric_limits<double>::infinity());
  EXPECT_EQ(second("exp(x)", {100}, binary32).rounded, std::numeric_limits<double>::infinity());
  EXPECT_EQ(second("exp(x)", {100}, bfloat16).rounded, std::numeric_limits<double>::infinity());
}

TEST(ReferenceHessian, TakesSeveralOutputsAndSaysWhichIsUndefined) {
  const Function f = [](auto x, auto y) { return std::array{x * y, log(x) * y}; };
  const ReferenceHessian h = reference_hessian(f, std::vector{-2.0, 3.0}, binary64);
  EXPECT_EQ(h.seconds[1].rounded, 1);
  for (std::size_t k = 4; k < 8; ++k) EXPECT_EQ(h.seconds[k].existence, Existence::undefined);
  EXPECT_EQ(h.first.values[0].rounded, -6);
}

}  // namespace
}  // namespace clino
