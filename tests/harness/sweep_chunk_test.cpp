// Chunks of numbers at once against one number at a time.
#include "sweep_chunk.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clino/judge.hpp"
#include "clino/sweep_journal.hpp"
#include "random.hpp"
#include "short_format.hpp"
#include "sweep_tally.hpp"
#include "taylor_block.hpp"

namespace clino {
namespace {

using Chunk = std::array<double, sweep_chunk>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double number(Random& random) {
  return short_number(binary32, static_cast<std::int64_t>(random.bits() % 0xff000000ull) - 0x7f800000);
}

/// A truth, and computed numbers that are up to `ulps` beside what it rounds to; some are special.
struct Example {
  std::vector<double> c;
  ChunkTruth truth;
  Chunk computed;

  Example(Random& random, int degree, int ulps, bool special) : truth{}, computed{} {
    const double at = number(random);
    c.push_back(at);
    for (int k = 1; k <= degree; ++k) c.push_back(std::ldexp(c.back(), -22) * (2 * random.unit() - 1));
    const double radius = random.unit() < 0.3 ? 0 : std::fabs(at) * std::ldexp(random.unit(), -46);
    truth = {c, std::floor(1e4 * random.unit()) - 5000, radius};
    const TaylorPolynomial p{.c = c};
    evaluate(p, truth.t0, computed);
    for (double& v : computed) {
      const auto step = static_cast<std::int64_t>(random.bits() % static_cast<unsigned>(2 * ulps + 1)) - ulps;
      v = static_cast<double>(static_cast<float>(v));
      if (std::isfinite(v)) v = from_ordinal(binary32, ordinal(binary32, v) + step);
      if (special && random.unit() < 0.02) v = std::array{nan, infinity, -infinity, 0.0, -0.0}[random.bits() % 5];
    }
  }
};

void expect_same(const ChunkSummary& a, const ChunkSummary& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.errors, b.errors);
  EXPECT_EQ(a.largest, b.largest);
  EXPECT_EQ(a.worst, b.worst);
}

/// What `Comparison` finds of each number, and `error_ulps`.
ChunkSummary one_by_one(const Example& e) {
  ChunkSummary s;
  Chunk y;
  const TaylorPolynomial p{.c = e.c};
  evaluate(p, e.truth.t0, y);
  std::size_t bounded = 0, lost = 0;
  for (std::size_t j = 0; j < sweep_chunk; ++j) {
    const double r = round_short(binary32, y[j] - e.truth.radius);
    if (r != round_short(binary32, y[j] + e.truth.radius)) continue;
    const double v = e.computed[j];
    if (std::isfinite(r) && !std::isfinite(v)) ++lost;
    const double error = error_ulps({.existence = Existence::exists, .rounded = r}, v, binary32);
    if (!(error <= 8) || (std::isinf(r) && v != r)) continue;
    ++bounded;
    ++s.errors.at(sweep_error_class(error));
    s.largest = std::max(s.largest, error);
    if (v != r) s.worst = std::max(s.worst, std::fabs(v - y[j]) / short_ulp(binary32, r));
  }
  s.kind = bounded == sweep_chunk ? ChunkSummary::Kind::bounded
           : lost == sweep_chunk  ? ChunkSummary::Kind::lost
                                  : ChunkSummary::Kind::mixed;
  return s;
}

TEST(SweepChunk, BothWaysSayTheSame) {
  Random random(1);
  int bounded = 0;
  for (int k = 0; k < 4000; ++k) {
    const Example e(random, k % 6, k % 11, k % 3 == 0);
    const ChunkSummary fast = summarise(e.truth, e.computed);
    expect_same(fast, summarise_plainly(e.truth, e.computed));
    const ChunkSummary slow = one_by_one(e);
    EXPECT_EQ(fast.kind, slow.kind);
    if (fast.kind == ChunkSummary::Kind::bounded) expect_same(fast, slow);
    bounded += fast.kind == ChunkSummary::Kind::bounded ? 1 : 0;
  }
  EXPECT_GT(bounded, 500);
}

TEST(SweepChunk, OneNumberThatIsOffIsSeen) {
  Chunk v;
  v.fill(0.75);
  const std::array c{0.75};
  const ChunkTruth truth{c, 0, 0};
  const auto kind_with = [&](std::size_t at, double x) {
    Chunk w = v;
    w[at] = x;
    expect_same(summarise(truth, w), summarise_plainly(truth, w));
    return summarise(truth, w).kind;
  };
  using Kind = ChunkSummary::Kind;
  for (const std::size_t at : {0u, 5u, 130u, 255u}) {
    EXPECT_EQ(kind_with(at, 0.75 + 8 * 0x1p-24), Kind::bounded);
    for (const double x : {0.75 + 9 * 0x1p-24, 0.75 - 9 * 0x1p-24, nan, infinity, -0.75})
      EXPECT_EQ(kind_with(at, x), Kind::mixed) << x;
  }
  const ChunkTruth wide{c, 0, 0x1.8p-25};  // reaches beyond the ties on both sides
  EXPECT_EQ(summarise(wide, v).kind, Kind::mixed);
}

TEST(SweepChunk, LostChunksAreThoseOfFiniteTruthsAlone) {
  using Kind = ChunkSummary::Kind;
  Chunk v;
  for (std::size_t j = 0; j < v.size(); ++j) v[j] = j % 3 == 0 ? infinity : nan;
  const std::array finite{1e-40}, infinite{infinity};
  EXPECT_EQ(summarise({finite, 0, 0}, v).kind, Kind::lost);
  EXPECT_EQ(summarise({infinite, 0, 0}, v).kind, Kind::mixed);
  v[77] = 1;
  EXPECT_EQ(summarise({finite, 0, 0}, v).kind, Kind::mixed);
  v.fill(infinity);
  EXPECT_EQ(summarise({infinite, 0, 0}, v).kind, Kind::bounded);
  EXPECT_EQ(count_finite(v), 0u);
  v[3] = 0;
  EXPECT_EQ(count_finite(v), 1u);
}

TEST(SweepChunk, TalliesAreThoseOfEachNumber) {
  SweepTask task{.subject = {.name = "x", .function = Function::parse("x"), .domain = {{1, 2}}},
                 .engine = nullptr,
                 .format = binary32,
                 .axes = {{sweep_position(binary32, 1), sweep_position(binary32, 2)}},
                 .options = {}};
  Random random(2);
  TallyBuilder whole(task), each(task);
  for (std::uint64_t first = 8192 * 3; first < 8192 * 6; first += sweep_chunk) {
    const Example e(random, 0, 4, false);
    const ChunkSummary s = one_by_one(e);
    if (s.kind == ChunkSummary::Kind::bounded && whole.is_one_cell(first)) {
      whole.add_accurate(first, s);
      for (std::size_t j = 0; j < sweep_chunk; ++j) {
        const double r = round_short(binary32, e.c[0]);
        each.add(first + j, {static_cast<std::uint8_t>(Verdict::accurate), Level::ok,
                             error_ulps({.existence = Existence::exists, .rounded = r}, e.computed[j], binary32)});
      }
    } else {
      const SweepNumber lost{static_cast<std::uint8_t>(Verdict::non_finite), Level::error, nan};
      whole.add_alike(first, sweep_chunk, lost);
      for (std::size_t j = 0; j < sweep_chunk; ++j) each.add(first + j, lost);
    }
  }
  SweepPiece a{.first = 0, .last = 9, .targets = {whole.take()}}, b{.first = 0, .last = 9, .targets = {each.take()}};
  EXPECT_EQ(to_json(a), to_json(b));
}

TEST(SweepChunk, ARecordOfEarlierPiecesIsNotProposedAgain) {
  SweepTask task{.subject = {.name = "x", .function = Function::parse("x"), .domain = {{1, 2}}},
                 .engine = nullptr,
                 .format = binary32,
                 .axes = {{0, 100}},
                 .options = {}};
  TallyBuilder later(task, {.ulps = 3, .index = 10});
  later.propose({.ulps = 2.5, .index = 20});
  later.propose({.ulps = 3, .index = 21});
  EXPECT_EQ(later.take().worst.ulps, -1);
  later.propose({.ulps = 3, .index = 5});  // taken up out of order: the first of equals is the worst
  EXPECT_EQ(later.take().worst.index, 5u);
  TallyBuilder more(task, {.ulps = 3, .index = 10});
  more.propose({.ulps = 3.5, .index = 30});
  EXPECT_EQ(more.record().index, 30u);
}

}  // namespace
}  // namespace clino
