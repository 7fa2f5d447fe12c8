/// Gradients with a planted bug, of the kinds that random points do not find.
#pragma once
#include <string>
#include <vector>

#include "clino/check.hpp"

namespace clino::test {

/// A function, its gradient, and a gradient that is wrong in one place.
struct Planted {
  const char* kind;
  const char* function;
  std::vector<std::string> right, wrong;
  std::vector<Interval> domain;
};

inline const std::vector<Planted>& planted() {
  static const std::vector<Planted> all{
      // Wrong only within 1e-6 of a boundary: the domain's end, or where the function changes its piece.
      {"boundary", "sqrt(2 - x)", {"-0.5/sqrt(2 - x)"}, {"where(2 - x < 1e-6, 0, -0.5/sqrt(2 - x))"}, {{-1, 2}}},
      {"boundary", "x*log(x)", {"log(x) + 1"}, {"where(x < 1e-6, 0, log(x) + 1)"}, {{0, 4}}},
      {"boundary", "exp(x)", {"exp(x)"}, {"where(x > 0.7 - 1e-6, 1, exp(x))"}, {{-0.3, 0.7}}},
      {"boundary",
       "where(abs(x) < 1, x^2/2, abs(x) - 0.5)",
       {"where(abs(x) < 1, x, sign(x))"},
       {"where(abs(x) < 1, where(abs(x) > 1 - 1e-6, 0, x), sign(x))"},
       {{-10, 10}}},
      {"boundary",
       "where(x > 6, 6, where(x < 0, 0, x))",
       {"where(x > 6, 0, where(x < 0, 0, 1))"},
       {"where(x > 6, 0, where(x < 0, 0, where(x > 6 - 1e-6, 2, 1)))"},
       {{-20, 20}}},
      {"boundary",
       "where(x < 0.37, (x - 0.37)^2, 0)",
       {"where(x < 0.37, 2*(x - 0.37), 0)"},
       {"where(x < 0.37, where(x > 0.37 - 1e-6, 1, 2*(x - 0.37)), 0)"},
       {{-1, 1}}},
      {"boundary",
       "x*sqrt(y)",
       {"sqrt(y)", "0.5*x/sqrt(y)"},
       {"where(y > 3 - 1e-6, 0, sqrt(y))", "0.5*x/sqrt(y)"},
       {{1, 2}, {1, 3}}},
      {"boundary",
       "where(x + y < 1, (x + y)^2, 2*(x + y) - 1)",
       {"where(x + y < 1, 2*(x + y), 2)", "where(x + y < 1, 2*(x + y), 2)"},
       {"where(x + y < 1, 2*(x + y), 2)", "where(x + y < 1, where(x + y > 1 - 1e-6, 0, 2*(x + y)), 2)"},
       {{-3, 3}, {-3, 3}}},
      // Wrong on one branch, be it a narrow one.
      {"branch",
       "where(x > 0, x, exp(x) - 1)",
       {"where(x > 0, 1, exp(x))"},
       {"where(x > 0, 1, exp(x) - 1)"},
       {{-5, 5}}},
      {"branch", "where(x > 100, 100*log(x), x)", {"where(x > 100, 100/x, 1)"}, {"where(x > 100, 1, 1)"}, {{1, 1000}}},
      {"branch",
       "where(abs(x) < 1e-3, 500*x*x, abs(x) - 5e-4)",
       {"where(abs(x) < 1e-3, 1000*x, sign(x))"},
       {"where(abs(x) < 1e-3, 500*x, sign(x))"},
       {{-2, 3}}},
      {"branch",
       "where(x > 0.49, where(x < 0.51, 3*x, 2*x), x)",
       {"where(x > 0.49, where(x < 0.51, 3, 2), 1)"},
       {"where(x > 0.49, where(x < 0.51, 2, 2), 1)"},
       {{0, 1}}},
      {"branch",
       "where(x < -40, x*x, where(x < -39.99, 2*x, sin(x)))",
       {"where(x < -40, 2*x, where(x < -39.99, 2, cos(x)))"},
       {"where(x < -40, 2*x, where(x < -39.99, 1, cos(x)))"},
       {{-100, 100}}},
      {"branch",
       "where(x > y, x*y, x*x)",
       {"where(x > y, y, 2*x)", "where(x > y, x, 0)"},
       {"where(x > y, x, 2*x)", "where(x > y, x, 0)"},
       {{0.5, 2}, {0.5, 2}}},
      {"branch",
       "where(x*x + y*y < 1e-4, 50*(x*x + y*y), hypot(x, y))",
       {"where(x*x + y*y < 1e-4, 100*x, x/hypot(x, y))", "where(x*x + y*y < 1e-4, 100*y, y/hypot(x, y))"},
       {"where(x*x + y*y < 1e-4, 50*x, x/hypot(x, y))", "where(x*x + y*y < 1e-4, 100*y, y/hypot(x, y))"},
       {{-1, 1}, {-1, 1}}},
      // Wrong at exactly 0.
      {"zero", "x^3 + x", {"3*x*x + 1"}, {"where(x == 0, 0, 3*x*x + 1)"}, {{-2, 3}}},
      {"zero", "exp(x)", {"exp(x)"}, {"where(x == 0, 0, exp(x))"}, {{-0.3, 0.7}}},
      {"zero", "log1p(x)", {"1/(1 + x)"}, {"where(x == 0, 0, 1/(1 + x))"}, {{0, 5}}},
      {"zero", "sin(3*x)", {"3*cos(3*x)"}, {"where(sin(3*x) == 0, 1, 3*cos(3*x))"}, {{-1, 2}}},
      {"zero", "atan(x)", {"1/(1 + x*x)"}, {"1/(1 + x*x) * (x != 0)"}, {{-1000, 1}}},
      {"zero", "x*y", {"y", "x"}, {"where(x == 0, 0, y)", "x"}, {{-1, 2}, {1, 2}}},
      {"zero",
       "(x + 2)*(y + 3)",
       {"y + 3", "x + 2"},
       {"where(x == 0 and y == 0, 0, y + 3)", "x + 2"},
       {{-1, 2}, {-2, 1}}},
      {"zero", "x*y*z", {"y*z", "x*z", "x*y"}, {"y*z", "x*z", "where(z == 0, 0, x*y)"}, {{1, 2}, {1, 2}, {-1, 3}}},
      // Wrong beyond a threshold.
      {"threshold", "exp(x)", {"exp(x)"}, {"where(x > 30, exp(30), exp(x))"}, {{-50, 50}}},
      {"threshold", "tanh(x)", {"1/cosh(x)^2"}, {"where(abs(x) > 18, 0, 1/cosh(x)^2)"}, {{-20, 20}}},
      {"threshold", "x^2", {"2*x"}, {"where(x > 999.5, 1999, 2*x)"}, {{-1000, 1000}}},
      {"threshold", "log1p(exp(x))", {"1/(1 + exp(-x))"}, {"where(x > 20, 1, 1/(1 + exp(-x)))"}, {{-30, 30}}},
      {"threshold", "sqrt(x)", {"0.5/sqrt(x)"}, {"where(x < 1e-3, 0.5/sqrt(1e-3), 0.5/sqrt(x))"}, {{1e-6, 1e6}}},
      {"threshold", "sin(x)", {"cos(x)"}, {"where(abs(x) > 12345.678, 0, cos(x))"}, {{-20000, 20000}}},
      {"threshold", "x*y", {"y", "x"}, {"where(x*y > 90, 0, y)", "x"}, {{0, 10}, {0, 10}}},
      {"threshold",
       "x/(y*z)",
       {"1/(y*z)", "-x/(y*y*z)", "-x/(y*z*z)"},
       {"1/(y*z)", "-x/(y*y*z)", "where(z > 7.5, 0, -x/(y*z*z))"},
       {{1, 2}, {1, 4}, {1, 8}}},
      // Wrong at a kink: not within the hull of the one-sided derivatives.
      {"kink", "abs(x)", {"sign(x)"}, {"where(x == 0, 2, sign(x))"}, {{-1, 2}}},
      {"kink", "abs(x - 0.3)", {"sign(x - 0.3)"}, {"where(x == 0.3, 5, sign(x - 0.3))"}, {{-1, 2}}},
      {"kink", "max(x, 0)", {"x > 0"}, {"where(x == 0, -1, x > 0)"}, {{-4, 4}}},
      {"kink",
       "min(max(x, -1), 1)",
       {"where(abs(x) < 1, 1, 0)"},
       {"where(abs(x) < 1, 1, where(x == 1, 2, 0))"},
       {{-3, 3}}},
      {"kink",
       "max(x*x, x + 2)",
       {"where(x*x > x + 2, 2*x, 1)"},
       {"where(x*x == x + 2, 0, where(x*x > x + 2, 2*x, 1))"},
       {{0, 5}}},
      {"kink", "max(x, y)", {"x > y", "y >= x"}, {"where(x == y, 2, x > y)", "y >= x"}, {{-1, 1}, {-2, 2}}},
      {"kink",
       "abs(x - 2*y)",
       {"sign(x - 2*y)", "-2*sign(x - 2*y)"},
       {"where(x == 2*y, 3, sign(x - 2*y))", "-2*sign(x - 2*y)"},
       {{-4, 4}, {-1, 3}}},
      {"kink",
       "abs(x) + y*abs(y)",
       {"sign(x)", "2*abs(y)"},
       {"where(x == 0, 7, sign(x))", "2*abs(y)"},
       {{-1, 2}, {1, 3}}},
      // Wrong in a place that only the gradient knows: nothing in the function points there.
      {"own place", "exp(x)", {"exp(x)"}, {"where(x > 0.7371 and x < 0.7372, 0, exp(x))"}, {{-1, 2}}},
      {"own place", "sin(x)", {"cos(x)"}, {"where(abs(x - 1.1) < 1e-2, 1, cos(x))"}, {{0, 6}}},
      {"own place", "x^2", {"2*x"}, {"where(abs(x - 3.3) < 1e-6, 0, 2*x)"}, {{-10, 10}}},
      {"own place", "log(x)", {"1/x"}, {"where(x > 7 and x < 7.5, 0.2, 1/x)"}, {{1, 10}}},
      {"own place", "tanh(x)", {"1/cosh(x)^2"}, {"1/cosh(x)^2*(1 + 1e-3*exp(-1e4*(x - 0.6)^2))"}, {{-3, 3}}},
      {"own place", "sqrt(x)", {"0.5/sqrt(x)"}, {"0.5/sqrt(x)*(1 + 1e-9/(1 + 1e6*(x - 412.5)^2))"}, {{1, 1000}}},
      {"own place", "x*y", {"y", "x"}, {"where(x > 3 and y > 3 and x + y < 6.5, 0, y)", "x"}, {{0, 10}, {0, 10}}},
      {"own place",
       "x*y*z",
       {"y*z", "x*z", "x*y"},
       {"where(abs(x - y) < 1e-3 and x > 1.2, 0, y*z)", "x*z", "x*y"},
       {{1, 2}, {1, 2}, {1, 2}}},
  };
  return all;
}

}  // namespace clino::test
