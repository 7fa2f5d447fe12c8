#include "clino/judge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace clino {
namespace {

struct VerdictInfo {
  Verdict verdict;
  std::string_view name, meaning;
};
constexpr std::array verdict_table{
    VerdictInfo{Verdict::failed, "failed", "the engine or the function threw, crashed, timed out or ran out of memory"},
    VerdictInfo{Verdict::unsupported, "unsupported", "the engine has no such operation"},
    VerdictInfo{Verdict::undecided, "undecided", "the reference could not decide at its highest precision"},
    VerdictInfo{Verdict::undefined, "undefined", "no finite value exists here and the answer is not finite either"},
    VerdictInfo{Verdict::invented, "invented", "none exists here and the answer is finite: a convention"},
    VerdictInfo{Verdict::subgradient, "subgradient", "a kink or tie, and the answer lies between the one-sided slopes"},
    VerdictInfo{Verdict::kink, "kink", "a kink or tie, and the answer lies outside the one-sided slopes"},
    VerdictInfo{Verdict::non_finite, "non_finite", "NaN or infinity where the true number is finite"},
    VerdictInfo{Verdict::underflow, "underflow", "zero or subnormal debris where the true number is a normal one"},
    VerdictInfo{Verdict::accurate, "accurate", "within the allowed error"},
    VerdictInfo{Verdict::ill_conditioned, "ill_conditioned",
                "exact for inputs moved by a few ulps: no algorithm in this format could do better"},
    VerdictInfo{Verdict::wrong, "wrong", "the formula is wrong: in high precision it still disagrees"},
    VerdictInfo{Verdict::inaccurate, "inaccurate", "the formula is right, the arithmetic loses digits"},
};
constexpr std::array level_names{std::string_view("ok"), std::string_view("note"), std::string_view("warning"),
                                 std::string_view("error")};
constexpr std::array blame_names{
    std::string_view("none"),     std::string_view("formula"), std::string_view("engine"), std::string_view("range"),
    std::string_view("singular"), std::string_view("branch"),  std::string_view("tie"),    std::string_view("libm"),
    std::string_view("gradient"), std::string_view("estimate")};
constexpr std::array verdict_list = [] {
  std::array<Verdict, verdict_table.size()> list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = verdict_table[i].verdict;
  return list;
}();

Level level_of(Verdict verdict, double bits_lost, const Format& format) {
  switch (verdict) {
    case Verdict::failed:
    case Verdict::non_finite:
    case Verdict::underflow:
    case Verdict::wrong: return Level::error;
    case Verdict::kink: return Level::warning;
    case Verdict::inaccurate: return bits_lost <= format.precision / 4.0 ? Level::note : Level::warning;
    case Verdict::unsupported:
    case Verdict::undecided:
    case Verdict::invented: return Level::note;
    case Verdict::undefined:
    case Verdict::subgradient:
    case Verdict::accurate:
    case Verdict::ill_conditioned: return Level::ok;
  }
  return Level::error;
}

/// |a - b| in units of `unit`; never overflows to NaN.
double distance(double a, double b, double unit) {
  const double d = std::fabs(a - b);
  const double n =
      std::isinf(d) ? std::fabs(std::scalbn(a, -60) - std::scalbn(b, -60)) / std::scalbn(unit, -60) : d / unit;
  return std::min(n, std::numeric_limits<double>::max());
}

bool lost_to_zero(double computed, double rounded, const Format& format) {
  return std::fabs(rounded) >= smallest_normal(format) && std::fabs(computed) < smallest_normal(format);
}

/// Whether `y` lies in the hull of two slopes, each widened by the allowed ulps.
bool in_hull(double y, double one, double other, const Format& format, const Tolerance& tolerance) {
  const auto [low, high] = std::minmax(one, other);
  return y >= low - tolerance.ulps * ulp(format, low) && y <= high + tolerance.ulps * ulp(format, high);
}

/// Whether the finite difference, where there is one, excludes the answer.
bool beyond_bar(const Evidence& e) {
  if (!e.estimate || !std::isfinite(e.estimate->error)) return true;
  return std::fabs(e.computed - e.estimate->value) > e.estimate->error;
}

/// `|computed - truth|` against 4 times a running-error bound and a rounding of the result. A NaN or an infinity is
/// explained when roundings may move the result by all of its size: they can land on a singularity.
bool beyond(double bound, const Evidence& e, const Format& format) {
  if (std::isnan(bound)) return false;
  const double size = std::fabs(e.truth.high);
  const double allowed = 4 * (bound + unit_roundoff(format) * size);
  if (!std::isfinite(e.computed)) return size == 0 ? std::isfinite(allowed) : allowed < size;
  return !(std::fabs((e.computed - e.truth.high) - e.truth.low) <= allowed);
}

bool beyond_bound(const Evidence& e, const Format& format) { return e.running && beyond(e.running->bound, e, format); }

/// A black-box gradient that is off by more than rounding explains: it need not pass through the numbers that are
/// subnormal in the function's own derivative program where it errs in the same way all around.
bool off_by_formula(const Evidence& e, const Format& format) {
  if (!e.custom || e.formula || !e.running) return false;
  return (e.persistent && beyond(e.running->in_range, e, format)) || (beyond_bound(e, format) && beyond_bar(e));
}

/// Whether the formula, as far as it was evaluated, is off by more than the allowed ulps.
bool formula_disagrees(const Evidence& e, const Format& format, const Tolerance& tolerance) {
  if (!e.formula || std::isnan(e.formula_error)) return false;
  const double y = round_to(format, *e.formula);
  if (std::isnan(y)) return false;  // singular in exact arithmetic too: not a wrong formula but no formula here
  if (std::isinf(e.truth.rounded) || std::isinf(y)) return y != e.truth.rounded && !std::isinf(e.formula_error);
  return std::fabs(y - e.truth.rounded) > tolerance.ulps * ulp(format, e.truth.rounded) + e.formula_error;
}

/// Whether the formula of a custom gradient explains an answer that is lost to zero or to infinity.
bool formula_is_lost(Verdict verdict, const Evidence& e, const Format& format) {
  if (!e.formula) return false;
  const double y = round_to(format, *e.formula);
  return verdict == Verdict::underflow    ? lost_to_zero(y, e.truth.rounded, format)
         : verdict == Verdict::non_finite ? std::isinf(y) && y != e.truth.rounded
                                          : false;
}

/// Whether another function is intended here, and the answer is that of the program as it stands.
bool as_programmed(const Evidence& e, const Format& format, const Tolerance& tolerance) {
  if (!e.program || e.custom) return false;
  const double allowed = tolerance.ulps * ulp(format, *e.program);
  return e.computed == *e.program || std::fabs(e.computed - *e.program) <= allowed;
}

/// Whether roundings of numbers in the range explain the answer.
bool rounding_explains(const Evidence& e, const Format& format) {
  return !e.running || !beyond(e.running->in_range, e, format);
}

/// The program is right and is performed as it stands: what of the arithmetic is at fault.
Blame blame_of_arithmetic(const Evidence& e, const Format& format) {
  const bool out_of_range = e.running && e.running->out_of_range;
  if (e.custom) return out_of_range ? Blame::range : Blame::formula;
  if (!std::isfinite(e.computed)) {
    if (out_of_range || (e.running && e.running->flushed)) return Blame::range;
    if (e.lands_on_singularity) return Blame::formula;
    return e.derivative ? Blame::engine : Blame::range;
  }
  if (e.running && e.running->overflows) return Blame::range;
  if (rounding_explains(e, format)) return Blame::formula;
  if (out_of_range || !beyond_bound(e, format)) return Blame::range;
  return e.library_off ? Blame::libm : Blame::engine;
}

Blame blame_of(Verdict verdict, const Evidence& e, const Format& format, const Tolerance& tolerance) {
  const bool singular = e.running && e.running->singular;
  switch (verdict) {
    case Verdict::kink: return Blame::tie;
    case Verdict::wrong:
    case Verdict::non_finite:
    case Verdict::underflow:
    case Verdict::inaccurate:
      if (e.custom && (verdict == Verdict::wrong || formula_is_lost(verdict, e, format))) return Blame::gradient;
      if (e.running && e.running->tie && !e.custom) return Blame::tie;
      if (e.branch_differs || (e.running && (e.running->flipped || e.running->guarded))) return Blame::branch;
      if (as_programmed(e, format, tolerance)) return Blame::formula;
      if (verdict == Verdict::wrong) return Blame::engine;
      if (singular) return Blame::singular;
      return blame_of_arithmetic(e, format);
    default: return Blame::none;
  }
}

bool estimate_misses(const Evidence& e) {
  return e.estimate && std::isfinite(e.estimate->error) && std::isfinite(e.truth.high) &&
         std::fabs(e.estimate->value - e.truth.high) > e.estimate->error;
}

Verdict decide_existing(const Evidence& e, const Format& format, const Tolerance& tolerance) {
  const double y = e.computed, truth = e.truth.rounded;
  if (std::isnan(y) || (std::isinf(y) && y != truth)) return Verdict::non_finite;
  if (y == truth) return Verdict::accurate;
  const double error = error_ulps(e.truth, y, format);
  if (error <= tolerance.ulps) return Verdict::accurate;
  if (e.custom && e.reach == Reach::reachable && formula_disagrees(e, format, tolerance)) return Verdict::wrong;
  if (e.reach == Reach::reachable) return Verdict::ill_conditioned;
  if (e.beside && in_hull(y, e.beside->lo, e.beside->hi, format, tolerance)) return Verdict::subgradient;
  if (e.derivative && !e.custom && e.running && e.running->tie) return Verdict::kink;
  if (as_programmed(e, format, tolerance) && !lost_to_zero(y, truth, format)) return Verdict::wrong;
  if (lost_to_zero(y, truth, format)) return Verdict::underflow;
  if (formula_disagrees(e, format, tolerance)) return Verdict::wrong;
  if (off_by_formula(e, format)) return Verdict::wrong;
  return Verdict::inaccurate;
}

/// A black box without a reference: the finite difference with its bar is all there is.
Verdict decide_by_estimate(const Evidence& e, const Format& format) {
  if (!std::isfinite(e.computed)) return Verdict::undecided;
  const double off = std::fabs(e.computed - e.estimate->value);
  if (off > e.estimate->error) return Verdict::wrong;
  // A bar that leaves fewer than a quarter of the significand's bits proves nothing.
  const bool tight = e.estimate->error <= std::scalbn(std::fabs(e.estimate->value), -format.precision / 4);
  return tight ? Verdict::accurate : Verdict::undecided;
}

bool judged_by_estimate(const Evidence& e) {
  return e.black_box && e.derivative && e.estimate && std::isfinite(e.estimate->value) &&
         std::isfinite(e.estimate->error);
}

Verdict decide(const Evidence& e, const Format& format, const Tolerance& tolerance) {
  switch (e.truth.existence) {
    case Existence::undecided: return judged_by_estimate(e) ? decide_by_estimate(e, format) : Verdict::undecided;
    case Existence::undefined: return std::isfinite(e.computed) ? Verdict::invented : Verdict::undefined;
    case Existence::kink:
      return in_hull(e.computed, e.truth.left, e.truth.right, format, tolerance) ? Verdict::subgradient : Verdict::kink;
    case Existence::exists: return decide_existing(e, format, tolerance);
  }
  return Verdict::undecided;
}

std::string reason_of(Verdict verdict, const Evidence& e, const Format& format, const Tolerance& tolerance) {
  const auto text = [&](double x) { return to_decimal(format, x); };
  const std::string what = e.derivative ? "derivative" : "value";
  switch (verdict) {
    case Verdict::undecided: return e.truth.reason.empty() ? "the reference could not decide" : e.truth.reason;
    case Verdict::undefined: return "no finite " + what + " exists: " + e.truth.reason;
    case Verdict::invented:
      return text(e.computed) + " where no finite " + what + " exists: " + e.truth.reason +
             (std::isnan(e.truth.limit) ? "" : "; the limit is " + text(e.truth.limit));
    case Verdict::subgradient:
    case Verdict::kink:
      if (e.truth.existence == Existence::exists)
        return text(e.computed) +
               (verdict == Verdict::kink ? " at a tie where the derivative is "
                                         : " lies between slopes beside this tie, where the derivative is ") +
               text(e.truth.rounded);
      return text(e.computed) + (verdict == Verdict::kink ? " is not between" : " lies between") + " the slopes " +
             text(e.truth.left) + " from the left and " + text(e.truth.right) + " from the right";
    case Verdict::non_finite:
    case Verdict::underflow: return text(e.computed) + " where the " + what + " is " + text(e.truth.rounded);
    case Verdict::wrong:
      if (e.black_box) return "outside the error bar of the finite difference";
      if (as_programmed(e, format, tolerance))
        return "the program's " + what + " is " + text(*e.program) + ", the intended function's " +
               text(e.truth.rounded);
      return e.formula ? "in high precision the formula gives " + text(round_to(format, *e.formula)) + ", not " +
                             text(e.truth.rounded)
                       : "beyond what rounding and the finite difference allow (a black box)";
    case Verdict::ill_conditioned: return "exact for inputs moved by a few ulps";
    case Verdict::accurate: return e.black_box ? "within the error bar of the finite difference" : std::string();
    default: return {};
  }
}

}  // namespace

