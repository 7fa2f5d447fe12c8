/// The search for the largest error, in float order and without derivatives: bisection between points of different
/// verdict, hill-climbing on ulps from the worst points, and looks into gaps and near special points. It knows no
/// engine: what is found at a point is asked of the caller.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "clino/case.hpp"
#include "random.hpp"

namespace clino {

/// What a point looks like to the search.
struct Seen {
  int kind = 0;      ///< 0: nothing to report; others by kind of finding
  double error = 0;  ///< log2 of the error in ulps; -infinity: nothing to climb; +infinity: lost altogether
};

/// A point that is known, and whether it was placed (an edge, a threshold, ...) rather than drawn.
struct Place {
  Point x;
  Seen seen;
  bool special = false;
};

class Search {
 public:
  /// Judges a point of the working range. `why` says which part of the search asks.
  using Look = std::function<Seen(const Point& x, std::string_view why)>;

  Search(const Case& c, const Format& format, Random random, const std::vector<Place>& known);
  /// Looks at `budget` new points, or at fewer where there are no more.
  void run(int budget, const Look& look);

 private:
  struct Climb {
    Point at;
    double error = 0;
    std::vector<double> step;   ///< for each direction, in floats
    std::size_t direction = 0;  ///< an input alone, or (the last) all inputs at once
    int sign = 1, failures = 0;
  };
  struct Proposal {
    Point x;
    std::string_view why;
  };

  std::optional<Proposal> propose(int turn);
  std::optional<Proposal> between();
  std::optional<Proposal> between_neighbours();
  std::optional<Proposal> between_points();
  std::optional<Proposal> climb();
  std::optional<Proposal> explore();
  std::optional<Proposal> in_a_gap();
  std::optional<Proposal> redrawn();
  std::optional<Proposal> near_a_special_point();

  std::optional<Climb> start_climb();
  std::optional<Point> next_step();
  void take_step(const Point& x, double error);
  void note(const Proposal& p, const Seen& seen);

  double moved(std::size_t input, double x, double floats) const;
  double span(std::size_t input) const;
  std::size_t pick(std::size_t count);

  const Case& case_;
  Format format_;
  Random random_;
  std::vector<Interval> domain_;  ///< in the format
  std::map<Point, Seen> known_;
  std::vector<Point> special_;
  std::vector<Point> bad_;      ///< with a finding
  std::vector<Point> climbed_;  ///< starts that were used
  std::optional<Climb> climb_;
  int explorations_ = 0;
};

}  // namespace clino
