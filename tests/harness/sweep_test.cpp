#include "clino/sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "clino/store.hpp"
#include "clino/sweep_journal.hpp"
#include "random.hpp"

namespace clino {
namespace {

constexpr const char* functions[] = {"1/exp(x)",       "1/(1+exp(-x))", "sqrt(x+1)-sqrt(x)",
                                     "(1-cos(x))/x^2", "abs(x)",        "x*sin(1/x)"};

SweepTask task_of(const char* text, const Format& format, double from, double to, const char* engine = "eigen") {
  SweepTask task{
      .subject = {.name = text, .function = Function::parse(text), .domain = {{-largest(format), largest(format)}}},
      .engine = find_engine(engine),
      .format = format,
      .axes = {{sweep_position(format, from), sweep_position(format, to)}},
      .options = {}};
  task.options.estimates = false;
  return task;
}

SweepPiece swept(const SweepTask& task, int jobs = 2, std::vector<SweepPiece> done = {}) {
  const volatile std::sig_atomic_t stop = 0;
  const auto pieces = sweep(task, std::move(done), jobs, {}, stop);
  EXPECT_EQ(pieces.size(), 1u);
  return pieces.front();
}

std::string text_of(const SweepPiece& p) { return to_json(p); }

TEST(Sweep, PositionsCountBothZerosAndComeBack) {
  for (const Format& f : formats()) {
    EXPECT_EQ(sweep_position(f, 0.0), 0);
    EXPECT_EQ(sweep_position(f, -0.0), -1);
    EXPECT_EQ(sweep_position(f, -smallest_subnormal(f)), -2);
    for (const double x : {largest(f), -largest(f), 1.0, -1.0, 0.0, -0.0, smallest_subnormal(f)}) {
      const double back = sweep_number(f, sweep_position(f, x));
      EXPECT_EQ(back, x);
      EXPECT_EQ(std::signbit(back), std::signbit(x));
    }
  }
}

TEST(Sweep, ErrorClassesEndAtPowersOfTwo) {
  EXPECT_EQ(sweep_error_class(0), 0u);
  EXPECT_EQ(sweep_error_class(0.5), 1u);
  EXPECT_EQ(sweep_error_class(1), 1u);
  EXPECT_EQ(sweep_error_class(std::nextafter(1, 2)), 2u);
  EXPECT_EQ(sweep_error_class(2), 2u);
  EXPECT_EQ(sweep_error_class(8), 4u);
  EXPECT_EQ(sweep_error_class(std::nextafter(8, 9)), 5u);
  EXPECT_EQ(sweep_error_class(1e300), sweep_error_classes - 1);
}

/// The verdict that a piece tells of a point: that of the listed interval around it, or none.
int verdict_in(const SweepTally& t, std::uint64_t index) {
  for (const SweepInterval& i : t.listed)
    if (i.first <= index && index <= i.last) return i.verdict;
  return -1;
}

TEST(Sweep, GivesEveryFloatTheVerdictThatCheckGives) {
  Random random(11);
  for (const char* f : functions)
    for (const Format& format : {binary16, bfloat16, binary32, binary64}) {
      const std::int64_t widest = ordinal(format, largest(format));
      for (int k = 0; k < 4; ++k) {
        const auto at = static_cast<std::int64_t>((2 * random.unit() - 1) * static_cast<double>(widest - 20));
        const double from = from_ordinal(format, at), to = from_ordinal(format, at + 15);
        const SweepTask task = task_of(f, format, from, to);
        const SweepPiece piece = swept(task, 1);
        for (std::uint64_t i = 0; i < task.size(); ++i) {
          Case c = task.subject;
          c.points = {{task.point(i), "given"}};
          CheckOptions options{.points = 0, .exemplars = false};
          const UnitResult unit = check_unit(c, *task.engine, format, options);
          const PointResult& p = unit.points.front();
          EXPECT_EQ(verdict_in(piece.targets[0], i), static_cast<int>(p.values[0].judgement.verdict)) << f << p.x[0];
          EXPECT_EQ(verdict_in(piece.targets[1], i), static_cast<int>(p.partials[0].judgement.verdict)) << f << p.x[0];
        }
      }
    }
}

TEST(Sweep, CountsTheSameHoweverItIsCutAndShared) {
  const SweepTask task = task_of("x*sin(1/x)", binary16, 0.125, 0.25);
  const std::string whole = text_of(swept(task, 1));
  EXPECT_EQ(whole, text_of(swept(task, 3)));
  // Stopped after the first piece, stored, read and gone on with.
  volatile std::sig_atomic_t stop = 0;
  const SweepEvents events{.piece = [&](const SweepPiece&) { stop = 1; }, .tick = {}};
  const auto some = sweep(task, {}, 1, events, stop);
  stop = 0;
  std::vector<SweepPiece> back;
  for (const SweepPiece& p : some) back.push_back(sweep_piece_from_json(to_json(p)));
  EXPECT_EQ(whole, text_of(swept(task, 2, back)));
}

TEST(Sweep, IntervalsAreExactAndTheRestIsCounted) {
  const SweepTask task = task_of("sqrt(x+1)-sqrt(x)", binary16, -0x1p-17, 4);
  const SweepPiece all = swept(task);
  for (const SweepTally& t : all.targets) {
    std::array<std::uint64_t, sweep_classes> listed{};
    std::uint64_t counted = 0;
    for (const SweepInterval& i : t.listed) {
      ++listed[i.verdict];
      EXPECT_LE(i.first, i.last);
    }
    for (std::size_t v = 0; v < sweep_classes; ++v) {
      EXPECT_EQ(listed[v], std::min<std::uint64_t>(t.intervals[v], sweep_listed));
      counted += t.counts[v];
    }
    EXPECT_EQ(counted, task.size());
    EXPECT_TRUE(std::ranges::is_sorted(t.listed, {}, &SweepInterval::first));
    EXPECT_EQ(t.first.first, 0u);
    EXPECT_EQ(t.last.last, task.size() - 1);
    std::uint64_t on_map = 0;
    for (const SweepCell& c : t.cells)
      for (const std::uint64_t n : c.counts) on_map += n;
    EXPECT_EQ(on_map, task.size());
  }
  // Negative numbers have no root: one interval up to the last of them, and the value exists at both zeros.
  const SweepInterval first = all.targets[0].listed.front();
  EXPECT_EQ(first.verdict, static_cast<int>(Verdict::undefined));
  EXPECT_EQ(task.point(first.last)[0], -smallest_subnormal(binary16));
}

TEST(Sweep, TwoVariablesAreSweptAsPairs) {
  SweepTask task = task_of("x*y", binary16, 1, 1.02);
  task.axes = {{sweep_position(binary16, 1), sweep_position(binary16, 1.03)},
               {sweep_position(binary16, -0.0), sweep_position(binary16, 0.0)}};
  task.subject.domain = {{-9, 9}, {-9, 9}};
  EXPECT_EQ(task.targets().size(), 3u);
  const SweepPiece all = swept(task);
  EXPECT_EQ(all.size(), task.axes[0].size() * 2);
  for (const SweepTally& t : all.targets) EXPECT_EQ(t.counts[static_cast<std::size_t>(Verdict::accurate)], all.size());
}

TEST(Sweep, AJournalGivesBackWhatItWasGivenAndDropsATornLine) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "clino_sweep_journal_test.jsonl";
  std::filesystem::remove(file);
  const SweepTask task = task_of("1/exp(x)", binary16, 5, 12);
  const SweepPiece all = swept(task);
  {
    SweepJournal journal(file, "key", SweepJournal::Start::anew);
    journal.append(all);
    EXPECT_THROW(SweepJournal(file, "key", SweepJournal::Start::go_on), CannotWrite);
  }
  std::ofstream(file, std::ios::app) << to_json(all).substr(0, 40);
  const SweepJournalContents contents = read_sweep_journal(file, "key", task.size(), 2);
  ASSERT_EQ(contents.pieces.size(), 1u);
  EXPECT_EQ(contents.dropped, 1u);
  EXPECT_EQ(text_of(contents.pieces.front()), text_of(all));
  EXPECT_FALSE(read_sweep_journal(file, "another", task.size(), 2).same);
  EXPECT_TRUE(read_sweep_journal(file, "key", task.size() - 1, 2).pieces.empty());
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace clino
