/// The measured blind spots of other gradient checkers, row by row.
#pragma once
#include <ostream>
#include <string>
#include <vector>

#include "clino/check.hpp"

namespace clino::test {

enum class Wanted { found, passes };

/// f as text, the gradient as texts (or an engine's name), the point.
struct Row {
  const char* id;
  const char* function;
  std::vector<std::string> gradient;
  Point x;
  Wanted wanted;
  Format format = binary64;
  const char* engine = nullptr;
};
inline void PrintTo(const Row& row, std::ostream* out) { *out << row.id << ": " << row.function; }

inline constexpr auto found = Wanted::found;
inline constexpr auto passes_ = Wanted::passes;

inline const std::vector<Row> absolute_floor{
    {"A1", "1/(1+exp(-x))", {"0*x"}, {-12}, found},
    {"A2", "1e-6*x", {"-1e-6+0*x"}, {1}, found},
    {"A3", "x^3", {"0*x"}, {1e-3}, found},
    {"A4", "exp(-x)", {"exp(-x)"}, {15}, found},
    {"A5", "exp(-x)", {"0*x"}, {20}, found},
    {"A6_zero", "1e-10*x", {"0*x"}, {1}, found},
    {"A6_double", "1e-10*x", {"2e-10+0*x"}, {1}, found},
    {"A7", "-log1p(exp(-x))", {"-exp(-x)"}, {25}, found},
    {"A8", "tanh(x)", {"1-tanh(x)^2"}, {20}, found},
    {"A9", "1/(1+exp(-x))", {"s = 1/(1+exp(-x)); s*(1-s)"}, {40}, found},
    {"A10", "tanh(x)", {"0*x"}, {-9.010913848876953}, found, binary32},
    // The label 1 is a constant: as an input, moving it by an ulp would explain the lost digits.
    {"A11", "max(x,0)-x+log1p(exp(-abs(x)))", {"1/(1+exp(-x))-1"}, {40}, found},
    {"A12", "log(exp(x)+exp(y))-x", {"0*x", "exp(y)/(exp(x)+exp(y))"}, {37.42994775023705, 0}, found},
    {"A13", "x*y", {"0*x", "x"}, {1e-6, 1e-6}, found},
    {"A15", "1e-12*sin(x)", {"0*x"}, {1}, found},
    {"A16", "sin(x)", {"cos(x)+0.09"}, {1}, found},
};

inline const char* const gelu = "0.5*x*(1+erf(x/sqrt(2)))";
inline const char* const gelu_of_tanh =
    "t = tanh(0.7978845608028654*(x+0.044715*x^3)); 0.5*(1+t)+0.5*x*(1-t^2)*0.7978845608028654*(1+0.134145*x^2)";
inline const std::vector<Row> loose_tolerance{
    {"B1", "x^2", {"2*x*(1+9e-4)"}, {1.5}, found},
    {"B2_minus3", gelu, {gelu_of_tanh}, {-3}, found},
    {"B2_half", gelu, {gelu_of_tanh}, {0.5}, found},
    {"B2_three", gelu, {gelu_of_tanh}, {3}, found},
    {"B8", "1e10*x+y", {"1e10+0*x", "-3+0*x"}, {1, 1}, found},
    {"B9", "1000*x+0.5*y", {"1000+0*x", "-0.4+0*x"}, {1, 1}, found},
    {"B13", "1/(1+exp(-x))", {"0*x"}, {40}, found},
    {"B14", "sin(x)", {"cos(x)+1e-5"}, {1}, found},
    {"B15", "x^2", {"2*x+1e-6"}, {1}, found},
};

inline const std::vector<Row> large_inputs{
    {"C1", "x^2", {"0*x"}, {1e12}, found},
    {"C2_zero", "sin(x)", {"0*x"}, {1e11}, found},
    {"C2_right", "sin(x)", {"cos(x)"}, {1e11}, passes_},
    {"C3", "x", {"1+0*x"}, {1e10}, passes_},
    {"C4_zero", "sin(x)", {"0*x"}, {1e9}, found},
    {"C4_right", "sin(x)", {"cos(x)"}, {1e9}, passes_},
    {"C5_square", "x^2", {"2*x"}, {1.5}, passes_, binary16},
    {"C5_log", "log(x)", {"1/x"}, {100}, passes_, binary16},
    {"C6", "x", {"0*x"}, {3.1e5}, found, binary32},
    {"C7", "1e8*(sin(x)+sin(y))", {"1e8*cos(x)", "1e8*cos(y)"}, {1, 2}, passes_},
    {"C8", "cos(x)", {"-sin(x)"}, {3.141592653589793}, passes_},
    {"C9", "exp(x)-x", {"expm1(x)"}, {1e-12}, passes_},
};

inline const std::vector<Row> fast_variation{
    {"D1_zero", "sin(50*pi*x)", {"0*x"}, {0}, found},
    {"D1_right", "sin(50*pi*x)", {"50*pi*cos(50*pi*x)"}, {0}, passes_},
    {"D2_one", "x+sin(50*pi*x)", {"1+0*x"}, {0}, found},
    {"D2_right", "x+sin(50*pi*x)", {"1+50*pi*cos(50*pi*x)"}, {0}, passes_},
    {"D3_zero", "sin(pi*1e6*x)", {"0*x"}, {0}, found},
    {"D3_right", "sin(pi*1e6*x)", {"pi*1e6*cos(pi*1e6*x)"}, {0}, passes_},
    {"D4", "sin(8*pi*x)", {"8*pi*cos(8*pi*x)"}, {0}, passes_},
    {"D5", "sin(1000*x)", {"1000*cos(1000*x)"}, {0.3}, passes_},
    {"D6", "exp(50*x)", {"50*exp(50*x)"}, {0}, passes_},
    {"D7", "tanh(100*x)", {"100/cosh(100*x)^2"}, {0}, passes_},
    {"D8_a", "x*sin(1/x)", {"sin(1/x)-cos(1/x)/x"}, {0.01}, passes_},
    {"D8_b", "x*sin(1/x)", {"sin(1/x)-cos(1/x)/x"}, {3e-3}, passes_},
    {"D8_c", "x*sin(1/x)", {"sin(1/x)-cos(1/x)/x"}, {1e-4}, passes_},
    {"D9_a", "1/x", {"-1/x^2"}, {1e-3}, passes_},
    {"D9_b", "1/x", {"-1/x^2"}, {0.02}, passes_},
    {"D9_c", "1/x", {"-1/x^2"}, {1e-6}, passes_},
    {"D10_program", "sin(x)+1e-8*sin(1e7*x)", {"cos(x)+1e-8*(1e7*cos(1e7*x))"}, {1}, passes_},
    {"D10_intended", "sin(x)+1e-8*sin(1e7*x)", {"cos(x)"}, {1}, found},
};

inline const std::vector<Row> kinks{
    {"E1", "where(x>0,x,0)", {"0*x"}, {0}, passes_},
    {"E2", "abs(x)", {"0*x"}, {0}, passes_},
    {"E3_right", "abs(x)", {"sign(x)"}, {1e-7}, passes_},
    {"E3_other_side", "abs(x)", {"-sign(x)"}, {1e-7}, found},
    {"E4", "max(max(x,y),z)", {}, {1, 1, 1}, passes_, binary64, "eigen"},
    {"E5", "where(x==0,5,x^2)", {"0*x"}, {0}, found},
    {"E6", "where(x==0,0,3+x)", {"0*x"}, {0}, found},
    {"E7", "where(x==0,0,x*sin(1/x))", {"0*x"}, {0}, found},
    {"E8", "where(x==0,0,x^2*sin(1/x))", {"0*x"}, {0}, passes_},
    {"E9", "where(x==0,1,expm1(x)/x)", {}, {0}, found, binary64, "forward"},
    {"E10_left", "x*min(max(x+3,0),6)/6", {}, {-3}, passes_, binary64, "eigen"},
    {"E10_right", "x*min(max(x+3,0),6)/6", {}, {3}, passes_, binary64, "eigen"},
    {"E11", "where(x>0,x,where(x<0,x,0))", {}, {0}, found, binary64, "forward"},
    {"E12", "hypot(x,y)", {"0*x", "0*x"}, {0, 0}, passes_},
    {"E13", "max(x,y)", {"where(x>y,1,0)", "where(x>y,0,1)"}, {1, 1 + 1e-7}, passes_},
    {"E15_huber", "where(abs(x)<=1,0.5*x^2,abs(x)-0.5)", {"where(abs(x)<=1,x,sign(x))"}, {0.9}, passes_},
    {"E15_step", "where(x>0,1,0)+0*x", {"0*x"}, {0.05}, passes_},
};

inline const std::vector<Row> edges{
    {"F1_infinite", "sqrt(x)", {"0.5/sqrt(x)"}, {0}, passes_},
    {"F1_near", "sqrt(x)", {"0.5/sqrt(x)"}, {1e-7}, passes_},
    {"F2_a", "log(x)", {"1/x"}, {0.02}, passes_},
    {"F2_b", "log(x)", {"1/x"}, {1e-3}, passes_},
    {"F3", "acosh(x)", {"1/sqrt(x^2-1)"}, {0.5}, passes_},
    {"F4", "x^2", {"nan*x"}, {1}, found},
    {"F6", "exp(x)", {"-exp(x)"}, {100}, found, binary32},
    {"F8", "log(1/(1+exp(-x)))", {}, {-800}, found, binary64, "eigen"},
    {"F9", "1/exp(x)", {}, {100}, found, binary32, "eigen"},
};

inline const std::vector<Row> eigen{
    {"H1", "1/(1+exp(-x))", {}, {-50}, found, binary32, "eigen"},
    {"H2", "1/(1+exp(-x))", {}, {-710}, found, binary64, "eigen"},
    {"H3", "1/(1+exp(-x))", {}, {-400}, found, binary64, "eigen"},
    {"H4", "1/exp(x)", {}, {400}, found, binary64, "eigen"},
    {"H5", "sinh(x)/cosh(x)", {}, {400}, found, binary64, "eigen"},
    {"H6", "log(1+exp(x))", {}, {800}, found, binary64, "eigen"},
    {"H7", "x/sqrt(1+x*x)", {}, {1e110}, found, binary64, "eigen"},
    {"H8", "x/x", {}, {1e-170}, found, binary64, "eigen"},
    {"H9", "(1-cos(x))/(x*x)", {}, {1e-6}, found, binary64, "eigen"},
    {"H10", "(exp(x)-1)/x", {}, {1e-9}, found, binary64, "eigen"},
    {"H11_product", "sqrt(x)*sqrt(x)", {}, {0}, found, binary64, "eigen"},
    {"H11_power", "x*sqrt(x)", {}, {0}, found, binary64, "eigen"},
    {"H11_root", "sqrt(x*x)", {}, {0}, found, binary64, "eigen"},
    {"H12", "x^0.0", {}, {0}, found, binary64, "eigen"},
    {"H13_undefined", "atan2(x,x)", {}, {0}, passes_, binary64, "eigen"},
    {"H14_abs", "abs(x)", {}, {0}, passes_, binary64, "eigen"},
    {"H14_max", "max(x,-x)", {}, {0}, passes_, binary64, "eigen"},
};

/// All of them.
inline std::vector<Row> blind_spots() {
  std::vector<Row> all;
  for (const auto* rows : {&absolute_floor, &loose_tolerance, &large_inputs, &fast_variation, &kinks, &edges, &eigen})
    all.insert(all.end(), rows->begin(), rows->end());
  return all;
}

}  // namespace clino::test
