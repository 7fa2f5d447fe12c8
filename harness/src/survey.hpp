/// One case in one format: witnesses made once, then every engine judged before them.
#pragma once
#include <map>
#include <optional>
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
  using Audits = std::map<std::pair<int, int>, Audit>;  // by output and input
  /// Every finding of the point, and where it is in the sample everything that exists.
  enum class Extent : std::uint8_t { findings, everything };
  void cross_examine(const Witness& w, Audits& audits, PointResult& p, Extent extent) const;
  void count(UnitResult& unit, const PointResult& p) const;
  void add_notes(UnitResult& unit) const;
  /// One number at one more point, without finite differences.
  Judgement look(const Engine& engine, const Point& x, Target target) const;

  void hunt(UnitResult& unit, const Engine& engine) const;
  void find_ranges(UnitResult& unit, const Engine& engine) const;
  void find_exemplars(UnitResult& unit, const Engine& engine) const;
  Point plainest(const UnitResult& unit, const Engine& engine, const PointResult& start, Target target,
                 Verdict verdict) const;
  std::optional<StepSeries> differences_at(const PointResult& p, Target target) const;
  void add_exemplar(UnitResult& unit, const Engine& engine, const Point& x, Target target, std::string why) const;

  const Case& case_;
  Format format_;
  CheckOptions options_;
  std::size_t untried_ = 0;  ///< points left out because the function does not end
  bool endless_ = false;
  std::vector<PointResult> samples_;
  std::vector<Witness> witnesses_;
  std::vector<Audits> audits_;  // for each sample
};

/// Text of the intended function, where it is another than the program; "C++" for a functor.
std::string reference_text(const Case& c);

/// The verdict, with what a reader need not tell apart along an axis counted as `accurate`.
Verdict kind_of(const Judgement& j);

/// "x = 100, y = 2", in the fewest digits of the format.
std::string render_point(const std::vector<std::string>& variables, std::span<const double> x, const Format& format);

}  // namespace clino
