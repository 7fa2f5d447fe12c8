// A range cut into blocks, judged by threads; what is done is told piece by piece, so that little is ever lost.
#include "clino/sweep.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "sweep_block.hpp"

namespace clino {
namespace {

/// Points of a block; blocks begin at multiples of it.
constexpr std::uint64_t block_size = std::uint64_t{1} << 16;
/// A piece is told after this long at the latest: what a kill may cost.
constexpr auto longest_piece = std::chrono::seconds(1);
constexpr auto tick_interval = std::chrono::milliseconds(100);
/// What numbers that go one by one may take in a block, in seconds, until the block is left for later: at first, and
/// next to a block that was left.
constexpr double patience = 0.1, little_patience = 0.002;

struct Block {
  std::uint64_t first, last;
};

/// What is missing beside the pieces, in blocks.
std::deque<Block> blocks_beside(std::span<const SweepPiece> done, std::uint64_t size) {
  std::deque<Block> blocks;
  const auto cut = [&](std::uint64_t first, std::uint64_t end) {
    while (first < end) {
      const std::uint64_t next = std::min(end, (first / block_size + 1) * block_size);
      blocks.push_back({first, next - 1});
      first = next;
    }
  };
  std::uint64_t at = 0;
  for (const SweepPiece& p : done) {
    cut(at, p.first);
    at = p.last + 1;
  }
  cut(at, size);
  return blocks;
}

/// The blocks that wait and the pieces that are done, between the threads and their master.
class Desk {
 public:
  explicit Desk(std::deque<Block> blocks) : blocks_(std::move(blocks)) {}

  std::optional<Block> next() {
    const std::scoped_lock lock(mutex_);
    if (blocks_.empty() || closed_) return std::nullopt;
    const Block b = blocks_.front();
    blocks_.pop_front();
    return b;
  }
  void hand_in(SweepPiece piece, std::optional<Block> rest) {
    const std::scoped_lock lock(mutex_);
    done_.push_back(std::move(piece));
    if (rest) blocks_.push_front(*rest);
    changed_.notify_one();
  }
  /// The same where the rest is to come last.
  void leave_for_later(SweepPiece piece, Block rest, const PointwiseWork& work) {
    const std::scoped_lock lock(mutex_);
    done_.push_back(std::move(piece));
    later_.push_back(rest);
    seen_.numbers += work.numbers;
    seen_.seconds += work.seconds;
    changed_.notify_one();
  }
  /// What was left for later, when all threads have left.
  SweepRest rest(int jobs) const {
    SweepRest r;
    for (const Block& b : later_) {
      r.intervals.push_back({b.first, b.last, 0});
      r.numbers += b.last - b.first + 1;
    }
    std::ranges::sort(r.intervals, {}, &SweepInterval::first);
    if (seen_.numbers > 0)
      r.seconds = seen_.seconds / static_cast<double>(seen_.numbers) * static_cast<double>(r.numbers) / jobs;
    return r;
  }
  void leave(std::exception_ptr why) {
    const std::scoped_lock lock(mutex_);
    ++left_;
    if (why) failure_ = why;
    if (why) closed_ = true;
    changed_.notify_one();
  }
  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  /// Pieces that came in within one tick; empty and `all_left` when no more will.
  std::vector<SweepPiece> collect(int workers, bool& all_left) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, tick_interval, [&] { return !done_.empty() || left_ == workers; });
    all_left = left_ == workers;
    return std::exchange(done_, {});
  }
  std::exception_ptr failure() const { return failure_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Block> blocks_;
  std::vector<SweepPiece> done_;
  std::vector<Block> later_;
  PointwiseWork seen_;  // in what was left for later
  std::exception_ptr failure_;
  int left_ = 0;
  bool closed_ = false;
};

/// The first look at everything leaves what is slow for the last.
enum class Look : std::uint8_t { first, last };

void work(const SweepTask& task, Desk& desk, Look look, const volatile std::sig_atomic_t& stop) {
  std::exception_ptr why;
  try {
    BlockJudge judge(task);
    double allowed = patience;
    while (const std::optional<Block> b = desk.next()) {
      const auto deadline = std::chrono::steady_clock::now() + longest_piece;
      const auto is_slow = [&] { return look == Look::first && judge.pointwise().seconds > allowed; };
      SweepPiece piece = judge.run(b->first, b->last, [&] {
        return stop != 0 || is_slow() || std::chrono::steady_clock::now() > deadline;
      });
      const bool whole = piece.last == b->last, later = !whole && stop == 0 && is_slow();
      const Block rest{piece.last + 1, b->last};
      allowed = later ? little_patience : patience;
      if (later)
        desk.leave_for_later(std::move(piece), rest, judge.pointwise());
      else
        desk.hand_in(std::move(piece), whole ? std::nullopt : std::optional(rest));
    }
  } catch (...) {
    why = std::current_exception();
  }
  release_caches();
  desk.leave(why);
}

}  // namespace

