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
  std::exception_ptr failure_;
  int left_ = 0;
  bool closed_ = false;
};

void work(const SweepTask& task, Desk& desk, const volatile std::sig_atomic_t& stop) {
  std::exception_ptr why;
  try {
    BlockJudge judge(task);
    while (const std::optional<Block> b = desk.next()) {
      const auto deadline = std::chrono::steady_clock::now() + longest_piece;
      SweepPiece piece =
          judge.run(b->first, b->last, [&] { return stop != 0 || std::chrono::steady_clock::now() > deadline; });
      const bool whole = piece.last == b->last;
      const Block rest{piece.last + 1, b->last};
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

std::vector<SweepPiece> sweep(const SweepTask& task, std::vector<SweepPiece> done, int jobs, const SweepEvents& events,
                              const volatile std::sig_atomic_t& stop) {
  done = joined(std::move(done));
  Desk desk(blocks_beside(done, task.size()));
  std::vector<std::jthread> threads;
  for (int k = 0; k < jobs; ++k) threads.emplace_back([&] { work(task, desk, stop); });
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
  return done;
}

}  // namespace clino