std::string_view name(Verdict verdict) { return verdict_table[static_cast<std::size_t>(verdict)].name; }
std::string_view meaning(Verdict verdict) { return verdict_table[static_cast<std::size_t>(verdict)].meaning; }
std::string_view name(Level level) { return level_names[static_cast<std::size_t>(level)]; }
std::string_view name(Blame blame) { return blame_names[static_cast<std::size_t>(blame)]; }
std::span<const Verdict> verdicts() { return verdict_list; }

std::optional<Verdict> find_verdict(std::string_view text) {
  const auto* row = std::ranges::find(verdict_table, text, &VerdictInfo::name);
  return row == verdict_table.end() ? std::nullopt : std::optional(row->verdict);
}
std::optional<Level> find_level(std::string_view text) {
  const auto* row = std::ranges::find(level_names, text);
  return row == level_names.end() ? std::nullopt : std::optional(static_cast<Level>(row - level_names.begin()));
}

double error_ulps(const Certified& truth, double computed, const Format& format) {
  if (truth.existence != Existence::exists || std::isnan(computed)) return Certified::none;
  if (std::isinf(truth.rounded) || std::isinf(computed)) {
    if (computed == truth.rounded) return 0;
    if (std::isinf(computed) && !std::isinf(truth.rounded)) return Certified::none;
    return std::fabs(static_cast<double>(ordinal(format, truth.rounded)) -
                     static_cast<double>(ordinal(format, computed)));
  }
  return distance(computed, truth.rounded, ulp(format, truth.rounded));
}

bool needs_more(const Evidence& e, const Format& format, const Tolerance& tolerance) {
  if (e.truth.existence != Existence::exists) return false;
  const double error = error_ulps(e.truth, e.computed, format);
  return !(error <= tolerance.ulps);
}

Judgement judge(const Evidence& e, const Format& format, const Tolerance& tolerance) {
  Judgement j;
  j.verdict = decide(e, format, tolerance);
  j.error_ulps = error_ulps(e.truth, e.computed, format);
  const bool meaningless = e.truth.existence != Existence::exists;
  j.bits_lost = meaningless                ? 0
                : std::isnan(j.error_ulps) ? format.precision
                                           : std::min<double>(format.precision, std::log2(std::max(j.error_ulps, 1.0)));
  j.level = level_of(j.verdict, j.bits_lost, format);
  j.blame = blame_of(j.verdict, e, format, tolerance);
  if (j.level == Level::ok && estimate_misses(e)) j.blame = Blame::estimate;
  j.reason = reason_of(j.verdict, e, format, tolerance);
  return j;
}

}  // namespace clino
