/// Derivatives of a function along given directions, with error bars: the reference of large derivatives.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clino/case.hpp"
#include "clino/function.hpp"

namespace clino {

/// |d/dt f(x + t v) - value| <= error. Differences give no error where they have no answer: infinity.
struct Slope {
  long double value = 0;
  double error = 0;
};

/// Asked at one point, many times. Routes, the first that the function allows: dual numbers in long double through the
/// functor itself, or through its recorded program where that is no longer than `most_recorded` operations; else
/// calibrated differences, of the functor in long double, or of the function as it is.
class Directional {
 public:
  /// `weights` of the outputs, whose sum is then differentiated as one; empty: every output by itself. `domain` has one
  /// interval for each input, or one for all, or none: differences stay in it. Throws what the function throws.
  Directional(const Function& f, std::span<const double> x, std::span<const double> weights, const Format& format,
              std::span<const Interval> domain);

  /// One slope for each output, or one for their weighted sum. Differences try again with other steps where their bar
  /// is wider than `wanted`.
  std::vector<Slope> along(std::span<const double> v, double wanted = 0);
  /// What a small step along v changes, and a small step back: they differ at ties. Empty where the last call of
  /// `along` met none, and for differences.
  std::optional<std::pair<std::vector<Slope>, std::vector<Slope>>> sides(std::span<const double> v);
  /// Conventions at ties, the first being the rules': half of each slope. What `along` takes from now on.
  static constexpr int conventions = 4;
  void take_convention(int which) { convention_ = which; }
  bool met_ties() const { return ties_ > 0; }
  std::size_t rows() const { return rows_; }
  /// Directions asked for up to now.
  std::size_t asked() const { return asked_; }
  /// "dual numbers in long double".
  const std::string& route() const { return route_; }
  /// Error bars come from differences, which want steps of one size.
  bool differences() const { return !f_.lift() && !trace_; }

  static constexpr std::size_t most_recorded = 10'000'000;

 private:
  std::vector<Slope> by_duals(std::span<const double> v);
  std::vector<Slope> by_differences(std::span<const double> v, double wanted) const;
  /// Along `unit`, whose step of 1 is as large as sense makes.
  std::vector<Slope> differences_along(std::span<const double> unit) const;
  /// f(x + t v) in the widest arithmetic it runs in, less what it is at x.
  std::vector<double> moved(std::span<const double> v, double t) const;
  std::vector<long double> values(std::span<const long double> x) const;
  template <class T>
  std::vector<T> weighted(std::vector<T> y) const;
  /// The steps t for which x + t v stays in the domain.
  Interval room(std::span<const double> v) const;

  Function f_;
  std::vector<double> x_;
  std::vector<double> weights_;
  Format format_;
  std::vector<Interval> domain_;
  std::optional<Trace> trace_;
  std::vector<long double> base_;  // values at x, of the differences
  std::vector<Dual> duals_;        // scratch
  std::string route_;
  std::size_t rows_, asked_ = 0, ties_ = 0;
  int convention_ = 0;
};

/// The interval of input i where `domain` has one for all or one for each.
inline const Interval& interval_of(std::span<const Interval> domain, std::size_t i) {
  return domain[domain.size() == 1 ? 0 : i];
}

}  // namespace clino
