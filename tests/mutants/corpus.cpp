#include "corpus.hpp"

#include "layer_rows.hpp"

#include <cmath>

namespace clino::corpus {
namespace {

/// A function of x (or x and y) with its right gradient, and where it is used.
struct Entry {
  const char* name;
  const char* function;
  std::vector<std::string> gradient;
  std::vector<Interval> domain;
  double middle;  ///< a place of x inside the domain, for branches
};
const std::vector<Entry> functions{
    {"square", "x^2", {"2*x"}, {{-4, 4}}, 1},
    {"cube", "x^3-2*x", {"3*x^2-2"}, {{-3, 3}}, 0.5},
    {"exp", "exp(x)", {"exp(x)"}, {{-10, 10}}, 1},
    {"log", "log(x)", {"1/x"}, {{0.01, 100}}, 2},
    {"sine", "sin(x)", {"cos(x)"}, {{-6, 6}}, 0.75},
    {"tanh", "tanh(x)", {"1/cosh(x)^2"}, {{-8, 8}}, 0.5},
    {"sigmoid", "1/(1+exp(-x))", {"e = exp(-abs(x)); e/((1+e)*(1+e))"}, {{-20, 20}}, 1},
    {"softplus", "max(x,0)+log1p(exp(-abs(x)))", {"e = exp(-abs(x)); where(x>=0, 1/(1+e), e/(1+e))"}, {{-20, 20}}, 1},
    {"root", "sqrt(1+x^2)", {"x/sqrt(1+x^2)"}, {{-10, 10}}, 1},
    {"gauss", "exp(-x^2/2)", {"-x*exp(-x^2/2)"}, {{-5, 5}}, 1},
    {"product", "x*exp(y)", {"exp(y)", "x*exp(y)"}, {{-2, 2}, {-2, 2}}, 0.5},
    {"ratio", "x/(1+y^2)", {"1/(1+y^2)", "-2*x*y/(1+y^2)^2"}, {{-3, 3}, {-3, 3}}, 0.5},
    {"wave", "sin(x)*cos(y)", {"cos(x)*cos(y)", "-sin(x)*sin(y)"}, {{-3, 3}, {-3, 3}}, 0.5},
};

std::string number(double x) { return to_decimal(binary64, x); }

/// Rewrites the last expression of a text with definitions, "a = ...; f", as `before f after`.
std::string wrap(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t last = text.rfind(';');
  const std::size_t from = last == std::string::npos ? 0 : last + 1;
  return text.substr(0, from) + before + "(" + text.substr(from) + ")" + after;
}

struct Mistake {
  const char* kind;
  std::string before, after;
};
std::vector<Mistake> mistakes(const Entry& e) {
  const std::string m = number(e.middle), edge = number(e.domain[0].hi - (e.domain[0].hi - e.domain[0].lo) * 1e-3);
  return {{"sign", "-", ""},
          {"factor", "2*", ""},
          {"factor", "0.5*", ""},
          {"relative", "(1+1e-3)*", ""},
          {"relative", "(1+1e-5)*", ""},
          {"relative", "(1+1e-7)*", ""},
          {"constant", "1.00000003*", ""},  // a constant rounded to float
          {"constant", "3.14159/3.141592653589793*", ""},
          {"dropped term", "", "-1e-4"},
          {"one branch", "where(x>" + m + ",2,1)*", ""},
          {"boundary", "where(x>" + edge + ",0,1)*", ""},
          {"NaN at a point", "where(x==" + m + ",nan,1)*", ""}};
}

void plant(std::vector<Row>& rows, const Entry& e) {
  for (const Mistake& m : mistakes(e)) {
    Row row{m.kind, std::string(e.name) + " " + m.before + "g" + m.after, e.function, e.gradient, e.domain};
    row.gradient.back() = wrap(row.gradient.back(), m.before, m.after);
    rows.push_back(row);
    const std::string kind = m.kind;
    // As a black box a mistake must be larger than what differences can tell.
    if (e.gradient.size() == 1 && (kind == "sign" || kind == "factor" || m.before == "(1+1e-3)*")) {
      row.black_box = true;
      row.kind = "black box";
      rows.push_back(row);
    }
  }
  if (e.gradient.size() == 2)
    rows.push_back({"index", std::string(e.name) + " swapped", e.function, {e.gradient[1], e.gradient[0]}, e.domain});
}

std::vector<Row> with_own_stories() {
  return {
      {"saturation", "sigmoid s(1-s)", "1/(1+exp(-x))", {"s = 1/(1+exp(-x)); s*(1-s)"}, {{-40, 45}}},
      {"saturation", "tanh 1-t^2", "tanh(x)", {"1-tanh(x)^2"}, {{-25, 25}}},
      {"saturation", "erf zero in the tail", "erf(x)", {"where(abs(x)>3,0,1.1283791670955126*exp(-x^2))"}, {{-5, 5}}},
      {"saturation", "exp(-x) zero in the tail", "exp(-x)", {"where(x>15,0,-exp(-x))"}, {{0, 30}}},
      {"unstable formula", "expm1 by exp", "expm1(x)-x", {"exp(x)-1"}, {{-1, 1}}},
      {"unstable formula", "1-cos", "x-sin(x)", {"1-cos(x)"}, {{-1, 1}}},
      {"unstable formula", "log1p by log", "(1+x)*log1p(x)-x", {"log(1+x)"}, {{-0.5, 1}}},
      {"unstable formula", "cosh-1", "sinh(x)-x", {"cosh(x)-1"}, {{-1, 1}}},
      {"overflow on the way", "sigmoid by exp", "1/(1+exp(-x))", {"exp(x)/(1+exp(x))^2"}, {{-700, 700}}},
      {"overflow on the way", "root by squares", "hypot(x,1)", {"x/sqrt(x^2+1)"}, {{-1e200, 1e200}}},
      {"overflow on the way", "tanh by exp", "tanh(x)", {"4*exp(2*x)/(exp(2*x)+1)^2"}, {{-400, 400}}},
      {"overflow on the way", "1/exp quotient rule", "exp(-x)", {"-exp(x)/(exp(x)*exp(x))"}, {{-80, 100}}, binary32},
      {"kink", "relu slope 2 at 0", "max(x,0)", {"where(x>0,1,where(x<0,0,2))"}, {{-1, 1}}},
      {"kink", "abs slope 3 at 0", "abs(x)", {"where(x==0,3,sign(x))"}, {{-1, 1}}},
      {"kink", "leaky side", "where(x>0,x,0.1*x)", {"where(x>0,1,0)"}, {{-1, 1}}},
      {"kink", "huber without cut", "where(abs(x)<=1,0.5*x^2,abs(x)-0.5)", {"x"}, {{-3, 3}}},
      {"kink", "max wrong side", "max(x,y)", {"where(x>y,0,1)", "where(x>y,1,0)"}, {{-2, 2}, {-2, 2}}},
      {"one entry of many",
       "norm",
       "sqrt(x^2+y^2+z^2)",
       {"x/sqrt(x^2+y^2+z^2)", "y/sqrt(x^2+y^2+z^2)", "z/sqrt(x^2+y^2+x^2)"},
       {{0.5, 2}, {0.5, 2}, {0.5, 2}}},
      {"one entry of many",
       "softmax",
       "exp(x)/(exp(x)+exp(y)+exp(z))",
       {"s = exp(x)+exp(y)+exp(z); exp(x)*(exp(y)+exp(z))/s^2", "s = exp(x)+exp(y)+exp(z); -exp(x)*exp(y)/s^2",
        "s = exp(x)+exp(y)+exp(z); exp(x)*exp(z)/s^2"},
       {{-2, 2}, {-2, 2}, {-2, 2}}},
      {"dropped term", "product rule", "x^2*exp(x)", {"2*x*exp(x)"}, {{-2, 2}}},
      {"dropped term", "chain rule", "sin(x^2)", {"cos(x^2)"}, {{0.5, 2}}},
      {"dropped term",
       "gelu by tanh",
       "0.5*x*(1+erf(x/sqrt(2)))",
       {"t = tanh(0.7978845608028654*(x+0.044715*x^3)); "
        "0.5*(1+t)+0.5*x*(1-t^2)*0.7978845608028654*(1+0.134145*x^2)"},
       {{-3, 3}}},
      {"small gradient", "1e-6 x", "1e-6*x", {"-1e-6+0*x"}, {{-2, 2}}},
      {"small gradient", "1e-12 sin", "1e-12*sin(x)", {"0*x"}, {{-2, 2}}},
      {"small gradient",
       "log sigmoid upper branch",
       "-log1p(exp(-x))",
       {"where(x>20,-exp(-x),1/(1+exp(x)))"},
       {{-5, 40}}},
      {"small gradient", "product near 0", "x*y", {"0*x", "x"}, {{1e-7, 1e-6}, {1e-7, 1e-6}}},
      {"large input", "x^2 zero", "x^2", {"0*x"}, {{1e11, 1e12}}},
      {"large input", "sin zero", "sin(x)", {"0*x"}, {{1e10, 1e11}}},
      {"large input", "scaled", "1e8*sin(x)", {"1e8*cos(x)+1"}, {{-3, 3}}},
      {"oscillation", "sin(50 pi x)", "sin(50*pi*x)", {"0*x"}, {{-1, 1}}},
      {"oscillation", "x+sin(50 pi x)", "x+sin(50*pi*x)", {"1+0*x"}, {{-1, 1}}},
      {"oscillation", "sin(1e6 x)", "sin(1e6*x)", {"1e6*cos(1e6*x+1e-3)"}, {{-1, 1}}},
      {"mixed scales", "1e10 x + y", "1e10*x+y", {"1e10+0*x", "-3+0*x"}, {{-1, 1}, {-1, 1}}},
      {"mixed scales", "1000 x + y/2", "1000*x+0.5*y", {"1000+0*x", "-0.4+0*x"}, {{-1, 1}, {-1, 1}}},
      {"removable point",
       "expm1(x)/x at 0",
       "where(x==0,1,expm1(x)/x)",
       {"where(x==0,0,(exp(x)*x-expm1(x))/x^2)"},
       {{-1, 1}}},
      {"float", "exp scaled", "exp(x)", {"1.00001*exp(x)"}, {{-5, 5}}, binary32},
      {"float", "tanh tail", "tanh(x)", {"1-tanh(x)^2"}, {{-9, 9}}, binary32},
      {"half", "square", "x^2", {"2.1*x"}, {{-10, 10}}, binary16},
      {"half", "log sign", "log(x)", {"-1/x"}, {{0.1, 10}}, binary16},
  };
}

/// A right gradient in regimes where differences with fixed steps and tolerances break.
struct Regime {
  const char* kind;
  const char* function;
  std::vector<std::string> gradient;
  std::vector<Point> at;
  Format format = binary64;
};
const std::vector<Regime>& regimes() {
  static const std::vector<Regime> all{
      {"tiny inputs", "x^2", {"2*x"}, {{1e-150}, {1e-30}, {1e-12}, {-1e-8}}},
      {"tiny inputs", "sqrt(x)", {"0.5/sqrt(x)"}, {{1e-7}, {1e-12}, {1e-100}, {1e-300}}},
      {"tiny inputs", "log(x)", {"1/x"}, {{1e-3}, {1e-7}, {1e-20}, {1e-200}}},
      {"tiny inputs", "1/x", {"-1/x^2"}, {{1e-3}, {1e-6}, {1e-9}, {-1e-5}}},
      {"tiny inputs", "cbrt(x)", {"1/(3*cbrt(x)^2)"}, {{1e-6}, {1e-9}, {1e-30}, {-1e-12}}},
      {"tiny inputs", "exp(x)-x", {"expm1(x)"}, {{1e-12}, {1e-9}, {-1e-15}, {1e-20}}},
      {"tiny inputs", "x*y", {"y", "x"}, {{1e-6, 1e-6}, {1e-9, 1e-3}, {1e-20, 1}}},
      {"huge inputs", "x", {"1+0*x"}, {{1e10}, {1e12}, {1e20}, {-1e15}}},
      {"huge inputs", "x^2", {"2*x"}, {{1e9}, {1e12}, {1e30}, {-1e100}}},
      {"huge inputs", "sin(x)", {"cos(x)"}, {{1e9}, {1e11}, {1e6}, {-1e8}}},
      {"huge inputs", "sqrt(x)", {"0.5/sqrt(x)"}, {{1e10}, {1e20}, {1e200}}},
      {"huge inputs", "1e8*(sin(x)+sin(y))", {"1e8*cos(x)", "1e8*cos(y)"}, {{1, 2}, {0.5, 3}, {-2, 1}}},
      {"huge inputs", "hypot(x,y)", {"x/hypot(x,y)", "y/hypot(x,y)"}, {{1e200, 1e200}, {1e9, 1}, {-1e160, 1e150}}},
      {"huge inputs", "log(x)", {"1/x"}, {{1e12}, {1e100}, {1e300}}},
      {"steep", "exp(50*x)", {"50*exp(50*x)"}, {{0}, {0.5}, {1}, {-0.25}}},
      {"steep", "tanh(100*x)", {"100/cosh(100*x)^2"}, {{0}, {0.01}, {-0.02}}},
      {"steep", "1/(1+exp(-1e4*x))", {"e = exp(-abs(1e4*x)); 1e4*e/((1+e)*(1+e))"}, {{0}, {1e-4}, {-1e-4}}},
      {"steep", "x^20", {"20*x^19"}, {{10}, {3}, {-5}, {0.125}}},
      {"steep", "exp(exp(x))", {"exp(x+exp(x))"}, {{3}, {5}, {2}}},
      {"oscillating", "sin(50*pi*x)", {"50*pi*cos(50*pi*x)"}, {{0}, {0.3}, {1}}},
      {"oscillating", "x+sin(50*pi*x)", {"1+50*pi*cos(50*pi*x)"}, {{0}, {0.1}, {0.7}}},
      {"oscillating", "sin(1000*x)", {"1000*cos(1000*x)"}, {{0.3}, {0}, {2}}},
      {"oscillating", "sin(pi*1e6*x)", {"pi*1e6*cos(pi*1e6*x)"}, {{0}, {0.001}, {0.5}}},
      {"oscillating", "x*sin(1/x)", {"sin(1/x)-cos(1/x)/x"}, {{0.01}, {3e-3}, {1e-4}}},
      {"oscillating", "sin(x)+1e-8*sin(1e7*x)", {"cos(x)+1e-8*(1e7*cos(1e7*x))"}, {{1}, {0}, {2}}},
      {"near edges", "log(x)", {"1/x"}, {{0.02}, {0.01}, {1e-3}}},
      {"near edges", "asin(x)", {"1/sqrt((1-x)*(1+x))"}, {{0.999999}, {-0.9999999}, {0.99999999}}},
      {"near edges", "acosh(x)", {"1/sqrt((x-1)*(x+1))"}, {{1.000001}, {1.0000001}, {1.5}}},
      {"near edges", "atanh(x)", {"1/((1-x)*(1+x))"}, {{0.9999999}, {-0.99999}, {0.999999999}}},
      {"near edges", "log1p(x)", {"1/(1+x)"}, {{-0.9999999}, {-0.99999}, {-0.5}}},
      {"near edges", "sqrt(1-x^2)", {"-x/sqrt((1-x)*(1+x))"}, {{0.999999}, {0.99999999}, {-0.999999}}},
      {"near edges", "x*log(x)", {"1+log(x)"}, {{1e-8}, {1e-3}, {1e-12}}},
      {"near edges", "tan(x)", {"1/cos(x)^2"}, {{1.5707}, {1.57}, {-1.5707}}},
      {"kinks", "max(x,0)", {"where(x>0,1,0)"}, {{0}, {1e-7}, {-1e-9}, {1e-5}}},
      {"kinks", "abs(x)", {"sign(x)"}, {{0}, {1e-7}, {-1e-7}, {1e-3}}},
      {"kinks",
       "where(abs(x)<=1,0.5*x^2,abs(x)-0.5)",
       {"where(abs(x)<=1,x,sign(x))"},
       {{1}, {0.9999999}, {-1.0000001}}},
      {"kinks", "max(x,y)", {"where(x>y,1,0)", "where(x>y,0,1)"}, {{1, 1}, {1, 1.0000001}, {2, 2}}},
      {"kinks", "where(x>0,1,0)+0*x", {"0*x"}, {{1e-7}, {-1e-8}, {0.05}}},
      {"kinks", "where(x>=1,x^2,2*x-1)", {"where(x>=1,2*x,2)"}, {{1}, {0.9999999}, {1.0000001}}},
      {"kinks", "where(x==0,0,x^2*sin(1/x))", {"where(x==0,0,2*x*sin(1/x)-cos(1/x))"}, {{0}, {0.01}, {0.5}}},
      {"cancellation", "cos(x)", {"-sin(x)"}, {{3.141592653589793}, {0}, {6.283185307179586}}},
      {"cancellation", "(x-1)^6", {"6*(x-1)^5"}, {{1.001}, {1.0001}, {0.999}}},
      {"cancellation", "x-sin(x)", {"2*sin(x/2)^2"}, {{1e-3}, {1e-5}, {1e-2}}},
      {"cancellation", "log1p(x)-x", {"-x/(1+x)"}, {{1e-5}, {1e-8}, {-1e-6}}},
      {"cancellation", "1e6+x^2", {"2*x"}, {{1e-3}, {1}, {1e-6}}},
      {"cancellation", "x^2-y^2", {"2*x", "-2*y"}, {{1, 1.0000001}, {1000, 1000.001}, {3, 3}}},
      {"mixed scales", "1e10*x+y", {"1e10+0*x", "1+0*y"}, {{1, 1}, {2, -3}, {0.1, 10}}},
      {"mixed scales", "x^2+1e-9*sin(y)", {"2*x", "1e-9*cos(y)"}, {{100, 1}, {1e4, 2}, {1, 0}}},
      {"mixed scales", "exp(20*x)+y", {"20*exp(20*x)", "1+0*y"}, {{1, 1}, {0.9, 2}, {0, 0}}},
      {"mixed scales", "x*1e-8+y*1e8", {"1e-8+0*x", "1e8+0*y"}, {{1, 1}, {1e6, 1e-6}, {2, 3}}},
      {"small gradient", "1/(1+exp(-x))", {"e = exp(-abs(x)); e/((1+e)*(1+e))"}, {{40}, {-40}, {300}}},
      {"small gradient", "exp(-x^2)", {"-2*x*exp(-x^2)"}, {{5}, {10}, {-7}}},
      {"small gradient", "erfc(x)", {"-1.1283791670955126*exp(-x^2)"}, {{2}, {1}, {0.5}}},
      {"float", "exp(x)", {"exp(x)"}, {{3}, {-20}, {80}}, binary32},
      {"float", "sin(x)", {"cos(x)"}, {{1000}, {1e5}, {3.1415927}}, binary32},
      {"float", "log(x)", {"1/x"}, {{0.01}, {1e-30}, {1e10}}, binary32},
      {"float", "x^2+1000", {"2*x"}, {{0.01}, {1}, {1e-5}}, binary32},
      {"float", "x", {"1+0*x"}, {{1e8}, {3.1e5}, {1}}, binary32},
      {"half", "x^2", {"2*x"}, {{1.5}, {100}, {0.01}}, binary16},
      {"half", "log(x)", {"1/x"}, {{100}, {0.1}, {1}}, binary16},
      {"half", "x", {"1+0*x"}, {{1000}, {1}, {0.001}}, binary16},
      {"half", "exp(x)", {"exp(x)"}, {{1}, {-3}, {5}}, bfloat16},
  };
  return all;
}

}  // namespace

const std::vector<Row>& planted() {
  static const std::vector<Row> rows = [] {
    std::vector<Row> all;
    for (const Entry& e : functions) plant(all, e);
    for (Row& row : with_own_stories()) all.push_back(std::move(row));
    for (Row& row : planted_layers()) all.push_back(std::move(row));
    return all;
  }();
  return rows;
}

const std::vector<Row>& right() {
  static const std::vector<Row> rows = [] {
    std::vector<Row> all;
    for (const Regime& r : regimes())
      for (const Point& x : r.at) {
        std::vector<Interval> domain;
        for (const double xi : x) domain.push_back({xi - std::fabs(xi), xi + std::fabs(xi)});
        std::string place;
        for (const double xi : x) place += (place.empty() ? "" : ", ") + number(xi);
        all.push_back(
            {r.kind, std::string(r.function) + " at " + place, r.function, r.gradient, domain, r.format, false, {x}});
      }
    for (Row& row : right_layers()) all.push_back(std::move(row));
    return all;
  }();
  return rows;
}

Function function_of(const Row& row) {
  if (row.layer) return *row.layer;
  const Function f = Function::parse(row.function);
  if (!row.black_box) return f;
  return Function::opaque(f.shape(), [f](std::span<const double> x) { return f.run(x); });
}
Function gradient_of_row(const Row& row) {
  if (row.backward) return *row.backward;
  const Function g = Function::parse(std::span(row.gradient), Function::parse(row.function).variables());
  if (!row.black_box) return g;
  return Function::opaque(g.shape(), [g](std::span<const double> x) { return g.run(x); });
}

Verification examine(const Row& row) {
  Options o = options().format(row.format).points(24);
  for (const Contract c : contracts()) o = o.skip(c);
  if (row.at.empty()) o = o.domain(row.domain);
  for (const Point& x : row.at) o = o.at(x);
  return check_gradient(function_of(row), gradient_of_row(row), row.at.empty() ? o : o.points(0));
}

}  // namespace clino::corpus
