/// Computed numbers against certified ones: the verdicts that follow from the two alone, proved.
#pragma once
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <span>

#include "clino/sweep.hpp"
#include "sweep_chunk.hpp"
#include "sweep_tally.hpp"
#include "taylor_block.hpp"
#include "taylor_line.hpp"

namespace clino {

/// What is known of the truths of a run, one by one.
struct CertifiedTruths {
  /// What each rounds to (NaN: not known), and how far it may be from what is given.
  std::span<const double> rounded{}, radius{};
  /// Truths at the inputs moved down and up by as many ulps as they may, with radii (infinite: not known).
  std::array<std::span<const double>, 2> beside{}, beside_radius{};
  /// 1 where the truth is known to be continuous between these.
  std::span<const double> continuous{};
};

/// What is claimed of one number: what the truth rounds to (empty: nothing is claimed) and that it lies within `radius`
/// of `near`, or that there is none.
struct Claim {
  std::optional<double> rounded{};
  double near = 0, radius = std::numeric_limits<double>::infinity();
  bool undefined = false;
};
/// The line of a run, proved when it is asked for first.
using LineSource = std::function<const std::optional<Line>&()>;

/// One target over a run.
class Comparison {
 public:
  enum class Kind : std::uint8_t {
    rounded,    ///< the truth is given as the number it rounds to
    enclosed,   ///< the truth lies within a bound of what is given
    certified,  ///< near the truth, the number it rounds to and a bound are given for each input
    undefined   ///< there is none
  };
  /// `target` 0: the value; 1: the derivative.
  Comparison(const SweepTask& task, int target, const Trace& program, Kind kind)
      : task_(task), target_(target), program_(program), kind_(kind) {}
  /// The truth is `p`, for numbers from `first` to `last` of its variable; `line` is asked where that does not decide.
  void enclose(const TaylorPolynomial& p, double first, double last, LineSource line);
  /// `right` tells whether the engine's rules are proved right all over the run; else each number is asked.
  void ask_rules(std::function<bool()> right) { rules_hold_ = std::move(right); }
  /// For the next run: what is known of each truth.
  void certify(const CertifiedTruths& truths) { certified_ = truths; }

  /// Binary32: what is known of a whole chunk from point `first` on, `truth` being what its truths are; empty where its
  /// numbers have to be looked at, or where one of them is worse than all before.
  std::optional<ChunkSummary> at_once(const std::optional<ChunkTruth>& truth,
                                      std::span<const double, sweep_chunk> computed, std::uint64_t first,
                                      TallyBuilder& tally) const;
  /// Counts what `at_once` knows.
  void add(const ChunkSummary& chunk, std::uint64_t first, TallyBuilder& tally) const;
  /// How far the truths may be from the polynomial.
  double radius() const { return radius_; }

  /// Judges the numbers, the first of which has `t0` in the polynomial; `decided` is false in those that have to be
  /// judged one by one. Whether all are decided.
  bool run(double t0, std::span<const double> x, std::span<const double> truth, std::span<const double> computed,
           std::span<SweepNumber> numbers);
  /// What is claimed of a number, for a computed number that is correctly rounded.
  Claim claim(std::size_t j, double x, double truth) const;
  /// Of the last run, where the largest error is, when it may be above `worst`.
  std::optional<std::size_t> largest_error(double worst) const;

 private:
  void judge(std::size_t j, double t, double x, double truth, double rounded, double computed,
             SweepNumber& number) const;
  std::optional<double> rounded_truth(std::size_t j, double x, double truth, double computed) const;
  bool out_of_reach(double truth, double computed) const;
  bool within_reach(double t, double truth, double computed) const;
  bool beside_reaches(std::size_t j, double truth, double computed) const;
  bool formula_is_right(double x, double rounded) const;

  const SweepTask& task_;
  int target_;
  const Trace& program_;
  Kind kind_;
  const TaylorPolynomial* polynomial_ = nullptr;
  LineSource line_{};
  std::function<bool()> rules_hold_{};
  CertifiedTruths certified_{};
  double first_ = 0, last_ = 0;
  double radius_ = 0;   // of the truth
  double moved_ = 0;    // how far the truth gets when the input moves as far as it may
  double allowed_ = 0;  // ulps allowed, at the largest truth there
  double largest_error_ = -1;
  std::size_t at_ = 0;
};

/// Holds a claim against the certified reference. Throws std::logic_error where that proves the contrary: a proof of
/// ours is wrong, and no verdict that rests on it may be told.
void spot_check(const SweepTask& task, std::uint64_t index, std::size_t target, const Claim& claim);

/// The error of a computed number against the exact one, from the certified reference.
SweepWorst exact_worst(const SweepTask& task, std::uint64_t index, std::size_t target, double computed,
                       std::uint8_t verdict);
/// |computed - truth| in ulps at the rounded truth, to some 2^-50; negative where it has no meaning.
double exact_error(const Certified& truth, double computed, const Format& format);
/// The level of a verdict that is reached without a custom gradient.
Level sweep_level(Verdict verdict, double error_ulps, const Format& format);

}  // namespace clino
