/// Whether an engine's rules in high precision give the derivative, proved for a whole run of numbers.
#pragma once
#include "clino/format.hpp"
#include "clino/trace.hpp"
#include "series_tape.hpp"
#include "taylor_block.hpp"

namespace clino {

class RuleProof {
 public:
  /// `rules`: what the engine performs, as `eigen_rules` and its like record it.
  explicit RuleProof(Trace rules);

  bool is(const Trace& rules) const { return rules_ == rules; }
  /// Whether it is proved that, at every number of the format in the range, `Engine::high_precision` gives the
  /// derivative to a quarter of an ulp or has no answer: what it gives rounds to the number that the derivative rounds
  /// to, or to one beside it. `slope` is the derivative there.
  bool holds(const TaylorSeries& slope, const TaylorRange& range, const Format& format);

 private:
  Trace rules_;
  SeriesTape tape_;
};

}  // namespace clino
