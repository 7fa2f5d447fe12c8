/// The names of mechanisms, and what helps against them.
#include <algorithm>
#include <array>
#include <utility>

#include "clino/diagnose.hpp"

namespace clino {
namespace {

/// What to write instead of an operation that goes wrong in a certain way.
struct Remedy {
  Mechanism mechanism;
  Op op;
  std::string_view text;
};

constexpr std::array leaves_the_range{Mechanism::overflow, Mechanism::overflow_times_zero, Mechanism::infinite_ratio,
                                      Mechanism::infinite_difference, Mechanism::squared_denominator};

/// First what depends on the operation at fault. `overflow` stands for all of `leaves_the_range`.
constexpr std::array remedies{
    Remedy{Mechanism::overflow, Op::exp,
           "keep exp's argument small: exp(-x) for 1/exp(x), log1p(exp(-x)), expm1, tanh, or subtract the largest "
           "exponent first"},
    Remedy{Mechanism::overflow, Op::exp2, "rewrite so that exp2 has no large argument: 1/exp2(x) = exp2(-x)"},
    Remedy{Mechanism::overflow, Op::expm1, "divide by exp(x) where x is large: expm1(x) = exp(x)*(1 - exp(-x))"},
    Remedy{Mechanism::overflow, Op::cosh, "for large |x| take exp(|x|)/2 apart, or work with log(cosh(x))"},
    Remedy{Mechanism::overflow, Op::sinh, "for large |x| take exp(|x|)/2 apart, or work with its logarithm"},
    Remedy{Mechanism::overflow, Op::mul,
           "scale the factors first; for a sum of squares use hypot, for a product its logarithm"},
    Remedy{Mechanism::overflow, Op::pow, "work with the logarithm: log(x^y) = y*log(x)"},
    Remedy{Mechanism::overflow, Op::tgamma, "work with lgamma"},
    Remedy{Mechanism::overflow, Op::div,
           "let the denominator not be squared: write the derivative as -(a/b)*(b'/b), or the function with a negative "
           "exponent"},
    Remedy{Mechanism::early_underflow, Op::exp, "work with the exponent: keep log(f) and exponentiate last"},
    Remedy{Mechanism::early_underflow, Op::mul, "scale the factors first; for a sum of squares use hypot"},
    Remedy{Mechanism::cancellation_in_derivative, Op::tanh, "use 1/cosh(x)^2 for the derivative of tanh"},
    Remedy{Mechanism::cancellation_in_derivative, Op::expm1, "use exp(x) for the derivative of expm1"},
    Remedy{Mechanism::cancellation_in_derivative, Op::asin, "factor 1 - x*x as (1 - x)*(1 + x)"},
    Remedy{Mechanism::cancellation_in_derivative, Op::acos, "factor 1 - x*x as (1 - x)*(1 + x)"},
    Remedy{Mechanism::cancellation_in_derivative, Op::acosh, "factor x*x - 1 as (x - 1)*(x + 1)"},
    Remedy{Mechanism::cancellation_in_derivative, Op::atanh, "factor 1 - x*x as (1 - x)*(1 + x)"},
    Remedy{Mechanism::rounding_growth, Op::log,
           "use log1p: log1p(u) for log(1 + u), log1p(exp(x)) for log(1 + exp(x)), max(x, 0) + log1p(exp(-abs(x))) where "
           "exp overflows"},
    Remedy{Mechanism::domain_edge, Op::sqrt,
           "keep the argument away from 0, or write sqrt(x*x) as abs(x), sqrt(x*x + y*y) as hypot(x, y)"},
};

/// What depends on the mechanism alone.
constexpr std::array general{
    std::pair{Mechanism::overflow, "rewrite so that no intermediate is larger than the result, or scale the inputs"},
    std::pair{Mechanism::zero_over_zero,
              "give the limit by a series or a special function near this point, in the function and its derivative"},
    std::pair{Mechanism::cancellation_in_value,
              "replace the difference of nearly equal numbers: expm1, log1p, 2*sin(x/2)^2 for 1 - cos(x), the "
              "conjugate for a difference of roots, a series near the point"},
    std::pair{Mechanism::cancellation_in_derivative,
              "write the derivative by hand in a form that does not subtract nearly equal terms, or use a series near "
              "this point"},
    std::pair{Mechanism::early_underflow, "scale the intermediates, or work with logarithms"},
    std::pair{Mechanism::rounding_growth, "compute this step in a wider format, or sum with compensation"},
    std::pair{Mechanism::domain_edge, "keep the argument inside the domain, or give the one-sided limit by hand"},
    std::pair{Mechanism::kink, "decide which one-sided derivative is meant, or smooth the function here"},
    std::pair{Mechanism::flipped_branch, "compare numbers that are not rounded away, or make both branches agree here"},
    std::pair{Mechanism::border, "let the branch at this point have the derivative of the function, not of a constant"},
    std::pair{Mechanism::library_error, "use another function of the math library here, or a wider format"},
    std::pair{Mechanism::other_rule, "give this operation a derivative of your own, or use another engine"},
    std::pair{Mechanism::wrong_gradient, "derive the gradient anew; clino check shows what it should be"},
};

bool covers(Mechanism in_table, Mechanism m) {
  return in_table == m ||
         (in_table == Mechanism::overflow && std::ranges::find(leaves_the_range, m) != leaves_the_range.end());
}

}  // namespace

std::string_view name(Mechanism m) {
  switch (m) {
    case Mechanism::none: return "none";
    case Mechanism::overflow: return "overflow";
    case Mechanism::overflow_times_zero: return "overflow, then 0*inf";
    case Mechanism::infinite_ratio: return "overflow, then inf/inf";
    case Mechanism::infinite_difference: return "overflow, then inf-inf";
    case Mechanism::zero_over_zero: return "0/0";
    case Mechanism::cancellation_in_value: return "cancellation in f";
    case Mechanism::cancellation_in_derivative: return "cancellation in f'";
    case Mechanism::squared_denominator: return "squared denominator";
    case Mechanism::early_underflow: return "underflow too early";
    case Mechanism::rounding_growth: return "rounding growth";
    case Mechanism::domain_edge: return "edge of the domain";
    case Mechanism::kink: return "kink";
    case Mechanism::flipped_branch: return "branch flipped by rounding";
    case Mechanism::border: return "border of a branch";
    case Mechanism::library_error: return "error of the math library";
    case Mechanism::other_rule: return "rule of the engine";
    case Mechanism::wrong_gradient: return "hand-written rule wrong";
  }
  return {};
}

std::string advice(const Diagnosis& d) {
  if (d.mechanism == Mechanism::none) return {};
  const auto culprit = std::ranges::find_if(d.steps, [&](const Step& s) { return d.culprit && s.node == *d.culprit; });
  if (culprit != d.steps.end())
    for (const Remedy& r : remedies)
      if (r.op == culprit->op && covers(r.mechanism, d.mechanism)) return std::string(r.text);
  for (const auto& [mechanism, text] : general)
    if (covers(mechanism, d.mechanism)) return text;
  return {};
}

}  // namespace clino
