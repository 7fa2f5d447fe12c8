/// One case in one format: witnesses made once, then every engine judged before them.
#pragma once
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "clino/check.hpp"

namespace clino {

class Survey {
 public:
  Survey(const Case& c, const Format& format, const CheckOptions& options);
  UnitResult run(const Engine& engine);

 private:
  void cross_examine(std::size_t k, PointResult& p);
  void count(UnitResult& unit, const PointResult& p) const;
  void add_notes(UnitResult& unit) const;
  /// One more point, without finite differences.
  PointResult look(const Engine& engine, Point x) const;

  void find_ranges(UnitResult& unit, const Engine& engine) const;
  void find_exemplars(UnitResult& unit, const Engine& engine) const;
  PointResult plainest(const UnitResult& unit, const Engine& engine, const PointResult& start, Target target,
                       Verdict verdict) const;
  void add_exemplar(UnitResult& unit, const Engine& engine, const PointResult& p, Target target, std::string why) const;

  const Case& case_;
  Format format_;
  CheckOptions options_;
  std::vector<PointResult> samples_;
  std::vector<Witness> witnesses_;
  std::vector<std::map<std::pair<int, int>, Audit>> audits_;  // by output and input, for each sample
};

/// "x = 100, y = 2", in the fewest digits of the format.
std::string render_point(const std::vector<std::string>& variables, std::span<const double> x, const Format& format);

}  // namespace clino
