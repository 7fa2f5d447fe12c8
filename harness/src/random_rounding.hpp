/// A trace evaluated in MPFR numbers (Boost.Multiprecision's) with every operation rounded up or down at random, after
/// CESTAC (Vignes, Mathematics and Computers in Simulation 35, 1993). Exact operations stay exact; digits that
/// rounding, cancellation or absorption has destroyed differ from one evaluation to the next and so cannot pass for a
/// result.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "clino/format.hpp"
#include "clino/function.hpp"
#include "clino/trace.hpp"
#include "mpfr_functions.hpp"

namespace clino {

class RandomRounding {
 public:
  /// Literals are rounded to the format unless they stand for real numbers. The arguments must outlive the object.
  RandomRounding(const Trace& trace, const Format& format, Literals literals, int bits);

  /// The output's value at `x`, with input `moved` replaced by `moved_to`. Empty where the program has no finite value
  /// or an intermediate leaves MPFR's range, and where a comparison is decided otherwise than in the trace: the
  /// function performs another program there, which `strayed` tells.
  std::optional<BigFloat> operator()(std::span<const double> x, int output, int moved, const BigFloat& moved_to);

  /// Whether any evaluation so far met a comparison decided otherwise than in the trace.
  bool strayed() const { return strayed_; }

 private:
  bool branches_agree();
  mpfr_rnd_t rounding(std::size_t node) const;
  mpfr_srcptr operand(const Operand& o, BigFloat& scratch) const;
  void apply(std::size_t node, mpfr_ptr r);

  const Trace& trace_;
  Format format_;
  Literals literals_;
  std::vector<BigFloat> v_;
  BigFloat a_, b_, c_;
  bool strayed_ = false;
  std::uint64_t seed_;  // fixed for a precision, so that results repeat
  std::uint64_t evaluation_ = 0;
};

}  // namespace clino
