#include "sweep_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "clino/reference.hpp"
#include "floating_point_scope.hpp"
#include "region.hpp"
#include "short_format.hpp"
#include "sweep_balls.hpp"
#include "sweep_compare.hpp"
#include "sweep_program.hpp"
#include "taylor_block.hpp"

namespace clino {
namespace {

constexpr std::size_t chunk = sweep_chunk;
/// The longest run that is expanded at once, and the shortest that is worth it.
constexpr std::uint64_t longest_run = 1 << 16, shortest_run = 64;
/// Shorter runs are not asked whether they are constant.
constexpr std::uint64_t shortest_region = 1024;
/// Where no polynomial holds this many numbers are judged one by one before the next is tried, and twice as many each
/// time.
constexpr std::uint64_t first_stretch = 64, longest_stretch = 1 << 12;
/// Numbers beyond both ends for which polynomials hold too: where inputs may be moved to.
constexpr double margin = 8;

const Function& intended(const Case& c) { return c.reference ? *c.reference : c.function; }

/// A stretch on which value and derivative are proved to round to constants.
struct KnownRegion {
  std::uint64_t first = 1, last = 0;
  SweepProgram* program = nullptr;
  ConstantRegion truth{};

  bool covers(std::uint64_t a, std::uint64_t b) const { return first <= a && b <= last; }
};

/// A constant says little of numbers that are far from it: polynomials are asked first then.
enum class Wanted : std::uint8_t { agreement, anything };

/// A run by Taylor's theorem, in Arb's balls and in binary64.
struct Expansion {
  TaylorSeriesPair series;
  TaylorBlock block;
};

}  // namespace

struct RunJudge::Parts {
  const SweepTask& task;
  Literals literals;
  std::vector<std::unique_ptr<SweepProgram>> programs;  // those met so far
  KnownRegion known{};
  std::uint64_t looked_until = 0;  // whether a constant goes on
  SweepProgram* now = nullptr;     // the one of the run at hand
  std::uint64_t stretch = first_stretch;
  std::uint64_t expansions = 0;
  std::size_t degree = 0;
  std::array<double, chunk> x{};
  // Of the value and the derivative:
  std::array<std::array<double, chunk>, 2> computed{}, exact{};
  std::array<CertifiedChunk, 2> certified{};
  std::array<std::array<SweepNumber, chunk>, 2> numbers{};

  explicit Parts(const SweepTask& t) : task(t), literals(t.subject.reference ? Literals::real : t.options.literals) {}

  double at(std::uint64_t k) const {
    return short_number(task.format, task.axes[0].first + static_cast<std::int64_t>(k));
  }
  std::uint64_t run_end(std::uint64_t first, std::uint64_t last) const;
  bool choose(std::uint64_t first, std::uint64_t last);
  bool answers(std::uint64_t first, std::size_t n);
  template <class Whole, class Fill>
  void count(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies, Comparison how[2],
             const PointJudge& one, const Whole& whole, const Fill& fill);
  template <class Fill>
  void check_a_sample(std::uint64_t first, std::uint64_t last, const Comparison how[2], const Fill& fill);
  void count_chunk(std::uint64_t k, std::size_t n, std::span<TallyBuilder> tallies, Comparison how[2],
                   const PointJudge& one, double t0, std::array<std::optional<ChunkSummary>, 2> at_once);
  bool prove(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies, const PointJudge& one);
  bool has_hope(std::uint64_t first, std::uint64_t last);
  TaylorRange range_of(std::uint64_t first, std::uint64_t last) const;
  std::optional<ConstantRegion> constant_at(std::uint64_t first, std::uint64_t last);
  bool agrees(std::uint64_t first, const ConstantRegion& constant);
  bool region(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies, const PointJudge& one,
              Wanted wanted);
  std::optional<Expansion> expand(const TaylorRange& range);
  bool taylor(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies, const PointJudge& one);
  void balls(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies, const PointJudge& one);
};

/// The last of the numbers that have the sign and the spacing of the first; zeros stand alone.
std::uint64_t RunJudge::Parts::run_end(std::uint64_t first, std::uint64_t last) const {
  const Format& f = task.format;
  const std::int64_t o = ordinal(f, at(first));
  if (o == 0) return first;
  const std::int64_t binade = std::abs(o) >> (f.precision - 1);
  const std::int64_t room =
      o > 0 ? ((binade + 1) << (f.precision - 1)) - 1 - o : -o - std::max<std::int64_t>(binade << (f.precision - 1), 1);
  return std::min({last, first + static_cast<std::uint64_t>(room), (first / longest_run + 1) * longest_run - 1});
}

/// Finds the one program of a run, if there is one.
bool RunJudge::Parts::choose(std::uint64_t first, std::uint64_t last) {
  if (known.covers(first, last)) {
    now = known.program;
    return true;
  }
  constexpr std::size_t most = 64;
  auto code = one_program(task.subject.function, task, first, last);
  if (!code) return false;
  auto truth = task.subject.reference ? one_program(*task.subject.reference, task, first, last) : code;
  if (!truth) return false;
  const auto same = [&](const auto& p) { return p->code == *code && p->truth == *truth; };
  auto found = std::ranges::find_if(programs, same);
  if (found == programs.end()) {
    if (programs.size() >= most) {
      programs.clear();
      known = {};
    }
    programs.push_back(std::make_unique<SweepProgram>(task, literals, std::move(*code), std::move(*truth)));
    found = std::prev(programs.end());
  }
  now = found->get();
  return true;
}

/// The engine's answers at n points.
bool RunJudge::Parts::answers(std::uint64_t first, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) x[j] = at(first + j);
  const auto part = [n](auto& a) { return std::span(a).first(n); };
  if (now->batch) return now->batch->run(part(x), part(computed[0]), part(computed[1]));
  for (std::size_t j = 0; j < n; ++j) {
    const Answer answer = task.engine->jacobian(now->code, std::span(&x[j], 1), task.format, task.options.shims);
    const auto* jacobian = std::get_if<Jacobian>(&answer);
    if (jacobian == nullptr) return false;
    computed[0][j] = jacobian->values[0];
    computed[1][j] = jacobian->partials[0];
  }
  return true;
}

