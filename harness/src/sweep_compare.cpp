#include "sweep_compare.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "clino/reference.hpp"
#include "short_format.hpp"

namespace clino {
namespace {

/// Bounds are sums and products of a few non-negative numbers of binary64.
constexpr double upwards = 1 + 0x1p-40;

/// Whether an error may be above the worst. It is known to some 2^-20 ulps here: 2^-46 of numbers of 24 bits.
bool is_above(double error, double worst) { return error > 0 && error + 0x1p-20 > worst; }

}  // namespace

void Comparison::enclose(const TaylorPolynomial& p, double first, double last, LineSource line) {
  polynomial_ = &p;
  line_ = std::move(line);
  first_ = first;
  last_ = last;
  const Tolerance& t = task_.options.tolerance;
  radius_ = (p.error + 0x1p-52 * p.largest) * upwards;  // and the rounding of truth -+ radius
  moved_ = t.input_ulps * p.steepest * upwards;
  allowed_ = t.ulps * ulp(task_.format, std::min(p.largest, largest(task_.format)));
}

/// The number that the truth rounds to, where it is known; where it is not the computed one, only when the truth is
/// known to 2^-22 ulps, so that errors can be compared.
std::optional<double> Comparison::rounded_truth(std::size_t j, double x, double truth, double computed) const {
  if (kind_ == Kind::rounded) return truth;
  if (kind_ == Kind::enclosed) {
    const double rounded = round_short(task_.format, truth - radius_);
    if (rounded == round_short(task_.format, truth + radius_)) return rounded;
    const std::optional<Line>& line = line_();
    return line ? clino::rounded(*line, x, task_.format) : std::nullopt;
  }
  const double rounded = certified_.rounded[j];
  if (std::isnan(rounded)) return std::nullopt;
  const bool sharp = computed == rounded || !std::isfinite(rounded) ||
                     certified_.radius[j] <= 0x1p-22 * short_ulp(task_.format, rounded);
  return sharp ? std::optional(rounded) : std::nullopt;
}

/// No input within the tolerance gives the computed number: the mean value theorem bounds how far the truth gets.
bool Comparison::out_of_reach(double truth, double computed) const {
  if (kind_ != Kind::enclosed) return false;
  return std::fabs(computed - truth) * (1 - 0x1p-40) > (radius_ + moved_ + allowed_) * upwards;
}

/// The exact number at the furthest inputs within the tolerance (or here) is near enough, or those here and there lie
/// on either side of the computed one and the function, analytic on the run, takes it between: what `reach` looks at
/// first.
bool Comparison::within_reach(double t, double truth, double computed) const {
  if (kind_ != Kind::enclosed) return false;
  const Tolerance& tolerance = task_.options.tolerance;
  const double steps = std::floor(tolerance.input_ulps);
  for (const double s : {0.0, steps, -steps}) {
    if (t + s < first_ || t + s > last_) continue;
    double y = 0;
    evaluate(*polynomial_, t + s, std::span(&y, 1));
    const double least = std::max(std::fabs(y) - radius_, 0.0);  // where the spacing is smallest
    const double allowed = tolerance.ulps * short_ulp(task_.format, least);
    if ((std::fabs(y - computed) + radius_) * upwards <= allowed) return true;
    const bool certain = std::fabs(y - computed) > 2 * radius_ && std::fabs(truth - computed) > 2 * radius_;
    if (certain && (y < computed) != (truth < computed)) return true;
  }
  return false;
}

/// The same by the truths of both inputs moved as far as they may.
bool Comparison::beside_reaches(std::size_t j, double truth, double computed) const {
  if (kind_ != Kind::certified || certified_.continuous.empty()) return false;
  for (std::size_t side = 0; side < 2; ++side) {
    const double y = certified_.beside[side][j], radius = certified_.beside_radius[side][j];
    const double least = std::max(std::fabs(y) - radius, 0.0);
    const double allowed = task_.options.tolerance.ulps * short_ulp(task_.format, least);
    if ((std::fabs(y - computed) + radius) * upwards <= allowed) return true;
    const bool certain = std::fabs(y - computed) > 2 * radius && std::fabs(truth - computed) > 2 * certified_.radius[j];
    if (certain && certified_.continuous[j] != 0 && (y < computed) != (truth < computed)) return true;
  }
  return false;
}

/// The engine's rules in high precision agree with the truth, as `judge` asks them to.
bool Comparison::formula_is_right(double x, double rounded) const {
  // A value has no rule of its own; where another function is intended the program may be what is wrong.
  if (target_ == 0) return !task_.subject.reference;
  if (task_.engine->info().mode == Mode::analytic) return false;
  if (rules_hold_ && task_.options.tolerance.ulps >= 2 && rules_hold_()) return true;
  const auto high = task_.engine->high_precision(program_, std::span(&x, 1), task_.format);
  if (!high || high->partials.empty()) return true;
  const double y = round_to(task_.format, high->partials[0]);
  if (std::isnan(y)) return true;
  return std::isfinite(y) && std::fabs(y - rounded) <= task_.options.tolerance.ulps * ulp(task_.format, rounded);
}

void Comparison::judge(std::size_t j, double t, double x, double truth, double rounded, double computed,
                       SweepNumber& n) const {
  const Format& f = task_.format;
  const auto give = [&](Verdict verdict, double error) {
    n = {static_cast<std::uint8_t>(verdict), sweep_level(verdict, error, f), error, true};
  };
  if (std::isnan(computed)) return give(Verdict::non_finite, Certified::none);
  const auto in_general = [&] { return error_ulps({.existence = Existence::exists, .rounded = rounded}, computed, f); };
  if (std::isinf(computed) && computed != rounded) return give(Verdict::non_finite, in_general());
  const double error = std::isfinite(rounded) ? std::fabs(computed - rounded) / short_ulp(f, rounded) : in_general();
  if (error <= task_.options.tolerance.ulps) return give(Verdict::accurate, error);
  n.decided = false;
  if (std::isinf(rounded)) return;
  if (!out_of_reach(truth, computed)) {
    if (within_reach(t, truth, computed) || beside_reaches(j, truth, computed)) give(Verdict::ill_conditioned, error);
    return;
  }
  const bool lost = std::fabs(rounded) >= smallest_normal(f) && std::fabs(computed) < smallest_normal(f);
  if (lost) return give(Verdict::underflow, error);
  if (formula_is_right(x, rounded)) give(Verdict::inaccurate, error);
}

std::optional<ChunkSummary> Comparison::at_once(const std::optional<ChunkTruth>& truth,
                                                std::span<const double, sweep_chunk> computed, std::uint64_t first,
                                                TallyBuilder& tally) const {
  using Chunk = ChunkSummary::Kind;
  if (task_.format.id != FormatId::binary32 || !truth || !tally.is_one_cell(first)) return std::nullopt;
  if (kind_ == Kind::undefined) {
    const std::size_t finite = count_finite(computed);
    if (finite == 0) return ChunkSummary{.kind = Chunk::undefined};
    return finite == sweep_chunk ? std::optional(ChunkSummary{.kind = Chunk::invented}) : std::nullopt;
  }
  const ChunkSummary s = summarise(*truth, computed);
  const bool accurate =
      s.kind == Chunk::bounded && task_.options.tolerance.ulps >= 8 && !is_above(s.worst, tally.worst());
  return accurate || s.kind == Chunk::lost ? std::optional(s) : std::nullopt;
}

void Comparison::add(const ChunkSummary& chunk, std::uint64_t first, TallyBuilder& tally) const {
  const auto all = [&](Verdict verdict, double error) {
    tally.add_alike(first, sweep_chunk,
                    {static_cast<std::uint8_t>(verdict), sweep_level(verdict, error, task_.format), Certified::none});
  };
  switch (chunk.kind) {
    case ChunkSummary::Kind::mixed: break;
    case ChunkSummary::Kind::bounded: return tally.add_accurate(first, chunk);
    case ChunkSummary::Kind::lost: return all(Verdict::non_finite, Certified::none);
    case ChunkSummary::Kind::undefined: return all(Verdict::undefined, 0);
    case ChunkSummary::Kind::invented: return all(Verdict::invented, 0);
  }
}

bool Comparison::run(double t0, std::span<const double> x, std::span<const double> truth,
                     std::span<const double> computed, std::span<SweepNumber> numbers) {
  constexpr SweepNumber right{static_cast<std::uint8_t>(Verdict::accurate), Level::ok, 0, true};
  largest_error_ = -1;
  bool all = true;
  for (std::size_t j = 0; j < x.size(); ++j) {
    SweepNumber& n = numbers[j];
    if (kind_ == Kind::undefined) {
      const Verdict verdict = std::isfinite(computed[j]) ? Verdict::invented : Verdict::undefined;
      n = {static_cast<std::uint8_t>(verdict), sweep_level(verdict, 0, task_.format), Certified::none, true};
      continue;
    }
    const std::optional<double> known = rounded_truth(j, x[j], truth[j], computed[j]);
    if (!known) {
      n.decided = false;
      all = false;
      continue;
    }
    const double rounded = *known;
    if (computed[j] == rounded) {
      n = right;
      continue;
    }
    judge(j, t0 + static_cast<double>(j), x[j], truth[j], rounded, computed[j], n);
    all = all && n.decided;
    if (!n.decided || !std::isfinite(computed[j]) || !std::isfinite(rounded)) continue;
    const double error = std::fabs(computed[j] - truth[j]) / short_ulp(task_.format, rounded);
    if (error > largest_error_) {
      largest_error_ = error;
      at_ = j;
    }
  }
  return all;
}

std::optional<std::size_t> Comparison::largest_error(double worst) const {
  return is_above(largest_error_, worst) ? std::optional(at_) : std::nullopt;
}

double exact_error(const Certified& truth, double computed, const Format& format) {
  if (truth.existence != Existence::exists || !std::isfinite(truth.rounded) || !std::isfinite(computed)) return -1;
  return std::fabs((computed - truth.high) - truth.low) / ulp(format, truth.rounded);
}

namespace {

Certified truth_of(const SweepTask& task, std::uint64_t index, std::size_t target) {
  const Case& c = task.subject;
  const Function& f = c.reference ? *c.reference : c.function;
  const Reference r =
      reference(f, task.point(index), task.format,
                {.literals = c.reference ? Literals::real : task.options.literals, .partials = target == 1});
  return target == 0 ? r.values[0] : r.partials[0];
}

}  // namespace

Claim Comparison::claim(std::size_t j, double x, double truth) const {
  if (kind_ == Kind::undefined) return {.undefined = true};
  if (kind_ == Kind::rounded) return {.rounded = truth};
  if (kind_ == Kind::enclosed) return {.rounded = rounded_truth(j, x, truth, truth), .near = truth, .radius = radius_};
  const double rounded = certified_.rounded[j];
  if (std::isnan(rounded)) return {};
  return {.rounded = rounded, .near = truth, .radius = certified_.radius[j]};
}

void spot_check(const SweepTask& task, std::uint64_t index, std::size_t target, const Claim& claim) {
  if (!claim.rounded && !claim.undefined) return;
  const Certified truth = truth_of(task, index, target);
  if (truth.existence == Existence::undecided) return;
  const auto is_near = [&] {
    const double off = std::fabs((truth.high - claim.near) + truth.low);
    return !std::isfinite(truth.high) || off <= claim.radius + std::fabs(truth.high) * 0x1p-52;
  };
  const bool agrees = claim.undefined
                          ? truth.existence == Existence::undefined
                          : truth.existence == Existence::exists && truth.rounded == *claim.rounded && is_near();
  if (agrees) return;
  const std::string what = target == 0 ? "value" : "derivative";
  throw std::logic_error("two proofs of the " + what + " of " + task.subject.name + " at " +
                         to_hex(task.point(index)[0]) +
                         " contradict each other; nothing of this sweep can be relied on");
}

SweepWorst exact_worst(const SweepTask& task, std::uint64_t index, std::size_t target, double computed,
                       std::uint8_t verdict) {
  const Certified truth = truth_of(task, index, target);
  return {exact_error(truth, computed, task.format), index, computed, truth.rounded, verdict};
}

Level sweep_level(Verdict verdict, double error_ulps, const Format& format) {
  switch (verdict) {
    case Verdict::failed:
    case Verdict::non_finite:
    case Verdict::underflow:
    case Verdict::wrong: return Level::error;
    case Verdict::kink: return Level::warning;
    case Verdict::inaccurate:
      return std::log2(std::max(error_ulps, 1.0)) <= format.precision / 4.0 ? Level::note : Level::warning;
    case Verdict::unsupported:
    case Verdict::undecided:
    case Verdict::invented: return Level::note;
    default: return Level::ok;
  }
}

}  // namespace clino
