/// Functions of one input for the sample run: how each engine computes them, and what is true of them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "clino/case.hpp"
#include "clino/diagnose.hpp"

namespace clino::sample {

/// What an engine computed.
struct Answer1 {
  double value, derivative;
};

/// A unary function: how an engine computes it, and its exact value and derivative in long double.
struct SampleFunction {
  std::string name, text, mechanism, lesson, stable;
  Interval domain;
  std::function<Answer1(const std::string& engine, const Format&, double x)> compute;
  std::function<long double(long double)> value, derivative;
  bool kink_at_0 = false;
  std::optional<double> formula_factor{};  ///< the gradient's formula is off by this factor
  Fault fault = Fault::overflow;
  std::string summary;
};

std::vector<SampleFunction> functions();

}  // namespace clino::sample
