/// A program of one input as a power series around a point or around a ball: what certified Taylor blocks are made of.
#pragma once
#include <memory>
#include <vector>

#include "arb_value.hpp"
#include "clino/format.hpp"
#include "clino/function.hpp"
#include "clino/trace.hpp"

namespace clino {

class SeriesTape {
 public:
  /// The trace must outlive the tape. Its comparisons are taken as they were recorded.
  SeriesTape(const Trace& trace, const Format& format, Literals literals);
  ~SeriesTape();
  SeriesTape(const SeriesTape&) = delete;
  SeriesTape& operator=(const SeriesTape&) = delete;

  /// Coefficients 0 .. length - 1 of every node at x + h. Coefficient k encloses f^(k)(c) / k! for every c in the ball.
  /// False unless every node is proved analytic on all of the ball: no kink, pole or end of a domain in it.
  bool expand(arb_srcptr x, slong length, slong precision);
  /// Coefficient k of an output, after `expand`.
  void coefficient(arb_ptr c, NodeId node, slong k) const;

 private:
  struct Nodes;
  bool perform(std::size_t node, slong length, slong precision);

  const Trace& trace_;
  Format format_;
  Literals literals_;
  std::unique_ptr<Nodes> nodes_;
};

}  // namespace clino
