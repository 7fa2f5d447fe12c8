// Second derivatives of the listed traps against the certified ones: the nested sweep (the engine differentiates the
// recorded gradient), a difference of gradients, and the form that repairs both.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "clino/custom.hpp"
#include "clino/engine.hpp"
#include "clino/evaluate.hpp"

namespace clino {
namespace {

/// A function of one variable, where its curvature goes wrong, and a curvature that does not.
struct Trap {
  std::string name, function;
  double lo, hi;
  std::vector<double> points;  ///< the trap's places, checked besides the sampled ones
  std::string curvature;
  std::string nested{}, differenced{};  ///< the verdict on each
};

const std::vector<Trap>& traps() {
  static const std::vector<Trap> all{
      {"softplus",
       "log(1+exp(x))",
       -40,
       80,
       {18, 37.5, 60},
       "t = exp(-abs(x)); t/((1+t)*(1+t))",
       "underflow",
       "underflow"},
      {"sigmoid",
       "1/(1+exp(-x))",
       -80,
       -20,
       {-50},
       "t = exp(-abs(x)); t*(1-t)/((1+t)*(1+t)*(1+t))",
       "non_finite",
       "underflow"},
      {"tanh", "tanh(x)", 1, 15, {8, 10}, "c = 1/cosh(x); -2*tanh(x)*c*c", "ok", "wrong"},
      {"log cosh", "log(cosh(x))", 1, 40, {10, 20}, "c = 1/cosh(x); c*c", "underflow", "underflow"},
      {"reciprocal of exp", "1/exp(x)", -20, 60, {50}, "exp(-x)", "non_finite", "underflow"},
      {"versine", "1-cos(x)", 0.0009765625, 1, {0.001}, "cos(x)", "ok", "wrong"},
      {"root of 1 + x^2", "sqrt(1+x*x)", 1, 1e6, {1000}, "h = hypot(1,x); 1/h/h/h", "underflow", "wrong"},
      {"square by pow", "pow(x,2)", -10, 10, {0}, "2+0*x", "ok", "ok"},
      {"cube", "x*x*x", -10, 10, {0, 1e-6}, "6*x", "ok", "wrong"},
      {"x log x", "x*log(x)", 1e-6, 1, {0.5}, "1/x", "ok", "non_finite"},
  };
  return all;
}

Options places(const Trap& t) {
  Options o = domain(t.lo, t.hi).points(24).format(binary32);
  for (const double x : t.points) o = o.at(x);
  return o;
}

/// The nested derivative in binary32: an engine differentiates the recorded gradient.
Function nested(const Function& f) {
  return Function::opaque({1, 1}, [gradient = gradient_of(f)](std::span<const double> x) {
    const Trace t = gradient.trace(x, {.format = binary32});
    return std::get<Jacobian>(find_engine("forward")->jacobian(t, x, binary32, Shims::supply)).partials;
  });
}

/// The gradient in binary32.
double slope(const Function& gradient, double x) {
  const std::vector<double> at{x};
  const Trace t = gradient.trace(at, {.format = binary32});
  return evaluate(t, at, binary32)[t.outputs[0]];
}

/// The central difference of gradients in binary32, its step u^(1/3) of the input, which balances both errors.
Function differenced(const Function& f) {
  return Function::opaque({1, 1}, [gradient = gradient_of(f)](std::span<const double> x) {
    const double h = std::cbrt(unit_roundoff(binary32)) * std::max(std::abs(x[0]), 1e-3);
    const double up = round_to(binary32, x[0] + h), down = round_to(binary32, x[0] - h);
    return std::vector<double>{(slope(gradient, up) - slope(gradient, down)) / (up - down)};
  });
}

/// The plainest finding's verdict; "ok" without one.
std::string verdict(const Verification& v) {
  return passes(v) || v.worst.empty() ? "ok" : std::string(name(v.worst.front().number.judgement.verdict));
}

TEST(Hessian, StableCurvaturesOfTheTrapsAreRightOverTheirRanges) {
  for (const Trap& t : traps()) {
    const Verification v = check_hessian(Function::parse(t.function), Function::parse(t.curvature, {"x"}), places(t));
    EXPECT_TRUE(passes(v)) << t.name << '\n' << explain(v);
  }
}

TEST(Hessian, NestedSweepsFailWhereTheTrapSays) {
  for (const Trap& t : traps()) {
    const Function f = Function::parse(t.function);
    const Verification v = check_hessian(f, nested(f), places(t));
    EXPECT_EQ(verdict(v), t.nested) << t.name << '\n' << explain(v);
  }
}

// A difference of binary32 gradients keeps two thirds of the digits at best: not enough but for a linear gradient, and
// no digit where the gradient is flat.
TEST(Hessian, DifferencedGradientsFailOnAllButALinearGradient) {
  for (const Trap& t : traps()) {
    const Function f = Function::parse(t.function);
    const Verification v = check_hessian(f, differenced(f), places(t));
    EXPECT_EQ(verdict(v), t.differenced) << t.name << '\n' << explain(v);
  }
}

}  // namespace
}  // namespace clino