/// Engine against truth, chunk by chunk; `fill` puts the truth of a chunk in place and gives its first variable,
/// `whole` tells what it is as a whole: of the value and of the derivative.
template <class Whole, class Fill>
void RunJudge::Parts::count(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies, Comparison how[2],
                            const PointJudge& one, const Whole& whole, const Fill& fill) {
  check_a_sample(first, last, how, fill);
  for (std::uint64_t k = first; k <= last; k += chunk) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(chunk, last - k + 1));
    if (!answers(k, n)) {
      for (std::size_t j = 0; j < n; ++j) one(k + j);
      continue;
    }
    std::array<std::optional<ChunkSummary>, 2> at_once;
    if (n == chunk)
      for (std::size_t t = 0; t < 2; ++t) at_once[t] = how[t].at_once(whole(k, t), computed[t], k, tallies[t]);
    const double t0 = at_once[0] && at_once[1] ? 0 : fill(k, n);
    count_chunk(k, n, tallies, how, one, t0, at_once);
  }
}

/// One number in 2^16 is held against the reference.
template <class Fill>
void RunJudge::Parts::check_a_sample(std::uint64_t first, std::uint64_t last, const Comparison how[2],
                                     const Fill& fill) {
  constexpr std::uint64_t every = 1 << 16, multiplier = 40503;
  const std::uint64_t block = first / every, k = block * every + block * multiplier % every;
  if (k < first || k > last) return;
  x[0] = at(k);
  fill(k, 1);
  for (std::size_t t = 0; t < 2; ++t) spot_check(task, k, t, how[t].claim(0, x[0], exact[t][0]));
}

/// A chunk of which some target is not known as a whole goes number by number.
void RunJudge::Parts::count_chunk(std::uint64_t k, std::size_t n, std::span<TallyBuilder> tallies, Comparison how[2],
                                  const PointJudge& one, double t0,
                                  std::array<std::optional<ChunkSummary>, 2> at_once) {
  const auto part = [n](auto& a) { return std::span(a).first(n); };
  const auto compare = [&](std::size_t t) {
    return how[t].run(t0, part(x), part(exact[t]), part(computed[t]), part(numbers[t]));
  };
  const auto decided = [&](std::size_t t) { return at_once[t] || compare(t); };
  const bool value = decided(0), slope = decided(1);
  if (value && slope) {
    for (std::size_t t = 0; t < 2; ++t)
      at_once[t] ? how[t].add(*at_once[t], k, tallies[t]) : tallies[t].add_chunk(k, part(numbers[t]));
  } else {
    for (std::size_t t = 0; t < 2; ++t)
      if (at_once[t]) compare(t);
    at_once = {};
    for (std::size_t j = 0; j < n;) {  // where one of the two is open the point is judged as a whole
      std::size_t end = j;
      while (end < n && numbers[0][end].decided && numbers[1][end].decided) ++end;
      for (std::size_t t = 0; t < 2; ++t) tallies[t].add_chunk(k + j, std::span(numbers[t]).subspan(j, end - j));
      if (end < n) one(k + end);
      j = end + 1;
    }
  }
  for (std::size_t t = 0; t < 2; ++t) {
    if (at_once[t]) continue;
    if (const std::optional<std::size_t> j = how[t].largest_error(tallies[t].worst()))
      tallies[t].propose(exact_worst(task, k + *j, t, computed[t][*j], numbers[t][*j].verdict));
  }
}

