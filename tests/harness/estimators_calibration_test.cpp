// Coverage: bars against derivatives in closed form at 50 digits, over families of functions, in each format.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "clino/estimate.hpp"
#include "clino/evaluate.hpp"

namespace clino {
namespace {

using Real = boost::multiprecision::cpp_bin_float_50;
using std::abs, std::acos, std::asin, std::atan, std::cbrt, std::cos, std::cosh, std::erf, std::exp, std::expm1,
    std::log, std::log1p, std::pow, std::sin, std::sinh, std::sqrt, std::tan, std::tanh;

/// A function, its derivative, and where its points lie; all literals are numbers of every format.
struct Family {
  std::string name;
  Function function;
  std::function<Real(Real)> derivative;
  double lo, hi;
  Sampling sampling = Sampling::uniform;
  Interval domain{-infinity, infinity};

  static constexpr double infinity = std::numeric_limits<double>::infinity();
};

Real sigmoid_slope(const Real& x) {
  const Real e = exp(-abs(x));
  return e / ((1 + e) * (1 + e));
}
Real square(const Real& x) { return x * x; }

std::vector<Family> smooth_families() {
  return {
      {"sin", [](auto x) { return sin(x); }, [](Real x) { return Real(cos(x)); }, -3, 3},
      {"exp", [](auto x) { return exp(x); }, [](Real x) { return Real(exp(x)); }, -5, 5},
      {"log", [](auto x) { return log(x); }, [](Real x) { return Real(1 / x); }, 1e-4, 1e4, Sampling::log},
      {"sqrt", [](auto x) { return sqrt(x); }, [](Real x) { return Real(1 / (2 * sqrt(x))); }, 1e-4, 1e4,
       Sampling::log},
      {"tanh", [](auto x) { return tanh(x); }, [](Real x) { return Real(1 / square(cosh(x))); }, -4, 4},
      {"atan", [](auto x) { return atan(x); }, [](Real x) { return Real(1 / (1 + x * x)); }, -20, 20},
      {"cubic", [](auto x) { return x * x * x - 2.0 * x; }, [](Real x) { return Real(3 * x * x - 2); }, -4, 4},
      {"x^5 by pow", [](auto x) { return pow(x, 5.0); }, [](Real x) { return Real(5 * square(x * x)); }, -4, 4},
      {"x^2.5", [](auto x) { return pow(x, 2.5); }, [](Real x) { return Real(2.5 * x * sqrt(x)); }, 1e-2, 50,
       Sampling::log},
      {"linear", [](auto x) { return 3.0 * x - 7.0; }, [](Real) { return Real(3); }, -10, 10},
      {"sigmoid", [](auto x) { return 1.0 / (1.0 + exp(-x)); }, sigmoid_slope, -8, 8},
      {"softplus", [](auto x) { return log1p(exp(x)); }, [](Real x) { return Real(1 / (1 + exp(-x))); }, -8, 8},
      {"gaussian", [](auto x) { return exp(-x * x); }, [](Real x) { return Real(-2 * x * exp(-x * x)); }, -3, 3},
      {"erf", [](auto x) { return erf(x); }, [](Real x) { return Real(2 / sqrt(acos(Real(-1))) * exp(-x * x)); }, -2.5,
       2.5},
      {"rational", [](auto x) { return (x - 1.0) / (x * x + 1.0); },
       [](Real x) { return Real((1 + 2 * x - x * x) / square(x * x + 1)); }, -6, 6},
      {"asin", [](auto x) { return asin(x); }, [](Real x) { return Real(1 / sqrt(1 - x * x)); }, -0.99, 0.99},
      {"cbrt", [](auto x) { return cbrt(x); }, [](Real x) { return Real(1 / (3 * pow(x * x, Real(1) / 3))); }, 1e-3,
       1e3, Sampling::log},
      {"sin exp", [](auto x) { return sin(x) * exp(-0.5 * x); },
       [](Real x) { return Real((cos(x) - sin(x) / 2) * exp(-x / 2)); }, -4, 4},
  };
}

std::vector<Family> hard_families() {
  return {
      {"cancel 1-cos", [](auto x) { return 1.0 - cos(x); }, [](Real x) { return Real(sin(x)); }, 1e-3, 1,
       Sampling::log},
      {"(1-cos)/x^2", [](auto x) { return (1.0 - cos(x)) / (x * x); },
       [](Real x) { return Real((x * sin(x) - 2 * (1 - cos(x))) / (x * x * x)); }, 1e-4, 3, Sampling::log},
      {"(exp-1)/x", [](auto x) { return (exp(x) - 1.0) / x; },
       [](Real x) { return Real((x * exp(x) - exp(x) + 1) / (x * x)); }, 1e-4, 3, Sampling::log},
      {"(x+1024)-1024", [](auto x) { return (x + 1024.0) - 1024.0; }, [](Real) { return Real(1); }, 0.1, 10,
       Sampling::log},
      {"sqrt(x+1)-sqrt(x)", [](auto x) { return sqrt(x + 1.0) - sqrt(x); },
       [](Real x) { return Real(1 / (2 * sqrt(x + 1)) - 1 / (2 * sqrt(x))); }, 0.5, 1e4, Sampling::log},
      {"log(1+x)", [](auto x) { return log(1.0 + x); }, [](Real x) { return Real(1 / (1 + x)); }, 1e-4, 10,
       Sampling::log},
      {"exp(50x)", [](auto x) { return exp(50.0 * x); }, [](Real x) { return Real(50 * exp(50 * x)); }, -0.2, 0.2},
      {"tanh(100x)", [](auto x) { return tanh(100.0 * x); }, [](Real x) { return Real(100 / square(cosh(100 * x))); },
       -0.03, 0.03},
      {"1/x", [](auto x) { return 1.0 / x; }, [](Real x) { return Real(-1 / (x * x)); }, 1e-2, 1e2, Sampling::log},
      {"tan", [](auto x) { return tan(x); }, [](Real x) { return Real(1 / square(cos(x))); }, -1.57, 1.57},
      {"x^x", [](auto x) { return pow(x, x); }, [](Real x) { return Real(pow(x, x) * (log(x) + 1)); }, 1e-2, 5,
       Sampling::log},
      {"sin(1000x)", [](auto x) { return sin(1000.0 * x); }, [](Real x) { return Real(1000 * cos(1000 * x)); }, -1, 1},
      {"x+sin(50x)", [](auto x) { return x + sin(50.0 * x); }, [](Real x) { return Real(1 + 50 * cos(50 * x)); }, -2,
       2},
      {"x sin(1/x)", [](auto x) { return x * sin(1.0 / x); }, [](Real x) { return Real(sin(1 / x) - cos(1 / x) / x); },
       1e-2, 1, Sampling::log},
      {"sin(x^2)", [](auto x) { return sin(x * x); }, [](Real x) { return Real(2 * x * cos(x * x)); }, -9, 9},
      {"cos(exp)", [](auto x) { return cos(exp(x)); }, [](Real x) { return Real(-exp(x) * sin(exp(x))); }, -3, 4},
      {"x log x", [](auto x) { return x * log(x); }, [](Real x) { return Real(log(x) + 1); }, 1e-4, 10, Sampling::log},
      {"expm1", [](auto x) { return expm1(x); }, [](Real x) { return Real(exp(x)); }, 1e-4, 1, Sampling::log},
  };
}

std::vector<Family> edge_families() {
  constexpr double inf = Family::infinity;
  return {
      {"exp from the edge",
       [](auto x) { return exp(x); },
       [](Real x) { return Real(exp(x)); },
       0,
       1e-2,
       Sampling::uniform,
       {0, inf}},
      {"sqrt(1+x) at the edge",
       [](auto x) { return sqrt(1.0 + x); },
       [](Real x) { return Real(1 / (2 * sqrt(1 + x))); },
       2,
       2,
       Sampling::uniform,
       {-1, 2}},
      {"x^1.5 near 0",
       [](auto x) { return pow(x, 1.5); },
       [](Real x) { return Real(1.5 * sqrt(x)); },
       1e-4,
       1e-2,
       Sampling::log,
       {0, inf}},
      {"asin near 1",
       [](auto x) { return asin(x); },
       [](Real x) { return Real(1 / sqrt(1 - x * x)); },
       0.95,
       0.998,
       Sampling::uniform,
       {-1, 1}},
      {"sin, huge", [](auto x) { return sin(x); }, [](Real x) { return Real(cos(x)); }, 30, 3e3, Sampling::log},
      {"sin, tiny", [](auto x) { return sin(x); }, [](Real x) { return Real(cos(x)); }, 1e-4, 1e-2, Sampling::log},
      {"cos, tiny", [](auto x) { return cos(x); }, [](Real x) { return Real(-sin(x)); }, 1e-4, 1e-2, Sampling::log},
      {"sigmoid tail", [](auto x) { return 1.0 / (1.0 + exp(-x)); }, sigmoid_slope, -80, -10},
      {"sigmoid shoulder", [](auto x) { return 1.0 / (1.0 + exp(-x)); }, sigmoid_slope, 10, 40},
      {"1/exp", [](auto x) { return 1.0 / exp(x); }, [](Real x) { return Real(-exp(-x)); }, 1, 100, Sampling::log},
      {"abs beside 0", [](auto x) { return abs(x); }, [](Real x) { return Real(x < 0 ? -1 : 1); }, 1e-4, 1,
       Sampling::log},
      {"leaky relu", [](auto x) { return x < 0.0 ? 0.125 * x : x; }, [](Real x) { return Real(x < 0 ? 0.125 : 1); }, -1,
       1},
  };
}

std::vector<Family> families() {
  std::vector<Family> all = smooth_families();
  for (auto part : {hard_families(), edge_families()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

constexpr int points = 20;

/// The i-th point of a family in the format: stratified, shifted within its stratum by the golden ratio.
double point(const Family& f, int i, const Format& format) {
  const double shift = std::fmod(0.6180339887498949 * (i + 1), 1.0), t = (i + shift) / points;
  const double x = f.sampling == Sampling::log ? f.lo * std::pow(f.hi / f.lo, t) : f.lo + (f.hi - f.lo) * t;
  return round_to(format, x);
}

struct Tally {
  int asked = 0, answered = 0, covered = 0;
  std::vector<double> ratios;
  std::string missed;
  double coverage() const { return static_cast<double>(covered) / answered; }
  double median() {
    std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2), ratios.end());
    return ratios[ratios.size() / 2];
  }
};

using Method = std::function<std::optional<Estimate>(const EstimateRequest&)>;

void tally_point(Tally& tally, const Family& f, const Function& function, double x, const Format& format,
                 const Method& method) {
  const Real truth = f.derivative(Real(x));
  const auto nearest = truth.convert_to<double>();
  const std::array at{x};
  if (!(std::fabs(nearest) <= largest(format)) || !std::isfinite(f.function.run(at)[0]) ||
      std::fabs(f.function.run(at)[0]) > largest(format))
    return;  // out of the format's range
  ++tally.asked;
  const auto e = method({function, at, 0, 0, format, f.domain});
  if (!e) return;
  ++tally.answered;
  const auto off = abs(Real(e->value) - truth).convert_to<double>();
  if (off <= e->error)
    ++tally.covered;
  else
    tally.missed += f.name + " at " + to_decimal(format, x) + ": " + to_decimal(binary64, e->value) + " +- " +
                    to_decimal(binary64, e->error) + ", off by " + to_decimal(binary64, off) + "\n";
  tally.ratios.push_back(e->error / std::max(off, ulp(format, nearest)));
}

Tally tally(const Format& format, const Method& method, bool black_box = false) {
  Tally all;
  for (const Family& f : families()) {
    const Function program = f.function;
    const Function box = Function::opaque({1, 1}, [program](std::span<const double> x) { return program.run(x); });
    for (int i = 0; i < points; ++i)
      tally_point(all, f, black_box ? box : program, point(f, i, format), format, method);
  }
  return all;
}

/// Measures, records and asserts: at least 99 % of the bars hold the truth, the median is below 100 errors, and the
/// method answers at the share of points that it claims.
void expect_calibrated(const std::string& name, Tally t, double answered) {
  const double share = static_cast<double>(t.answered) / t.asked;
  const double median = t.median();
  testing::Test::RecordProperty(name + " coverage", std::to_string(t.coverage()));
  testing::Test::RecordProperty(name + " median bar per error", std::to_string(median));
  testing::Test::RecordProperty(name + " answered", std::to_string(share));
  std::printf("%-28s %5d of %5d answered, coverage %.4f, median bar / error %.3g\n", name.c_str(), t.answered, t.asked,
              t.coverage(), median);
  EXPECT_GE(t.coverage(), 0.99) << t.missed;
  EXPECT_LE(median, 100) << name;
  EXPECT_GE(share, answered) << name;
}

void expect_all_calibrated(const Format& format, double answered) {
  for (const Estimator& e : estimators()) {
    const bool analytic_only = e.name == "complex_step";
    expect_calibrated(std::string(format.name) + " " + std::string(e.name), tally(format, e.partial),
                      analytic_only ? 0.8 : answered);
  }
  expect_calibrated(std::string(format.name) + " best", tally(format, best_estimate), answered);
}

TEST(EstimatorCalibration, BarsHoldInBinary64) { expect_all_calibrated(binary64, 0.99); }
TEST(EstimatorCalibration, BarsHoldInBinary32) { expect_all_calibrated(binary32, 0.95); }
TEST(EstimatorCalibration, BarsHoldInBinary16) { expect_all_calibrated(binary16, 0.6); }
TEST(EstimatorCalibration, BarsHoldInBfloat16) { expect_all_calibrated(bfloat16, 0.5); }

TEST(EstimatorCalibration, BarsOfBlackBoxesHold) {
  for (const Format& format : {binary64, binary32})
    for (const char* name : {"central", "ridders"})
      expect_calibrated(std::string(format.name) + " black box " + name,
                        tally(format, find_estimator(name)->partial, true), 0.8);
}

TEST(EstimatorCalibration, BarsThatAreTooShortAreFound) {
  const auto shortened = [](const EstimateRequest& request) {
    auto e = find_estimator("central")->partial(request);
    if (e) e->error /= 20;
    return e;
  };
  EXPECT_LT(tally(binary64, shortened).coverage(), 0.99);
  const auto widened = [](const EstimateRequest& request) {
    auto e = find_estimator("central")->partial(request);
    if (e) e->error *= 100;
    return e;
  };
  EXPECT_GT(tally(binary64, widened).median(), 100);
}

TEST(EstimatorCalibration, TheSamePointGivesTheSameEstimate) {
  const Function f = [](auto x) { return x * sin(x); };
  const std::array x{0.3};
  const EstimateRequest request{f, x, 0, 0, binary64, {-1, 1}};
  const auto a = best_estimate(request), b = best_estimate(request);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->value, b->value);
  EXPECT_EQ(a->error, b->error);
  EXPECT_EQ(a->step, b->step);
}

}  // namespace
}  // namespace clino
