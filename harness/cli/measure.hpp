/// One subject under several engines in one format, at chosen points or over a range.
#pragma once
#include <string>
#include <vector>

#include "clino/check.hpp"

namespace clino::cli {

/// One point as all engines see it: what stands side by side.
struct View {
  Format format;
  Point x;
  std::string why;  ///< "given", "plainest of non_finite", ...
  std::vector<std::string> engines;
  std::vector<PointResult> answers;  ///< one for each engine
};

/// The units at the case's special points only, every finding diagnosed.
std::vector<UnitResult> measure_points(const Case& c, const std::vector<std::string>& engines, const Format& format,
                                       CheckOptions options);
/// The units over the case's domain, with exemplars and ranges.
std::vector<UnitResult> measure_domain(const Case& c, const std::vector<std::string>& engines, const Format& format,
                                       const CheckOptions& options);

/// The views of units that hold the same points.
std::vector<View> views_of(const std::vector<UnitResult>& units, const Format& format);
/// The plainest failing point of units over a domain (with several kinds of finding, of the loudest), or the point
/// with the largest error where nothing fails.
struct Chosen {
  Point x;
  std::string why;
};
Chosen plainest_point(const std::vector<UnitResult>& units);

/// The number of a point with the highest level; partials before values, then the first.
const NumberResult& loudest(const PointResult& p);

/// The engine of that name; "custom" is the case's gradient.
class ChosenEngine {
 public:
  ChosenEngine(const Case& c, const std::string& name);
  const Engine& operator*() const { return *engine_; }

 private:
  std::unique_ptr<Engine> own_;
  const Engine* engine_;
};

}  // namespace clino::cli