/// Whether the engine's first answers agree with a constant, or are lost: then the rest will hardly need more.
bool RunJudge::Parts::agrees(std::uint64_t first, const ConstantRegion& constant) {
  if (task.format.id != FormatId::binary32 || !answers(first, chunk)) return true;
  const auto is_mixed = [&](const double& truth, std::size_t t) {
    return summarise({std::span(&truth, 1), 0, 0}, computed[t]).kind == ChunkSummary::Kind::mixed;
  };
  return !is_mixed(constant.value, 0) && !is_mixed(constant.slope, 1);
}

/// The constant of a run. Where there is one, it is looked whether it goes on, so that the next runs need no proof.
std::optional<ConstantRegion> RunJudge::Parts::constant_at(std::uint64_t first, std::uint64_t last) {
  constexpr std::uint64_t further = std::uint64_t{1} << 23;
  if (known.covers(first, last)) return known.truth;
  const auto between = [&](std::uint64_t to) {
    return constant_region(now->truth, now->truth.outputs[0], at(first), at(to), task.format, literals);
  };
  const std::optional<ConstantRegion> here = between(last);
  const std::uint64_t far = std::min(last + further, task.size() - 1);
  if (!here || first < looked_until || std::signbit(at(first)) != std::signbit(at(far))) return here;
  looked_until = far;
  const auto goes_on = [&](const Function& f, const Trace& trace) { return one_program(f, task, first, far) == trace; };
  const bool same = goes_on(task.subject.function, now->code) && goes_on(intended(task.subject), now->truth);
  if (const std::optional<ConstantRegion> there = same ? between(far) : std::nullopt) known = {first, far, now, *there};
  return here;
}

bool RunJudge::Parts::region(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies,
                             const PointJudge& one, Wanted wanted) {
  const Trace& truth = now->truth;
  const NodeId output = truth.outputs[0];
  const auto constant = constant_at(first, last);
  if (constant && wanted == Wanted::agreement && !agrees(first, *constant)) return false;
  if (!constant && !undefined_region(truth, output, at(first), at(last), task.format, literals)) return false;
  using Kind = Comparison::Kind;
  const Kind kind = constant ? Kind::rounded : Kind::undefined;
  Comparison how[2] = {{task, 0, now->code, kind}, {task, 1, now->code, kind}};
  const std::array<double, 2> truths{constant ? constant->value : 0, constant ? constant->slope : 0};
  count(
      first, last, tallies, how, one,
      [&](std::uint64_t, std::size_t t) {
        return ChunkTruth{std::span(&truths[t], 1), 0, 0};
      },
      [&](std::uint64_t, std::size_t n) {
        for (std::size_t t = 0; t < 2; ++t) std::fill_n(exact[t].begin(), n, truths[t]);
        return 0.0;
      });
  return true;
}

/// Few coefficients and bits where they do, many elsewhere.
std::optional<Expansion> RunJudge::Parts::expand(const TaylorRange& range) {
  constexpr std::array<slong, 2> degrees{6, 12};
  constexpr std::uint64_t patience = 16;  // runs until few are tried again
  if (++expansions % patience == 0) degree = 0;
  for (; degree < degrees.size(); ++degree) {
    auto series = taylor_series(now->tape, now->truth.outputs[0], range, degrees[degree]);
    if (!series) continue;
    auto block = taylor_block(*series, range.radius, smallest_subnormal(task.format));
    if (block) return Expansion{std::move(*series), std::move(*block)};
  }
  degree = 0;
  return std::nullopt;
}

