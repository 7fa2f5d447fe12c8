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

/// Around `centre`, whose neighbours lie `spacing` apart (its sign: in which direction t grows), for |t| <= radius.
/// `least` is the smallest size of number that has to be told apart. Empty where it cannot be proved or is too coarse.
std::optional<TaylorBlock> taylor_block(SeriesTape& tape, NodeId output, double centre, double spacing, double radius,
                                        double least);

/// p(t0), p(t0 + 1), ...
void evaluate(const TaylorPolynomial& p, double t0, std::span<double> y);

}  // namespace clino
