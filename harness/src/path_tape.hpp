/// One path of a program on Arb's balls, at many points: the roundings of value and gradient and nothing else.
#pragma once
#include <span>

#include "ball_tape.hpp"

namespace clino {

class PathTape {
 public:
  /// The trace must outlive the tape.
  PathTape(const Trace& trace, const Format& format, Literals literals);

  enum class Outcome : std::uint8_t {
    decided,
    other_path,  ///< real arithmetic takes a comparison otherwise
    open,        ///< more bits may help
    beyond       ///< a kink, a tie, a domain error, an input that is no number: not to be decided by a rounding
  };
  /// Value of every output and partials (row-major) at a point, rounded to the format, from few bits to many.
  Outcome decide(std::span<const double> x, std::span<double> values, std::span<double> partials);

 private:
  Outcome evaluate(slong precision, std::span<double> values, std::span<double> partials);
  slong next(slong precision) const;
  Outcome path() const;
  Outcome round(NodeId output, double& value, std::span<double> partials);

  const Trace& trace_;
  Format format_;
  BallTape tape_;
  bool whole_ = false;  // whether the last evaluation came to the end
};

}  // namespace clino