bool RunJudge::Parts::taylor(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies,
                             const PointJudge& one) {
  const std::uint64_t half = (last - first) / 2, middle = first + half;
  const TaylorRange range = range_of(first, last);
  const auto expansion = expand(range);
  if (!expansion) return false;
  Comparison how[2] = {{task, 0, now->code, Comparison::Kind::enclosed},
                       {task, 1, now->code, Comparison::Kind::enclosed}};
  const double low = -static_cast<double>(half), high = static_cast<double>(last - middle);
  std::optional<Lines> lines;
  const auto line = [&, furthest = std::max(std::fabs(at(first)), std::fabs(at(last)))]() -> const Lines& {
    if (!lines) lines = lines_at_zero(now->tape, now->truth.outputs[0], std::copysign(furthest, at(first)));
    return *lines;
  };
  const TaylorBlock& block = expansion->block;
  how[0].enclose(block.value, low, high, [&]() -> const std::optional<Line>& { return line().value; });
  how[1].enclose(block.slope, low, high, [&]() -> const std::optional<Line>& { return line().slope; });
  std::optional<bool> right;
  how[1].ask_rules([&] {
    if (!right) right = now->rules_hold(task, expansion->series.slope, range);
    return *right;
  });
  const auto variable = [&](std::uint64_t k) { return static_cast<double>(static_cast<std::int64_t>(k - middle)); };
  const std::array polynomials{&block.value, &block.slope};
  count(
      first, last, tallies, how, one,
      [&](std::uint64_t k, std::size_t t) {
        return ChunkTruth{polynomials[t]->c, variable(k), how[t].radius()};
      },
      [&](std::uint64_t k, std::size_t n) {
        for (std::size_t t = 0; t < 2; ++t) evaluate(*polynomials[t], variable(k), std::span(exact[t]).first(n));
        return variable(k);
      });
  return true;
}

bool RunJudge::Parts::prove(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies,
                            const PointJudge& one) {
  const bool long_enough = last - first + 1 >= shortest_region;
  return (long_enough && region(first, last, tallies, one, Wanted::agreement)) || taylor(first, last, tallies, one) ||
         (long_enough && region(first, last, tallies, one, Wanted::anything));
}

TaylorRange RunJudge::Parts::range_of(std::uint64_t first, std::uint64_t last) const {
  const std::uint64_t half = (last - first) / 2, middle = first + half;
  return {at(middle), ulp(task.format, at(middle)), static_cast<double>(half + 1) + margin};
}

/// Whether some shorter run may be proved: where the shortest is not, none is.
bool RunJudge::Parts::has_hope(std::uint64_t first, std::uint64_t last) {
  const auto end_of = [&](std::uint64_t size) { return std::min(last, first + size - 1); };
  if (choose(first, end_of(shortest_run)) && expand(range_of(first, end_of(shortest_run)))) return true;
  const double hi = at(end_of(shortest_region));
  if (!choose(first, end_of(shortest_region))) return false;
  const NodeId output = now->truth.outputs[0];
  return undefined_region(now->truth, output, at(first), hi, task.format, literals) ||
         constant_region(now->truth, output, at(first), hi, task.format, literals);
}

/// Each number by balls, or by `one`.
void RunJudge::Parts::balls(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies,
                            const PointJudge& one) {
  if (!choose(first, last) || !now->balls.usable()) {
    for (std::uint64_t k = first; k <= last; ++k) one(k);
    return;
  }
  Comparison how[2] = {{task, 0, now->code, Comparison::Kind::certified},
                       {task, 1, now->code, Comparison::Kind::certified}};
  for (std::size_t k = 0; k < 2; ++k) how[k].certify(certified[k].truths());
  count(
      first, last, tallies, how, one, [](std::uint64_t, std::size_t) { return std::nullopt; },
      [&](std::uint64_t, std::size_t n) {
        certify(now->balls, task, std::span(x).first(n), certified, exact);
        return 0.0;
      });
}

RunJudge::RunJudge(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RunJudge::~RunJudge() = default;

std::unique_ptr<RunJudge> RunJudge::make(const SweepTask& task) {
  const Case& c = task.subject;
  const bool fits = c.function.shape() == Shape{1, 1} && c.function.traceable() && intended(c).traceable() &&
                    !c.accepts && task.format.id != FormatId::binary64;
  if (!fits) return nullptr;
  return std::unique_ptr<RunJudge>(new RunJudge(std::make_unique<Parts>(task)));
}

void RunJudge::start_anew() { parts_->stretch = first_stretch; }

std::uint64_t RunJudge::run(std::uint64_t first, std::uint64_t last, std::span<TallyBuilder> tallies,
                            const PointJudge& one) {
  const FloatingPointScope scope;
  Parts& p = *parts_;
  const std::uint64_t end = p.run_end(first, last);
  for (last = end; last - first + 1 >= shortest_run; last = first + (last - first) / 2) {
    if (p.choose(first, last) && p.prove(first, last, tallies, one)) {
      p.stretch = first_stretch;
      return last;
    }
    if (last == end && !p.has_hope(first, last)) break;
  }
  last = std::min(end, first + p.stretch - 1);
  p.stretch = std::min(2 * p.stretch, longest_stretch);
  p.balls(first, last, tallies, one);
  return last;
}

}  // namespace clino
