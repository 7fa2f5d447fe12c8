/// Value and derivative of a program over a run of consecutive numbers, as polynomials in their index: certified.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "series_tape.hpp"

namespace clino {

/// |f - p(t)| <= error for every t with |t| <= radius, p evaluated by Horner's rule in binary64 as `evaluate` does.
struct TaylorPolynomial {
  std::vector<double> c;
  double error = 0;
  double steepest = 0;  ///< bound of |df/dt|
  double largest = 0;   ///< bound of |f|
};

struct TaylorBlock {
  TaylorPolynomial value, slope;
};

/// The numbers c + t s with |t| <= radius: s, a power of two, tells in which direction t grows.
struct TaylorRange {
  double centre, spacing, radius;
};

/// f(c + t s) = sum of c[k] t^k + r t^n for some |r| <= remainder, n coefficients.
struct TaylorSeries {
  std::vector<ArbValue> c;
  double remainder = 0;
};
struct TaylorSeriesPair {
  TaylorSeries value, slope;
};

/// Value (up to that degree) and derivative over the range. Empty where the program is not analytic all over it.
std::optional<TaylorSeriesPair> taylor_series(SeriesTape& tape, NodeId output, const TaylorRange& range, slong degree);

/// The same in binary64. `least` is the smallest size of number that has to be told apart. Empty where it is too
/// coarse.
std::optional<TaylorBlock> taylor_block(const TaylorSeriesPair& series, double radius, double least);

/// An upper bound of |x|; infinite where it is beyond binary64.
double size_bound(arb_srcptr x);

/// p(t0), p(t0 + 1), ...
void evaluate(const TaylorPolynomial& p, double t0, std::span<double> y);

}  // namespace clino
