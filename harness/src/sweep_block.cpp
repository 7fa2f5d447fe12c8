#include "sweep_block.hpp"

#include <chrono>

#include "sweep_compare.hpp"

namespace clino {
namespace {

/// Points between two looks at the clock.
constexpr std::uint64_t stride = 64;

}  // namespace

BlockJudge::BlockJudge(const SweepTask& task, Tiers tiers)
    : task_(task),
      runs_(tiers == Tiers::all ? RunJudge::make(task) : nullptr),
      targets_(task.targets()),
      records_(targets_.size()) {}

SweepPiece BlockJudge::run(std::uint64_t first, std::uint64_t last, const std::function<bool()>& enough) {
  tallies_.clear();
  for (const SweepWorst& w : records_) tallies_.emplace_back(task_, w);
  pointwise_ = {};
  if (runs_) runs_->start_anew();
  std::uint64_t k = first;
  for (;; ++k) {
    if (runs_)
      k = runs_->run(k, last, tallies_, [this](std::uint64_t i) { judge_one_timed(i); });
    else
      judge_one(k);
    if (k == last || ((runs_ || k % stride == stride - 1) && enough())) break;
  }
  SweepPiece piece{.first = first, .last = k, .targets = {}};
  for (std::size_t t = 0; t < tallies_.size(); ++t) {
    records_[t] = tallies_[t].record();
    piece.targets.push_back(tallies_[t].take());
  }
  return piece;
}

void BlockJudge::judge_one_timed(std::uint64_t index) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  judge_one(index);
  ++pointwise_.numbers;
  pointwise_.seconds += std::chrono::duration<double>(Clock::now() - start).count();
}

void BlockJudge::judge_one(std::uint64_t index) {
  const Point x = task_.point(index);
  if (task_.subject.accepts && !task_.subject.accepts(x)) {
    for (TallyBuilder& t : tallies_)
      t.add(index, {.verdict = static_cast<std::uint8_t>(sweep_outside), .error_ulps = Certified::none});
    return;
  }
  const Witness w = witness(task_.subject, x, task_.format, task_.options);
  const PointResult p = judge_point(task_.subject, *task_.engine, w, task_.format, task_.options);
  const std::size_t n = x.size();
  for (std::size_t k = 0; k < targets_.size(); ++k) {
    const auto j = static_cast<std::size_t>(targets_[k].output);
    const bool value = targets_[k].input < 0;
    const std::size_t partial = value ? 0 : j * n + static_cast<std::size_t>(targets_[k].input);
    static const Certified unknown{};
    const std::vector<Certified>& truths = value ? w.reference.values : w.reference.partials;
    const std::size_t at = value ? j : partial;
    count(index, k, value ? p.values[j] : p.partials[partial], at < truths.size() ? truths[at] : unknown);
  }
}

void BlockJudge::count(std::uint64_t index, std::size_t target, const NumberResult& number, const Certified& truth) {
  const Judgement& j = number.judgement;
  const auto verdict = static_cast<std::uint8_t>(j.verdict);
  tallies_[target].add(index, {verdict, sweep_level(j.verdict, j.error_ulps, task_.format), j.error_ulps});
  if (j.error_ulps == 0) return;
  tallies_[target].propose(
      {exact_error(truth, number.computed, task_.format), index, number.computed, truth.rounded, verdict});
}

PointResult sweep_point(const SweepTask& task, std::uint64_t index) {
  const Point x = task.point(index);
  const Witness w = witness(task.subject, x, task.format, task.options);
  return judge_point(task.subject, *task.engine, w, task.format, task.options);
}

}  // namespace clino
