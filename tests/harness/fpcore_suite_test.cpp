#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "clino/evaluate.hpp"
#include "clino/fpcore.hpp"
#include "fpcore_testing.hpp"

namespace clino {
namespace {

using namespace fpcore_testing;
struct Direct {
  std::string name;
  std::vector<double> x;
  double expected;
};

double doppler(double u, double v, double t) {
  const double t1 = 331.4 + 0.6 * t;
  return (-t1 * v) / ((t1 + u) * (t1 + u));
}

double pid(double m, double kp, double ki, double kd, double c) {
  double i = 0, eold = 0;
  for (double t = 0; t < 10; t += 0.5) {
    const double e = c - m;
    i = i + ki * 0.5 * e;
    m = m + 0.01 * (kp * e + i + kd * 2 * (e - eold));
    eold = e;
  }
  return m;
}

double runge_kutta(double h, double y, double c) {
  const auto slope = [&](double at) { return 1.2 * (c - at) * (c - at); };
  for (int i = 0; i < 5; ++i) {
    const double k1 = slope(y), k2 = slope(y + 0.5 * h * k1), k3 = slope(y + 0.5 * h * k2), k4 = slope(y + h * k3);
    y = y + 1.0 / 6 * h * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
  }
  return y;
}

double newton_root(double a) {
  double x = a;
  while (std::fabs(x * x - a) > 1e-6 * a) x = 0.5 * (x + a / x);
  return x;
}

double pendulum(double t, double w) {
  for (int n = 0; n < 20; ++n) {
    const double next = t + 0.01 * (w + 0.01 / 2 * (-9.80665 / 2.0 * std::sin(t)));
    w = w + 0.01 * (-9.80665 / 2.0 * std::sin(t + 0.01 / 2 * w));
    t = next;
  }
  return t;
}

double horner(double x, double y) {
  double p = 0, q = 0;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 2; ++j) p = p * x + i, q = q * y + p * j;
  return p + q;
}

TEST(FpcoreSuite, AllCoresAreReadAndRecordedAndKeepTheirPreconditions) {
  for (const auto& [name, least] : {std::pair{"straight_line.fpcore", 40u}, {"loops.fpcore", 11u}}) {
    const FpcoreFile file = parse_fpcore(read(name));
    EXPECT_TRUE(file.refused.empty());
    EXPECT_GE(file.cores.size(), least);
    for (const Fpcore& c : file.cores)
      for (const Case& example : cases_of(c)) {
        Point x;
        for (const Interval& side : example.domain) x.push_back(std::clamp(1.5, side.lo, side.hi));
        const Trace t = example.function.trace(x);
        expect_same(evaluate(t, x, binary64)[t.outputs[0]], example.function.run(x)[0], example.name);
      }
  }
}

TEST(FpcoreSuite, ValuesAreThoseOfTheSameFormulasInCpp) {
  const FpcoreFile file = parse_fpcore(read("straight_line.fpcore") + read("loops.fpcore"));
  const double x = 0.7, v = 0.2;
  const std::vector<Direct> table{
      {"doppler1", {10, 300, 20}, doppler(10, 300, 20)},
      {"doppler3", {-20, 400, -40}, doppler(-20, 400, -40)},
      {"rigidBody1", {1, 2, 3}, -(1 * 2) - 2 * 2 * 3 - 1 - 3.0},
      {"rigidBody2", {1, 2, 3}, 2 * 1 * 2 * 3 + 3 * 3 * 3 - 2 * 1 * 2 * 3 + 3 * 3 * 3 - 2.0},
      {"verhulst", {v}, 4 * v / (1 + v / 1.11)},
      {"predatorPrey", {v}, 4 * v * v / (1 + v / 1.11 * (v / 1.11))},
      {"sineOrder3", {x}, 0.954929658551372 * x - 0.12900613773279798 * (x * x * x)},
      {"sqroot", {x}, 1 + 0.5 * x - 0.125 * x * x + 0.0625 * x * x * x - 0.0390625 * x * x * x * x},
      {"kepler0", {4, 5, 6, 5}, 4 * 5 + 5 * 6 - 4 * 5 - 6 * 5 - 4 * 6.0},
      {"himmilbeau", {3, 2}, 0},
      {"NMSE example 3.1, 2sqrt", {1e10}, std::sqrt(1e10 + 1) - std::sqrt(1e10)},
      {"NMSE p42, positive, quadp", {1, 5, 6}, -2},
      {"NMSE p42, negative, quadm", {1, 5, 6}, -3},
      {"NMSE section 3.11, expq2", {x}, std::exp(x) / (std::exp(x) - 1)},
      {"triangle area (Kahan)", {3, 4, 5}, 6},
      {"PID", {-5, 9.4514, 0.69006, 2.8454, 5}, pid(-5, 9.4514, 0.69006, 2.8454, 5)},
      {"Runge-Kutta 4", {0.001, 10.1, 100.1}, runge_kutta(0.001, 10.1, 100.1)},
      {"Newton-Raphson square root", {2}, newton_root(2)},
      {"Pendulum", {1, 0.5}, pendulum(1, 0.5)},
      {"Horner by for*", {0.5, 0.25}, horner(0.5, 0.25)},
      {"unit vector", {3, 4}, 0.6},
  };
  for (const Direct& d : table) EXPECT_EQ(named(file, d.name).function.run(d.x).at(0), d.expected) << d.name;
  EXPECT_NEAR(named(file, "Taylor series of exp").function.run(std::array{x}).at(0), std::exp(x), 1e-12);
  EXPECT_NEAR(named(file, "sine").function.run(std::array{x}).at(0), std::sin(x), 1e-6);
}

TEST(FpcoreSuite, AlternativesAgreeWithTheCoreWhereBothAreAccurate) {
  const FpcoreFile file = parse_fpcore(read("straight_line.fpcore"));
  int compared = 0;
  for (const Fpcore& c : file.cores)
    for (const Function& alternative : c.alternatives) {
      Point x;
      for (const Interval& side : c.domain) x.push_back(std::clamp(0.25, side.lo, side.hi));
      const double a = c.function.run(x)[0], b = alternative.run(x)[0];
      EXPECT_NEAR(a, b, 1e-9 * std::fabs(a)) << c.name;
      ++compared;
    }
  EXPECT_GE(compared, 8);
}

}  // namespace
}  // namespace clino