std::int64_t sweep_position(const Format& format, double x) {
  const std::int64_t k = ordinal(format, x);
  return k > 0 || (k == 0 && !std::signbit(x)) ? k : k - 1;
}

double sweep_number(const Format& format, std::int64_t position) {
  if (position == -1) return -0.0;
  return from_ordinal(format, position >= 0 ? position : position + 1);
}

std::uint64_t SweepTask::size() const {
  std::uint64_t n = 1;
  for (const SweepAxis& a : axes) n *= a.size();
  return n;
}

Point sweep_point_of(const Format& format, std::span<const SweepAxis> axes, std::uint64_t index) {
  Point x(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    const std::uint64_t n = axes[i].size();
    x[i] = sweep_number(format, axes[i].first + static_cast<std::int64_t>(index % n));
    index /= n;
  }
  return x;
}

Point SweepTask::point(std::uint64_t index) const { return sweep_point_of(format, axes, index); }

std::vector<Target> SweepTask::targets() const {
  const auto [n, m] = subject.function.shape();
  std::vector<Target> all;
  for (int j = 0; j < m; ++j)
    for (int i = -1; i < n; ++i) all.push_back({j, i});
  return all;
}

namespace {

/// All blocks of a desk, in threads; `done` grows by what they hand in.
void run_blocks(const SweepTask& task, Desk& desk, Look look, int jobs, const SweepEvents& events,
                const volatile std::sig_atomic_t& stop, std::vector<SweepPiece>& done) {
  std::vector<std::jthread> threads;
  for (int k = 0; k < jobs; ++k) threads.emplace_back([&] { work(task, desk, look, stop); });
  try {
    for (bool all_left = false; !all_left;) {
      std::vector<SweepPiece> fresh = desk.collect(jobs, all_left);
      for (SweepPiece& p : fresh) {
        if (events.piece) events.piece(p);
        done.push_back(std::move(p));
      }
      if (!fresh.empty()) done = joined(std::move(done));
      if (stop != 0) desk.close();
      if (events.tick) events.tick();
    }
  } catch (...) {
    desk.close();  // the disk is full, say: the threads end with their blocks
    throw;
  }
  threads.clear();
  if (desk.failure()) std::rethrow_exception(desk.failure());
}

}  // namespace

std::vector<SweepPiece> sweep(const SweepTask& task, std::vector<SweepPiece> done, int jobs, const SweepEvents& events,
                              const volatile std::sig_atomic_t& stop) {
  done = joined(std::move(done));
  Desk desk(blocks_beside(done, task.size()));
  run_blocks(task, desk, Look::first, jobs, events, stop, done);
  const SweepRest rest = desk.rest(jobs);
  if (rest.numbers == 0 || stop != 0 || (events.go_on && !events.go_on(rest))) return done;
  Desk last(blocks_beside(done, task.size()));
  run_blocks(task, last, Look::last, jobs, events, stop, done);
  return done;
}

}  // namespace clino
